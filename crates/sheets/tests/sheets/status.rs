//! Rows whose status says that no money moved, in every kind of list.

use mingbai_sheets::{Mapping, Skip, Tally, read_journal, read_payments};

use crate::{csv, findings};

const VOID: [&str; 8] = [
    "支付失败",
    "未支付",
    "作废",
    "已关闭",
    "待付款",
    "已撤销",
    "欠费",
    "草稿",
];
const REFUNDED: [&str; 3] = ["已退款", "已全额退款", "已退费"];
const PAID: [&str; 9] = [
    "已支付",
    "支付成功",
    "成功",
    "已入账",
    "已审核",
    "正常",
    "-",
    "",
    "已缴费",
];

fn each(test: impl Fn(&str, &str, Option<Skip>)) {
    for header in ["状态", "交易状态", "支付状态", "订单状态"] {
        for status in VOID {
            test(header, status, Some(Skip::NotPaid));
        }
        for status in REFUNDED {
            test(header, status, Some(Skip::Refunded));
        }
        for status in PAID {
            test(header, status, None);
        }
    }
}

/// The second row is left out for this reason, or taken if there is none.
fn second_is(why: Option<Skip>, rows: usize, tally: &Tally, status: &str) {
    assert_eq!(rows, if why.is_some() { 1 } else { 2 }, "{status}");
    assert_eq!(tally.content, tally.taken + tally.left_out());
    let last = tally.skipped.last().filter(|skipped| skipped.first == 3);
    assert_eq!(last.map(|skipped| skipped.why), why, "{status}");
}

#[test]
fn a_payment_that_failed_or_was_paid_back_is_left_out_by_name() {
    let head = "缴费日期,楼栋,单元,房号,项目,金额,收款方式,流水号";
    each(|header, status, why| {
        let text = format!(
            "{head},{header}\n2026-10-03,1,1,101,物业费,1,微信,W1,已支付\n\
             2026-10-03,1,1,101,物业费,2,微信,W2,{status}\n"
        );
        let sheet = read_payments(&csv(&text), &Mapping::default()).unwrap();
        second_is(why, sheet.rows.len(), &sheet.tally, status);
    });
}

#[test]
fn a_void_row_of_a_journal_is_left_out_by_name() {
    each(|header, status, why| {
        let text = format!(
            "日期,摘要,收入,支出,科目,{header}\n2026-09-03,停车费,1.00,,停车费,正常\n\
             2026-09-03,停车费1,1200.00,,停车费,{status}\n"
        );
        let sheet = read_journal(&csv(&text), &Mapping::default()).unwrap();
        second_is(why, sheet.rows.len(), &sheet.tally, status);
    });
}

#[test]
fn a_status_that_is_not_known_is_refused() {
    let text = "日期,摘要,收入,支出,科目,状态\n2026-09-03,停车费,1.00,,停车费,甲\n";
    let found = read_journal(&csv(text), &Mapping::default()).unwrap_err();
    assert_eq!(findings(&found), ["2 F status-unknown"]);
    let text = "缴费日期,楼栋,单元,房号,项目,金额,状态\n2026-10-03,1,1,101,物业费,1,冲正\n";
    let found = read_payments(&csv(text), &Mapping::default()).unwrap_err();
    assert_eq!(findings(&found), ["2 G status-unknown"]);
}
