//! How failures and notes are said to people: one table per language, in plain words.
//!
//! What is wrong does not know how it is said: its `words` and `Display` are here.

mod en;
mod zh;

use std::fmt;

use crate::failure::{Failure, RecordName};
use crate::mirror::MirrorError;
use crate::report::Note;

/// The language of a sentence.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Language {
    /// Chinese, the default.
    #[default]
    Zh,
    /// English.
    En,
}

impl Failure {
    /// The failure as a sentence.
    pub fn words(&self, language: Language) -> String {
        failure(self, language)
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.words(Language::En))
    }
}

impl Note {
    /// The note as a sentence.
    pub fn words(&self, language: Language) -> String {
        note(self, language)
    }
}

impl MirrorError {
    /// The error as a sentence.
    pub fn words(&self, language: Language) -> String {
        mirror_error(self, language)
    }
}

impl fmt::Display for MirrorError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.words(Language::En))
    }
}

/// A failure: where, then what.
fn failure(failure: &Failure, language: Language) -> String {
    let colon = if language == Language::Zh {
        "："
    } else {
        ": "
    };
    let mut parts = Vec::new();
    match (&failure.community, language) {
        (Some(slug), Language::Zh) => parts.push(format!("小区 {slug}")),
        (Some(slug), Language::En) => parts.push(format!("community {slug}")),
        (None, Language::Zh) => parts.push("区级日志".to_owned()),
        (None, Language::En) => parts.push("district log".to_owned()),
    }
    if let Some(name) = &failure.record {
        parts.push(record(name, language));
    }
    let (open, close) = if language == Language::Zh {
        ("（", "）")
    } else {
        (" (", ")")
    };
    let rule = match language {
        Language::Zh => zh::rule(&failure.rule),
        Language::En => en::rule(&failure.rule),
    };
    let place = parts.join(if language == Language::Zh {
        "，"
    } else {
        ", "
    });
    format!("{place}{open}{}{close}{colon}{rule}", failure.path)
}

/// A note.
fn note(note: &Note, language: Language) -> String {
    match language {
        Language::Zh => zh::note(note),
        Language::En => en::note(note),
    }
}

/// Why a mirror was not brought up to date.
fn mirror_error(error: &MirrorError, language: Language) -> String {
    match (error, language) {
        (MirrorError::Failure(inner), _) => failure(inner, language),
        (_, Language::Zh) => zh::mirror(error),
        (_, Language::En) => en::mirror(error),
    }
}

fn record(name: &RecordName, language: Language) -> String {
    let kind = name.kind.as_deref();
    match language {
        Language::Zh => {
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
        Language::En => {
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
