//! `mingbai mirror`, `verify` and `audit`.

use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use indicatif::ProgressBar;
use mingbai_app::words::{self, Lang};
use mingbai_app::{audit as audits, setup};
use mingbai_verify::{Language, Options, Progress, Source};

use crate::args::Place;
use crate::place::say;

fn language(lang: Lang) -> Language {
    match lang {
        Lang::Zh => Language::Zh,
        Lang::En => Language::En,
    }
}

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
            Ok(())
        }
        Err(failed) => {
            let errors: Vec<String> = failed
                .errors
                .iter()
                .map(|error| error.words(language(lang)))
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
        eprintln!("{}", failure.words(language(lang)));
    }
    for note in &report.notes {
        println!("{}", note.words(language(lang)));
    }
    if !report.holds() {
        let count = report.failures.len();
        bail!(
            "{}: {count}",
            say(lang, "核验未通过,问题数", "NOT verified, failures")
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
    let audit = audits::run(&app, only.as_ref(), |slug| {
        bar.set_message(slug.to_string());
    })?;
    bar.finish_and_clear();
    for (slug, findings) in &audit.findings {
        for finding in findings {
            eprintln!("{slug}: {}", words::finding(finding, lang));
        }
    }
    if !audit.is_clean() {
        let bad = audit
            .findings
            .values()
            .filter(|findings| !findings.is_empty())
            .count();
        bail!(
            "{}: {bad}",
            say(
                lang,
                "账目不符、已停止写入的小区数",
                "communities that differ and accept no writes"
            )
        );
    }
    println!(
        "audited: {} communities, {} entries",
        audit.findings.len(),
        audit.entries
    );
    Ok(())
}
