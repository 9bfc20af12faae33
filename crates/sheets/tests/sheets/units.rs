//! Units and currencies that are not the book's are refused in every kind of table.

use mingbai_sheets::{
    CellError, Lang, Mapping, Workbook, read_bank, read_entries, read_journal, read_payments,
    read_registry,
};

use crate::{csv, findings};

fn bank(book: &Workbook) -> Vec<CellError> {
    read_bank(book, &Mapping::default())
        .err()
        .unwrap_or_default()
}
fn journal(book: &Workbook) -> Vec<CellError> {
    read_journal(book, &Mapping::default())
        .err()
        .unwrap_or_default()
}
fn entries(book: &Workbook) -> Vec<CellError> {
    read_entries(book, &Mapping::default())
        .err()
        .unwrap_or_default()
}
fn payments(book: &Workbook) -> Vec<CellError> {
    read_payments(book, &Mapping::default())
        .err()
        .unwrap_or_default()
}
fn registry(book: &Workbook) -> Vec<CellError> {
    read_registry(book, &Mapping::default())
        .err()
        .unwrap_or_default()
}

type Read = fn(&Workbook) -> Vec<CellError>;

/// Head and row of each kind, with `{}` behind the header of an amount.
const KINDS: [(Read, &str, &str); 4] = [
    (
        bank,
        "交易日期,摘要,借方发生额,贷方发生额{}",
        "2026-09-01,a,,5.00",
    ),
    (
        journal,
        "日期,摘要,支出,科目,收入{}",
        "2026-09-01,a,,停车费,5.00",
    ),
    (
        entries,
        "凭证号,日期,摘要,科目代码,借方,贷方{}",
        "记-1,2026-09-01,a,1002,5.00,",
    ),
    (
        payments,
        "缴费日期,楼栋,单元,房号,项目,金额{}",
        "2026-09-01,1,1,101,物业费,5.00",
    ),
];

#[test]
fn a_header_in_another_unit_is_refused_by_name() {
    for (read, head, row) in KINDS {
        for unit in [
            "（万元）",
            "(千元)",
            "（美元）",
            "(USD)",
            "（单位：百元）",
            "（分）",
        ] {
            let text = format!("{}\n{row}\n", head.replace("{}", unit));
            let found = read(&csv(&text));
            let unit = found.iter().find(|error| error.code.id() == "unit");
            let words = unit.unwrap_or_else(|| panic!("{text}")).text(Lang::Zh);
            assert!(words.contains("人民币元"), "{words}");
        }
        for unit in ["", "（元）", "(人民币元)", "（含税）"] {
            let text = format!("{}\n{row}\n", head.replace("{}", unit));
            let found = findings(&read(&csv(&text)));
            assert!(
                found.iter().all(|f| !f.ends_with("unit")),
                "{found:?} {text}"
            );
        }
    }
}

#[test]
fn a_unit_above_the_table_is_refused_and_a_firm_is_none() {
    for (read, head, row) in KINDS {
        let head = head.replace("{}", "");
        for above in [
            "单位：万元",
            "2026年9月收支明细 金额单位：人民币千元",
            "币种,美元",
            "单位：,千元",
            "账号,3400****0001,币种,美元",
            "币种：USD",
            "收支明细（万元）",
            "单位：百元",
        ] {
            let found = findings(&read(&csv(&format!("{above}\n{head}\n{row}\n"))));
            assert!(found.contains(&"1 - unit".to_owned()), "{found:?} {above}");
        }
        for above in [
            "单位：万科物业有限公司",
            "单位：元",
            "编制单位：千禧物业,单位：人民币元",
            "币种,人民币",
            "单位:某某物业,,填报",
            "本月收到20万元",
        ] {
            let found = findings(&read(&csv(&format!("{above}\n{head}\n{row}\n"))));
            assert!(
                found.iter().all(|f| !f.ends_with("unit")),
                "{found:?} {above}"
            );
        }
    }
}

#[test]
fn a_column_of_the_currency_is_read_in_every_kind() {
    for (at, (read, head, row)) in KINDS.into_iter().enumerate() {
        let head = head.replace("{}", "");
        for (currency, fine) in [
            ("人民币", true),
            ("CNY", true),
            ("美元", false),
            ("HKD", false),
        ] {
            let found = findings(&read(&csv(&format!("{head},币种\n{row},{currency}\n"))));
            let rule = if at == 0 { "bank-currency" } else { "unit" };
            let named = found
                .iter()
                .any(|f| f.starts_with("2 ") && f.ends_with(rule));
            assert_eq!(named, !fine, "{found:?} {currency}");
        }
    }
}

#[test]
fn charges_of_a_year_and_areas_in_mu_are_refused() {
    let of = |area: &str, rate: &str, cell: &str| {
        let text = format!("楼栋,单元,房号,{area},业主姓名,{rate}\n1,1,101,98.6,甲某,{cell}\n");
        findings(&registry(&csv(&text)))
    };
    assert_eq!(
        of("建筑面积", "物业费单价（元/㎡·年）", "22.2"),
        ["1 F unit"]
    );
    assert_eq!(of("建筑面积", "车位费（元/季）", "600"), ["1 F unit"]);
    assert_eq!(of("建筑面积（亩）", "物业费单价", "1.85"), ["1 D unit"]);
    assert_eq!(
        of("建筑面积", "物业费单价", "22.2元/㎡·年"),
        ["2 F rate-form"]
    );
    assert_eq!(
        of("建筑面积（㎡）", "物业费单价（元/㎡·月）", "1.85"),
        [""; 0]
    );
}
