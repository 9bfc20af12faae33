//! Rules of a journal of income and expense.

use jiff::civil::date;
use mingbai_domain::approvals::Role;
use mingbai_domain::calendar::Period;
use mingbai_domain::money::Fen;
use mingbai_sheets::{Approver, Flow, JOURNAL, JournalSheet, Lang, Mapping, read_journal};
use rust_xlsxwriter::Workbook as Writer;

use crate::{csv, findings, named};

const HEADER: &str = "日期,凭证号,摘要,收入,支出,余额,科目\n";

fn result(text: &str) -> Result<JournalSheet, Vec<String>> {
    read_journal(&csv(text), &Mapping::default()).map_err(|errors| findings(&errors))
}

fn september(rows: &str) -> Result<JournalSheet, Vec<String>> {
    result(&format!("2026年9月收支明细\n{HEADER}{rows}"))
}

#[test]
fn days_are_read_in_every_spelling_with_the_year_of_the_title() {
    let rows = "9月2日,1,a,1,,,x\n2026.09.03,2,b,1,,,x\n46269,3,c,1,,,x\n2026/9/5,4,d,1,,,x\n\
        2026年9月6日,5,e,1,,,x\n20260907,6,f,1,,,x\n２０２６－９－８,7,g,1,,,x\n9/9,8,h,1,,,x\n";
    let days: Vec<i8> = september(rows)
        .unwrap()
        .rows
        .iter()
        .map(|row| row.date.day())
        .collect();
    assert_eq!(days, [2, 3, 4, 5, 6, 7, 8, 9]);
}

#[test]
fn a_day_outside_the_month_of_the_title_is_an_error() {
    let found = september("2026-08-31,1,a,1,,,x\n10月1日,2,b,1,,,x\n2026-09-30,3,c,1,,,x\n");
    assert_eq!(
        found.unwrap_err(),
        ["3 A date-outside-period", "4 A date-outside-period"]
    );
}

#[test]
fn without_a_year_anywhere_a_day_is_an_error() {
    let text = format!("{HEADER}9月2日,1,a,1,,,x\n,2,b,1,,,x\n");
    assert_eq!(
        result(&text).unwrap_err(),
        ["2 A date-needs-year", "3 A date-missing"]
    );
    let book = named("收支_2026年9月.csv", &format!("{HEADER}9月2日,1,a,1,,,x\n"));
    let journal = read_journal(&book, &Mapping::default()).unwrap();
    assert_eq!(journal.rows[0].date, date(2026, 9, 2));
    assert_eq!(journal.period, Period::new(2026, 9));
}

#[test]
fn exactly_one_positive_amount_with_two_decimals_is_demanded() {
    let found = september(
        "9月1日,1,a,,,,x\n9月1日,2,b,1,2,,x\n9月1日,3,c,-5,,,x\n9月1日,4,d,,1.005,,x\n\
         9月1日,5,,1,,,x\n9月1日,6,f,一百,,,x\n9月1日,7,g,#REF!,,,x\n9月1日,8,h,0,0.01,,x\n",
    );
    let expected = [
        "3 D amount-missing",
        "4 E amount-twice",
        "5 D amount-negative",
        "6 E amount-decimals",
        "7 C summary-missing",
        "8 D amount-not-number",
        "9 D formula-error",
    ];
    assert_eq!(found.unwrap_err(), expected);
}

#[test]
fn a_negative_amount_is_told_to_be_a_reversal() {
    let book = csv(&format!("2026年9月\n{HEADER}9月1日,3,冲账,-5,,,x\n"));
    let errors = read_journal(&book, &Mapping::default()).unwrap_err();
    assert!(
        errors[0].text(Lang::Zh).contains("冲销"),
        "{}",
        errors[0].text(Lang::Zh)
    );
}

#[test]
fn the_running_balance_is_checked_row_by_row_and_one_slip_is_one_error() {
    let rows = ",,上月结转,,,100.00,\n9月1日,1,a,50,,150.00,x\n9月2日,2,b,,30,121.00,x\n\
        9月3日,3,c,,1,120.00,x\n9月4日,4,d,5,,,x\n9月5日,5,e,,25,100.00,x\n";
    let book = csv(&format!("2026年9月\n{HEADER}{rows}"));
    let errors = read_journal(&book, &Mapping::default()).unwrap_err();
    assert_eq!(findings(&errors), ["5 F balance-mismatch"]);
    let text = errors[0].text(Lang::Zh);
    assert!(
        text.contains("应为 120.00") && text.contains("121.00"),
        "{text}"
    );
}

