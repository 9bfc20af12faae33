//! Files that were once read wrongly, each with exactly what it must give. No row with content is
//! lost: it is taken, or left out by name.

use mingbai_domain::fees::BillItem;
use mingbai_domain::money::Fen;
use mingbai_sheets::{
    Code, Flow, JOURNAL, JournalSheet, Lang, Limits, Mapping, OpenError, PAYMENTS, PaymentSheet,
    REGISTRY, RegistrySheet, Skip, Tally, Workbook, open, read_bank, read_journal, read_payments,
    read_registry, words,
};

use crate::findings;

fn bytes(name: &str) -> Vec<u8> {
    let path = format!("{}/tests/cases/{name}", env!("CARGO_MANIFEST_DIR"));
    std::fs::read(&path).unwrap_or_else(|error| panic!("{path}: {error}"))
}

fn book(name: &str) -> Workbook {
    open(&bytes(name), name, &Limits::default()).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// Every row with content is taken or left out by name.
pub(crate) fn complete(book: &Workbook, tally: &Tally) {
    let content: usize = book.sheets.iter().map(|sheet| sheet.rows.len()).sum();
    assert_eq!(tally.content, content, "{tally:?}");
    assert_eq!(tally.taken + tally.left_out(), content, "{tally:?}");
}

fn journal(name: &str) -> JournalSheet {
    let book = book(name);
    let sheet = read_journal(&book, &Mapping::default())
        .unwrap_or_else(|errors| panic!("{name}: {:?}", findings(&errors)));
    complete(&book, &sheet.tally);
    sheet
}

fn registry(name: &str) -> RegistrySheet {
    let book = book(name);
    let sheet = read_registry(&book, &Mapping::default())
        .unwrap_or_else(|errors| panic!("{name}: {:?}", findings(&errors)));
    complete(&book, &sheet.tally);
    sheet
}

fn payments(name: &str) -> PaymentSheet {
    let book = book(name);
    let sheet = read_payments(&book, &Mapping::default())
        .unwrap_or_else(|errors| panic!("{name}: {:?}", findings(&errors)));
    complete(&book, &sheet.tally);
    sheet
}

fn said(sheet: &JournalSheet) -> Vec<(String, Flow, i64)> {
    let rows = sheet.rows.iter();
    rows.map(|row| (row.date.to_string(), row.flow, row.amount.0))
        .collect()
}

fn days(sheet: &JournalSheet) -> Vec<String> {
    said(sheet).into_iter().map(|(day, ..)| day).collect()
}

fn homes(sheet: &RegistrySheet) -> Vec<(String, usize)> {
    let rows = sheet.rows.iter();
    rows.map(|row| (row.code.to_string(), row.owners.len()))
        .collect()
}

#[test]
fn the_first_row_is_no_header_whatever_its_words() {
    for name in [
        "01a_journal_first_row_lost.csv",
        "01b_journal_first_row_lost.xlsx",
    ] {
        let sheet = journal(name);
        let amounts: Vec<i64> = sheet.rows.iter().map(|row| row.amount.0).collect();
        assert_eq!(amounts, [120_000, 80_000, 50_000], "{name}");
    }
    let homes = homes(&registry("01c_registry_first_home_lost.csv"));
    assert_eq!(homes.len(), 3);
    assert_eq!(homes[0].0, "1-1-101");
}

#[test]
fn values_are_never_shown_as_headers() {
    let errors = read_bank(
        &book("01d_bank_header_message_shows_data.csv"),
        &Mapping::default(),
    );
    let Err(errors) = errors else {
        return; // A reader of this wallet's exports needs no message.
    };
    let Code::MissingColumns { found, .. } = &errors[0].code else {
        panic!("{errors:?}")
    };
    assert_eq!((errors[0].row, found[0].as_str()), (1, "交易时间"));
    let text = errors[0].text(Lang::Zh);
    assert!(
        !text.contains("T0001") && !text.contains("商户收款"),
        "{text}"
    );
}

#[test]
fn a_header_counts_only_if_all_its_parts_mean_one_field() {
    let sheet = journal("03a_journal_expense_booked_as_income.csv");
    let flows: Vec<_> = said(&sheet)
        .into_iter()
        .map(|(_, flow, fen)| (flow, fen))
        .collect();
    assert_eq!(flows, [(Flow::Income, 120_000), (Flow::Expense, 80_000)]);
    let sheet = journal("03b_journal_pay_method_read_as_income.csv");
    let flows: Vec<_> = said(&sheet)
        .into_iter()
        .map(|(_, flow, fen)| (flow, fen))
        .collect();
    assert_eq!(flows, [(Flow::Income, 120_000), (Flow::Expense, 80_000)]);
    assert_eq!(sheet.tally.unread[0].1, ["收/付款方式"]);
}

#[test]
fn a_late_fee_is_no_property_fee() {
    let errors = read_payments(
        &book("04b_payments_late_fee_taken_as_property_fee.csv"),
        &Mapping::default(),
    );
    assert_eq!(findings(&errors.unwrap_err()), ["2 E bill-item-unknown"]);
}

#[test]
fn a_title_of_several_months_gives_each_day_its_year() {
    let sheet = journal("05a_journal_wrong_year_under_spanning_title.csv");
    assert_eq!(days(&sheet), ["2025-09-03", "2025-12-05", "2026-01-20"]);
    let sheet = journal("05b_journal_two_month_title_refused.csv");
    assert_eq!(days(&sheet), ["2025-12-05", "2026-01-20"]);
    assert_eq!(sheet.period, None);
}

#[test]
fn days_of_a_1904_workbook_are_moved_whether_formatted_or_not() {
    let sheet = journal("06a_journal_1904_workbook_unformatted_dates.xlsx");
    assert_eq!(days(&sheet), ["2026-09-03", "2026-09-05"]);
}

#[test]
fn texts_of_an_old_workbook_are_utf_16_whatever_its_code_page() {
    for name in [
        "07a_journal_xls_codepage_1252.xls",
        "07b_journal_xls_codepage_936.xls",
    ] {
        assert_eq!(journal(name).rows.len(), 2, "{name}");
    }
}

#[test]
fn what_differs_in_brackets_stays_different() {
    let name = "09b_journal_amount_in_words_and_figures.csv";
    assert_eq!(
        said(&journal(name)),
        [("2026-09-03".to_owned(), Flow::Income, 120_000)]
    );
    let mapping = Mapping::parse(&["金额（小写）=金额"], JOURNAL).unwrap();
    assert_eq!(read_journal(&book(name), &mapping).unwrap().rows.len(), 1);
    let name = "09c_registry_two_areas_in_brackets.csv";
    assert_eq!(homes(&registry(name)), [("1-1-101".to_owned(), 1)]);
    let mapping = Mapping::parse(&["建筑面积（计费）=建筑面积"], REGISTRY).unwrap();
    let sheet = read_registry(&book(name), &mapping).unwrap();
    assert_eq!(sheet.rows[0].area_c.0, 9860);
}

#[test]
fn a_float_residue_is_no_decimal() {
    let sheet = journal("15_journal_balance_with_float_residue.xlsx");
    assert_eq!((sheet.rows.len(), sheet.closing), (2, Some(Fen(30))));
}

#[test]
fn a_tab_before_a_comma_is_padding() {
    let sheet = read_bank(
        &book("16_bank_tab_before_each_field_gbk.csv"),
        &Mapping::default(),
    );
    let amounts: Vec<i64> = sheet
        .unwrap()
        .lines
        .iter()
        .map(|line| line.amount.0)
        .collect();
    assert_eq!(amounts, [10_000, -5_000]);
}

#[test]
fn a_web_page_is_told_as_one() {
    for name in [
        "17a_html_named_xls_with_comment.xls",
        "17b_mhtml_named_xls.xls",
    ] {
        let error = open(&bytes(name), name, &Limits::default()).unwrap_err();
        assert_eq!(error, OpenError::Html, "{name}");
        let text = words::open_error(&error, Lang::Zh);
        assert!(text.contains("网页") && text.contains(".xlsx"), "{text}");
    }
}

#[test]
fn a_character_cut_in_two_is_named_by_its_place() {
    let name = "18_bank_name_cut_inside_a_gbk_character.csv";
    let error = open(&bytes(name), name, &Limits::default()).unwrap_err();
    let (row, column) = (3, "G".to_owned());
    assert_eq!(error, OpenError::CutCharacter { row, column });
    let text = words::open_error(&error, Lang::Zh);
    assert!(text.contains("第3行") && text.contains("G列"), "{text}");
}

#[test]
fn a_hidden_row_is_taken_and_named() {
    let sheet = journal("19a_journal_hidden_row.xlsx");
    let hidden: Vec<_> = sheet
        .warnings
        .iter()
        .filter(|w| w.code == Code::HiddenRow)
        .collect();
    assert_eq!(hidden.len(), 1);
    assert_eq!(hidden[0].row, 4);
    assert!(sheet.rows.iter().any(|row| row.row == 4), "{sheet:?}");
    let book = book("19b_journal_hidden_row_total_of_visible.xlsx");
    let errors = read_journal(&book, &Mapping::default()).unwrap_err();
    for error in &errors {
        assert!(
            matches!(&error.code, Code::TotalAmount { hidden, .. } if hidden == &[4]),
            "{error:?}"
        );
        assert!(
            error.text(Lang::Zh).contains("第4行是隐藏的"),
            "{}",
            error.text(Lang::Zh)
        );
    }
    assert!(!errors.is_empty());
}

#[test]
fn totals_and_balances_are_told_by_their_whole_label() {
    let sheet = journal("20_journal_total_labels.csv");
    assert_eq!(sheet.rows.len(), 2);
    assert_eq!(
        (sheet.opening, sheet.closing),
        (Some(Fen(100_000)), Some(Fen(140_000)))
    );
    let skipped: Vec<_> = sheet
        .tally
        .skipped
        .iter()
        .map(|s| (s.first, s.last, s.why))
        .collect();
    let expected = [
        (1, 1, Skip::Header),
        (2, 2, Skip::Opening),
        (5, 6, Skip::Total),
        (7, 7, Skip::Closing),
        (8, 8, Skip::Blank),
    ];
    assert_eq!(skipped, expected);
    // 9月合计 is checked.
    let text = String::from_utf8(bytes("20_journal_total_labels.csv")).unwrap();
    let wrong = crate::csv(&text.replace("9月合计,1200.00", "9月合计,1200.01"));
    let errors = read_journal(&wrong, &Mapping::default()).unwrap_err();
    assert_eq!(findings(&errors), ["5 C total-amount"]);
}

#[test]
fn co_owners_on_their_own_rows_join_the_home_above() {
    for name in [
        "21a_registry_coowner_on_own_row.csv",
        "21b_registry_coowner_row_with_blank_room.csv",
    ] {
        let sheet = registry(name);
        let expected = [("1-1-101".to_owned(), 2), ("1-1-102".to_owned(), 1)];
        assert_eq!(homes(&sheet), expected, "{name}");
        assert_eq!(findings(&sheet.warnings), ["3 E co-owner"], "{name}");
    }
}

#[test]
fn homes_that_differ_only_by_zeros_in_front_are_named() {
    let sheet = registry("22_registry_leading_zeros_two_units.csv");
    assert_eq!(findings(&sheet.warnings), ["3 C looks-like-unit"]);
}

#[test]
fn refunds_and_other_items_are_shown_their_way() {
    let errors = read_payments(&book("23_payments_refund_row.csv"), &Mapping::default());
    let errors = errors.unwrap_err();
    assert_eq!(findings(&errors), ["3 E refund", "3 F refund"]);
    assert!(errors[0].text(Lang::Zh).contains("记账凭证"));
    let errors = read_payments(&book("24a_payments_other_items.csv"), &Mapping::default());
    let errors = errors.unwrap_err();
    let expected = [
        "2 E bill-item-unknown",
        "3 E bill-item-unknown",
        "4 E bill-item-unknown",
        "5 E bill-item-unknown",
        "6 E several-items",
        "7 E several-items",
    ];
    assert_eq!(findings(&errors), expected);
    let text = errors[0].text(Lang::Zh);
    assert!(text.contains("收支明细") && text.contains("2005"), "{text}");
}

#[test]
fn a_column_an_item_gives_a_payment_an_item() {
    let sheet = payments("24b_payments_a_column_per_item.csv");
    let rows: Vec<_> = sheet
        .rows
        .iter()
        .map(|row| (row.row, row.item, row.amount.0))
        .collect();
    let expected = [
        (2, BillItem::Fee, 18_241),
        (2, BillItem::Parking, 15_000),
        (3, BillItem::Fee, 16_385),
    ];
    assert_eq!(rows, expected);
    let text = String::from_utf8(bytes("24b_payments_a_column_per_item.csv")).unwrap();
    let wrong = crate::csv(&text.replace("332.41", "332.42"));
    let errors = read_payments(&wrong, &Mapping::default()).unwrap_err();
    assert_eq!(findings(&errors), ["2 G row-total"]);
    // Another fee's column is not left out in silence.
    let more = crate::csv(&text.replace("收款方式", "垃圾费").replace("微信", "5.00"));
    let errors = read_payments(&more, &Mapping::default()).unwrap_err();
    assert_eq!(findings(&errors), ["1 H item-column"]);
}

#[test]
fn a_sum_in_a_remark_states_no_unit() {
    assert_eq!(
        journal("26_journal_note_mentions_wanyuan.csv").rows.len(),
        1
    );
}

#[test]
fn an_address_in_one_column_is_read_under_any_of_its_headers() {
    let expected = [("1-1-101".to_owned(), 1), ("1-1-102".to_owned(), 1)];
    assert_eq!(
        homes(&registry("27_registry_address_in_one_column.csv")),
        expected
    );
    let text = String::from_utf8(bytes("27_registry_address_in_one_column.csv")).unwrap();
    for header in ["房号（楼栋-单元-房号）", "楼栋-单元-房号", "房屋坐落"] {
        let book = crate::csv(&text.replace("楼栋/单元/房号", header));
        let sheet = read_registry(&book, &Mapping::default()).unwrap();
        assert_eq!(homes(&sheet), expected, "{header}");
    }
}

#[test]
fn a_note_beside_the_table_is_no_payment() {
    let sheet = payments("32_payments_note_beside_the_table.csv");
    assert_eq!(sheet.rows.len(), 2);
    let beside: Vec<_> = sheet
        .tally
        .skipped
        .iter()
        .filter(|s| s.why == Skip::Beside)
        .collect();
    assert_eq!((beside[0].first, beside[0].last, beside[0].rows), (4, 5, 2));
    assert!(Mapping::parse(&["收费项目=项目"], PAYMENTS).is_ok());
}
