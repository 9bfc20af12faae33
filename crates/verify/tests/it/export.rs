//! hledger, ledger-cli and beancount read the exports of the public book and come to the same
//! balances, to the fen.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;
use std::process::Command;

use mingbai_domain::book::Fold;
use mingbai_domain::book::export::{beancount, csv, hledger, transactions};
use mingbai_domain::ledger::{Account, AccountClass, Fund};

use crate::sample::north;

/// Fund and account with the balance in yuan; zero balances left out.
type Balances = BTreeMap<(String, String), String>;

fn expected(fold: &Fold) -> Balances {
    let of = |(fund, account, fen): (Fund, Account, _)| {
        let yuan: mingbai_domain::money::Fen = fen;
        (yuan.0 != 0).then(|| ((fund.to_string(), account.to_string()), yuan.to_string()))
    };
    fold.balances().iter().filter_map(of).collect()
}

/// Runs a program that the tests need; a missing one fails the test.
fn run(program: &str, package: &str, args: &[&str]) -> String {
    let output = Command::new(program)
        .args(args)
        .env("LC_ALL", "C.UTF-8")
        .output()
        .unwrap_or_else(|error| {
            panic!("{program}: {error}; install it: apt-get install {package}")
        });
    let stderr = String::from_utf8_lossy(&output.stderr);
    let stdout = String::from_utf8(output.stdout).unwrap();
    assert!(
        output.status.success(),
        "{program} {args:?}: {stderr}{stdout}"
    );
    assert_eq!(stderr, "", "{program}");
    stdout
}

fn in_file(name: &str, content: &str) -> (tempfile::TempDir, PathBuf) {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join(name);
    fs::write(&path, content).unwrap();
    (dir, path)
}

/// `SVC:Assets:1002 银行存款` as fund and code.
fn account(name: &str) -> (String, String) {
    let parts: Vec<&str> = name.split(':').collect();
    (parts[0].to_owned(), parts[2][..4].to_owned())
}

#[test]
fn hledger_agrees_to_the_fen() {
    let fold = north(12).fold;
    let (_dir, path) = in_file("book.journal", &hledger(&fold));
    let file = path.to_str().unwrap();
    run(
        "hledger",
        "hledger",
        &["-f", file, "check", "accounts", "commodities", "--strict"],
    );
    let table = run(
        "hledger",
        "hledger",
        &["-f", file, "bal", "--flat", "-N", "-O", "csv"],
    );
    let found: Balances = table
        .lines()
        .skip(1)
        .map(|line| {
            let (name, amount) = line.trim_matches('"').split_once("\",\"").unwrap();
            (
                account(name),
                amount.strip_suffix(" CNY").unwrap().to_owned(),
            )
        })
        .collect();
    assert_eq!(found, expected(&fold));
}

#[test]
fn hledger_knows_the_kinds_of_accounts_below_the_fund_names() {
    let fold = north(12).fold;
    let (_dir, path) = in_file("book.journal", &hledger(&fold));
    let statement = run(
        "hledger",
        "hledger",
        &["-f", path.to_str().unwrap(), "incomestatement", "-O", "csv"],
    );
    assert!(statement.contains("SVC:Income:4001"), "{statement}");
    assert!(statement.contains("SVC:Expenses:5002"), "{statement}");
}

#[test]
fn ledger_agrees_to_the_fen() {
    let fold = north(12).fold;
    let (_dir, path) = in_file("book.ledger", &hledger(&fold));
    let format = "--balance-format=%(account)\t%(display_total)\n";
    let args = [
        "-f",
        path.to_str().unwrap(),
        "--strict",
        "--flat",
        "--no-total",
        format,
        "balance",
    ];
    let found: Balances = run("ledger", "ledger", &args)
        .lines()
        .map(|line| {
            let (name, amount) = line.split_once('\t').unwrap();
            (
                account(name),
                amount.trim().strip_suffix(" CNY").unwrap().to_owned(),
            )
        })
        .collect();
    assert_eq!(found, expected(&fold));
}