#[test]
fn totals_rows_are_checked_and_left_out() {
    let rows = ",,期初余额,,,100.00,\n9月1日,1,a,50,,150.00,x\n,,小计,50,,,\n9月2日,2,b,,30,120.00,x\n\
        ,,小计,,30,,\n,,本月合计,50.00,30.00,120.00,\n,,本年累计,999,888,120.00,\n制表：某某,,,,,,\n";
    let journal = september(rows).unwrap();
    assert_eq!(journal.rows.len(), 2);
    assert_eq!(
        (journal.opening, journal.closing),
        (Some(Fen(10000)), Some(Fen(12000)))
    );
    let wrong = rows.replace("50.00,30.00,120.00", "51.00,30.00,121.00");
    assert_eq!(
        september(&wrong).unwrap_err(),
        ["8 D total-amount", "8 F balance-mismatch"]
    );
}

#[test]
fn an_opening_balance_comes_first_and_has_an_amount() {
    let late = "9月1日,1,a,50,,150,x\n,,上月结转,,,100,\n";
    assert_eq!(september(late).unwrap_err(), ["4 F opening-misplaced"]);
    let empty = ",,上月结转,,,,\n9月1日,1,a,50,,150,x\n";
    assert_eq!(september(empty).unwrap_err(), ["3 F opening-missing"]);
    let carried = ",,上月结转,,,100,\n9月1日,1,a,50,,150,x\n,,过次页,,,150,\n,,承前页,,,150,\n";
    assert_eq!(september(carried).unwrap().rows.len(), 1);
}

#[test]
fn one_column_of_amounts_needs_one_of_directions() {
    let journal = result("日期,摘要,金额,收支\n2026-9-1,a,5,收入\n2026-9-1,b,6,支\n").unwrap();
    let flows: Vec<_> = journal
        .rows
        .iter()
        .map(|row| (row.flow, row.amount.0))
        .collect();
    assert_eq!(flows, [(Flow::Income, 500), (Flow::Expense, 600)]);
    assert_eq!(
        result("日期,摘要,金额\n2026-9-1,a,5\n").unwrap_err(),
        ["1 - missing-columns"]
    );
    let unknown = result("日期,摘要,金额,收支\n2026-9-1,a,5,?\n2026-9-1,b,5,\n");
    assert_eq!(
        unknown.unwrap_err(),
        ["2 D direction-unknown", "3 D direction-unknown"]
    );
}

#[test]
fn optional_columns_are_read_as_written() {
    let journal = result(
        "日期,凭证编号,摘要,收入金额,支出金额,科目,对方单位,依据,资金账户,楼栋,审批人,复核人,是否关联方,预算项目,银行流水号,备注,附件,原件\n\
         2026-9-1,记-1,水泵,,48.6,维修,某某机电,维修单,公共收益,3栋,张三,李四（业委会主任）,是,预算2026-07,F001,发票2张,发票.pdf、验收单.png,发票原件.pdf\n",
    )
    .unwrap();
    let row = &journal.rows[0];
    let texts = [
        &row.voucher,
        &row.category,
        &row.counterparty,
        &row.basis,
        &row.fund,
        &row.scope,
        &row.budget_line,
        &row.bank_reference,
        &row.remark,
    ];
    let texts: Vec<&str> = texts
        .into_iter()
        .map(|text| text.as_deref().unwrap())
        .collect();
    let expected = [
        "记-1",
        "维修",
        "某某机电",
        "维修单",
        "公共收益",
        "3栋",
        "预算2026-07",
        "F001",
        "发票2张",
    ];
    assert_eq!(texts, expected);
    assert_eq!(row.related_party, Some(true));
    let of = |name: &str, office| Approver {
        name: name.to_owned(),
        office,
    };
    assert_eq!(row.approvers, [of("张三", None)]);
    assert_eq!(row.reviewers, [of("李四", Some(Role::CommitteeChair))]);
    assert_eq!(row.files, ["发票.pdf", "验收单.png"]);
    assert_eq!(row.originals, ["发票原件.pdf"]);
}

#[test]
fn an_office_that_is_none_is_refused_with_the_list() {
    let book = csv("日期,摘要,支出,科目,审批人\n2026-9-1,水泵,1,维修,王某（门卫）\n");
    let errors = read_journal(&book, &Mapping::default()).unwrap_err();
    assert_eq!(findings(&errors), ["2 E word-unknown"]);
    let text = errors[0].text(Lang::Zh);
    assert!(
        text.contains("业委会主任") && text.contains("街道办"),
        "{text}"
    );
}

