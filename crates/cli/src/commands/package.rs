//! `mingbai backup`, `restore` and `handover`.
//!
//! What is written is said at the end. An answer that nobody can read is no failure: the package is
//! written all the same.

use std::io::{IsTerminal, Write};
use std::path::Path;

use mingbai_app::env::{Clock, Random};
use mingbai_app::error::AppError;
use mingbai_app::ops::package::Refusal;
use mingbai_app::ops::{package, setup};
use mingbai_app::words::{self, Lang};

use crate::args::{HandoverCommand, Place};
use crate::place::say;

/// Says something on standard output, or to nobody.
fn tell(text: &str) {
    let _ = writeln!(std::io::stdout(), "{text}");
}

/// Says something on standard error, or to nobody.
fn warn(text: &str) {
    let _ = writeln!(std::io::stderr(), "{text}");
}

/// Writes a back-up.
pub fn backup(
    place: &Place,
    output: &Path,
    accept_missing: bool,
    lang: Lang,
) -> anyhow::Result<()> {
    let done = package::backup(&place.open()?, output, accept_missing)?;
    for name in &done.missing {
        warn(&format!(
            "{} {name}",
            say(
                lang,
                "没有备份到，缺失或损坏：",
                "NOT in it, missing or damaged:"
            )
        ));
    }
    let (rows, files) = (done.rows, done.files);
    let head = say(lang, "已备份到", "Backed up to");
    let tail = match lang {
        Lang::Zh => format!("{rows} 行，{files} 个文件"),
        Lang::En => format!("{rows} rows, {files} files"),
    };
    tell(&format!("{head} {} ({tail})", output.display()));
    Ok(())
}

/// Makes an installation from a back-up.
pub fn restore(
    file: &Path,
    place: &Place,
    accept_findings: bool,
    lang: Lang,
) -> anyhow::Result<()> {
    let edge = (Clock::system(), Random::system());
    let done = package::restore(file, &place.dir(), place.target(), edge, accept_findings)?;
    for line in words::package_findings(&done.findings, lang) {
        warn(&line);
    }
    let head = say(lang, "已恢复到", "Restored to");
    tell(&format!("{head} {}", place.data.display()));
    Ok(())
}

/// The three steps of a hand-over.
pub fn handover(command: HandoverCommand, lang: Lang) -> anyhow::Result<()> {
    match command {
        HandoverCommand::Key {
            place,
            community,
            origin,
        } => {
            let app = place.open()?;
            let vkey = package::successor_key(&app, &setup::slug(&community)?, &origin)?;
            warn(&format!(
                "{} {}",
                say(lang, "密钥指纹", "key fingerprint"),
                package::fingerprint(&vkey)
            ));
            tell(&vkey);
        }
        HandoverCommand::Give {
            place,
            community,
            successor,
            key,
            output,
        } => {
            let app = place.open()?;
            let slug = setup::slug(&community)?;
            let given = package::give(&app, &slug, &successor, &key, &output)?;
            for (zh, en, fingerprint) in [
                ("接收方密钥指纹", "successor's key", &given.new_key),
                (
                    "本处以前签名的密钥指纹",
                    "key that signed so far",
                    &given.old_key,
                ),
            ] {
                tell(&format!("{}: {fingerprint}", say(lang, zh, en)));
            }
            let done = say(
                lang,
                "已移交，含住户个人信息，请妥善保管：",
                "Handed over; the package holds personal data:",
            );
            tell(&format!("{done} {}", output.display()));
        }
        HandoverCommand::Take {
            file,
            place,
            old_key,
        } => {
            let app = place.open()?;
            let slug = package::take(&app, &file, |found| match &old_key {
                Some(given) => Ok(same_fingerprint(given, found)),
                None => ask(found, lang),
            })?;
            tell(&format!("{} {slug}", say(lang, "已接收小区", "Took over")));
        }
    }
    Ok(())
}

/// Fingerprints are copied with spaces, colons or none, in small or large letters.
fn same_fingerprint(given: &str, found: &str) -> bool {
    let bare = |text: &str| -> String {
        let digits = text.chars().filter(char::is_ascii_hexdigit);
        digits.map(|digit| digit.to_ascii_lowercase()).collect()
    };
    let only_digits = |c: char| c.is_ascii_hexdigit() || matches!(c, ' ' | ':' | '-');
    given.chars().all(only_digits) && bare(given) == bare(found)
}

/// Shows the old key's fingerprint and asks whether the public knows it. Without somebody to ask,
/// it must have been given.
fn ask(found: &str, lang: Lang) -> Result<bool, AppError> {
    let not_compared = || {
        AppError::from(Refusal::OldKeyNotCompared {
            found: found.to_owned(),
        })
    };
    if !std::io::stdin().is_terminal() || !std::io::stderr().is_terminal() {
        return Err(not_compared());
    }
    let question = say(
        lang,
        "以前签名的密钥指纹是下面这个。公告栏上的、以前的副本里的，也是它吗？是请输入 y：",
        "The log was signed by the key below. Is it the one on the notice board and in old copies? \
         Enter y if so:",
    );
    warn(&format!("{question}\n{found}"));
    let mut answer = String::new();
    let read = std::io::stdin().read_line(&mut answer);
    match read {
        Ok(_) if matches!(answer.trim(), "y" | "Y" | "yes" | "是") => Ok(true),
        _ => Err(not_compared()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fingerprint_may_be_written_in_several_ways_but_whole() {
        let found = "0a1b 2c3d 0000 1111 2222 3333 4444 5555";
        for good in [
            found,
            "0A1B2C3D000011112222333344445555",
            "0a1b:2c3d:0000:1111:2222:3333:4444:5555",
        ] {
            assert!(same_fingerprint(good, found), "{good}");
        }
        for bad in [
            "",
            "0a1b",
            "0a1b 2c3d 0000 1111 2222 3333 4444 5556",
            "0a1b 2c3d 0000 1111 2222 3333 4444 5555 5555",
            "key 0a1b 2c3d 0000 1111 2222 3333 4444 5555",
        ] {
            assert!(!same_fingerprint(bad, found), "{bad}");
        }
    }
}
