//! Free texts: there, not too long, and without anybody's personal data, in whatever field.

use mingbai_domain::book::{
    BasisKind, Budget, Community, Contract, Entry, Field, FileRef, FileWithdrawn, PersonalData,
    Record, RuleBroken, Scope, Source,
};
use mingbai_domain::registry::ManagementMode;

use crate::builders::{Book, approval, at, basis, budget, community, contract, paper, resolution};

/// An invented number that looks like a mobile phone's.
const PHONE: &str = "13900001234";

#[test]
fn no_text_of_an_entry_shows_personal_data() {
    let mut book = Book::new();
    let plain = book.expense(100);
    let some = || Some(PHONE.to_owned());
    let text = || PHONE.to_owned();
    let mut note = basis(BasisKind::Other, "");
    note.note = text();
    let role = mingbai_domain::approvals::Role::Steward;
    let source = Source {
        row: 1,
        sha256: [0; 32],
        sheet: text(),
    };
    for (field, entry) in [
        (
            "text",
            Entry {
                text: text(),
                ..plain.clone()
            },
        ),
        (
            "number",
            Entry {
                number: some(),
                ..plain.clone()
            },
        ),
        (
            "payee",
            Entry {
                payee: some(),
                ..plain.clone()
            },
        ),
        (
            "reason",
            Entry {
                reason: some(),
                ..plain.clone()
            },
        ),
        (
            "bank_ref",
            Entry {
                bank_ref: some(),
                ..plain.clone()
            },
        ),
        (
            "note",
            Entry {
                basis: vec![note],
                ..plain.clone()
            },
        ),
        (
            "name",
            Entry {
                vouchers: vec![paper(PHONE)],
                ..plain.clone()
            },
        ),
        (
            "name",
            Entry {
                approvals: vec![approval(PHONE, role)],
                ..plain.clone()
            },
        ),
        (
            "sheet",
            Entry {
                source: Some(source),
                ..plain.clone()
            },
        ),
        (
            "scope",
            Entry {
                scope: Scope::Building(text()),
                ..plain.clone()
            },
        ),
        (
            "scope",
            Entry {
                scope: Scope::Entrance("3".into(), text()),
                ..plain.clone()
            },
        ),
    ] {
        let expected = RuleBroken::PersonalData {
            field: Field::parse(field).unwrap(),
            found: PersonalData::Phone,
        };
        assert_eq!(book.refuse(entry), expected);
    }
    book.take(plain);
}

#[test]
fn no_other_record_shows_personal_data() {
    let book = Book::new();
    let now = at(book.today);
    let mut lines = budget("2027");
    lines.lines[0].name = PHONE.into();
    let records: [Record; 7] = [
        Community {
            at: now,
            centre: PHONE.into(),
            ..community(ManagementMode::Trust)
        }
        .into(),
        Contract {
            vendor: PHONE.into(),
            ..contract("c", false)
        }
        .into(),
        Contract {
            title: PHONE.into(),
            ..contract("c", false)
        }
        .into(),
        Contract {
            document: Some(paper(PHONE)),
            ..contract("c", false)
        }
        .into(),
        Budget {
            document: Some(paper(PHONE)),
            ..budget("2027")
        }
        .into(),
        lines.into(),
        FileWithdrawn {
            at: now,
            reason: PHONE.into(),
            sha256: [0; 32],
        }
        .into(),
    ];
    for record in records {
        let rule = book.refuse(record);
        assert!(matches!(rule, RuleBroken::PersonalData { .. }), "{rule}");
    }
    let mut minutes = resolution("2026-2");
    minutes.document = Some(paper("3栋2单元501来信"));
    let expected = RuleBroken::PersonalData {
        field: Field::Name,
        found: PersonalData::Room,
    };
    assert_eq!(book.refuse(minutes), expected);
}

#[test]
fn a_text_has_one_to_five_hundred_characters() {
    let mut book = Book::new();
    for text in [String::new(), "  ".into(), "字".repeat(501)] {
        let entry = Entry {
            text,
            ..book.income(100)
        };
        assert_eq!(
            book.refuse(entry),
            RuleBroken::Text {
                field: Field::Text,
                limit: 500
            }
        );
    }
    book.take(Entry {
        text: "字".repeat(500),
        ..book.income(100)
    });
}

#[test]
fn a_files_media_type_may_stand_in_a_header() {
    let mut book = Book::new();
    for media in [
        "",
        "png",
        "image/",
        "/png",
        "image/png\r\nX: y",
        "a/b/c",
        "text/plain; a=b",
    ] {
        let file = FileRef {
            media: media.into(),
            ..paper("发票")
        };
        let entry = Entry {
            vouchers: vec![file],
            ..book.income(100)
        };
        assert_eq!(
            book.refuse(entry),
            RuleBroken::Field(Field::Media),
            "{media}"
        );
    }
    let svg = FileRef {
        media: "image/svg+xml".into(),
        ..paper("发票")
    };
    book.take(Entry {
        vouchers: vec![svg],
        ..book.income(100)
    });
}
