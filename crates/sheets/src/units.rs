//! Units and currencies. Books are in yuan, areas in m², charges by the month: a table that says
//! anything else is refused by name. A bracket in a header is dropped only because this was looked at.

use crate::error::{CellError, Code};
use crate::fields::Field;
use crate::grid::{Cell, Row, Sheet};
use crate::header::Header;
use crate::report::Report;
use crate::spelling::exact_header;
use crate::values::{compact, shown};

/// Units of money other than yuan; a longer one stands before its end.
const MONEY: [&str; 53] = [
    "百万元",
    "十万元",
    "千万元",
    "百万",
    "千万",
    "万元",
    "千元",
    "百元",
    "十元",
    "亿元",
    "亿",
    "万",
    "千",
    "百",
    "角",
    "分",
    "美元",
    "美金",
    "港元",
    "港币",
    "欧元",
    "日元",
    "日圆",
    "英镑",
    "澳元",
    "澳门元",
    "澳门币",
    "加元",
    "新加坡元",
    "新元",
    "新台币",
    "台币",
    "韩元",
    "卢布",
    "瑞士法郎",
    "泰铢",
    "外币",
    "原币",
    "usd",
    "us$",
    "$",
    "hkd",
    "hk$",
    "eur",
    "€",
    "jpy",
    "gbp",
    "£",
    "'000",
    "000",
    "thousand",
    "million",
    "aud",
];
/// Units of area other than m².
const AREA: [&str; 12] = [
    "平方公里",
    "平方英尺",
    "平方尺",
    "公顷",
    "公亩",
    "亩",
    "坪",
    "km2",
    "sqft",
    "sq.ft",
    "ft2",
    "万",
];
/// Times other than a month in the header of a monthly charge.
const TIMES: [char; 5] = ['年', '季', '天', '周', '日'];
/// Words in front of a unit.
const BEFORE: [&str; 8] = [
    "金额单位",
    "货币单位",
    "单位",
    "币种",
    "人民币",
    "rmb",
    "cny",
    "in",
];
/// Above a table, what stands behind one of these is a unit, if it is one at all.
const LABELS: [&str; 6] = ["单位", "币种", "币别", "货币", "currency", "unit"];
/// Columns that say in which currency or unit a row is.
const CURRENCY: [&str; 7] = [
    "币种",
    "币别",
    "货币",
    "货币种类",
    "交易币种",
    "结算币种",
    "currency",
];
const UNIT: [&str; 3] = ["金额单位", "计价单位", "货币单位"];

/// Reports every unit of `sheet` that is not the book's.
pub(crate) fn check(sheet: &Sheet, header: &Header, report: &mut Report) {
    let refuse = |row: u32, unit: String| CellError::row(&sheet.name, row, Code::Unit { unit });
    for column in &header.columns {
        if let Some(unit) = foreign(&column.name, column.field) {
            let error = refuse(header.row, unit);
            report.push(error.at(column.index, &column.name, String::new()));
        }
    }
    for row in sheet
        .rows
        .iter()
        .filter(|row| row.number < header.first_row)
    {
        if let Some(unit) = stated(row) {
            report.push(refuse(row.number, unit));
        }
    }
    for (index, name) in &header.unknown {
        let plain = exact_header(name);
        let currency = CURRENCY.contains(&plain.as_str());
        if !currency && !UNIT.contains(&plain.as_str()) {
            continue;
        }
        for row in sheet.rows.iter().filter(|row| row.number > header.row) {
            let text = compact(&shown(row.cell(*index)));
            let wrong = if currency {
                !is_yuan(&text)
            } else {
                money(&text)
            };
            if wrong && !header.columns.iter().any(|c| c.name == text) && text != *name {
                let unit = text.clone();
                report.push(refuse(row.number, unit).at(*index, name, text));
            }
        }
    }
}

/// The unit that a header names and that is not its field's.
fn foreign(name: &str, field: Field) -> Option<String> {
    let plain = compact(name).to_lowercase();
    let parts: Vec<&str> = parts(&plain).collect();
    let found = |is: &dyn Fn(&str) -> bool| {
        parts
            .iter()
            .copied()
            .find(|part| is(part))
            .map(str::to_owned)
    };
    match field {
        Field::Area
        | Field::AreaRegistered
        | Field::AreaSurveyed
        | Field::AreaContract
        | Field::AreaOther
        | Field::AreaTotal
        | Field::AreaTookPart
        | Field::AreaFor => {
            let end = AREA.iter().find(|unit| plain.ends_with(**unit));
            found(&|part| AREA.iter().any(|unit| part.starts_with(unit)))
                .or_else(|| end.map(|unit| (*unit).to_owned()))
        }
        Field::FeeRate | Field::ParkingFee => {
            found(&money).or_else(|| of_time(&plain).then(|| name.to_owned()))
        }
        Field::Income
        | Field::Expense
        | Field::Amount
        | Field::Balance
        | Field::Debit
        | Field::Credit
        | Field::FeeAmount
        | Field::ParkingAmount
        | Field::RowTotal
        | Field::Fee
        | Field::Pay
        | Field::Cap
        | Field::StewardLimit
        | Field::CommitteeLimit => {
            let ends = |unit: &&&str| {
                unit.chars().count() > 1 && plain.ends_with(**unit) && **unit != "000"
            };
            let end = MONEY.iter().find(ends);
            found(&money).or_else(|| end.map(|unit| (*unit).to_owned()))
        }
        _ => None,
    }
}

