//! Status, day of delivery and use of a register's row.

use jiff::civil::Date;
use mingbai_domain::registry::{UnitStatus, UnitUse};

use super::people;
use crate::dates;
use crate::error::Code;
use crate::fields::Field;
use crate::grid::{Cell, Row};
use crate::table::{Got, Report, Table};
use crate::values;

/// Delivered, undelivered or unsold, by the status column and the remarks.
pub(super) fn status<'a>(
    table: &Table<'a>,
    row: &'a Row,
    remark: Option<&str>,
    owners: Option<&[String]>,
    report: &mut Report,
) -> UnitStatus {
    let column = table.text(row, Field::Status, report).unwrap_or_default();
    let said = format!("{column} {}", remark.unwrap_or_default());
    let has = |words: &[&str]| words.iter().any(|word| said.contains(word));
    if has(&["未售", "未出售", "待售", "未销售"]) {
        return UnitStatus::Unsold;
    }
    if has(&["未交付", "未交房", "未收房", "未接房", "待交付"]) || column == "否" {
        return UnitStatus::Undelivered;
    }
    if owners.is_some_and(people::only_developer) {
        report.push(table.error(row, Field::Owner, Code::DeveloperAsOwner));
        return UnitStatus::Unsold;
    }
    UnitStatus::Delivered
}

/// `None` if the cell is bad, else the day if there is one.
#[expect(clippy::option_option, reason = "bad and absent are two things here")]
pub(super) fn delivered<'a>(
    table: &Table<'a>,
    row: &'a Row,
    status: UnitStatus,
    report: &mut Report,
) -> Option<Option<Date>> {
    let read = |cell: &Cell| match values::text(cell)? {
        Some(text) if matches!(text.as_str(), "-" | "/" | "无" | "未交付" | "—") => Ok(None),
        _ => dates::date(cell, None),
    };
    match table.read(row, Field::Delivered, report, read) {
        Got::Bad => None,
        Got::Value(_) if status != UnitStatus::Delivered => {
            report.push(table.error(row, Field::Delivered, Code::DateThoughUndelivered));
            Some(None)
        }
        got => Some(got.value()),
    }
}

/// What the unit is for.
pub(super) fn usage<'a>(table: &Table<'a>, row: &'a Row, report: &mut Report) -> UnitUse {
    let Some(text) = table.text(row, Field::Use, report) else {
        return UnitUse::Residential;
    };
    let kinds: [(&[&str], UnitUse); 6] = [
        (&["车位", "车库", "停车"], UnitUse::Parking),
        (&["储藏", "储物", "仓", "杂物"], UnitUse::Storage),
        (&["办公", "写字"], UnitUse::Office),
        (&["住", "公寓", "别墅"], UnitUse::Residential),
        (&["商", "店", "门面", "铺"], UnitUse::Shop),
        (&["其他", "其它", "配套", "公建"], UnitUse::Other),
    ];
    let fits = |words: &&[&str]| words.iter().any(|word| text.contains(word));
    let found = kinds.iter().find(|(words, _)| fits(words));
    found.map_or_else(
        || {
            report.push(table.error(row, Field::Use, Code::UseUnknown));
            UnitUse::Other
        },
        |(_, usage)| *usage,
    )
}
