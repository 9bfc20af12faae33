//! Somebody changes the database by hand: the audit names what, and stops that community alone.

use super::place::{Office, good, incomes, refused, run};

const AUDIT: [&str; 1] = ["audit"];

impl Office {
    fn by_hand(&self, sql: &str) {
        assert_eq!(self.database().execute(sql, []).unwrap(), 1, "{sql}");
    }
}

fn of(slug: &str) -> String {
    format!("community_id = (SELECT community_id FROM community WHERE slug = '{slug}')")
}

#[test]
fn a_changed_posting_is_named_and_stops_that_community_until_it_is_undone() {
    let office = Office::new(&["xingyuan", "changning"]);
    good(office.on(&AUDIT));
    let change = |by: &str| {
        let of = of("xingyuan");
        office.by_hand(&format!(
            "UPDATE posting SET amount_fen = amount_fen {by} WHERE {of} AND seq = 3 AND line = 0"
        ));
    };
    change("+ 1");
    for lang in ["zh", "en"] {
        let said = refused(office.on(&["--lang", lang, "audit"]));
        let line = said
            .lines()
            .find(|line| line.contains("xingyuan"))
            .expect(&said);
        assert!(line.contains('3'), "{said}");
        assert!(!said.contains("changning"), "{said}");
    }
    let records = office.records();
    let reverse = [
        "reverse",
        "--entry",
        "2",
        "--reason",
        "录入重复",
        "--community",
    ];
    let close = ["close", "--period", "2026-08", "--community"];
    let more = incomes(9, 2);
    for command in [&reverse[..], &close[..]] {
        let said = refused(office.on(&[command, &["xingyuan"]].concat()));
        assert!(said.contains("xingyuan"), "{said}");
    }
    refused(office.import("journal", "xingyuan", "more.csv", &more));
    refused(office.import(
        "registry",
        "xingyuan",
        "more-units.csv",
        "楼栋,单元,房号,建筑面积,业主姓名\n9,1,101,50,甲\n",
    ));
    assert_eq!(office.records(), records, "something was written");
    // Publishing shows what is there and must not fail for the others.
    good(office.import("journal", "changning", "more.csv", &more));
    good(office.on(&[&reverse[..], &["changning"]].concat()));
    good(office.on(&["publish", "--community", "changning"]));

    change("- 1");
    good(office.on(&AUDIT));
    good(office.import("journal", "xingyuan", "more.csv", &more));
    good(office.on(&[&reverse[..], &["xingyuan"]].concat()));
    good(office.on(&[&close[..], &["xingyuan"]].concat()));
    good(office.on(&AUDIT));
    good(["verify", &office.data()]);
}

#[test]
fn every_column_that_carries_accounts_is_audited() {
    let office = Office::new(&["xingyuan"]);
    let of = of("xingyuan");
    // What is changed, and how it is put back.
    let changes = [
        (
            "posting",
            "amount_fen",
            "amount_fen - 100",
            "seq = 2 AND line = 1",
        ),
        (
            "posting",
            "balance_after",
            "balance_after + 7",
            "seq = 2 AND line = 1",
        ),
        ("posting", "fund", "'AGY'", "seq = 3 AND line = 0"),
        ("posting", "account", "1001", "seq = 3 AND line = 0"),
        (
            "posting",
            "account_version",
            "account_version + 1",
            "seq = 3 AND line = 0",
        ),
        ("entry", "period", "'2026-07'", "seq = 3"),
        ("entry", "leaf_idx", "leaf_idx + 10", "seq = 3"),
        ("entry", "household", "1", "seq = 3"),
        (
            "balance",
            "amount_fen",
            "amount_fen + 1",
            "fund = 'SVC' AND account = 1002",
        ),
        (
            "balance",
            "version",
            "version + 1",
            "fund = 'SVC' AND account = 1002",
        ),
        (
            "leaf",
            "bytes",
            "CAST(replace(CAST(bytes AS TEXT), '31277', '31278') AS BLOB)",
            "idx = 3",
        ),
        ("leaf", "hash", "zeroblob(32)", "idx = 3"),
        ("log", "next_seq", "next_seq + 1", "1"),
        (
            "checkpoint",
            "root",
            "zeroblob(32)",
            "size = (SELECT max(size) FROM checkpoint c WHERE c.community_id = checkpoint.community_id)",
        ),
    ];
    let mut missed = Vec::new();
    for (table, column, value, place) in changes {
        let db = office.database();
        let select = format!("SELECT {column} FROM {table} WHERE {of} AND {place}");
        let before: rusqlite::types::Value = match db.query_row(&select, [], |row| row.get(0)) {
            Ok(value) => value,
            Err(error) => panic!("{select}: {error}"),
        };
        let update = format!("UPDATE {table} SET {column} = {value} WHERE {of} AND {place}");
        if let Err(error) = db.execute(&update, []) {
            panic!("{update}: {error}");
        }
        drop(db);
        let ran = run(office.on(&AUDIT));
        if ran.success {
            missed.push(format!("{table}.{column}"));
        }
        let back = format!("UPDATE {table} SET {column} = ?1 WHERE {of} AND {place}");
        assert_eq!(
            office.database().execute(&back, [before]).unwrap(),
            1,
            "{back}"
        );
        good(office.on(&AUDIT));
    }
    assert!(missed.is_empty(), "the audit did not see: {missed:?}");
}

#[test]
fn rows_that_vanish_or_appear_are_found() {
    let office = Office::new(&["xingyuan"]);
    let of = of("xingyuan");
    let clean = std::fs::read(std::path::Path::new(&office.data()).join("mingbai.db")).unwrap();
    let mut missed = Vec::new();
    for sql in [
        format!("DELETE FROM posting WHERE {of} AND seq = 4"),
        format!("DELETE FROM posting WHERE {of} AND seq = 4 AND line = 1"),
        format!("DELETE FROM entry WHERE {of} AND seq = 4"),
        format!("DELETE FROM entry WHERE {of} AND seq = 1"),
        format!("DELETE FROM balance WHERE {of} AND fund = 'COM'"),
        format!("DELETE FROM leaf WHERE {of} AND idx = 5"),
        format!("DELETE FROM leaf WHERE {of} AND idx = 2"),
        format!(
            "INSERT INTO posting SELECT community_id, 99, line, fund, account, amount_fen, \
             account_version + 50, balance_after FROM posting WHERE {of} AND seq = 4"
        ),
        format!(
            "INSERT INTO balance (community_id, fund, account, amount_fen, version) \
             SELECT community_id, 'SUB', 1002, 5, 1 FROM community WHERE {of}"
        ),
    ] {
        let db = office.database();
        db.pragma_update(None, "foreign_keys", false).unwrap();
        match db.execute(&sql, []) {
            Ok(count) => assert!(count > 0, "{sql}"),
            Err(error) => panic!("{sql}: {error}"),
        }
        drop(db);
        if run(office.on(&AUDIT)).success {
            missed.push(sql);
        }
        for end in ["", "-wal", "-shm"] {
            let _ = std::fs::remove_file(format!("{}/mingbai.db{end}", office.data()));
        }
        std::fs::write(format!("{}/mingbai.db", office.data()), &clean).unwrap();
    }
    good(office.on(&AUDIT));
    assert!(missed.is_empty(), "the audit did not see: {missed:#?}");
}
