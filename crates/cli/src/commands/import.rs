//! `mingbai import` and `mingbai template`.

use std::path::Path;

use anyhow::Context;
use mingbai_app::import::{FileKind, NewFile, import};
use mingbai_app::setup;
use mingbai_app::words::{self, Lang};
use mingbai_sheets::{Limits, template as templates};

use super::book::summarise_and_publish;
use crate::args::{Place, What};
use crate::place::say;

/// Takes a spreadsheet in and publishes what it changed.
pub fn run(
    place: &Place,
    what: What,
    file: &Path,
    community: &str,
    dry_run: bool,
    maps: &[String],
    lang: Lang,
) -> anyhow::Result<()> {
    let app = place.open()?;
    let slug = setup::slug(community)?;
    let bytes = read_limited(file)?;
    let name = file
        .file_name()
        .map(|name| name.to_string_lossy().into_owned());
    let kind = match what {
        What::Registry => FileKind::Registry,
        What::Journal => FileKind::Journal,
        What::Entries => FileKind::Entries,
    };
    let name = name.unwrap_or_default();
    let new = NewFile {
        kind,
        name: &name,
        bytes: &bytes,
        maps,
        dry_run,
    };
    let outcome = import(&app, &slug, &new)?;
    for warning in &outcome.warnings {
        eprintln!(
            "{} {}",
            say(lang, "提示:", "note:"),
            warning.text(words::of_sheets(lang))
        );
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
    if !dry_run {
        summarise_and_publish(&app, &slug)?;
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
pub fn template(what: What, output: &Path, lang: Lang) -> anyhow::Result<()> {
    let bytes = match what {
        What::Registry => templates::registry()?,
        What::Journal => templates::journal()?,
        What::Entries => templates::entries()?,
    };
    std::fs::write(output, bytes).with_context(|| output.display().to_string())?;
    println!(
        "{} {}",
        say(lang, "模板已写入", "Template written to"),
        output.display()
    );
    Ok(())
}
