//! What other people's accounting programs make of the exports, against our own figures.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;

use super::place::{demo_of, good};
use super::web::Server;

/// Balances in fen by fund and account; those of zero are left out.
type Balances = BTreeMap<(String, String), i64>;

#[test]
fn hledger_ledger_and_beancount_agree_with_the_demo_district() {
    assert_eq!(check_exports(&demo_of(3)), 3);
}

/// For a larger installation: `MINGBAI_E2E_DATA=DIR cargo nextest run -p mingbai-cli
/// --run-ignored only -E 'test(given_installation)'`.
#[test]
#[ignore = "runs on the data directory that MINGBAI_E2E_DATA names"]
fn hledger_ledger_and_beancount_agree_with_a_given_installation() {
    let data = std::env::var("MINGBAI_E2E_DATA").expect("MINGBAI_E2E_DATA names a data directory");
    let communities = check_exports(Path::new(&data));
    println!("{communities} communities agree");
}

/// Exports every community of an installation and compares each with the API, to the fen.
/// Answers the number of communities.
fn check_exports(data: &Path) -> usize {
    let server = Server::start(data.to_str().unwrap());
    let communities = server.json("/api/v1/communities");
    let communities = communities.as_array().unwrap();
    for community in communities {
        let slug = community["slug"].as_str().unwrap();
        let ours = from_api(&server, slug);
        assert!(!ours.is_empty(), "{slug} has no balances");
        let folder = tempfile::tempdir().unwrap();
        let file = |format: &str| {
            let path = folder.path().join(format).to_str().unwrap().to_owned();
            let mut args = vec![
                "export",
                "--data",
                data.to_str().unwrap(),
                "--community",
                slug,
            ];
            args.extend(["--format", format, "-o", &path]);
            good(args);
            path
        };
        let journal = file("hledger");
        let hledger = tool(
            "hledger",
            &[
                "-f",
                &journal,
                "bal",
                "--flat",
                "-N",
                "-E",
                "-O",
                "csv",
                "--layout=bare",
            ],
        );
        assert_eq!(from_hledger(&hledger), ours, "hledger differs on {slug}");
        let format = "%(account)|%(amount)\n";
        let ledger = tool(
            "ledger",
            &[
                "-f",
                &journal,
                "bal",
                "--flat",
                "--no-total",
                "--empty",
                "--balance-format",
                format,
            ],
        );
        assert_eq!(from_ledger(&ledger), ours, "ledger differs on {slug}");
        tool("bean-check", &[&file("beancount")]);
        assert!(fs::metadata(file("xlsx")).unwrap().len() > 1000);
        assert!(fs::read_to_string(file("csv")).unwrap().lines().count() > 2);
    }
    communities.len()
}

fn tool(program: &str, args: &[&str]) -> String {
    let done = Command::new(program)
        .args(args)
        .env("LC_ALL", "C.UTF-8")
        .output();
    let done = done.unwrap_or_else(|error| {
        panic!("{program}: {error}; install it: apt-get install hledger ledger beancount")
    });
    let err = String::from_utf8_lossy(&done.stderr);
    assert!(done.status.success(), "{program} {args:?}: {err}");
    String::from_utf8(done.stdout).unwrap()
}

fn from_api(server: &Server, slug: &str) -> Balances {
    let answer = server.json(&format!("/api/v1/communities/{slug}/balances"));
    let rows = answer.as_array().unwrap().iter();
    let text = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
    let rows = rows.map(|row| {
        (
            (text(&row["fund"]), text(&row["account"])),
            row["balance_fen"].as_i64().unwrap(),
        )
    });
    add_up(rows)
}

fn from_hledger(csv: &str) -> Balances {
    add_up(csv.lines().skip(1).map(|line| {
        let cells: Vec<&str> = line.trim_matches('"').split("\",\"").collect();
        let [account, commodity, amount] = cells.as_slice() else {
            panic!("{line}")
        };
        assert!(*commodity == "CNY" || fen(amount) == 0, "{line}");
        (key(account), fen(amount))
    }))
}

fn from_ledger(text: &str) -> Balances {
    add_up(text.lines().filter(|line| !line.is_empty()).map(|line| {
        let (account, amount) = line.rsplit_once('|').expect(line);
        (key(account), fen(amount.trim_end_matches("CNY")))
    }))
}

/// `SVC:Assets:1002 ...` -> (`SVC`, `1002`).
fn key(account: &str) -> (String, String) {
    let parts: Vec<&str> = account.split(':').collect();
    (parts[0].to_owned(), parts[2].chars().take(4).collect())
}

/// `-1,234.5` -> -123450.
fn fen(text: &str) -> i64 {
    let text: String = text.trim().chars().filter(|c| *c != ',').collect();
    let (sign, digits) = text
        .strip_prefix('-')
        .map_or((1, text.as_str()), |rest| (-1, rest));
    let (yuan, cents) = digits.split_once('.').unwrap_or((digits, ""));
    sign * format!("{yuan}{cents:0<2}")
        .parse::<i64>()
        .unwrap_or_else(|_| panic!("amount {text}"))
}

fn add_up(rows: impl Iterator<Item = ((String, String), i64)>) -> Balances {
    let mut sums = Balances::new();
    for (key, amount) in rows {
        *sums.entry(key).or_default() += amount;
    }
    sums.retain(|_, amount| *amount != 0);
    sums
}
