//! One account written in several ways.

use mingbai_sheets::{Mapping, read_bank};

use crate::csv;

#[test]
fn spaces_and_dashes_make_no_other_account() {
    let head = "交易日期,摘要,借方发生额,贷方发生额,余额";
    for account in [
        "3400123456780001",
        "3400 1234 5678 0001",
        "3400-1234-5678-0001",
        "3400－1234－56780001",
    ] {
        let above = format!("账号：{account}\n{head}\n2026-09-01,物业费,,100.00,1100.00\n");
        let column = format!("账号,{head}\n{account},2026-09-01,物业费,,100.00,1100.00\n");
        for text in [above, column] {
            let sheet = read_bank(&csv(&text), &Mapping::default()).unwrap();
            assert_eq!(sheet.accounts(), [Some("3400123456780001")], "{text}");
        }
    }
}
