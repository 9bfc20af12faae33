//! Totals and balances of a statement that have a day of their own.

use mingbai_sheets::{BankSheet, Mapping, Skip, read_bank};

use crate::{csv, findings};

fn result(text: &str) -> Result<BankSheet, Vec<String>> {
    read_bank(&csv(text), &Mapping::default()).map_err(|errors| findings(&errors))
}

fn read(text: &str) -> (Vec<i64>, Vec<u32>) {
    let sheet = result(text).unwrap_or_else(|errors| panic!("{errors:?} in {text}"));
    let tally = &sheet.tally;
    assert_eq!(tally.content, tally.taken + tally.left_out());
    let amounts = sheet.lines.iter().map(|line| line.amount.0).collect();
    let left = tally
        .skipped
        .iter()
        .filter(|row| matches!(row.why, Skip::Total | Skip::Balance));
    let mut left: Vec<u32> = left.flat_map(|row| row.first..=row.last).collect();
    left.sort_unstable();
    (amounts, left)
}

const HEAD: &str = "交易日期,摘要,借方发生额,贷方发生额,余额\n";

#[test]
fn a_dated_total_that_equals_its_rows_is_no_movement() {
    for (day, month) in [
        ("本日小计", "本月合计"),
        ("小计", "合计"),
        ("本日合计", "总 计"),
        ("Subtotal", "TOTAL"),
    ] {
        let text = format!(
            "{HEAD}2026-09-01,物业费,,100.00,\n2026-09-01,保洁,30.00,,\n2026-09-01,{day},30.00,100.00,\n\
             2026-09-02,物业费,,60.00,\n2026-09-02,{day},,60.00,\n2026-09-02,{month},30.00,160.00,\n"
        );
        assert_eq!(
            read(&text),
            (vec![10_000, -3_000, 6_000], vec![4, 6, 7]),
            "{day}"
        );
    }
    // The newest first: a day's total stands above its rows.
    let text = format!(
        "{HEAD}2026-09-02,本日小计,,60.00,\n2026-09-02,物业费,,60.00,\n\
         2026-09-01,本日小计,,150.00,\n2026-09-01,物业费,,100.00,\n2026-09-01,物业费,,50.00,\n"
    );
    assert_eq!(read(&text), (vec![5_000, 10_000, 6_000], vec![2, 4]));
    // One column of amounts.
    let text = "交易日期,摘要,借贷,金额\n2026-09-01,甲,贷,5.00\n2026-09-01,乙,贷,6.00\n2026-09-01,合计,贷,11.00\n";
    assert_eq!(read(text), (vec![500, 600], vec![4]));
}

#[test]
fn a_dated_balance_in_a_column_of_amounts_is_no_movement() {
    for label in [
        "上期结转",
        "期初余额",
        "上月结转",
        "承前页",
        "B/F",
        "Opening Balance",
    ] {
        let text = format!(
            "{HEAD}2026-08-31,{label},,1000.00,1000.00\n2026-09-01,物业费,,100.00,1100.00\n"
        );
        assert_eq!(read(&text), (vec![10_000], vec![2]), "{label}");
    }
    let text = format!(
        "{HEAD}2026-09-01,物业费,,100.00,1100.00\n2026-09-01,过次页,,1100.00,1100.00\n\
         2026-09-02,承前页,,1100.00,1100.00\n2026-09-02,物业费,,1.00,1101.00\n\
         2026-09-30,期末余额,,1101.00,1101.00\n"
    );
    assert_eq!(read(&text), (vec![10_000, 100], vec![3, 4, 6]));
}

#[test]
fn a_label_that_nothing_proves_is_refused() {
    for label in ["合计", "本日小计", "期初余额", "上期结转", "承前页"] {
        let text = format!("{HEAD}2026-09-01,物业费,,100.00,\n2026-09-01,{label},,99.00,\n");
        assert_eq!(
            result(&text).unwrap_err(),
            ["3 B bank-label-unproven"],
            "{label}"
        );
    }
    let text = format!("{HEAD}2026-08-31,上期结转,,1000.00,\n2026-09-01,物业费,,100.00,\n");
    assert_eq!(result(&text).unwrap_err(), ["2 B bank-label-unproven"]);
}

#[test]
fn a_row_with_words_of_its_own_stays_a_movement() {
    let head = "交易日期,摘要,借方发生额,贷方发生额,对方户名,流水号\n";
    let text = format!(
        "{head}2026-09-01,物业费,,100.00,甲,1\n2026-09-01,合计,,100.00,甲,2\n2026-09-01,小计,,100.00,,3\n"
    );
    assert_eq!(read(&text), (vec![10_000, 10_000, 10_000], vec![]));
}
