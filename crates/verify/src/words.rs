//! How failures and notes are said to people: one table per language, in plain words.
//!
//! What is wrong does not know how it is said: its `words` and `Display` are here.

mod en;
mod zh;

use std::fmt;

use mingbai_domain::lang::Lang;

use crate::failure::{Failure, RecordName};
use crate::mirror::MirrorError;
use crate::report::Note;

impl Failure {
    /// The failure as a sentence.
    pub fn words(&self, lang: Lang) -> String {
        failure(self, lang)
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.words(Lang::En))
    }
}

impl Note {
    /// The note as a sentence.
    pub fn words(&self, lang: Lang) -> String {
        note(self, lang)
    }
}

impl MirrorError {
    /// The error as a sentence.
    pub fn words(&self, lang: Lang) -> String {
        mirror_error(self, lang)
    }
}

impl fmt::Display for MirrorError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.words(Lang::En))
    }
}

/// A failure: where, then what.
fn failure(failure: &Failure, lang: Lang) -> String {
    let colon = if lang == Lang::Zh { "：" } else { ": " };
    let mut parts = Vec::new();
    match (&failure.community, lang) {
        (Some(slug), Lang::Zh) => parts.push(format!("小区 {slug}")),
        (Some(slug), Lang::En) => parts.push(format!("community {slug}")),
        (None, Lang::Zh) => parts.push("区级日志".to_owned()),
        (None, Lang::En) => parts.push("district log".to_owned()),
    }
    if let Some(name) = &failure.record {
        parts.push(record(name, lang));
    }
    let (open, close) = if lang == Lang::Zh {
        ("（", "）")
    } else {
        (" (", ")")
    };
    let rule = match lang {
        Lang::Zh => zh::rule(&failure.rule),
        Lang::En => en::rule(&failure.rule),
    };
    let place = parts.join(if lang == Lang::Zh { "，" } else { ", " });
    format!("{place}{open}{}{close}{colon}{rule}", failure.path)
}

/// A note.
fn note(note: &Note, lang: Lang) -> String {
    match lang {
        Lang::Zh => zh::note(note),
        Lang::En => en::note(note),
    }
}

/// Why a mirror was not brought up to date.
fn mirror_error(error: &MirrorError, lang: Lang) -> String {
    match (error, lang) {
        (MirrorError::Failure(inner), _) => failure(inner, lang),
        (_, Lang::Zh) => zh::mirror(error),
        (_, Lang::En) => en::mirror(error),
    }
}

fn record(name: &RecordName, lang: Lang) -> String {
    let kind = name.kind.as_deref();
    match lang {
        Lang::Zh => {
            let place = if name.first == name.last {
                format!("记录 {}", name.first)
            } else {
                format!("记录 {} 至 {}", name.first, name.last)
            };
            let number = name
                .number
                .map(|number| format!(" {number} 号"))
                .unwrap_or_default();
            match kind {
                Some(kind) => format!("{place} [{}{number}]", zh::kind(kind)),
                None => format!("{place}{number}"),
            }
        }
        Lang::En => {
            let place = if name.first == name.last {
                format!("record {}", name.first)
            } else {
                format!("records {} to {}", name.first, name.last)
            };
            let number = name
                .number
                .map(|number| format!(" no. {number}"))
                .unwrap_or_default();
            match kind {
                Some(kind) => format!("{place} [{kind}{number}]"),
                None => format!("{place}{number}"),
            }
        }
    }
}
