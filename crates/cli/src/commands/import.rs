//! `mingbai import` and `mingbai template`.

use std::io::{IsTerminal, Write};
use std::path::Path;

use anyhow::Context;
use mingbai_app::import::{Allow, FileKind, Known, NewFile, Outcome, import};
use mingbai_app::ops::setup;
use mingbai_app::words::{self, Lang};
use mingbai_domain::ledger::{AccountClass, CHART};
use mingbai_domain::money::{AreaC, Fen};
use mingbai_sheets::{Limits, Skip, Skipped, Tally, template as templates, words as sheet_words};

use super::book::summarise_and_publish;
use crate::args::{Blank, Import, What};
use crate::place::say;

/// Takes a spreadsheet in and publishes what it changed.
pub fn run(given: &Import, lang: Lang) -> anyhow::Result<()> {
    let app = given.place.open()?;
    let slug = setup::slug(&given.community)?;
    let (file, dry_run) = (&given.file, given.dry_run);
    let bytes = read_limited(file)?;
    let name = file
        .file_name()
        .map(|name| name.to_string_lossy().into_owned());
    let kind = match given.what {
        What::Registry => FileKind::Registry,
        What::Journal => FileKind::Journal,
        What::Entries => FileKind::Entries,
        What::Bank => FileKind::Bank,
        What::Documents => FileKind::Documents,
        What::Payments => FileKind::Payments,
    };
    let name = name.unwrap_or_default();
    let known = match (given.again, given.only_new) {
        (true, _) => Known::Again,
        (false, true) => Known::LeftOut,
        (false, false) => Known::Refused,
    };
    let mut new = NewFile {
        kind,
        name: &name,
        bytes: &bytes,
        maps: &given.maps,
        files: given.files.as_deref(),
        dry_run,
        allow: Allow {
            known,
            other_days: given.other_days,
        },
    };
    let asks = !dry_run && !given.yes && std::io::stdin().is_terminal();
    if asks {
        new.dry_run = true;
        let outcome = import(&app, &slug, &new)?;
        print_outcome(&outcome, true, lang);
        if outcome.repeated || !confirmed(lang)? {
            return Ok(());
        }
        new.dry_run = false;
    }
    let outcome = import(&app, &slug, &new)?;
    if asks {
        print_done(&outcome, false, lang);
    } else {
        print_outcome(&outcome, dry_run, lang);
    }
    if dry_run || outcome.repeated {
        return Ok(());
    }
    if kind == FileKind::Bank {
        // A statement changes no book; the office wants to know whether it agrees.
        super::reconcile::print(&app, app.community(&slug)?.id, None, lang)?;
    } else {
        summarise_and_publish(&app, &slug, lang)?;
    }
    Ok(())
}

/// Whether the user says yes.
fn confirmed(lang: Lang) -> anyhow::Result<bool> {
    print!(
        "{}",
        say(
            lang,
            "写入账本并公开？（y/N） ",
            "Write and publish this? (y/N) "
        )
    );
    std::io::stdout().flush()?;
    let mut answer = String::new();
    std::io::stdin().read_line(&mut answer)?;
    let yes = matches!(
        answer.trim().to_lowercase().as_str(),
        "y" | "yes" | "是" | "好"
    );
    if !yes {
        println!("{}", say(lang, "没有写入。", "Nothing was written."));
    }
    Ok(yes)
}

/// Everything that somebody should see before a file is published.
fn print_outcome(outcome: &Outcome, dry_run: bool, lang: Lang) {
    for warning in &outcome.warnings {
        eprintln!("{} {}", say(lang, "提示：", "note:"), warning.text(lang));
    }
    if let Some((stated, booked)) = outcome.opening_differs {
        let text = say(
            lang,
            "提示：表中的上月结转与账上余额不同：",
            "note: the balance brought forward differs from the accounts:",
        );
        eprintln!("{text} {stated} / {booked}");
    }
    if outcome.repeated {
        let zh = "这个文件已经导入过，没有任何改动。";
        let en = "This very file was imported before; nothing was changed.";
        println!("{}", say(lang, zh, en));
        return;
    }
    print_rows(&outcome.tally, lang);
    print_sums(outcome, lang);
    print_done(outcome, dry_run, lang);
}

