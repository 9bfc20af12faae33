//! The column that names the side, under whatever header.

use mingbai_sheets::{BankSheet, Mapping, read_bank};

use crate::{csv, findings};

fn result(text: &str) -> Result<BankSheet, Vec<String>> {
    read_bank(&csv(text), &Mapping::default()).map_err(|errors| findings(&errors))
}

fn amounts(text: &str) -> Vec<i64> {
    let sheet = result(text).unwrap_or_else(|errors| panic!("{errors:?} in {text}"));
    let tally = &sheet.tally;
    assert_eq!(tally.content, tally.taken + tally.left_out());
    sheet.lines.iter().map(|line| line.amount.0).collect()
}

const HEADERS: [&str; 19] = [
    "借贷状态",
    "借贷 Dc Flg",
    "资金流向",
    "借贷符号",
    "收付标识",
    "记账方向",
    "流向",
    "CR/DR",
    "借贷别",
    "类型",
    "交易类型",
    "业务类型",
    "状态",
    "标志",
    "DC",
    "性质",
    "栏一",
    "收付",
    "交易名称",
];

#[test]
fn a_column_whose_cells_are_all_sides_is_the_side_under_any_header() {
    for header in HEADERS {
        for (into, out) in [
            ("贷 Cr", "借 Dr"),
            ("贷", "借"),
            ("收", "支"),
            ("C", "D"),
            ("转入", "转出"),
            ("收入", "支出"),
            ("Credit", "Debit"),
        ] {
            let text = format!(
                "账号：3413****0001\n交易日期,{header},交易金额,对方户名,摘要\n\
                 2026-09-01,{into},1200.00,某某,物业费\n\
                 2026-09-03,{out},800.00,甲公司,保洁\n\
                 2026-09-04,{out},-80.00,甲公司,保洁退回\n"
            );
            assert_eq!(amounts(&text), [120_000, -80_000, 8_000], "{header} {into}");
        }
    }
}

#[test]
fn a_minus_beside_a_side_is_never_read_as_the_side_of_all_rows() {
    // All go out, one was taken back: without the column, a plus would have been money that came in.
    let text = "交易日期,借贷状态,交易金额,摘要\n\
                2026-09-03,借 Dr,800.00,保洁\n2026-09-04,借 Dr,-80.00,保洁退回\n";
    assert_eq!(amounts(text), [-80_000, 8_000]);
}

#[test]
fn a_side_that_is_not_known_is_refused_row_by_row() {
    for header in ["借贷状态", "资金流向", "收付标识", "CR/DR", "借贷别"] {
        let text = format!(
            "交易日期,{header},交易金额,摘要\n2026-09-01,1,12.00,甲\n2026-09-02,2,-8.00,乙\n"
        );
        let expected = ["2 B direction-unknown", "3 B direction-unknown"];
        assert_eq!(result(&text).unwrap_err(), expected, "{header}");
    }
    // An unknown header, and one word that is no side.
    let text = "交易日期,栏一,交易金额,摘要\n2026-09-01,贷,12.00,甲\n2026-09-02,借,8.00,乙\n\
                2026-09-03,冲正,-8.00,丙\n";
    assert_eq!(result(text).unwrap_err(), ["4 B direction-unknown"]);
}

#[test]
fn words_that_are_no_sides_stay_words() {
    let text = "交易日期,交易类型,交易金额,余额,摘要\n2026-09-01,收入,12.00,12.00,甲\n\
                2026-09-02,消费,-8.00,4.00,乙\n2026-09-03,支出,-1.00,3.00,乙\n";
    assert_eq!(amounts(text), [1_200, -800, -100]);
}
