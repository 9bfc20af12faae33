//! Records as bytes: one form only, and every byte counts.

use std::collections::BTreeSet;

use mingbai_domain::book::{
    Answer, BasisKind, Disclosure, Draw, Entry, EntryKind, FileRef, FileWithdrawn, Handover,
    ItemKind, NamedFile, Objection, Record, RecordError, Registry, Scope, Source, Statement,
    StatementLine,
};
use mingbai_domain::ledger::templates::remuneration_paid;
use mingbai_domain::money::{AreaC, Fen};
use proptest::prelude::*;

use crate::builders::{Book, at, basis, list, month, paper};

/// A valid book with every kind of record and every field of an entry.
fn every_kind() -> Book {
    let mut book = Book::new();
    let (at, today) = (at(book.today), book.today);
    let buildings = vec![];
    book.take(Registry {
        area_c: AreaC(0),
        at,
        buildings,
        date: today,
        heads: 0,
        held_by_developer: 0,
        units: 0,
    });
    book.take(Entry {
        bank_ref: Some("回单88".into()),
        basis: vec![basis(BasisKind::Contract, "cleaning")],
        number: Some("记-004".into()),
        scope: Scope::Entrance("3".into(), "2".into()),
        source: Some(Source {
            row: 12,
            sha256: [3; 32],
            sheet: "2026年9月".into(),
        }),
        vouchers: vec![FileRef {
            original: Some([4; 32]),
            ..paper("发票")
        }],
        ..book.expense(100)
    });
    book.take(book.reversal(1));
    book.seal();
    book.take(book.summary(vec![list(ItemKind::Payment, 1, 1_000)]));
    let draw = Draw {
        agreement: "trust".into(),
        base_fen: Fen(1_000),
        drawn_before_fen: Fen(0),
        through: month("2026-09"),
    };
    let paid = book.entry(EntryKind::Remuneration, remuneration_paid(Fen(100)));
    book.take(Entry {
        draw: Some(draw),
        ..paid
    });
    let line = StatementLine {
        amount_fen: Fen(-5),
        text: "人工".into(),
    };
    book.take(Statement {
        at,
        from: today,
        lines: vec![line],
        title: "年报".into(),
        to: today,
    });
    let item = "accounts".to_owned();
    book.take(Disclosure {
        at,
        document: Some(paper("公示")),
        from: today,
        item,
        to: today,
    });
    book.take(Objection {
        at,
        due: today,
        entry: 1,
        no: 1,
        text: "\"为什么\"？".into(),
    });
    book.take(Answer {
        at,
        by: "物业".into(),
        objection: 1,
        text: "见发票\n第2页".into(),
    });
    book.take(FileWithdrawn {
        at,
        reason: "遮挡不全".into(),
        sha256: [9; 32],
    });
    book.take(Handover {
        at,
        successor: "新物业".into(),
        vkey: "n+00000000+key".into(),
    });
    book.today = jiff::civil::date(2026, 10, 8);
    book.take(book.closing(month("2026-09")));
    book
}

#[test]
fn every_kind_round_trips_through_its_bytes() {
    let book = every_kind();
    for kind in Record::KINDS {
        assert!(
            book.records.iter().any(|record| record.kind() == *kind),
            "no {kind}"
        );
    }
    for record in &book.records {
        let bytes = record.to_bytes().unwrap();
        assert_eq!(Record::from_bytes(&bytes).unwrap(), *record);
    }
}

/// Hashes by which no file is named: the office keeps a workbook to itself, and a withdrawn file was
/// named before.
const NO_NAMES: [(&str, &str); 2] = [("entry", "source"), ("file_withdrawn", "")];

/// Every hash of 64 digits in a field that is called like the hash of a file.
fn hashes(kind: &str, within: &str, value: &serde_json::Value, found: &mut Vec<String>) {
    match value {
        serde_json::Value::Object(fields) => {
            for (name, field) in fields {
                let is_hash = field.as_str().is_some_and(|text| text.len() == 64);
                if is_hash && name != "cid" && !NO_NAMES.contains(&(kind, within)) {
                    found.extend(field.as_str().map(str::to_owned));
                }
                hashes(kind, name, field, found);
            }
        }
        serde_json::Value::Array(all) => {
            for each in all {
                hashes(kind, within, each, found);
            }
        }
        _ => {}
    }
}

#[test]
fn a_record_lists_every_file_that_its_bytes_name() {
    let mut book = every_kind();
    let named = |name: &str| {
        Some(FileRef {
            original: Some([5; 32]),
            ..paper(name)
        })
    };
    for record in &mut book.records {
        match record {
            Record::Agreement(body) => body.document = named("合同"),
            Record::Budget(body) => body.document = named("预算"),
            Record::Contract(body) => body.document = named("保洁"),
            _ => {}
        }
    }
    let mut kinds = BTreeSet::new();
    for record in &book.records {
        let value = serde_json::from_slice(&record.to_bytes().unwrap()).unwrap();
        let mut in_bytes = Vec::new();
        hashes(record.kind(), "", &value, &mut in_bytes);
        let files = record.files();
        let mut listed: Vec<String> = files.iter().map(|f| hex::encode(f.sha256())).collect();
        in_bytes.sort();
        listed.sort();
        assert_eq!(listed, in_bytes, "{}", record.kind());
        if !listed.is_empty() {
            kinds.insert(record.kind());
        }
    }
    let expected = [
        "agreement",
        "budget",
        "contract",
        "disclosure",
        "entry",
        "resolution",
        "summary",
    ];
    assert_eq!(kinds, BTreeSet::from(expected));
}

