//! Lists of payments: every row typed, or every bad cell named.

use mingbai_domain::fees::{BillItem, Channel};
use mingbai_domain::money::Fen;
use mingbai_sheets::{Mapping, PaymentSheet, read_payments};

use crate::{csv, findings, named, sample};

fn read(text: &str) -> PaymentSheet {
    read_payments(&csv(text), &Mapping::default())
        .unwrap_or_else(|errors| panic!("{:?}", findings(&errors)))
}

fn errors(text: &str) -> Vec<String> {
    findings(&read_payments(&csv(text), &Mapping::default()).unwrap_err())
}

#[test]
fn a_list_as_an_office_has_it_is_read() {
    let sheet = read(
        "兴园北区2026年10月缴费明细,,,,,,,,\n\
         缴费日期,栋号,单元,房号,缴费人,收费项目,实收金额(元),支付方式,流水号,备注\n\
         2026-10-08,1栋,1单元,101室,张三,物业服务费,165.70,微信支付,4200001,\n\
         10月9日,1栋,1单元,102,李四,停车费,￥２００.00,现金,,年前补交\n\
         2026/10/10,2栋,,301,王五,,\"1,988.40\",,NO-7,\n\
         合计,,,,,,\"2,354.10\",,,\n\
         制表：某某,,,,,,,,,\n",
    );
    let rows: Vec<_> = sheet
        .rows
        .iter()
        .map(|row| {
            let unit = row.unit.to_string();
            (
                row.row,
                row.date.to_string(),
                unit,
                row.item,
                row.amount,
                row.channel,
            )
        })
        .collect();
    let day = |day: u8| format!("2026-10-{day:02}");
    assert_eq!(
        rows,
        [
            (
                3,
                day(8),
                "1-1-101".into(),
                BillItem::Fee,
                Fen(16_570),
                Channel::Clearing
            ),
            (
                4,
                day(9),
                "1-1-102".into(),
                BillItem::Parking,
                Fen(20_000),
                Channel::Bank
            ),
            (
                5,
                day(10),
                "2-0-301".into(),
                BillItem::Fee,
                Fen(198_840),
                Channel::Bank
            ),
        ]
    );
    let references: Vec<_> = sheet
        .rows
        .iter()
        .map(|row| row.reference.as_deref())
        .collect();
    assert_eq!(references, [Some("4200001"), None, Some("NO-7")]);
}

#[test]
fn a_whole_address_in_one_column_is_enough() {
    let sheet = read("日期,房屋坐落,金额\n2026-10-08,3栋1单元502室,10\n2026-10-08,3-1-503,10\n");
    let units: Vec<String> = sheet.rows.iter().map(|row| row.unit.to_string()).collect();
    assert_eq!(units, ["3-1-502", "3-1-503"]);
}

#[test]
fn every_bad_cell_is_named_at_once() {
    let found = errors(
        "日期,楼栋,单元,房号,项目,金额,收款方式,流水号\n\
         ,1栋,1,101,物业费,10,微信,A\n\
         昨天,1栋,1,102,电费,10,微信,B\n\
         2026-10-08,,,103,物业费,-1,以物抵债,A\n\
         2026-10-08,1栋,1,,物业费,,现金,\n\
         2026-10-08,1栋,1,105,物业费,1.005,现金,\n",
    );
    assert_eq!(
        found,
        [
            "2 A date-missing",
            "3 A date-unknown",
            "3 E bill-item-unknown",
            "4 B building-missing",
            "4 F refund",
            "4 G method-unknown",
            "4 H reference-repeated",
            "5 D room-missing",
            "5 F payment-missing",
            "6 F amount-decimals",
        ]
    );
}

#[test]
fn a_blank_building_is_never_taken_from_the_row_above() {
    let found = errors("日期,楼栋,房号,金额\n2026-10-08,1栋,101,10\n2026-10-08,,102,10\n");
    assert_eq!(found, ["3 B building-missing"]);
}

#[test]
fn a_total_that_does_not_add_up_is_an_error() {
    let head = "日期,楼栋,房号,金额\n2026-10-08,1栋,101,10\n2026-10-08,1栋,102,10\n";
    assert_eq!(
        errors(&format!("{head}合计,,,20.01\n")),
        ["4 D total-amount"]
    );
    assert_eq!(
        read(&format!("{head}小计,,,10\n合计,,2户,20\n")).rows.len(),
        2
    );
}

#[test]
fn missing_columns_and_other_tables_are_named() {
    assert_eq!(
        errors("日期,楼栋,房号\n2026-10-08,1栋,101\n"),
        ["1 - missing-columns"]
    );
    assert_eq!(
        errors("日期,房号,金额\n2026-10-08,101,1\n"),
        ["1 - missing-columns"]
    );
    let wan = errors("日期,楼栋,房号,金额(万元)\n2026-10-08,1栋,101,1\n");
    assert_eq!(wan, ["1 D unit"]);
    let register = sample("兴园北区_住户台账.xlsx");
    assert!(read_payments(&register, &Mapping::default()).is_err());
    let empty = named("空.csv", "日期,楼栋,房号,金额\n");
    let found = read_payments(&empty, &Mapping::default()).unwrap_err();
    assert_eq!(findings(&found), ["1 - no-rows"]);
}

#[test]
fn a_reference_that_lost_digits_is_refused_and_dashes_are_none() {
    let head = "日期,楼栋,房号,金额,流水号\n";
    let found = errors(&format!("{head}2026-10-08,1栋,101,10,4.2E+27\n"));
    assert_eq!(found, ["2 E reference-rounded"]);
    let long = "9".repeat(101);
    let found = errors(&format!("{head}2026-10-08,1栋,101,10,{long}\n"));
    assert_eq!(found, ["2 E reference-long"]);
    // Text keeps all its digits: 28 of them are a usual number of WeChat's.
    let wechat = "4200001234202610081234567890";
    let list = format!(
        "{head}2026-10-08,1栋,101,10,{wechat}\n2026-10-08,1栋,102,10,-\n2026-10-08,1栋,103,1,-\n"
    );
    let sheet = read(&list);
    assert_eq!(sheet.rows[0].reference.as_deref(), Some(wechat));
    assert_eq!(sheet.rows[1].reference, None);
}
