//! Taking an entry back: once, whole, with a reason.

use jiff::civil::date;
use mingbai_domain::book::{BudgetUse, Entry, EntryKind, RuleBroken};
use mingbai_domain::money::Fen;

use crate::builders::{Book, month};

fn refused(book: &Book, entry: Entry, seq: u64) {
    let rule = book.refuse(entry);
    assert!(
        matches!(rule, RuleBroken::Reversal(found, _) if found == seq),
        "{rule}"
    );
}

#[test]
fn an_entry_is_taken_back_once() {
    let mut book = Book::new();
    book.take(book.income(100));
    book.take(book.reversal(1));
    assert_eq!(book.fold.entry(1).unwrap().reversed_by, Some(2));
    assert!(
        book.fold
            .balances()
            .iter()
            .all(|(_, _, balance)| balance == Fen::ZERO)
    );
    let again = book.reversal(1);
    refused(&book, again, 1);
}

#[test]
fn a_reversal_is_not_taken_back() {
    let mut book = Book::new();
    book.take(book.income(100));
    book.take(book.reversal(1));
    let back = book.reversal(2);
    refused(&book, back, 2);
}

#[test]
fn a_reversal_mirrors_every_posting() {
    let mut book = Book::new();
    book.take(book.income(100));
    let right = book.reversal(1);
    let mut part = right.clone();
    part.postings[0].amount = Fen(-40);
    part.postings[1].amount = Fen(40);
    refused(&book, part, 1);
    let mut swapped = right.clone();
    swapped.postings.swap(0, 1);
    refused(&book, swapped, 1);
    book.take(right);
}

#[test]
fn a_reversal_names_a_public_entry_and_a_reason() {
    let mut book = Book::new();
    book.take(book.income(100));
    book.seal();
    let right = book.reversal(1);
    refused(
        &book,
        Entry {
            reverses: Some(2),
            ..right.clone()
        },
        2,
    );
    refused(
        &book,
        Entry {
            reverses: Some(99),
            ..right.clone()
        },
        99,
    );
    refused(
        &book,
        Entry {
            reason: None,
            ..right.clone()
        },
        1,
    );
    let nothing = book.refuse(Entry {
        reverses: None,
        ..right.clone()
    });
    assert!(matches!(
        nothing,
        RuleBroken::EntryField {
            kind: EntryKind::Reversal,
            ..
        }
    ));
    book.take(right);
}

#[test]
fn an_expense_taken_back_frees_its_budget_line() {
    let mut book = Book::new();
    book.take(book.expense(4_760_000));
    book.take(book.reversal(1));
    let line = BudgetUse {
        budget: "2026".into(),
        line: 1,
    };
    assert_eq!(book.fold.budget_used(&line), Fen::ZERO);
    book.take(book.expense(5_000_000));
}

#[test]
fn an_entry_of_a_closed_month_is_taken_back_in_an_open_one() {
    let mut book = Book::new();
    book.take(book.income(100));
    book.today = date(2026, 10, 8);
    book.take(book.closing(month("2026-09")));
    let into_closed = Entry {
        period: month("2026-09"),
        ..book.reversal(1)
    };
    assert_eq!(
        book.refuse(into_closed),
        RuleBroken::PeriodClosed(month("2026-09"))
    );
    book.take(book.reversal(1));
}
