//! `mingbai objection`, `answer` and `withdraw-file`.

use anyhow::Context;
use mingbai_app::threads;
use mingbai_app::words::Lang;
use mingbai_domain::access::Act;

use super::Desk;
use crate::args::desk::{At, ObjectionCommand};
use crate::place::say;

/// Enters or lists objections.
pub fn objection(command: ObjectionCommand, lang: Lang) -> anyhow::Result<()> {
    match command {
        ObjectionCommand::Record { at, entry, text } => {
            let desk = Desk::open(&at)?;
            let made = desk.act(Act::Object, move |cx| threads::object(cx, entry, &text))?;
            let (no, due) = (made.no, made.due);
            match lang {
                Lang::Zh => println!("已登记第 {no} 号异议，请在 {due} 前答复。"),
                Lang::En => println!("Entered as objection {no}; answer it by {due}."),
            }
            desk.publish(lang)
        }
        ObjectionCommand::List { at } => {
            let desk = Desk::open(&at)?;
            let fold = desk.app.fold(desk.id)?;
            for thread in fold.threads() {
                let asked = &thread.objection;
                let state = if thread.answers.is_empty() {
                    format!(
                        "{} {}",
                        say(lang, "应答复于", "to be answered by"),
                        asked.due
                    )
                } else {
                    say(lang, "已答复", "answered").to_owned()
                };
                let entry = say(lang, "分录", "entry");
                println!(
                    "{}  {entry} {}  {state}  {}",
                    asked.no, asked.entry, asked.text
                );
            }
            if fold.threads().is_empty() {
                println!("{}", say(lang, "没有异议。", "There are no objections."));
            }
            Ok(())
        }
    }
}

/// Answers one.
pub fn answer(at: &At, no: u64, by: String, text: String, lang: Lang) -> anyhow::Result<()> {
    let desk = Desk::open(at)?;
    desk.act(Act::Answer, move |cx| threads::answer(cx, no, &by, &text))?;
    println!("{} {no}", say(lang, "已答复，异议号", "Answered objection"));
    desk.publish(lang)
}

/// Takes a file out of what is served, once the book says why.
pub fn withdraw_file(at: &At, sha256: &str, reason: String, lang: Lang) -> anyhow::Result<()> {
    let desk = Desk::open(at)?;
    let mut hash = [0; 32];
    let name = sha256.to_ascii_lowercase();
    hex::decode_to_slice(&name, &mut hash)
        .ok()
        .with_context(|| {
            let zh = "文件的校验值是 64 位的十六进制数";
            say(lang, zh, "a file's SHA-256 is 64 hexadecimal digits").to_owned()
        })?;
    // Recorded before, by a command that was cut off: the file goes now.
    let recorded = desk.app.fold(desk.id)?.withdrawn(&hash).is_some();
    let path = desk.app.dir.community(&desk.slug).join("files").join(&name);
    if !path.exists() {
        let zh = "这个小区没有公布过这个文件";
        anyhow::bail!(say(
            lang,
            zh,
            "this community has not published such a file"
        ));
    }
    if !recorded {
        desk.act(Act::WithdrawFile, move |cx| {
            threads::withdraw_file(cx, hash, &reason)
        })?;
    }
    std::fs::remove_file(&path).with_context(|| path.display().to_string())?;
    println!("{} {name}", say(lang, "已撤下文件", "No longer served:"));
    desk.publish(lang)
}
