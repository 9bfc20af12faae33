//! Rows of a journal that are no entry: opening balance, totals, balance carried forward, notes.

use crate::fields::Field;
use crate::grid::Row;
use crate::table::Table;
use crate::values::{compact, shown};

/// What a row is if it is no entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Special {
    Opening,
    Total(Total),
    Ignored,
}

/// What a totals row adds up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Total {
    /// All rows of the sheet.
    Sheet,
    /// The rows since the last totals row of this kind (小计).
    Part,
    /// More than the sheet shows (累计): not checked.
    Longer,
    /// Only the balance (期末余额).
    Balance,
}

const OPENING: [&str; 16] = [
    "上月结转",
    "上期结转",
    "上年结转",
    "上月余额",
    "上期余额",
    "上月结余",
    "上期结余",
    "上年结余",
    "期初余额",
    "月初余额",
    "年初余额",
    "期初结余",
    "月初结余",
    "上月转入",
    "承前页",
    "上月结存",
];
const BALANCE: [&str; 11] = [
    "期末余额",
    "月末余额",
    "本月结余",
    "本期结余",
    "期末结余",
    "结转下月",
    "结转下期",
    "过次页",
    "本月余额",
    "本期余额",
    "结转下年",
];
const LONGER: [&str; 5] = ["累计", "本年累计", "本月累计", "全年累计", "本年合计"];
const PART: [&str; 3] = ["小计", "本页小计", "本页合计"];
const SHEET: [&str; 9] = [
    "合计",
    "总计",
    "共计",
    "本月合计",
    "本期合计",
    "本月发生额",
    "本期发生额",
    "本月小计",
    "总合计",
];
const NOTES: [&str; 9] = [
    "制表", "填表", "审核", "注:", "说明", "编制", "会计", "出纳", "打印",
];

/// What `row` is if it is no entry. A row with a voucher number always is one.
pub(super) fn recognise(table: &Table<'_>, row: &Row) -> Option<Special> {
    let cell = |field: Field| {
        let column = table.header.column(field);
        column
            .map(|column| compact(&shown(row.cell(column.index))))
            .unwrap_or_default()
    };
    let first = row
        .cells
        .first()
        .map(|(_, cell)| compact(&shown(cell)))
        .unwrap_or_default();
    if first.starts_with("示例") {
        return Some(Special::Ignored);
    }
    let voucher = cell(Field::Voucher);
    let summary = cell(Field::Summary);
    let labels = [first.clone(), voucher.clone(), summary, cell(Field::Date)];
    let special = labels.iter().find_map(|label| by_label(label));
    let voucher_is_label = by_label(&voucher).is_some();
    if special.is_some() && (voucher.is_empty() || voucher_is_label) {
        return special;
    }
    let amounts = [
        Field::Income,
        Field::Expense,
        Field::Amount,
        Field::Balance,
        Field::Voucher,
    ];
    let blank = amounts.iter().all(|field| cell(*field).is_empty());
    let only_number = row.cells.iter().all(|(column, _)| {
        let index = table.header.columns.iter().find(|c| c.index == *column);
        index.is_none_or(|column| column.field == Field::Index)
    });
    let note = NOTES.iter().any(|word| first.starts_with(word));
    (blank && (note || only_number)).then_some(Special::Ignored)
}

fn by_label(text: &str) -> Option<Special> {
    let plain = text.trim_end_matches([':', '：']);
    let is = |words: &[&str]| words.contains(&plain);
    match () {
        () if is(&OPENING) => Some(Special::Opening),
        () if is(&BALANCE) => Some(Special::Total(Total::Balance)),
        () if is(&LONGER) => Some(Special::Total(Total::Longer)),
        () if is(&PART) => Some(Special::Total(Total::Part)),
        () if is(&SHEET) => Some(Special::Total(Total::Sheet)),
        () => None,
    }
}
