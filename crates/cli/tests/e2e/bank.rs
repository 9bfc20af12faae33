//! `import bank` and `reconcile`: the bank's statement beside the book of an office.

use std::fmt::Write as _;
use std::time::Instant;

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

#[test]
fn a_statement_is_listed_and_taken_back_by_number_or_by_file() {
    let office = Office::new(&["xingyuan"]);
    let on = |args: &[&str]| {
        let mut all = args.to_vec();
        all.extend(["--community", "xingyuan"]);
        office.on(&all)
    };
    assert!(good(on(&["bank", "list"])).out.contains("没有导入过"));
    good(office.import("bank", "xingyuan", "b.csv", STATEMENT));
    let longer = format!("{STATEMENT}20260831,,付款,90.76,,\"1,600.00\",某供水公司,F5\n");
    good(office.import("bank", "xingyuan", "c.csv", longer));
    let listed = good(on(&["bank", "list"])).out;
    for part in [
        "2026-08-02 - 2026-08-30  b.csv",
        "2026-08-02 - 2026-08-31  c.csv",
    ] {
        assert!(listed.contains(part), "{listed}");
    }
    for name in ["张三", "李四", "3400****0001"] {
        assert!(!listed.contains(name), "{listed}");
    }
    let number = listed.split_whitespace().next().unwrap();
    let done = good(on(&["bank", "undo", number])).out;
    assert!(
        done.contains("去掉 0 笔") && done.contains("4 笔保留"),
        "{done}"
    );
    let again = good(on(&["bank", "undo", number])).out;
    assert!(again.contains("没有任何改动"), "{again}");
    let file = office.path("c.csv");
    let done = good(on(&["--lang", "en", "bank", "undo", &file])).out;
    assert!(done.contains("5 movements are forgotten"), "{done}");
    assert_eq!(office.count("bank_line") + office.count("bank_source"), 0);
    let said = refused(on(&["bank", "undo", "no such file.csv"]));
    assert!(said.contains("bank list"), "{said}");
    // An entry of the book that names a movement keeps its statement.
    good(office.import("bank", "xingyuan", "b.csv", STATEMENT));
    let named = "日期,凭证号,摘要,收入,支出,科目,银行流水号\n\
        2026-08-30,记-009,广告收入,14.00,,广告收入,F4\n";
    good(office.import("journal", "xingyuan", "k.csv", named));
    let said = refused(on(&["bank", "undo", &office.path("b.csv")]));
    assert!(said.contains('#') && said.contains("冲销"), "{said}");
    assert_eq!(office.count("bank_line"), 4);
}

/// A month of a large office: 50,000 movements, half of them of one amount, without references.
#[test]
fn fifty_thousand_movements_are_taken_in_and_compared() {
    let office = Office::new(&["xingyuan"]);
    let mut text =
        "账号,3400****0001\n交易日期,交易时间,借方发生额,贷方发生额,账户余额,对方户名\n".to_owned();
    let mut balance = 0;
    for row in 0..50_000_u32 {
        let amount = if row % 2 == 0 { 16_570 } else { 100 + row };
        balance += amount;
        let (day, minute) = (row / 1_800 + 1, row % 60);
        let yuan = |fen: u32| format!("{}.{:02}", fen / 100, fen % 100);
        let (amount, balance) = (yuan(amount), yuan(balance));
        writeln!(
            text,
            "202608{day:02},10:{minute:02}:00,,{amount},{balance},住户{row}"
        )
        .unwrap();
    }
    let before = Instant::now();
    let taken = good(office.import("bank", "xingyuan", "b.csv", &text));
    assert!(
        taken.out.contains("已导入行数: 50000"),
        "{}",
        taken.out.len()
    );
    assert!(!taken.out.contains("中间缺了对账单"));
    // The same rows in another file: all are known.
    let again = good(office.import("bank", "xingyuan", "c.csv", format!("{text}\n")));
    assert!(again.out.contains("已导入行数: 0, 已存在、未改动: 50000"));
    // With work of n^2 this took minutes.
    assert!(before.elapsed().as_secs() < 120, "{:?}", before.elapsed());
}