#[test]
fn a_voucher_number_used_twice_is_pointed_out() {
    let journal = september("9月1日,记1,a,1,,,x\n9月1日,记1,b,1,,,x\n").unwrap();
    assert_eq!(findings(&journal.warnings), ["4 B voucher-repeated"]);
}

#[test]
fn amounts_in_units_of_ten_thousand_yuan_are_refused() {
    let text = "2026年9月（单位：万元）\n日期,摘要,收入,支出\n9月1日,a,1,\n";
    assert_eq!(result(text).unwrap_err(), ["1 - unit"]);
}

#[test]
fn sheets_of_several_months_follow_each_other() {
    let book = |opening: f64| {
        let mut writer = Writer::new();
        for (name, opening, amount) in [("10月", opening, 7.0), ("9月", 100.0, 50.5)] {
            let sheet = writer.add_worksheet();
            sheet.set_name(name).unwrap();
            sheet.write(0, 0, "2026年收支").unwrap();
            for (at, text) in (0_u16..).zip(["日期", "摘要", "收入", "支出", "余额"]) {
                sheet.write(1, at, text).unwrap();
            }
            sheet.write(2, 1, "上月结转").unwrap();
            sheet.write(2, 4, opening).unwrap();
            sheet.write(3, 0, format!("{name}1日")).unwrap();
            sheet.write(3, 1, "a").unwrap();
            sheet.write(3, 2, amount).unwrap();
        }
        let bytes = writer.save_to_buffer().unwrap();
        mingbai_sheets::open(&bytes, "x.xlsx", &mingbai_sheets::Limits::default()).unwrap()
    };
    let journal = read_journal(&book(150.5), &Mapping::default()).unwrap();
    let days: Vec<_> = journal.rows.iter().map(|row| row.date).collect();
    assert_eq!(days, [date(2026, 9, 1), date(2026, 10, 1)]);
    assert_eq!(
        (journal.opening, journal.closing),
        (Some(Fen(10000)), Some(Fen(15750)))
    );
    assert_eq!(journal.period, None);
    let errors = read_journal(&book(150.0), &Mapping::default()).unwrap_err();
    assert_eq!(findings(&errors), ["3 E opening-mismatch"]);
    let only = Mapping::parse::<&str>(&[], JOURNAL)
        .unwrap()
        .for_sheet("9月");
    assert_eq!(read_journal(&book(150.0), &only).unwrap().rows.len(), 1);
}

#[test]
fn a_total_with_a_day_and_a_category_is_no_entry() {
    let head = "日期,摘要,收入,支出,科目\n2026-09-03,停车费1,700,,停车费\n2026-09-04,停车费2,500,,停车费\n";
    let taken = |text: &str| {
        let journal = result(text).unwrap();
        let amounts: Vec<i64> = journal.rows.iter().map(|row| row.amount.0 / 100).collect();
        assert_eq!(
            journal.tally.content,
            journal.tally.taken + journal.tally.left_out()
        );
        (
            amounts,
            journal.tally.left_out(),
            findings(&journal.warnings),
        )
    };
    for total in [
        "停车费小计",
        "停车费 合计",
        "小计",
        "合计",
        "本月合计",
        "9月合计",
        "收入合计",
    ] {
        for category in ["停车费", ""] {
            let text = format!("{head}2026-09-30,{total},1200,,{category}\n");
            assert_eq!(
                taken(&text),
                (vec![700, 500], 2, vec![]),
                "{total} {category}"
            );
        }
    }
    // A second category, and its own total.
    let text = format!(
        "{head}2026-09-30,停车费小计,1200,,停车费\n2026-09-05,广告费1,30,,广告费\n\
         2026-09-06,广告费2,70,,广告费\n2026-09-30,广告费小计,100,,广告费\n2026-09-30,总计,1300,,\n"
    );
    assert_eq!(taken(&text), (vec![700, 500, 30, 70], 4, vec![]));
    // A month's payments in one row: it is no sum of what stands above, and is taken with a note.
    let text = format!("{head}2026-09-30,临停费合计,90,,停车费\n");
    let note = vec!["4 B looks-like-total".to_owned()];
    assert_eq!(taken(&text), (vec![700, 500, 90], 1, note));
    // A bare label that equals nothing is refused.
    let text = format!("{head}2026-09-30,合计,1300,,停车费\n");
    assert_eq!(result(&text).unwrap_err(), ["4 C total-amount"]);
}
