//! `mingbai import` and `mingbai template`.

use std::path::Path;

use anyhow::Context;
use mingbai_app::import::{FileKind, NewFile, import};
use mingbai_app::setup;
use mingbai_app::words::Lang;
use mingbai_sheets::{Limits, template as templates};

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
    let new = NewFile {
        kind,
        name: &name,
        bytes: &bytes,
        maps: &given.maps,
        files: given.files.as_deref(),
        dry_run,
    };
    let outcome = import(&app, &slug, &new)?;
    for warning in &outcome.warnings {
        eprintln!("{} {}", say(lang, "提示:", "note:"), warning.text(lang));
    }
    if let Some((stated, booked)) = outcome.opening_differs {
        let text = say(
            lang,
            "提示:表中的上月结转与账上余额不同:",
            "note: the balance brought forward differs from the accounts:",
        );
        eprintln!("{text} {stated} / {booked}");
    }
    if outcome.repeated {
        println!(
            "{}",
            say(
                lang,
                "这个文件已经导入过,没有任何改动。",
                "This very file was imported before; nothing was changed."
            )
        );
        return Ok(());
    }
    let done = match (dry_run, lang) {
        (true, Lang::Zh) => "检查通过,未写入。可导入行数",
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
    if dry_run {
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

/// Reads a file, but never one that is larger than any import accepts.
fn read_limited(file: &Path) -> anyhow::Result<Vec<u8>> {
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
