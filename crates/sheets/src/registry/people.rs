//! Owners, telephone and document numbers of a register's row. Their values are never shown whole.

use mingbai_domain::registry::UnitStatus;

use super::UnitRow;
use crate::error::{CellError, Code};
use crate::fields::Field;
use crate::grid::{Cell, Row};
use crate::table::{Report, Table};
use crate::values;

/// Words for the developer in the owner's column.
const DEVELOPER: [&str; 6] = [
    "开发商",
    "开发公司",
    "建设单位",
    "开发单位",
    "未售",
    "房产公司",
];
/// Weights and check characters of an identity number (GB 11643).
const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const CHECKS: &[u8; 11] = b"10X98765432";

/// The names; `None` if a cell is a formula's error.
pub(super) fn owners<'a>(
    table: &Table<'a>,
    row: &'a Row,
    report: &mut Report,
) -> Option<Vec<String>> {
    let names = table.list(row, Field::Owner, report, values::names);
    good(table, row, Field::Owner)?;
    let mut owners: Vec<String> = Vec::new();
    for (_, name) in names {
        if !owners.contains(&name) && !matches!(name.as_str(), "-" | "无" | "—") {
            owners.push(name);
        }
    }
    Some(owners)
}

/// Whether the developer and nobody else is named.
pub(super) fn only_developer(owners: &[String]) -> bool {
    !owners.is_empty()
        && owners
            .iter()
            .all(|owner| DEVELOPER.contains(&owner.as_str()))
}

/// The owners as the unit's status demands: none for an unsold unit, else at least one.
pub(super) fn check_owners<'a>(
    table: &Table<'a>,
    row: &'a Row,
    owners: Option<Vec<String>>,
    status: UnitStatus,
    report: &mut Report,
) -> Option<Vec<String>> {
    let owners = owners?;
    if status == UnitStatus::Unsold {
        let developer =
            |owner: &String| DEVELOPER.contains(&owner.as_str()) || owner.ends_with("公司");
        if !owners.iter().all(developer) {
            report.push(table.error(row, Field::Owner, Code::OwnerThoughUnsold));
        }
        return Some(Vec::new());
    }
    if owners.is_empty() {
        report.push(table.error(row, Field::Owner, Code::OwnerMissing));
        return None;
    }
    Some(owners)
}

/// The telephone numbers in plain digits; `None` if one is none.
pub(super) fn phones<'a>(
    table: &Table<'a>,
    row: &'a Row,
    report: &mut Report,
) -> Option<Vec<String>> {
    let mut fine = good(table, row, Field::Phone).is_some();
    let mut phones = Vec::new();
    for (column, text) in table.list(row, Field::Phone, report, values::numbers) {
        match phone(&text) {
            Some(phone) if phones.contains(&phone) => {}
            Some(phone) => phones.push(phone),
            None if matches!(text.as_str(), "-" | "无" | "—") => {}
            None => {
                report.push(table.error_item(row, column, &text, Code::PhoneForm));
                fine = false;
            }
        }
    }
    fine.then_some(phones)
}

/// A mobile number (11 digits from 13 to 19), or a landline or 400 number with 7 to 12 digits.
fn phone(text: &str) -> Option<String> {
    let plain: String = text
        .chars()
        .filter(|c| !matches!(c, '-' | '(' | ')' | ' ' | '—'))
        .collect();
    let digits = plain.strip_prefix("+86").unwrap_or(&plain);
    let digits = match digits.strip_prefix("86") {
        Some(rest) if rest.len() == 11 => rest,
        _ => digits,
    };
    if !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let fits = match digits.as_bytes() {
        [b'1', b'3'..=b'9', ..] if digits.len() == 11 => true,
        [b'0', ..] => (10..=12).contains(&digits.len()),
        [b'4', b'0', b'0', ..] if digits.len() == 10 => true,
        [b'2'..=b'9', ..] => (7..=8).contains(&digits.len()),
        _ => false,
    };
    fits.then(|| digits.to_owned())
}

/// The document numbers; `None` if one is none.
pub(super) fn id_numbers<'a>(
    table: &Table<'a>,
    row: &'a Row,
    report: &mut Report,
) -> Option<Vec<String>> {
    let mut fine = good(table, row, Field::IdNumber).is_some();
    let mut ids = Vec::new();
    for (column, text) in table.list(row, Field::IdNumber, report, values::numbers) {
        if matches!(text.as_str(), "-" | "无" | "—") {
            continue;
        }
        let text = text.to_uppercase();
        // Excel keeps 15 digits of a number and fills up with zeros.
        let rounded = matches!(table.cell(row, column), Cell::Number(n) if n.len() > 15);
        match if rounded {
            Err(Code::IdNumberRounded)
        } else {
            id_number(&text)
        } {
            Ok(warning) => {
                if let Some(code) = warning {
                    report.push(table.error_item(row, column, &text, code));
                }
                ids.push(text);
            }
            Err(code) => {
                report.push(table.error_item(row, column, &text, code));
                fine = false;
            }
        }
    }
    fine.then_some(ids)
}

