//! `mingbai bank`: the imported statements, and taking one back.

use std::path::Path;

use anyhow::{Context, bail};
use mingbai_app::App;
use mingbai_app::import::bank::{Undone, imports, undo};
use mingbai_app::ops::setup;
use mingbai_app::words::Lang;
use mingbai_domain::book::file_hash;
use mingbai_domain::ids::CommunityId;

use super::import::read_limited;
use crate::args::BankCommand;
use crate::args::desk::At;
use crate::place::say;

/// Digits of a statement's number in the list.
const DIGITS: usize = 12;
/// Digits that at least are to be given.
const LEAST_DIGITS: usize = 6;

/// Does one command.
pub fn run(command: &BankCommand, lang: Lang) -> anyhow::Result<()> {
    match command {
        BankCommand::List { at } => list(at, lang),
        BankCommand::Undo { at, statement } => take_back(at, statement, lang),
    }
}

fn list(at: &At, lang: Lang) -> anyhow::Result<()> {
    let (app, id) = open(at)?;
    let all = imports(&app, id)?;
    if all.is_empty() {
        let zh = "没有导入过银行对账单。";
        println!("{}", say(lang, zh, "No bank statement was imported."));
    }
    for import in all {
        let days = import
            .days
            .map_or(String::new(), |(first, last)| format!("{first} - {last}"));
        println!(
            "{}  {}  {:>6}  {days}  {}",
            number(&import.sha256),
            import.at.date(),
            import.lines,
            import.name
        );
    }
    Ok(())
}

fn take_back(at: &At, statement: &str, lang: Lang) -> anyhow::Result<()> {
    let (app, id) = open(at)?;
    let done = match find(&app, id, statement, lang)? {
        Some(hash) => undo(&app, &setup::slug(&at.community)?, hash)?,
        None => None,
    };
    let Some(Undone {
        name,
        removed,
        kept,
    }) = done
    else {
        let zh = "这份对账单没有导入过，或已经撤回，没有任何改动。";
        let en = "This statement is not imported, or was taken back before; nothing was changed.";
        println!("{}", say(lang, zh, en));
        return Ok(());
    };
    match lang {
        Lang::Zh => {
            println!("已撤回 {name}：去掉 {removed} 笔，别的对账单里也有的 {kept} 笔保留。");
        }
        Lang::En => println!(
            "Took {name} back: {removed} movements are forgotten, {kept} that other statements have stay."
        ),
    }
    Ok(())
}

fn open(at: &At) -> anyhow::Result<(App, CommunityId)> {
    let app = at.place.open()?;
    let id = app.community(&setup::slug(&at.community)?)?.id;
    Ok((app, id))
}

fn number(sha256: &[u8; 32]) -> String {
    hex::encode(sha256).chars().take(DIGITS).collect()
}

/// The hash of the statement that is meant: of the file, or of the import with this number. A number
/// that is nobody's is no mistake: the statement may have been taken back before.
fn find(
    app: &App,
    id: CommunityId,
    statement: &str,
    lang: Lang,
) -> anyhow::Result<Option<[u8; 32]>> {
    let path = Path::new(statement);
    if path.exists() {
        return Ok(Some(file_hash(&read_limited(path)?)));
    }
    let wanted = statement.trim().to_ascii_lowercase();
    let digits = wanted.bytes().all(|byte| byte.is_ascii_hexdigit());
    let enough = (LEAST_DIGITS..=64).contains(&wanted.len());
    (digits && enough).then_some(()).with_context(|| {
        let zh = "没有这个文件，也不是列表（bank list）里的编号";
        let en = "there is no such file, and it is no number of the list (bank list)";
        format!("{}: {statement}", say(lang, zh, en))
    })?;
    let all = imports(app, id)?;
    let mut fitting = all
        .iter()
        .filter(|import| hex::encode(import.sha256).starts_with(&wanted));
    match (fitting.next(), fitting.next()) {
        (None, _) => Ok(None),
        (Some(only), None) => Ok(Some(only.sha256)),
        (Some(_), Some(_)) => bail!(say(
            lang,
            "有几份对账单的编号这样开头，请多写几位",
            "several statements have a number that begins so; give more digits"
        )),
    }
}
