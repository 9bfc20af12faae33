//! Fees beside the amounts of a bank, and amounts whose side no balance shows.

use mingbai_sheets::{BankSheet, Mapping, read_bank};

use crate::{csv, findings};

fn result(text: &str) -> Result<BankSheet, Vec<String>> {
    read_bank(&csv(text), &Mapping::default()).map_err(|errors| findings(&errors))
}

fn read(text: &str) -> (Vec<i64>, Vec<String>) {
    let text = format!("账号,3400****0001\n{text}");
    let sheet = result(&text).unwrap_or_else(|errors| panic!("{errors:?} in {text}"));
    let tally = &sheet.tally;
    assert_eq!(tally.content, tally.taken + tally.left_out());
    let amounts = sheet.lines.iter().map(|line| line.amount.0).collect();
    (amounts, findings(&sheet.warnings))
}

const HEAD: &str = "交易日期,摘要,借方发生额,贷方发生额,手续费,余额\n";

#[test]
fn a_fee_goes_out_unless_the_row_is_a_refund() {
    let text = format!(
        "{HEAD}2026-09-01,物业费,,100.00,0.38,\n2026-09-02,转出,100.00,,5.00,\n\
         2026-09-03,转出,100.00,,-5.00,\n2026-09-04,转账退回,,100.00,5.00,\n"
    );
    let expected = vec![10_000, -38, -10_000, -500, -10_000, -500, 10_000, 500];
    assert_eq!(read(&text), (expected, vec![]));
}

#[test]
fn balances_and_rows_of_their_own_tell_whether_a_fee_moved_money() {
    let own = format!(
        "{HEAD}2026-09-01,物业费,,100.00,0.00,1100.00\n2026-09-02,转出,100.00,,5.00,1000.00\n\
         2026-09-02,手续费,5.00,,,995.00\n"
    );
    let note = vec!["4 E bank-fee-not-moved".to_owned()];
    assert_eq!(read(&own), (vec![10_000, -10_000, -500], note.clone()));
    let without = format!(
        "{HEAD}2026-09-01,物业费,,100.00,,\n2026-09-02,转出,100.00,,5.00,\n2026-09-02,手续费,5.00,,,\n"
    );
    let found = read(&without);
    assert_eq!(found.1.len(), 1, "{found:?}");
    assert_eq!(found.0, [10_000, -10_000, -500]);
    let inside = format!(
        "{HEAD}2026-09-01,物业费,,100.00,0.00,1100.00\n2026-09-02,转出,100.00,,5.00,995.00\n\
         2026-09-03,物业费,,1.00,,996.00\n"
    );
    let sheet = result(&format!("账号,3400****0001\n{inside}"));
    // The balance behind the row holds both.
    assert_eq!(sheet.map(|sheet| sheet.lines.len()), Ok(4));
}

#[test]
fn a_side_that_no_balance_shows_is_noted_row_by_row() {
    let text = "交易日期,收入,支出,余额,摘要\n2026-09-03,,-800.00,10400.00,保洁\n2026-09-04,100.00,,10500.00,物业费\n";
    assert_eq!(read(text).1, ["3 C bank-sign-unproven"]);
    let single =
        "账号,3400****0001\n交易日期,交易金额,余额,摘要\n2026-09-03,800.00,10400.00,保洁\n";
    assert_eq!(result(single).unwrap_err(), ["2 - bank-side-unknown"]);
}
