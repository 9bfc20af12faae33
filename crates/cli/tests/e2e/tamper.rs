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

/// The audit fails and says this of the community, in English, beside nothing of another one.
#[track_caller]
fn says(office: &Office, slug: &str, wanted: &str) -> Result<(), String> {
    let ran = run(office.on(&["--lang", "en", "audit"]));
    let line = format!("{slug}: {wanted}");
    let named = ran.err.lines().any(|said| said.starts_with(&line));
    if ran.success || !named {
        return Err(format!("wanted `{line}`, got {ran:?}"));
    }
    Ok(())
}

#[test]
#[expect(clippy::too_many_lines, reason = "a table of cases")]
fn every_column_that_carries_accounts_is_audited() {
    let office = Office::new(&["xingyuan"]);
    let of = of("xingyuan");
    // What is changed, and what must be said of it. It is put back afterwards.
    let changes = [
        (
            "posting",
            "amount_fen",
            "amount_fen - 100",
            "seq = 2 AND line = 1",
            "posting 2/1: the book says SVC 4001",
        ),
        (
            "posting",
            "balance_after",
            "balance_after + 7",
            "seq = 2 AND line = 1",
            "posting 2/1: the account stood at",
        ),
        (
            "posting",
            "fund",
            "'AGY'",
            "seq = 3 AND line = 0",
            "posting 3/0: the book says COM 1002",
        ),
        (
            "posting",
            "account",
            "1001",
            "seq = 3 AND line = 0",
            "posting 3/0: the book says COM 1002",
        ),
        (
            "posting",
            "account",
            "1",
            "seq = 3 AND line = 0",
            "posting 3/0: `account` holds what cannot stand there",
        ),
        (
            "posting",
            "account_version",
            "account_version + 1",
            "seq = 3 AND line = 0",
            "posting 3/0: the account stood at",
        ),
        (
            "entry",
            "period",
            "'2026-07'",
            "seq = 3",
            "entry 3: `period` is not what the book says",
        ),
        (
            "entry",
            "leaf_idx",
            "leaf_idx + 10",
            "seq = 3",
            "entry 3: `leaf_idx` is not what the book says",
        ),
        (
            "entry",
            "household",
            "1",
            "seq = 3",
            "entry 3: `household` is not what the book says",
        ),
        (
            "entry",
            "reverses",
            "2",
            "seq = 3",
            "entry 3: `reverses` is not what the book says",
        ),
        (
            "balance",
            "amount_fen",
            "amount_fen + 1",
            "fund = 'SVC' AND account = 1002",
            "balance SVC 1002: ",
        ),
        (
            "balance",
            "version",
            "version + 1",
            "fund = 'SVC' AND account = 1002",
            "balance SVC 1002: `version`",
        ),
        (
            "leaf",
            "bytes",
            "CAST(replace(CAST(bytes AS TEXT), '31277', '31278') AS BLOB)",
            "idx = 3",
            "leaf 3: bytes and hash differ",
        ),
        (
            "leaf",
            "hash",
            "zeroblob(32)",
            "idx = 3",
            "leaf 3: bytes and hash differ",
        ),
        (
            "leaf",
            "hash",
            "zeroblob(31)",
            "idx = 3",
            "leaf 3: `hash` holds what cannot stand there",
        ),
        (
            "log",
            "next_seq",
            "next_seq + 1",
            "1",
            "log: `next_seq` is not what the book says",
        ),
        (
            "log",
            "size",
            "size + 1",
            "1",
            "log: the kept tree is not that of the records",
        ),
        (
            "checkpoint",
            "root",
            "zeroblob(32)",
            "size = (SELECT max(size) FROM checkpoint c WHERE c.community_id = checkpoint.community_id)",
            "checkpoint 6: is not of these records",
        ),
        (
            "unit",
            "area_c",
            "area_c + 1",
            "room = '102'",
            "register: published 36574, the rows say",
        ),
        (
            "unit",
            "building",
            "'2'",
            "room = '102'",
            "register: published 3, the rows say 2",
        ),
        (
            "import_file",
            "lines",
            "lines + 1",
            "kind = 'journal'",
            "import_file no. 1: the book has another number of entries from this file",
        ),
    ];
    let mut missed = Vec::new();
    for (table, column, value, place, wanted) in changes {
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
        missed.extend(says(&office, "xingyuan", wanted).err());
        let back = format!("UPDATE {table} SET {column} = ?1 WHERE {of} AND {place}");
        assert_eq!(
            office.database().execute(&back, [before]).unwrap(),
            1,
            "{back}"
        );
        good(office.on(&AUDIT));
    }
    assert!(missed.is_empty(), "{missed:#?}");
}

#[test]
fn rows_that_vanish_or_appear_are_found() {
    let office = Office::new(&["xingyuan"]);
    let of = of("xingyuan");
    let clean = std::fs::read(std::path::Path::new(&office.data()).join("mingbai.db")).unwrap();
    let mut missed = Vec::new();
    for (sql, wanted) in [
        (
            format!("DELETE FROM posting WHERE {of} AND seq = 4"),
            "posting 4/0: is missing",
        ),
        (
            format!("DELETE FROM posting WHERE {of} AND seq = 4 AND line = 1"),
            "posting 4/1: is missing",
        ),
        (
            format!("DELETE FROM posting WHERE {of}"),
            "posting 1/0: is missing",
        ),
        (
            format!("DELETE FROM entry WHERE {of} AND seq = 4"),
            "entry 4: is missing",
        ),
        (
            format!("DELETE FROM entry WHERE {of} AND seq = 1"),
            "entry 1: is missing",
        ),
        (
            format!("DELETE FROM balance WHERE {of} AND fund = 'COM'"),
            "balance COM 1002: ",
        ),
        (
            format!("DELETE FROM leaf WHERE {of} AND idx = 5"),
            "log: the kept tree is not that of the records",
        ),
        (
            format!("DELETE FROM leaf WHERE {of} AND idx = 2"),
            "leaf 2: is missing",
        ),
        (format!("DELETE FROM log WHERE {of}"), "log: is missing"),
        (format!("DELETE FROM tenure WHERE {of}"), "owner "),
        (
            format!("DELETE FROM unit WHERE {of} AND room = '102'"),
            "tenure ",
        ),
        (
            format!("DELETE FROM import_file WHERE {of} AND kind = 'journal'"),
            "import_file: is missing",
        ),
        (
            format!(
                "INSERT INTO posting SELECT community_id, 99, line, fund, account, amount_fen, \
                 account_version + 50, balance_after FROM posting WHERE {of} AND seq = 4"
            ),
            "posting 99/0: is not in the book",
        ),
        (
            format!(
                "INSERT INTO balance (community_id, fund, account, amount_fen, version) \
                 SELECT community_id, 'SUB', 1002, 5, 1 FROM community WHERE {of}"
            ),
            "balance SUB 1002: 0.05 yuan",
        ),
    ] {
        let db = office.database();
        db.pragma_update(None, "foreign_keys", false).unwrap();
        match db.execute(&sql, []) {
            Ok(count) => assert!(count > 0, "{sql}"),
            Err(error) => panic!("{sql}: {error}"),
        }
        drop(db);
        missed.extend(says(&office, "xingyuan", wanted).err());
        for end in ["", "-wal", "-shm"] {
            let _ = std::fs::remove_file(format!("{}/mingbai.db{end}", office.data()));
        }
        std::fs::write(format!("{}/mingbai.db", office.data()), &clean).unwrap();
    }
    good(office.on(&AUDIT));
    assert!(missed.is_empty(), "{missed:#?}");
}