#[test]
fn beancount_agrees_to_the_fen() {
    let fold = north(12).fold;
    let (_dir, path) = in_file("book.beancount", &beancount(&fold));
    let file = path.to_str().unwrap();
    assert_eq!(run("bean-check", "beancount", &[file]), "");
    let query = "SELECT account, sum(number) GROUP BY account";
    let table = run("bean-query", "beancount", &["-f", "csv", file, query]);
    let found: Balances = table
        .lines()
        .skip(1)
        .map(|line| {
            let (name, amount) = line.split_once(',').unwrap();
            let parts: Vec<&str> = name.trim().split(':').collect();
            (
                (parts[1].to_owned(), parts[2].to_owned()),
                amount.trim().to_owned(),
            )
        })
        .filter(|(_, amount)| amount != "0.00")
        .collect();
    assert_eq!(found, expected(&fold));
}

#[test]
fn beancount_itself_refuses_a_balance_that_is_off_by_a_fen() {
    let text = beancount(&north(2).fold);
    let line = text
        .lines()
        .find(|line| line.contains(" balance Assets:SVC:1002"))
        .unwrap();
    let amount = line.split_whitespace().nth(3).unwrap();
    let fen: i64 = amount.replace('.', "").parse().unwrap();
    let other = mingbai_domain::money::Fen(fen + 1).to_string();
    let (_dir, path) = in_file(
        "b.beancount",
        &text.replace(line, &line.replace(amount, &other)),
    );
    let status = Command::new("bean-check")
        .arg(path)
        .output()
        .unwrap()
        .status;
    assert!(!status.success());
}

#[test]
fn texts_become_nothing_but_texts() {
    let fold = north(2).fold;
    let journal = hledger(&fold);
    let (_dir, path) = in_file("book.journal", &journal);
    let file = path.to_str().unwrap();
    // The slip of the sample tries to carry a date tag, a payee bar and quotes.
    assert!(
        journal.contains("水泵； date:2020-01-01 ｜ \"零件\" \\ =1+1"),
        "{journal}"
    );
    let tags = run("hledger", "hledger", &["-f", file, "tags"]);
    let tags: Vec<&str> = tags.lines().collect();
    assert_eq!(tags, ["kind", "leaf", "period", "reverses", "type"]);
    let old = run("hledger", "hledger", &["-f", file, "print", "date:2020"]);
    assert_eq!(old, "");
    let entries = transactions(&fold).len();
    let (_dir, path) = in_file("b.beancount", &beancount(&fold));
    let query = ["-f", "csv", path.to_str().unwrap(), "SELECT DISTINCT id"];
    let printed = run("bean-query", "beancount", &query);
    assert_eq!(printed.lines().count() - 1, entries);
    assert!(csv(&fold).contains(",\"'=cmd|示范"), "{}", csv(&fold));
}

#[test]
fn an_empty_book_exports_as_nothing_to_report() {
    let fold = Fold::default();
    let (_dir, path) = in_file("book.journal", &hledger(&fold));
    run(
        "hledger",
        "hledger",
        &["-f", path.to_str().unwrap(), "check"],
    );
    let (_dir, path) = in_file("book.beancount", &beancount(&fold));
    run("bean-check", "beancount", &[path.to_str().unwrap()]);
    assert_eq!(csv(&fold).lines().count(), 1);
}

#[test]
fn the_csv_adds_up_to_the_balances() {
    let fold = north(12).fold;
    let rows = mingbai_domain::book::export::csv_rows(&fold);
    let fen = |cell: &str| cell.replace('.', "").parse::<i64>().unwrap_or(0);
    let mut sums: BTreeMap<(String, String), i64> = BTreeMap::new();
    for row in &rows {
        *sums.entry((row[5].clone(), row[6].clone())).or_default() += fen(&row[8]) - fen(&row[9]);
    }
    let of = |(fund, account, balance): (Fund, Account, mingbai_domain::money::Fen)| {
        ((fund.to_string(), account.to_string()), balance.0)
    };
    assert_eq!(sums, fold.balances().iter().map(of).collect());
    let mut classes = fold
        .balances()
        .iter()
        .map(|(_, account, _)| account.class());
    assert!(
        classes.any(|class| class == AccountClass::NetAsset),
        "the sample has equity"
    );
}