#[test]
fn the_fold_finds_every_served_file_again() {
    let book = every_kind();
    for file in book.records.iter().flat_map(Record::files) {
        let found = book.fold.file(&file.sha256());
        assert_eq!(found.is_some(), matches!(file, NamedFile::File(_)));
    }
    assert_eq!(book.fold.file(&[0xee; 32]), None);
}

#[test]
fn a_changed_byte_is_refused_or_another_record() {
    let bits = [0x01, 0x02, 0x04, 0x08, 0x10, 0x20, 0x40, 0x80];
    for record in every_kind().records {
        let bytes = record.to_bytes().unwrap();
        for at in 0..bytes.len() {
            let mut changed = bytes.clone();
            for bit in bits {
                changed[at] = bytes[at] ^ bit;
                assert_ne!(
                    Record::from_bytes(&changed).as_ref(),
                    Ok(&record),
                    "byte {at}"
                );
            }
            changed.remove(at);
            assert_ne!(
                Record::from_bytes(&changed).as_ref(),
                Ok(&record),
                "less byte {at}"
            );
            let mut doubled = bytes.clone();
            doubled.insert(at, bytes[at]);
            assert_ne!(
                Record::from_bytes(&doubled).as_ref(),
                Ok(&record),
                "twice byte {at}"
            );
        }
    }
}

#[test]
fn defaults_written_out_are_not_the_canonical_form() {
    let book = Book::new();
    let bytes = Record::from(book.income(100)).to_bytes().unwrap();
    let text = String::from_utf8(bytes).unwrap();
    for (before, after) in [
        (r#"{"at""#, r#"{"approvals":[],"at""#),
        (r#","scope""#, r#","reverses":null,"scope""#),
        (r#""kind":"entry""#, r#""kind":"entry","later":1"#),
    ] {
        let other = text.replace(before, after);
        assert_ne!(other, text);
        assert!(Record::from_bytes(other.as_bytes()).is_err(), "{other}");
    }
}

#[test]
fn every_kind_has_a_version_and_another_one_is_refused_by_name() {
    for record in &every_kind().records {
        let (kind, known) = (record.kind(), Record::version(record.kind()).unwrap());
        let bytes = String::from_utf8(record.to_bytes().unwrap()).unwrap();
        let own = format!("\"v\":{known}");
        assert!(bytes.contains(&own), "{kind}");
        for (other, found) in [("\"v\":2", Some(2)), ("\"v\":\"1\"", None)] {
            let refused = Record::from_bytes(bytes.replace(&own, other).as_bytes()).unwrap_err();
            let kind = kind.to_owned();
            assert_eq!(refused, RecordError::UnknownVersion { kind, found, known });
        }
    }
    assert_eq!(Record::version("rumour"), None);
}

#[test]
fn unknown_kinds_and_versions_are_refused() {
    let unknown = Record::from_bytes(br#"{"kind":"rumour","v":1}"#);
    assert_eq!(unknown, Err(RecordError::UnknownKind("rumour".into())));
    let later = Record::from_bytes(br#"{"kind":"rumour","v":2}"#);
    assert_eq!(later, Err(RecordError::UnknownKind("rumour".into())));
    for text in [r#"{"v":1}"#, r#"{"kind":1,"v":1}"#, "[]", "1", "null"] {
        assert!(Record::from_bytes(text.as_bytes()).is_err(), "{text}");
    }
}

proptest! {
    #[test]
    fn any_text_and_amount_round_trips(
        text in "\\PC{0,40}",
        reason in proptest::option::of("(?s).{0,10}"),
        fen in -((1_i64 << 53) - 1)..(1 << 53),
    ) {
        let book = Book::new();
        let record = Record::from(Entry { text, reason, ..book.income(fen) });
        let bytes = record.to_bytes().unwrap();
        prop_assert_eq!(Record::from_bytes(&bytes).unwrap(), record);
    }

    #[test]
    fn amounts_that_not_every_reader_can_hold_are_refused(fen in (1_i64 << 53)..i64::MAX) {
        let record = Record::from(Book::new().income(fen));
        prop_assert!(matches!(record.to_bytes(), Err(RecordError::Canonical(_))));
    }

    #[test]
    fn any_bytes_are_read_without_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        let _ = Record::from_bytes(&bytes);
    }
}

#[test]
fn a_sealed_item_has_one_form() {
    let form =
        |cid: &str, seq: &str| format!(r#"{{"cid":"{cid}","kind":"sealed","seq":{seq},"v":1}}"#);
    let cid = "0a".repeat(32);
    let right = form(&cid, "7");
    let read = Record::from_bytes(right.as_bytes()).unwrap();
    assert_eq!(read.to_bytes().unwrap(), right.as_bytes());
    let highest = form(&cid, "9007199254740991");
    assert!(Record::from_bytes(highest.as_bytes()).is_ok());
    for wrong in [
        form(&"0A".repeat(32), "7"),
        form(&"0g".repeat(32), "7"),
        form(&"0a".repeat(31), "7"),
        form(&"0a".repeat(33), "7"),
        form(&cid, "07"),
        form(&cid, "+7"),
        form(&cid, "-7"),
        form(&cid, ""),
        form(&cid, "9007199254740992"),
        form(&cid, "7.0"),
        right.replace("\"v\":1", "\"v\":2"),
        right.replace(',', ", "),
    ] {
        assert!(Record::from_bytes(wrong.as_bytes()).is_err(), "{wrong}");
    }
}
