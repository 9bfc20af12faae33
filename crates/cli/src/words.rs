//! What went wrong, in the user's language: one text an error, its causes behind it.

use std::error::Error;
use std::io;

use mingbai_app::error::AppError;
use mingbai_app::import::refusal::ImportRefusal;
use mingbai_app::words::{self, Lang};
use mingbai_verify::SourceError;

use crate::commands::book::Unshown;
use crate::place::say;

/// The error and its causes as a sentence; wrong cells are listed one a line.
pub fn describe(error: &anyhow::Error, lang: Lang) -> String {
    if error.is::<Unshown>() {
        let cause = error.downcast_ref().map(|cause| words::error(cause, lang));
        let zh = "已经写入账本，但没有公布：请不要重做，用 mingbai publish 公布。没有公布的原因";
        let text = say(lang, zh, &Unshown.to_string()).to_owned();
        return text + say(lang, "：", ": ") + &cause.unwrap_or_default();
    }
    match error.downcast_ref::<AppError>() {
        Some(AppError::Import(ImportRefusal::Cells(cells))) => {
            let mut lines: Vec<String> = cells.iter().map(|cell| cell.text(lang)).collect();
            lines.push(words::error(
                &AppError::Import(ImportRefusal::Cells(cells.clone())),
                lang,
            ));
            lines.join("\n")
        }
        Some(error) => words::error(error, lang),
        None => {
            let links: Vec<String> = error.chain().map(|link| of_link(link, lang)).collect();
            links.join(say(lang, "：", ": "))
        }
    }
}

fn of_link(link: &(dyn Error + 'static), lang: Lang) -> String {
    if let Some(error) = link.downcast_ref::<io::Error>() {
        return of_io(error, lang);
    }
    match (link.downcast_ref::<SourceError>(), lang) {
        (Some(SourceError::NotASource(place)), Lang::Zh) => {
            format!("`{place}` 既不是目录，也不是 http(s) 地址")
        }
        _ => link.to_string(),
    }
}

/// What the operating system refused. It knows no Chinese.
fn of_io(error: &io::Error, lang: Lang) -> String {
    use io::ErrorKind as Kind;
    let known = match error.kind() {
        Kind::NotFound => say(lang, "没有这个文件或目录", "no such file or directory"),
        Kind::PermissionDenied => say(lang, "没有权限", "permission denied"),
        Kind::IsADirectory => say(lang, "这是目录，不是文件", "it is a directory, not a file"),
        Kind::NotADirectory => say(
            lang,
            "路径中有一段不是目录",
            "a part of the path is no directory",
        ),
        Kind::AlreadyExists => say(lang, "已经存在", "it exists already"),
        Kind::ReadOnlyFilesystem => say(lang, "只读，不能写入", "it is read-only"),
        Kind::StorageFull => say(lang, "磁盘已满", "the disk is full"),
        Kind::AddrInUse => say(lang, "端口已被占用", "the port is in use"),
        Kind::AddrNotAvailable => say(lang, "本机没有这个地址", "this machine has no such address"),
        Kind::ConnectionRefused => say(lang, "对方没有响应", "nobody answers there"),
        _ => return format!("{}{error}", say(lang, "系统报告：", "")),
    };
    known.to_owned()
}

#[cfg(test)]
mod tests {
    use anyhow::Context;

    use mingbai_app::ops::refusal::SetupRefusal;

    use super::*;

    #[test]
    fn causes_follow_in_the_users_language() {
        let missing = || Err::<(), _>(io::Error::from(io::ErrorKind::NotFound)).context("a.xlsx");
        let error = missing().unwrap_err();
        assert_eq!(describe(&error, Lang::Zh), "a.xlsx：没有这个文件或目录");
        assert_eq!(
            describe(&error, Lang::En),
            "a.xlsx: no such file or directory"
        );
        let error = anyhow::Error::from(AppError::Setup(SetupRefusal::NotInitialised));
        assert_eq!(
            describe(&error, Lang::En),
            AppError::Setup(SetupRefusal::NotInitialised).to_string()
        );
    }
}