/// Warns of numbers that nobody can be given, because they are not as many as the owners; after all
/// rows of a unit were read. The numbers themselves are not shown.
pub(super) fn check_counts(units: &[UnitRow], report: &mut Report) {
    for unit in units.iter().filter(|unit| !unit.owners.is_empty()) {
        let owners = unit.owners.len();
        let (phones, ids) = (unit.phones.len(), unit.id_numbers.len());
        let mut warn = |code| report.push(CellError::row(&unit.sheet, unit.row, code));
        // One number is the first owner's.
        if phones > 1 && phones != owners {
            warn(Code::PhoneCountDiffers { owners, phones });
        }
        if ids > 0 && ids != owners {
            warn(Code::IdCountDiffers { owners, ids });
        }
    }
}

/// Accepts an identity number, a company's 18-character code, and the shorter numbers of
/// passports and permits, which begin with a letter.
fn id_number(text: &str) -> Result<Option<Code>, Code> {
    let chars = text.chars().count();
    let alphanumeric = text.bytes().all(|b| b.is_ascii_alphanumeric());
    let wrong = Err(Code::IdNumberForm { chars });
    if text.contains("E+") {
        return Err(Code::IdNumberRounded);
    }
    if !alphanumeric {
        return wrong;
    }
    match text.as_bytes() {
        bytes if chars == 18 && bytes[..17].iter().all(u8::is_ascii_digit) => {
            let last = bytes[17];
            if !last.is_ascii_digit() && last != b'X' {
                return wrong;
            }
            let checked = check_character(&bytes[..17]) == last;
            // A number that was rounded before it became text.
            if !checked && bytes[15..] == *b"000" {
                return Err(Code::IdNumberRounded);
            }
            Ok((!checked).then_some(Code::IdCheckDigit))
        }
        _ if chars == 18 => Ok(None),
        [b'A'..=b'Z', ..] if (7..=12).contains(&chars) => Ok(None),
        _ => wrong,
    }
}

fn check_character(digits: &[u8]) -> u8 {
    let weighted = digits
        .iter()
        .zip(WEIGHTS)
        .map(|(b, weight)| u32::from(b - b'0') * weight);
    let sum: u32 = weighted.sum();
    CHECKS[usize::try_from(sum % 11).unwrap_or(0)]
}

/// `None` if a column of `field` holds a formula's error.
fn good<'a>(table: &Table<'a>, row: &'a Row, field: Field) -> Option<()> {
    let columns = table
        .header
        .columns
        .iter()
        .filter(|column| column.field == field);
    let mut cells = columns.map(|column| table.cell(row, column));
    cells.all(|cell| values::text(cell).is_ok()).then_some(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn telephone_numbers_are_mobile_landline_or_service_numbers() {
        for text in [
            "13900000832",
            "+86 13900000832",
            "8613900000832",
            "139-0000-0832",
        ] {
            assert_eq!(phone(text).as_deref(), Some("13900000832"), "{text}");
        }
        assert_eq!(phone("0551-62345678").as_deref(), Some("055162345678"));
        assert_eq!(phone("62345678").as_deref(), Some("62345678"));
        for text in [
            "12345",
            "139000008320",
            "12900000832",
            "1390000083",
            "abc",
            "",
            "010",
        ] {
            assert_eq!(phone(text), None, "{text}");
        }
    }

    #[test]
    fn a_wrong_length_is_an_error_and_a_wrong_check_digit_a_warning() {
        // The example number of GB 11643 itself.
        assert_eq!(id_number("11010519491231002X"), Ok(None));
        assert_eq!(
            id_number("110105194912310021"),
            Ok(Some(Code::IdCheckDigit))
        );
        assert_eq!(id_number("91340100MA2MY0000X"), Ok(None));
        assert_eq!(id_number("E12345678"), Ok(None));
        assert_eq!(
            id_number("11010519491231"),
            Err(Code::IdNumberForm { chars: 14 })
        );
        assert_eq!(
            id_number("130503670401001"),
            Err(Code::IdNumberForm { chars: 15 })
        );
        assert_eq!(id_number("340100198704070000"), Err(Code::IdNumberRounded));
        assert_eq!(id_number("3.401E+17"), Err(Code::IdNumberRounded));
        assert_eq!(id_number("张三"), Err(Code::IdNumberForm { chars: 2 }));
    }
}
