//! `import bank` and `reconcile`: the bank's statement beside the book of an office.

use super::place::{Office, good, refused};

/// What the office's journal says ([`super::place::JOURNAL`]), and 14 yuan that nobody booked.
const STATEMENT: &str = "账号,3400****0001\n\
    交易日期,交易时间,摘要,借方发生额,贷方发生额,账户余额,对方户名,交易流水号\n\
    20260802,09:43:39,转账,,312.77,\"1,312.77\",张三,F1\n\
    20260803,10:22:20,转账,,450.00,\"1,762.77\",李四,F2\n\
    20260806,13:06:59,付款,86.01,,\"1,676.76\",某保洁公司,F3\n\
    20260830,,转账,,14.00,\"1,690.76\",钱七,F4\n";

#[test]
fn a_statement_is_compared_with_the_book_and_tells_no_names() {
    let office = Office::new(&["xingyuan"]);
    let (records, public) = (office.records(), office.public());
    let checked = good(office.on(&[
        "import",
        "bank",
        &office.write("b.csv", STATEMENT),
        "--community",
        "xingyuan",
        "--dry-run",
    ]));
    assert!(
        checked.out.contains('4') && office.count("bank_line") == 0,
        "{checked:?}"
    );

    let taken = good(office.import("bank", "xingyuan", "b.csv", STATEMENT));
    for part in ["1690.76", "1676.76", "3 笔", "2026-08-30", "F4"] {
        assert!(taken.out.contains(part), "{part}: {taken:?}");
    }
    let english = good(office.on(&["--lang", "en", "reconcile", "--community", "xingyuan"]));
    assert!(english.out.contains("3 movements agree"), "{english:?}");
    assert!(
        english.last_line().contains("every difference is listed"),
        "{english:?}"
    );
    for name in ["张三", "李四", "钱七"] {
        assert!(!taken.out.contains(name) && !english.out.contains(name));
    }
    // No word of it is public.
    assert_eq!((office.records(), office.public()), (records, public));
    assert_eq!(office.count("bank_line"), 4);
}

#[test]
fn a_difference_that_nothing_explains_is_an_error_exit() {
    let office = Office::new(&["xingyuan"]);
    let raised = STATEMENT
        .replace("1,312.77", "1,313.77")
        .replace("1,762.77", "1,763.77")
        .replace("1,676.76", "1,677.76")
        .replace("1,690.76", "1,691.76");
    good(office.import("bank", "xingyuan", "b.csv", raised));
    let said = refused(office.on(&["reconcile", "--community", "xingyuan"]));
    assert!(said.contains("不符"), "{said}");
    let day = ["reconcile", "--community", "xingyuan", "--through", "9月"];
    assert!(refused(office.on(&day)).contains("2026-09-30"));
}
