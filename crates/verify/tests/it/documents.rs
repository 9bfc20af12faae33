//! The golden files in vectors/book are what the code makes, and docs/formats/book.md and its JSON
//! Schemas say the same. `UPDATE_VECTORS=1` writes the golden files anew; that is a change of format
//! and needs a new version, unless nothing was ever published.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::PathBuf;
use std::process::Command;

use mingbai_domain::book::{DistrictRecord, ItemKind, List, ListRow, Record, file_hash};
use mingbai_domain::money::Fen;
use mingbai_tlog::leaf_hash;
use serde_json::{Value, json};

use crate::sample::{changning, hand_over, item, north, salt};
use crate::town::{Book, Town, check, copy_all, files_below, words};

fn repository(path: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("../..")
        .join(path)
}

fn updating() -> bool {
    std::env::var_os("UPDATE_VECTORS").is_some()
}

/// The book of the examples: every kind of record is in it.
fn example() -> Book {
    let mut book = north(2);
    hand_over(&mut book, 44);
    book
}

fn golden(name: &str, value: &Value) {
    let path = repository("vectors/book").join(name);
    let text = format!("{value:#}\n");
    if updating() {
        crate::town::put(&path, text.as_bytes());
    }
    assert_eq!(fs::read_to_string(&path).unwrap(), text, "{name}");
}

/// The first record of each kind.
fn examples() -> BTreeMap<&'static str, String> {
    let mut found = BTreeMap::new();
    // The opening entry has hardly any field: the example is the expense.
    for bytes in &example().log.entries {
        let text = String::from_utf8(bytes.clone()).unwrap();
        let kind = Record::from_bytes(bytes).unwrap().kind();
        if kind != "entry" || (text.contains("budget_fen") || text.contains("\"vouchers\"")) {
            found.entry(kind).or_insert(text);
        }
    }
    let district = DistrictRecord {
        checkpoint: changning().log.checkpoint(2),
        community: changning().slug,
    };
    found.insert(
        "checkpoint",
        String::from_utf8(district.to_bytes().unwrap()).unwrap(),
    );
    found
}

#[test]
fn the_golden_records_are_what_the_code_writes() {
    let examples = examples();
    for kind in Record::KINDS {
        assert!(examples.contains_key(kind), "no example of {kind}");
    }
    let records: Vec<Value> = examples
        .iter()
        .map(|(kind, bytes)| {
            json!({
                "bytes": bytes,
                "kind": kind,
                "leaf_hash": leaf_hash(bytes.as_bytes()).to_hex(),
                "length": bytes.len(),
            })
        })
        .collect();
    golden(
        "records.json",
        &json!({
            "about": "One leaf of each kind: its bytes as UTF-8 text, and its hash SHA-256(0x00 || bytes).",
            "records": records,
        }),
    );
}

#[test]
fn the_golden_spellings_are_refused() {
    let sealed = &examples()["sealed"];
    let cases = [
        ("white space", sealed.replacen(':', ": ", 1)),
        ("a newline at the end", format!("{sealed}\n")),
        ("another order of keys", {
            let value: Value = serde_json::from_str(sealed).unwrap();
            format!(
                "{{\"v\":1,\"seq\":{},\"kind\":\"sealed\",\"cid\":{}}}",
                value["seq"], value["cid"]
            )
        }),
        (
            "an escape that is not needed",
            sealed.replace("sealed", "\\u0073ealed"),
        ),
        (
            "upper case hex",
            sealed.replace('a', "A").replace("seAled", "sealed"),
        ),
        ("a fraction", sealed.replace("\"seq\":2", "\"seq\":2.0")),
        (
            "a number beyond 2^53 - 1",
            sealed.replace("\"seq\":2", "\"seq\":9007199254740992"),
        ),
        (
            "an unknown field",
            sealed.replace(",\"v\"", ",\"u\":1,\"v\""),
        ),
        (
            "a repeated field",
            sealed.replace(",\"v\":1", ",\"v\":1,\"v\":1"),
        ),
        ("another version", sealed.replace("\"v\":1", "\"v\":2")),
        ("an unknown kind", sealed.replace("sealed", "sealed2")),
        ("a missing field", sealed.replace(",\"v\":1", "")),
    ];
    let list: Vec<Value> = cases
        .iter()
        .map(|(why, bytes)| {
            assert_ne!(bytes, sealed, "{why}");
            assert!(
                Record::from_bytes(bytes.as_bytes()).is_err(),
                "{why}: {bytes}"
            );
            json!({ "bytes": bytes, "why": why })
        })
        .collect();
    golden(
        "refused.json",
        &json!({
            "about": "Bytes that are not a record, though they nearly are. A verifier refuses each.",
            "refused": list,
        }),
    );
}

