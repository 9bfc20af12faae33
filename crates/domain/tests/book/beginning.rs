//! How a book begins, in what order it goes on, and what stays.

use jiff::civil::date;
use mingbai_domain::book::{Community, Field, Fold, Record, RuleBroken};
use mingbai_domain::calendar::UnixMs;
use mingbai_domain::registry::ManagementMode;

use crate::builders::{Book, at, community, contract, resolution};

#[test]
fn a_book_begins_with_its_community() {
    let mut fold = Fold::default();
    let refused = fold.apply(&resolution("1").into()).unwrap_err();
    assert_eq!((refused.index, refused.kind), (0, "resolution"));
    assert_eq!(refused.rule, RuleBroken::Beginning);
    assert_eq!(
        fold.apply(&Record::from(community(ManagementMode::Trust))),
        Ok(())
    );
}

#[test]
fn a_community_may_be_renamed_but_keeps_its_log() {
    let mut book = Book::new();
    let now = Community {
        at: at(book.today),
        ..community(ManagementMode::Trust)
    };
    book.take(Community {
        name: "兴园北苑".into(),
        ..now.clone()
    });
    let other = Community {
        origin: "book.example/c/other/log".into(),
        ..now.clone()
    };
    assert_eq!(book.refuse(other), RuleBroken::Beginning);
    let real = Community {
        synthetic: false,
        ..now
    };
    assert_eq!(book.refuse(real), RuleBroken::Beginning);
}

#[test]
fn modes_are_listed_by_date_and_never_empty() {
    let book = Book::new();
    let now = Community {
        at: at(book.today),
        ..community(ManagementMode::Trust)
    };
    let none = Community {
        modes: vec![],
        ..now.clone()
    };
    assert_eq!(book.refuse(none), RuleBroken::Field(Field::Modes));
    let twice = Community {
        modes: [now.modes[0]; 2].to_vec(),
        ..now
    };
    assert_eq!(book.refuse(twice), RuleBroken::Field(Field::Modes));
}

#[test]
fn time_never_goes_back() {
    let mut book = Book::new();
    book.take(book.income(100));
    let mut late = contract("late", false);
    late.at = UnixMs(at(book.today).0 - 1_000);
    let expected = RuleBroken::Time {
        at: late.at.rfc3339(),
    };
    assert_eq!(book.refuse(late.clone()), expected);
    late.at = at(book.today);
    book.take(late);
}

#[test]
fn numbers_have_no_gaps_and_are_shared_with_sealed_items() {
    let mut book = Book::new();
    book.take(book.income(100));
    book.seal();
    let mut third = book.income(100);
    for found in [1, 2, 4] {
        third.seq = found;
        let expected = RuleBroken::Sequence { expected: 3, found };
        assert_eq!(book.refuse(third.clone()), expected);
    }
    third.seq = 3;
    book.take(third);
    let sealed = mingbai_domain::book::Sealed {
        cid: [1; 32],
        seq: 3,
    };
    let expected = RuleBroken::Sequence {
        expected: 4,
        found: 3,
    };
    assert_eq!(book.refuse(sealed), expected);
}

#[test]
fn a_late_agreement_applies_from_its_first_day() {
    let book = Book::new();
    assert!(book.fold.agreement_on(date(2025, 12, 31)).is_none());
    assert_eq!(
        book.fold.agreement_on(date(2026, 1, 1)).unwrap().id,
        "trust"
    );
}
