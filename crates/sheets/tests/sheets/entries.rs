//! Rules of a journal of entries with several lines.

use jiff::civil::date;
use mingbai_domain::money::Fen;
use mingbai_sheets::{EntrySheet, Lang, Mapping, read_entries};

use crate::{csv, findings};

const HEADER: &str = "凭证号,日期,摘要,资金,科目代码,科目名称,借方,贷方\n";

fn result(rows: &str) -> Result<EntrySheet, Vec<String>> {
    let book = csv(&format!("2026年9月记账凭证\n{HEADER}{rows}"));
    let sheet = read_entries(&book, &Mapping::default()).map_err(|errors| findings(&errors))?;
    crate::cases::complete(&book, &sheet.tally);
    Ok(sheet)
}

#[test]
fn lines_with_one_voucher_number_form_one_entry() {
    let sheet = result(
        "记-1,9月2日,物业费,SVC,1002,银行,100.00,\n,,,SVC,5015,手续费,0.50,\n,,,SVC,1003,在途,,100.50\n\
         记-2,9月3日,保洁,SVC,5003,清洁,86,\n记-2,9月3日,保洁,SVC,1002,银行,,86\n,,合计,,,,186.50,186.50\n",
    )
    .unwrap();
    assert_eq!(sheet.entries.len(), 2);
    let first = &sheet.entries[0];
    assert_eq!(
        (first.voucher.as_str(), first.date),
        ("记-1", date(2026, 9, 2))
    );
    assert_eq!(first.summary, "物业费");
    let lines: Vec<_> = first
        .lines
        .iter()
        .map(|line| (line.account.as_str(), line.amount))
        .collect();
    assert_eq!(
        lines,
        [
            ("1002", Fen(10000)),
            ("5015", Fen(50)),
            ("1003", Fen(-10050))
        ]
    );
    assert_eq!(sheet.entries[1].lines[1].row, 7);
}

#[test]
fn an_entry_that_does_not_balance_is_named_with_its_difference() {
    let rows = "记-1,9月2日,物业费,SVC,1002,,100,\n,,,SVC,4001,,,99.99\n";
    let book = csv(&format!("2026年9月\n{HEADER}{rows}"));
    let errors = read_entries(&book, &Mapping::default()).unwrap_err();
    assert_eq!(findings(&errors), ["3 - entry-unbalanced"]);
    let text = errors[0].text(Lang::Zh);
    assert!(text.contains("记-1") && text.contains("0.01"), "{text}");
}

#[test]
fn every_fund_balances_by_itself() {
    let found = result("记-1,9月2日,转账,SVC,1002,,,100\n,,,COM,1002,,100,\n");
    assert_eq!(found.unwrap_err(), ["3 - fund-unbalanced"]);
}

#[test]
fn bad_lines_are_reported_and_their_entry_is_not_called_unbalanced() {
    let found = result(
        "记-1,9月2日,a,SVC,1002,,-5,\n,,,SVC,4001,,,5\n\
         记-2,9月2日,b,SVC,,,5,\n,,,SVC,4001,,,5\n\
         记-3,9月2日,c,SVC,1002,,5,5\n,,,SVC,4001,,,\n\
         记-4,8月2日,,SVC,1002,,5,\n,8月3日,,SVC,4001,,,5\n\
         记-1,9月2日,a,SVC,1002,,5,\n,,,SVC,4001,,,5\n",
    );
    let expected = [
        "3 G amount-negative",
        "5 E account-missing",
        "7 H amount-twice",
        "8 H amount-missing",
        "9 B date-outside-period",
        "9 - summary-missing",
        "10 B date-outside-period",
        "11 A voucher-split",
    ];
    assert_eq!(found.unwrap_err(), expected);
}

#[test]
fn the_first_line_needs_a_voucher_number() {
    let found =
        result(",9月2日,a,SVC,1002,,5,\n记-2,9月2日,b,SVC,1002,,5,\n,9月3日,,SVC,4001,,,5\n");
    assert_eq!(
        found.unwrap_err(),
        ["3 A voucher-missing", "5 B voucher-date-differs"]
    );
}
