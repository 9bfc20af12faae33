//! `mingbai election verify` and `inspect`: secret elections, from their public archive alone.

mod words;

use std::fs::{self, File};
use std::io::Read;
use std::path::Path;

use anyhow::{Context, bail};
use indicatif::ProgressBar;
use mingbai_app::words::Lang;
use mingbai_belenios::Weight;
use mingbai_belenios::verify::{self, Outside, Progress, QuestionReport, Refused, Report};
use serde_json::json;

use crate::args::{ElectionCommand, ElectionLists};
use crate::place::say;

/// Larger archives are not read: they are kept in memory. 100,000 ballots have about 3 GB.
const FILE_MAX: u64 = 4 << 30;
/// A list of credentials, heads or keys is smaller.
const LIST_MAX: u64 = 64 << 20;

/// One of the commands about elections.
pub fn run(command: ElectionCommand, lang: Lang) -> anyhow::Result<()> {
    match command {
        ElectionCommand::Verify {
            file,
            lists,
            combined,
            json,
        } => check(&file, &lists, combined, json, lang),
        ElectionCommand::Inspect {
            file,
            combined,
            json,
        } => inspect(&file, combined, json, lang),
    }
}

/// Checks everything; the last line of a good check is
/// `verified: N ballots, C counted, head HASH`.
fn check(
    file: &Path,
    lists: &ElectionLists,
    combined: bool,
    json: bool,
    lang: Lang,
) -> anyhow::Result<()> {
    let outside = Outside {
        roll: list(lists.roll.as_deref(), lang)?,
        anchors: list(lists.anchors.as_deref(), lang)?,
        trustees: list(lists.trustees.as_deref(), lang)?,
    };
    let bytes = archive(file, lang)?;
    let bar = ProgressBar::new(0);
    let checked = verify::verify(&bytes, &outside, &|progress| match progress {
        Progress::Found { ballots } => bar.set_length(u64::try_from(ballots).unwrap_or(u64::MAX)),
        Progress::Ballot => bar.inc(1),
    });
    bar.finish_and_clear();
    match checked {
        Ok(report) if json => println!("{}", accepted(&report)),
        Ok(report) => {
            tell(&report, combined, lang);
            for line in words::not_checked(&report, lang) {
                println!("{line}");
            }
            println!(
                "verified: {} ballots, {} counted, head {}",
                report.ballots,
                report.counted,
                head(&report)
            );
        }
        Err(refused) => return Err(refusal(&refused, json, lang)),
    }
    Ok(())
}

/// Says what an archive holds, and that nothing was checked.
fn inspect(file: &Path, combined: bool, json: bool, lang: Lang) -> anyhow::Result<()> {
    let bytes = archive(file, lang)?;
    match verify::inspect(&bytes) {
        Ok(report) if json => println!("{}", json!({ "report": report })),
        Ok(report) => {
            tell(&report, combined, lang);
            for ballot in &report.trackers {
                println!("  {:>5}  {}", ballot.number, ballot.tracker);
            }
            println!("{}", words::only_read(lang));
        }
        Err(one) => return Err(refusal(&Refused::from(one), json, lang)),
    }
    Ok(())
}

fn accepted(report: &Report) -> serde_json::Value {
    json!({
        "accepted": true,
        "report": report,
        "not_checked": words::unchecked(report),
    })
}

/// Prints every refusal; the error says how many there are.
fn refusal(refused: &Refused, json: bool, lang: Lang) -> anyhow::Error {
    if json {
        println!("{}", json!({ "accepted": false, "refusals": refused.0 }));
    } else {
        for one in &refused.0 {
            eprintln!("{}", words::refusal(one, lang));
        }
    }
    let count = refused.0.len();
    let text = say(lang, "核验未通过，问题数", "NOT verified, failures");
    anyhow::anyhow!("{text}: {count}")
}

fn archive(file: &Path, lang: Lang) -> anyhow::Result<Vec<u8>> {
    read(file, FILE_MAX, lang)
}

fn list(file: Option<&Path>, lang: Lang) -> anyhow::Result<Option<String>> {
    let Some(file) = file else { return Ok(None) };
    let not_text = say(lang, "不是 UTF-8 文本", "it is not UTF-8 text");
    let text = String::from_utf8(read(file, LIST_MAX, lang)?);
    text.map(Some)
        .ok()
        .with_context(|| format!("{}: {not_text}", file.display()))
}

/// Reads a file of at most `max` bytes, whatever its size is said to be.
fn read(file: &Path, max: u64, lang: Lang) -> anyhow::Result<Vec<u8>> {
    let name = || file.display().to_string();
    if fs::metadata(file).with_context(name)?.is_dir() {
        return Err(std::io::Error::from(std::io::ErrorKind::IsADirectory)).with_context(name);
    }
    let mut bytes = Vec::new();
    let opened = File::open(file).with_context(name)?;
    opened
        .take(max + 1)
        .read_to_end(&mut bytes)
        .with_context(name)?;
    if u64::try_from(bytes.len()).is_ok_and(|length| length <= max) {
        return Ok(bytes);
    }
    bail!(
        "{}: {} {max}",
        file.display(),
        say(
            lang,
            "文件太大，字节数上限",
            "the file is too large, bytes at most"
        )
    )
}

fn head(report: &Report) -> String {
    report
        .head
        .map_or_else(String::new, |head| head.to_string())
}

fn tell(report: &Report, combined: bool, lang: Lang) {
    println!("{}", report.name);
    for (label, value) in words::facts(report, lang) {
        println!("  {label}{}{value}", say(lang, "：", ": "));
    }
    for (index, question) in report.questions.iter().enumerate() {
        println!("  {}. {}", index + 1, question.question);
        tell_result(question, combined, lang);
    }
}

fn tell_result(question: &QuestionReport, combined: bool, lang: Lang) {
    let blank = question
        .blank
        .then(|| say(lang, "（空白票）", "(blank)").to_owned());
    let answers = blank.iter().chain(&question.answers);
    for (place, answer) in answers.enumerate() {
        let number = question.result.as_ref().and_then(|row| row.get(place));
        let text = number.map_or_else(
            || "-".to_owned(),
            |&number| words::number(number, combined, lang),
        );
        println!("     {answer}: {text}");
    }
}

/// A weight by area and heads.
fn split(number: u64) -> (u64, u64) {
    let parts = Weight(number).split();
    (parts.area, parts.heads)
}
