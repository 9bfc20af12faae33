//! Errors in words.

use crate::audit::Finding;
use crate::error::AppError;

/// Language of messages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lang {
    /// Chinese.
    Zh,
    /// English.
    En,
}

/// An error as a sentence.
pub fn error(error: &AppError, _lang: Lang) -> String {
    error.to_string()
}

/// A finding of an audit as a sentence.
pub fn finding(finding: &Finding, _lang: Lang) -> String {
    finding.to_string()
}

/// The same language as the spreadsheets' words name it.
pub fn of_sheets(lang: Lang) -> mingbai_sheets::Lang {
    match lang {
        Lang::Zh => mingbai_sheets::Lang::Zh,
        Lang::En => mingbai_sheets::Lang::En,
    }
}
