//! English. Most errors are English sentences already.

use mingbai_domain::book::Violation;

use super::{Lang, row};
use crate::error::AppError;
use crate::import::refusal::ImportRefusal;
use crate::money::refusal::MoneyRefusal;

pub(super) fn error(error: &AppError) -> String {
    match error {
        AppError::Rule(broken) => violation(broken),
        AppError::Import(ImportRefusal::Sheet(refused)) => {
            mingbai_sheets::words::open_error(refused, mingbai_sheets::Lang::En)
        }
        AppError::Import(ImportRefusal::Rows(rows)) => {
            let lines = rows.iter().map(|refused| row(refused, Lang::En) + "\n");
            lines.collect::<String>() + &error.to_string()
        }
        AppError::Money(MoneyRefusal::Overpaid { left }) => {
            let left = super::amount(*left, Lang::En);
            format!("{left} more than this unit owes, and this kind of bill is not paid ahead")
        }
        other => other.to_string(),
    }
}

/// A record that was refused before it got its place has index 0; only a community can stand
/// there.
pub(super) fn violation(broken: &Violation) -> String {
    if broken.index == 0 && broken.kind != "community" {
        broken.rule.to_string()
    } else {
        broken.to_string()
    }
}
