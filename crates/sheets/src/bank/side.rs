//! Finds the column that says which way the money went, under whatever header: by what its cells say.

use crate::fields::Field;
use crate::grid::{Cell, Row, Sheet};
use crate::header::Column;
use crate::values::{compact, shown};

use super::amount::side;
use super::form::whole;

/// Fields whose cells may name the side although their header does not: 交易类型 is 转入 or 转出.
const WORDS: [Field; 2] = [Field::Summary, Field::Status];

/// What a column says of the side.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Says {
    /// Nothing: its cells are other words.
    Nothing,
    /// The side of some rows with an amount.
    Some,
    /// The side of every one.
    Every,
}

/// Whether a header says that its column names the side, whatever its cells are: 借贷符号, 收付标识,
/// 资金流向. Money and people are no sides: 收付方名称, 借贷金额.
pub(super) fn is_header(text: &str) -> bool {
    let plain = whole(text);
    let about = [
        "借贷", "收支", "收付", "贷借", "支收", "付收", "进出", "出入", "往来", "资金", "记账",
        "交易", "dc", "cd", "drcr", "crdr",
    ];
    let ends = [
        "标志",
        "标识",
        "标记",
        "符号",
        "状态",
        "方向",
        "流向",
        "别",
        "性质",
        "flg",
        "flag",
        "ind",
        "indicator",
    ];
    let bare: String = plain
        .chars()
        .filter(|c| !"/-_()、或.".contains(*c))
        .collect();
    let Some(rest) = about.iter().find_map(|word| bare.strip_prefix(word)) else {
        return bare == "流向";
    };
    // 交易状态 and 记账标志 are no sides; 交易方向 and 资金流向 are.
    let weak = ["资金", "记账", "交易", "往来"]
        .iter()
        .any(|word| bare.starts_with(word));
    if weak {
        return matches!(rest, "方向" | "流向" | "借贷");
    }
    let rest = rest.trim_start_matches("dc");
    rest.is_empty() || ends.contains(&rest)
}

/// Makes one of the columns that nobody reads, or of those of mere words, the column of the side: one
/// whose cells all say it. Where only some do and `proven` balances do not tell, it is the one all the
/// same, so that each of the other cells is refused: a side must not be guessed.
pub(super) fn adopt(
    sheet: &Sheet,
    row: u32,
    columns: &mut Vec<Column>,
    unknown: &mut Vec<(u32, String)>,
    by_user: &dyn Fn(u32) -> bool,
) {
    let has = |field| columns.iter().any(|column| column.field == field);
    let amount = columns.iter().find(|column| column.field == Field::Amount);
    let (Some(amount), false) = (amount, has(Field::Direction)) else {
        return;
    };
    if has(Field::Income) && has(Field::Expense) {
        return;
    }
    let below = || sheet.rows.iter().filter(|below| below.number > row);
    let balance = columns.iter().find(|column| column.field == Field::Balance);
    let with_amount: Vec<&Row> = below()
        .filter(|row| *row.cell(amount.index) != Cell::Empty)
        .collect();
    let proven = with_amount.len() > 1
        && balance.is_some_and(|column| {
            let stated = |row: &&Row| *row.cell(column.index) != Cell::Empty;
            with_amount.iter().all(stated)
        });
    let words = columns
        .iter()
        .filter(|column| WORDS.contains(&column.field) && !by_user(column.index));
    let words = words.map(|column| (column.index, column.name.clone()));
    let mut candidates: Vec<(u32, String)> = unknown.iter().cloned().chain(words).collect();
    candidates.sort_unstable();
    let says = |index: u32| says(&with_amount, index);
    let every = candidates
        .iter()
        .find(|(index, _)| says(*index) == Says::Every);
    let some = || {
        candidates
            .iter()
            .find(|(index, _)| !proven && says(*index) == Says::Some)
    };
    let Some((index, name)) = every.or_else(some).cloned() else {
        return;
    };
    unknown.retain(|(other, _)| *other != index);
    columns.retain(|column| column.index != index);
    columns.push(Column {
        field: Field::Direction,
        index,
        name,
    });
}

/// What the column says of the rows with an amount. More than half of them must be sides: a remark
/// 收入 among others is a remark.
fn says(rows: &[&Row], index: u32) -> Says {
    let named = |row: &&&Row| {
        let cell = row.cell(index);
        // A dash or a sign alone fills an empty cell; 其他 is any column's word.
        let text = compact(&shown(cell));
        let vague = matches!(text.as_str(), "/" | "-" | "+" | "其他" | "");
        !vague && matches!(side(cell), Ok(Some(_)))
    };
    let sides = rows.iter().filter(named).count();
    if sides > 0 && sides == rows.len() {
        Says::Every
    } else if sides * 2 > rows.len() {
        Says::Some
    } else {
        Says::Nothing
    }
}

#[cfg(test)]
mod tests {
    use super::is_header;

    #[test]
    fn headers_of_a_side_are_told_from_those_of_money_and_people() {
        for text in [
            "借贷状态",
            "借贷 Dc Flg",
            "资金流向",
            "借贷符号",
            "收付标识",
            "记账方向",
            "流向",
            "CR/DR",
            "Dr/Cr Flag",
            "借贷别",
            "收支性质",
            "DC标志",
            "借/贷标识",
            "收（付）标志",
        ] {
            assert!(is_header(text), "{text}");
        }
        for text in [
            "借贷金额",
            "收付方名称",
            "收/付款方式",
            "交易状态",
            "记账标志",
            "收支金额",
            "资金状态",
            "交易类型",
            "收付款人",
            "出入库单",
            "往来单位",
            "",
        ] {
            assert!(!is_header(text), "{text}");
        }
    }
}
