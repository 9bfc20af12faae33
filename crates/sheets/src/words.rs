//! Findings in words for a bookkeeper: where, what was found, and what to do. One table a language.

mod bank;
mod en;
mod zh;

use crate::error::{CellError, Code};
use crate::open_error::OpenError;
use crate::report::Skipped;

pub use mingbai_domain::lang::Lang;

/// The rule alone, such as `面积必须大于 0`.
pub fn rule(code: &Code, lang: Lang) -> String {
    match lang {
        Lang::Zh => zh::rule(code),
        Lang::En => en::rule(code),
    }
}

/// The whole finding, such as
/// `住户台账 第5行 E列「建筑面积」: 值「0」— 面积必须大于 0，请按产权证或合同填写`.
pub fn cell_error(error: &CellError, lang: Lang) -> String {
    let (rule, row) = (rule(&error.code, lang), error.row);
    let letter = error.column_letter.as_deref().unwrap_or_default();
    let name = error.column_name.as_deref().unwrap_or_default();
    let given = |shown: bool, text: String| if shown { text } else { String::new() };
    let (has_row, has_value) = (row > 0, !error.value.is_empty());
    let (has_letter, has_name) = (!letter.is_empty(), !name.is_empty());
    let value = &error.value;
    let parts = match lang {
        Lang::Zh => [
            given(has_row, format!(" 第{row}行")),
            given(has_letter, format!(" {letter}列")),
            given(has_name, format!("「{name}」")),
            ": ".to_owned(),
            given(has_value, format!("值「{value}」— ")),
        ],
        Lang::En => [
            given(has_row, format!(", row {row}")),
            given(has_letter, format!(", column {letter}")),
            given(has_name, format!(" \"{name}\"")),
            ": ".to_owned(),
            given(has_value, format!("value \"{value}\" - ")),
        ],
    };
    format!("{}{}{rule}", error.sheet, parts.concat())
}

impl CellError {
    /// The finding in words, with sheet, row, column and value.
    pub fn text(&self, lang: Lang) -> String {
        cell_error(self, lang)
    }
}

/// Rows that were left out, and why.
pub fn skipped(skipped: &Skipped, lang: Lang) -> String {
    let (first, last, rows) = (skipped.first, skipped.last, skipped.rows);
    let (sheet, one) = (&skipped.sheet, first == last);
    match lang {
        Lang::Zh => {
            let why = zh::skip(skipped.why);
            if one {
                format!("{sheet} 第{first}行：{why}")
            } else {
                format!("{sheet} 第{first}至{last}行（{rows} 行）：{why}")
            }
        }
        Lang::En => {
            let why = en::skip(skipped.why);
            if one {
                format!("{sheet}, row {first}: {why}")
            } else {
                format!("{sheet}, rows {first} to {last} ({rows}): {why}")
            }
        }
    }
}

/// `--map HEADER=FIELD` as it can be typed: in quotes where a shell would read it otherwise.
fn map_option(header: &str, field: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.');
    if header.chars().all(plain) {
        format!("--map {header}={field}")
    } else {
        format!("--map '{header}={field}'")
    }
}

/// Why a file cannot be opened, and what to do.
pub fn open_error(error: &OpenError, lang: Lang) -> String {
    match lang {
        Lang::Zh => zh::open_error(error),
        Lang::En => en::open_error(error),
    }
}

/// Whole mebibytes, rounded up.
fn mebibytes(bytes: u64) -> u64 {
    bytes.div_ceil(1 << 20)
}
