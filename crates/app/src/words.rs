//! Refusals and failures as plain sentences: for a bookkeeper in Chinese, and in English.
//!
//! A Chinese sentence says the place, the value, the rule and what to do next. It never shows the
//! words of a database or an operating system: those are [`detail`], for the log and whoever
//! looks after the machine. Every table is an exhaustive match, so that a new variant does not
//! compile without words.

mod en;
mod findings;
mod names;
mod package;
#[cfg(test)]
mod tests;
mod why;
mod zh;

use mingbai_domain::approvals::Refusal;
use mingbai_domain::book::{PersonalData, RecordError, RuleBroken, Violation};
use mingbai_domain::fees::FeeRefusal;
use mingbai_domain::ledger::EntryError;
use mingbai_domain::money::MoneyError;

use crate::book::refusal::BookRefusal;
use crate::error::AppError;
use crate::import::{RowProblem, RowRefusal};
use crate::ops::audit::{Finding, Place};

pub use mingbai_domain::lang::Lang;
pub use names::amount;

/// An error as a sentence. Refused rows follow each other, one a line; wrong cells are only
/// counted, because [`mingbai_sheets::words::cell_error`] says each of them.
pub fn error(error: &AppError, lang: Lang) -> String {
    match lang {
        Lang::Zh => zh::error(error),
        Lang::En => en::error(error),
    }
}

/// What a database, an operating system or a reader of files said of the error, in its own words;
/// `None` if the sentence says everything.
pub fn detail(error: &AppError) -> Option<String> {
    match error {
        AppError::Store(_)
        | AppError::Record(_)
        | AppError::Random(_)
        | AppError::Halted { .. }
        | AppError::Book(BookRefusal::WouldFork { .. } | BookRefusal::BadFiles { .. })
        | AppError::File { .. }
        | AppError::Package(_)
        | AppError::Unfinished { .. } => Some(error.to_string()),
        AppError::Rule(_)
        | AppError::Denied(_)
        | AppError::KeyReused(_)
        | AppError::Nothing(_)
        | AppError::Clock { .. }
        | AppError::Money(_)
        | AppError::Book(_)
        | AppError::Import(_)
        | AppError::Setup(_) => None,
    }
}

/// A finding of an audit as a sentence.
pub fn finding(finding: &Finding, lang: Lang) -> String {
    match lang {
        Lang::Zh => findings::finding(finding),
        Lang::En => finding.to_string(),
    }
}

/// Whose books a finding is about.
pub fn place(place: &Place, lang: Lang) -> String {
    match (place, lang) {
        (Place::District, Lang::Zh) => "区级总账日志".to_owned(),
        (Place::District, Lang::En) => "the district's log".to_owned(),
        (Place::Unnamed(id), Lang::Zh) => format!("编号 {id} 的小区（网址名称读不出来）"),
        (Place::Unnamed(id), Lang::En) => {
            format!("community {id} (its address name cannot be read)")
        }
        (Place::Community(slug), _) => slug.to_string(),
    }
}

/// What does not hold in a package, one sentence each.
pub fn package_findings(findings: &crate::ops::package::Findings, lang: Lang) -> Vec<String> {
    match lang {
        Lang::Zh => package::findings_zh(findings),
        Lang::En => findings.to_string().lines().map(str::to_owned).collect(),
    }
}

/// A rule that a record breaks, with the record if it had a place in the book.
pub fn violation(violation: &Violation, lang: Lang) -> String {
    match lang {
        Lang::Zh => zh::violation(violation),
        Lang::En => en::violation(violation),
    }
}

/// A rule of the book that a record breaks.
pub fn rule(rule: &RuleBroken, lang: Lang) -> String {
    match lang {
        Lang::Zh => zh::rule(rule),
        Lang::En => rule.to_string(),
    }
}

/// Why bytes are not a record, or a record has no bytes.
pub fn record_error(error: &RecordError, lang: Lang) -> String {
    match lang {
        Lang::Zh => zh::record_error(error),
        Lang::En => error.to_string(),
    }
}

/// What a text seems to contain.
pub fn personal_data(found: PersonalData, lang: Lang) -> String {
    match lang {
        Lang::Zh => zh::personal_data(found).to_owned(),
        Lang::En => found.to_string(),
    }
}

/// Why postings are not an entry.
pub fn entry_error(error: &EntryError, lang: Lang) -> String {
    match lang {
        Lang::Zh => zh::entry_error(error),
        Lang::En => error.to_string(),
    }
}

/// Why a payment may not be made.
pub fn refusal(refusal: Refusal, lang: Lang) -> String {
    match lang {
        Lang::Zh => zh::refusal(refusal),
        Lang::En => refusal.to_string(),
    }
}

/// Why a fee cannot be worked out or taken.
pub fn fee(refusal: FeeRefusal, lang: Lang) -> String {
    match lang {
        Lang::Zh => zh::fee(refusal),
        Lang::En => refusal.to_string(),
    }
}

/// Why a calculation was refused.
pub fn money(error: MoneyError, lang: Lang) -> String {
    match lang {
        Lang::Zh => zh::money(error),
        Lang::En => error.to_string(),
    }
}

/// A row of a spreadsheet that is refused: where, and why.
pub fn row(refusal: &RowRefusal, lang: Lang) -> String {
    let RowRefusal {
        sheet,
        row,
        problem,
    } = refusal;
    match lang {
        Lang::Zh => format!("{sheet} 第{row}行：{}", zh::row_problem(problem)),
        Lang::En => format!("{sheet} row {row}: {}", row_problem(problem, lang)),
    }
}

/// Why a row is refused.
pub fn row_problem(problem: &RowProblem, lang: Lang) -> String {
    match lang {
        Lang::Zh => zh::row_problem(problem),
        Lang::En => problem.to_string(),
    }
}
