//! `mingbai mirror`, `verify` and `audit`.

use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use indicatif::ProgressBar;
use mingbai_app::ops::{audit as audits, setup};
use mingbai_app::words::{self, Lang};
use mingbai_verify::{Options, Progress, Source};

use crate::args::Place;
use crate::place::say;

/// A bar that follows a check or a copy.
fn follow(bar: &ProgressBar) -> impl Fn(Progress<'_>) + Sync + '_ {
    |progress| match progress {
        Progress::Found { communities } => bar.set_length(communities),
        Progress::Done { .. } => bar.inc(1),
    }
}

/// Copies what a source publishes.
pub fn mirror(
    source: &str,
    dest: &Path,
    community: Option<&str>,
    lang: Lang,
) -> anyhow::Result<()> {
    let source = Source::open(source)?;
    let only = community.map(setup::slug).transpose()?;
    let bar = ProgressBar::new(0);
    let done = mingbai_verify::mirror(&source, dest, only.as_ref(), &follow(&bar));
    bar.finish_and_clear();
    match done {
        Ok(done) => {
            println!(
                "{} {} communities, {} records, {} files copied, {} kept",
                say(lang, "镜像完成：", "mirrored:"),
                done.communities,
                done.records,
                done.copied,
                done.kept
            );
            if done.other_district {
                println!(
                    "{}",
                    say(
                        lang,
                        "对方是另一个区的装置：只接着复制了移交给它的小区，本地的区级日志保持不变",
                        "the source is another district's: only communities that were handed over \
                         to it were followed, and the district log here stays as it was"
                    )
                );
            }
            Ok(())
        }
        Err(failed) => {
            let errors: Vec<String> = failed
                .errors
                .iter()
                .map(|error| error.words(lang))
                .collect();
            bail!("{}", errors.join("\n"))
        }
    }
}

/// Checks what a source publishes; the last line of a good check is
/// `verified: C communities, N entries`.
pub fn verify(
    source: &str,
    community: Option<&str>,
    keys: &[String],
    receipts: &[PathBuf],
    lang: Lang,
) -> anyhow::Result<()> {
    let source = Source::open(source)?;
    let keys = keys
        .iter()
        .map(|key| {
            let not = || format!("{} {key}", say(lang, "这不是密钥：", "not a key:"));
            key.parse().ok().with_context(not)
        })
        .collect::<anyhow::Result<_>>()?;
    let community = community.map(setup::slug).transpose()?;
    let bar = ProgressBar::new(0);
    let report = mingbai_verify::verify(&source, &Options { community, keys }, &follow(&bar));
    bar.finish_and_clear();
    for failure in &report.failures {
        eprintln!("{}", failure.words(lang));
    }
    for note in &report.notes {
        println!("{}", note.words(lang));
    }
    if !report.holds() {
        let count = report.failures.len();
        bail!(
            "{}: {count}",
            say(lang, "核验未通过，问题数", "NOT verified, failures")
        );
    }
    for key in report.keys.iter().filter(|key| !key.pinned) {
        let log = key
            .community
            .as_ref()
            .map_or("district", |slug| slug.as_str());
        println!(
            "{} {log}: {}",
            say(lang, "密钥指纹", "key fingerprint"),
            key.fingerprint
        );
    }
    super::desk::receipt::check(&source, receipts, lang)?;
    println!(
        "verified: {} communities, {} entries",
        report.communities, report.entries
    );
    Ok(())
}

/// Compares private rows, book and tree.
pub fn audit(place: &Place, community: Option<&str>, lang: Lang) -> anyhow::Result<()> {
    let app = place.open()?;
    let only = community.map(setup::slug).transpose()?;
    let bar = ProgressBar::new_spinner();
    let audit = audits::run(&app, only.as_ref(), |place| {
        bar.set_message(words::place(place, lang));
    })?;
    bar.finish_and_clear();
    for (place, findings) in &audit.findings {
        for finding in findings {
            let place = words::place(place, lang);
            eprintln!("{place}: {}", words::finding(finding, lang));
        }
    }
    for (place, failed) in &audit.failed {
        let place = words::place(place, lang);
        eprintln!("{place}: {}", words::error(failed, lang));
        if let Some(detail) = words::detail(failed) {
            eprintln!("{detail}");
        }
    }
    if !audit.is_clean() {
        let differs = audit.findings.values().filter(|found| !found.is_empty());
        let (differs, failed) = (differs.count(), audit.failed.len());
        let differ = say(
            lang,
            "账目不符、已停止写入的小区数",
            "communities that differ and accept no writes",
        );
        let unread = say(
            lang,
            "数据库出错、没有查完的",
            "not audited, the database failed",
        );
        bail!("{differ}: {differs}; {unread}: {failed}");
    }
    println!(
        "audited: {} communities, {} entries",
        audit.communities(),
        audit.entries
    );
    Ok(())
}