/// What became of the file's rows, each that was left out with its reason.
fn print_rows(tally: &Tally, lang: Lang) {
    for (sheet, columns) in &tally.unread {
        let columns = columns.join(say(lang, "、", ", "));
        match lang {
            Lang::Zh => println!("{sheet}：没有读取的列：{columns}"),
            Lang::En => println!("{sheet}: columns not read: {columns}"),
        }
    }
    let usual = |skipped: &&Skipped| skipped.why != Skip::Header;
    for skipped in tally.skipped.iter().filter(usual) {
        let text = sheet_words::skipped(skipped, lang);
        println!("{} {text}", say(lang, "跳过", "left out:"));
    }
    let (content, taken, left) = (tally.content, tally.taken, tally.left_out());
    if content > 0 {
        match lang {
            Lang::Zh => println!("有内容的行 {content}：读取 {taken}，跳过 {left}"),
            Lang::En => println!("{content} rows with content: {taken} read, {left} left out"),
        }
    }
}

fn print_sums(outcome: &Outcome, lang: Lang) {
    if let Some((first, last)) = outcome.days {
        println!("{} {first} — {last}", say(lang, "日期", "Days"));
    }
    for sum in &outcome.sums {
        let code = sum.account.code();
        let line = CHART.iter().find(|line| line.code == code);
        let (side, amount) = match sum.account.class() {
            AccountClass::Income => (say(lang, "收入", "income"), Fen(-sum.amount.0)),
            AccountClass::Expense => (say(lang, "支出", "expense"), sum.amount),
            _ if sum.amount < Fen::ZERO => (say(lang, "贷方", "credit"), Fen(-sum.amount.0)),
            _ => (say(lang, "借方", "debit"), sum.amount),
        };
        let amount = words::amount(amount, lang);
        match lang {
            Lang::Zh => {
                let name = line.map_or("", |line| line.zh);
                println!("{} {code} {name}：{side} {amount}", sum.fund.zh());
            }
            Lang::En => {
                let name = line.map_or("", |line| line.en);
                println!("{} {code} {name}: {side} {amount}", sum.fund.en());
            }
        }
    }
    for moved in &outcome.moved {
        let account = match moved.account.as_str() {
            "" => say(lang, "没有写账号的账户", "account without a number"),
            account => account,
        };
        let came_in = words::amount(moved.came_in, lang);
        let went_out = words::amount(moved.went_out, lang);
        let count = moved.count;
        match lang {
            Lang::Zh => println!("{account}：{count} 笔，收入 {came_in}，支出 {went_out}"),
            Lang::En => println!("{account}: {count} movements, in {came_in}, out {went_out}"),
        }
    }
    if outcome.area > AreaC(0) {
        match lang {
            Lang::Zh => println!("建筑面积合计 {} 平方米", outcome.area),
            Lang::En => println!("Area in all: {} m2", outcome.area),
        }
    }
}

fn print_done(outcome: &Outcome, dry_run: bool, lang: Lang) {
    if outcome.repeated {
        return;
    }
    let done = match (dry_run, lang) {
        (true, Lang::Zh) => "检查通过，未写入。可导入行数",
        (true, Lang::En) => "All well, nothing written. Rows that would be imported",
        (false, Lang::Zh) => "已导入行数",
        (false, Lang::En) => "Rows imported",
    };
    let unchanged = say(lang, "已存在、未改动", "already there");
    println!(
        "{done}: {}, {unchanged}: {}",
        outcome.taken, outcome.unchanged
    );
    if outcome.charges_changed + outcome.transfers > 0 {
        let (charges, transfers) = (outcome.charges_changed, outcome.transfers);
        match lang {
            Lang::Zh => println!("改动收费标准 {charges} 项，过户或交付 {transfers} 户"),
            Lang::En => println!("{charges} charges changed, {transfers} units changed hands"),
        }
    }
}

/// Reads a file, but never one that is larger than any import accepts.
pub fn read_limited(file: &Path) -> anyhow::Result<Vec<u8>> {
    use std::io::Read;
    let limit = u64::try_from(Limits::default().file_bytes).unwrap_or(u64::MAX);
    let open = std::fs::File::open(file).with_context(|| file.display().to_string())?;
    let mut bytes = Vec::new();
    // One byte more than allowed tells the reader of the sheet that it is too large.
    let read = open.take(limit.saturating_add(1)).read_to_end(&mut bytes);
    read.with_context(|| file.display().to_string())?;
    Ok(bytes)
}

/// Writes an empty spreadsheet.
pub fn template(what: Blank, output: &Path, lang: Lang) -> anyhow::Result<()> {
    let bytes = match what {
        Blank::Registry => templates::registry()?,
        Blank::Journal => templates::journal()?,
        Blank::Entries => templates::entries()?,
        Blank::Payments => templates::payments()?,
        Blank::Documents => templates::documents()?,
    };
    std::fs::write(output, bytes).with_context(|| output.display().to_string())?;
    println!(
        "{} {}",
        say(lang, "模板已写入", "Template written to"),
        output.display()
    );
    Ok(())
}