#[test]
fn the_golden_commitments_and_list_are_what_the_code_computes() {
    let book = changning();
    let mut rows = Vec::new();
    let items: Vec<Value> = [(1, ItemKind::Bill, 18_501), (2, ItemKind::Payment, 5)]
        .into_iter()
        .map(|(household, kind, fen)| {
            let item = item(&book, kind, household, Fen(fen), 2);
            let salt = salt(household, kind);
            let cid = item.cid(&salt);
            rows.push(ListRow {
                cid,
                amount: item.amount,
            });
            json!({ "cid": hex::encode(cid), "fields": item.fields(), "salt": hex::encode(salt) })
        })
        .collect();
    let list = List::new(rows).unwrap();
    let bytes = list.to_bytes();
    golden(
        "commitments.json",
        &json!({
            "about": "cid = SHA-256(\"mingbai/receipt/v1\" 0x00 salt, then each field with its length \
                      as 4 bytes big-endian before it). The list holds both items.",
            "items": items,
            "list": {
                "bytes": String::from_utf8(bytes.clone()).unwrap(),
                "rows": list.rows().len(),
                "sha256": hex::encode(file_hash(&bytes)),
                "total_fen": list.total().unwrap().0,
            },
        }),
    );
}

#[test]
fn the_golden_district_is_what_a_server_would_publish_and_it_holds() {
    let town = Town::new(vec![changning(), example()]);
    let golden_files = repository("vectors/book/public");
    if updating() {
        let _ = fs::remove_dir_all(&golden_files);
        copy_all(town.path(), &golden_files);
    }
    assert_eq!(files_below(&golden_files), files_below(town.path()));
    for file in files_below(town.path()) {
        let bytes = fs::read(town.path().join(&file)).unwrap();
        assert_eq!(fs::read(golden_files.join(&file)).unwrap(), bytes, "{file}");
    }
    let report = check(&golden_files);
    assert_eq!(words(&report), "");
    let balances = |book: &Book| -> Vec<Value> {
        let of = book.fold.balances();
        of.iter()
            .map(|(fund, account, fen)| {
                json!({ "account": account, "balance_fen": fen, "fund": fund })
            })
            .collect()
    };
    let communities: Vec<Value> = town
        .books
        .iter()
        .map(|book| {
            let checkpoint = book.log.checkpoint(book.log.entries.len());
            let mut lines = checkpoint.lines();
            json!({
                "balances": balances(book),
                "origin": lines.next(),
                "records": book.log.entries.len(),
                "root": lines.nth(1),
                "slug": book.slug,
            })
        })
        .collect();
    golden(
        "public.json",
        &json!({
            "about": "What a verifier finds in vectors/book/public. Debit balances are positive.",
            "communities": communities,
            "entries": report.entries,
        }),
    );
}

/// The `json` blocks of the document.
fn blocks() -> Vec<String> {
    let text = fs::read_to_string(repository("docs/formats/book.md")).unwrap();
    let parts = text.split("```json\n").skip(1);
    parts
        .map(|part| part.split("```").next().unwrap().to_owned())
        .collect()
}

#[test]
fn the_documents_examples_are_the_golden_records() {
    let examples = examples();
    let mut seen = BTreeSet::new();
    for block in blocks() {
        let value: Value = serde_json::from_str(&block).unwrap_or_else(|e| panic!("{e}: {block}"));
        let kind = value["kind"].as_str().unwrap();
        assert_eq!(value.to_string(), examples[kind], "{kind}");
        seen.insert(kind.to_owned());
    }
    assert_eq!(
        seen,
        examples.keys().map(|kind| (*kind).to_owned()).collect()
    );
}

#[test]
fn every_field_of_every_schema_is_explained_in_the_document() {
    let text = fs::read_to_string(repository("docs/formats/book.md")).unwrap();
    for kind in examples().keys() {
        let path = repository(&format!("docs/formats/schemas/{kind}.json"));
        let schema: Value = serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap();
        let section = text.split(&format!("\n### `{kind}`")).nth(1);
        let section = section.unwrap_or_else(|| panic!("no section on {kind}"));
        let section = section.split("\n### ").next().unwrap();
        for field in schema["properties"].as_object().unwrap().keys() {
            let known = section.contains(&format!("| `{field}`"))
                || ["kind", "v", "at"].contains(&field.as_str());
            assert!(known, "{kind}.{field}");
        }
    }
}

#[test]
fn the_golden_records_keep_their_schemas_and_broken_ones_do_not() {
    let script = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/schemas.py");
    let output = Command::new("python3")
        .arg(script)
        .arg(repository("docs/formats/schemas"))
        .arg(repository("vectors/book"))
        .output()
        .expect("python3 is needed: apt-get install python3 python3-jsonschema");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(
        output.status.success(),
        "{said}\n(needs python3-jsonschema)"
    );
}

#[test]
fn the_recipe_for_lists_in_the_guide_works() {
    let dir = repository("vectors/book/public/c/xingyuan-north/lists");
    let text = fs::read_to_string(repository("docs/verifier.md")).unwrap();
    let recipe = text
        .split("```sh lists\n")
        .nth(1)
        .unwrap()
        .split("```")
        .next()
        .unwrap();
    let output = Command::new("sh")
        // runs: awk, sha256sum, sort
        .arg("-euc")
        .arg(recipe)
        .current_dir(dir)
        .output()
        .unwrap();
    let said = String::from_utf8(output.stdout).unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    assert_eq!(said.matches("rows 2, total 370.01").count(), 2, "{said}");
}