/// What stands in brackets, and behind a stroke or a colon.
fn parts(plain: &str) -> impl Iterator<Item = &str> {
    let brackets = |c: char| "([【〔{)]】〕}".contains(c);
    plain
        .split(brackets)
        .skip(1)
        .chain(plain.split(['/', ':', ',']).skip(1))
}

/// Whether the text is a unit of money that is not the yuan, such as `万元`, `人民币千元`, `usd/年`.
fn money(text: &str) -> bool {
    let text = text.to_lowercase();
    let mut rest = text.trim_matches(|c: char| "()[]【】:：".contains(c));
    while let Some(after) = BEFORE.iter().find_map(|word| rest.strip_prefix(word)) {
        rest = after.trim_start_matches([':', '(']);
    }
    let unit = rest
        .split(['/', '·', ')', ',', '每'])
        .next()
        .unwrap_or_default();
    MONEY.contains(&unit)
}

/// Whether a charge's header names another time than the month. 2026年 is none.
fn of_time(plain: &str) -> bool {
    let mut before = ' ';
    plain.chars().any(|c| {
        let other = TIMES.contains(&c) && !before.is_ascii_digit();
        before = c;
        other
    })
}

/// The foreign unit that a row above the table states: `单位：万元`, `币种` beside `美元`, or a title's
/// `（万元）`. 单位 is also a firm, and a remark may speak of 20万元.
fn stated(row: &Row) -> Option<String> {
    row.cells.iter().enumerate().find_map(|(at, (_, cell))| {
        let Cell::Text(text) = cell else { return None };
        let plain = compact(text).to_lowercase();
        let next = row.cells.get(at + 1).map(|(_, cell)| compact(&shown(cell)));
        let mut behind = LABELS.iter().filter_map(|label| plain.split_once(label));
        let behind = behind.find_map(|(_, rest)| {
            let rest = rest.trim_matches(|c: char| ":为是()".contains(c));
            let rest = if rest.is_empty() {
                next.clone()?
            } else {
                rest.to_owned()
            };
            let end = rest
                .find([')', ' ', ',', '，', '。', ';'])
                .unwrap_or(rest.len());
            money(&rest[..end]).then(|| rest[..end].to_owned())
        });
        let inside = |c: char| "([【〔".contains(c);
        let brackets = || {
            let mut inner = plain.split(inside).skip(1);
            let inner = inner.find(|part| part.ends_with([')', ']', '】', '〕']) && money(part));
            inner.map(|part| part.trim_matches(|c: char| ")]】〕".contains(c)).to_owned())
        };
        behind.or_else(brackets)
    })
}

/// Whether a cell names the book's currency, or none.
fn is_yuan(text: &str) -> bool {
    const YUAN: [&str; 12] = [
        "",
        "-",
        "/",
        "cny",
        "rmb",
        "人民币",
        "人民币元",
        "元",
        "¥",
        "156",
        "01",
        "001",
    ];
    let plain = text.to_lowercase();
    YUAN.contains(&plain.as_str()) || plain.contains("人民币") || plain.contains("cny")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_in_other_units_are_told_from_neutral_brackets() {
        for text in [
            "金额（万元）",
            "收入(千元)",
            "金额/万元",
            "金额万元",
            "支出（百元）",
            "余额(分)",
            "借方发生额(USD)",
            "金额（美元）",
            "收入（单位：万元）",
            "金额[HKD]",
            "金额（人民币万元）",
            "金额（'000）",
            "审批限额(万元/笔)",
            "金额（角）",
        ] {
            assert!(foreign(text, Field::Amount).is_some(), "{text}");
        }
        for text in [
            "金额（元）",
            "金额(含税)",
            "金额（小写）",
            "收入（公共收益）",
            "借方发生额/元(支取)",
            "金额（人民币）",
            "金额(RMB)",
            "记账金额(收入)",
            "金额（不含押金）",
            "金额（单位：元）",
            "本金",
        ] {
            assert_eq!(foreign(text, Field::Amount), None, "{text}");
        }
        for text in [
            "物业费单价（元/㎡·年）",
            "物业费（元/季）",
            "年物业费单价",
            "单价（元/平方米/天）",
        ] {
            assert!(foreign(text, Field::FeeRate).is_some(), "{text}");
        }
        for text in [
            "物业费单价（元/㎡·月）",
            "物业费单价（2026年）",
            "单价(元/月/㎡)",
            "单价",
        ] {
            assert_eq!(foreign(text, Field::FeeRate), None, "{text}");
        }
        for text in [
            "建筑面积（亩）",
            "建筑面积(万㎡)",
            "面积亩",
            "面积（平方尺）",
        ] {
            assert!(foreign(text, Field::Area).is_some(), "{text}");
        }
        for text in ["建筑面积（㎡）", "建筑面积（产权）", "建筑面积 m2"] {
            assert_eq!(foreign(text, Field::Area), None, "{text}");
        }
    }
}
