//! Closing months, one after the other, with the balances as they are.

use jiff::civil::date;
use mingbai_domain::book::{Entry, PeriodClosed, RuleBroken};
use mingbai_domain::money::Fen;

use crate::builders::{Book, at, month};

fn refused(book: &Book, closing: PeriodClosed) {
    let rule = book.refuse(closing);
    assert!(matches!(rule, RuleBroken::Closing { .. }), "{rule}");
}

/// A book with one entry of September, on 8 October.
fn october() -> Book {
    let mut book = Book::new();
    book.take(book.income(100));
    book.today = date(2026, 10, 8);
    book
}

#[test]
fn a_closed_month_takes_nothing_more() {
    let mut book = october();
    let september = Entry {
        date: date(2026, 9, 30),
        ..book.income(100)
    };
    let september = Entry {
        period: month("2026-09"),
        ..september
    };
    book.take(september.clone());
    book.take(book.closing(month("2026-09")));
    let late = Entry {
        seq: book.fold.next_seq(),
        ..september
    };
    assert_eq!(
        book.refuse(late.clone()),
        RuleBroken::PeriodClosed(month("2026-09"))
    );
    let reason = Some("发票迟到".to_owned());
    book.take(Entry {
        period: month("2026-10"),
        reason,
        ..late
    });
}

#[test]
fn a_month_is_closed_after_it_has_ended() {
    let mut book = october();
    refused(&book, book.closing(month("2026-10")));
    let last_day = PeriodClosed {
        at: at(date(2026, 9, 30)),
        ..book.closing(month("2026-09"))
    };
    refused(&book, last_day);
    let next_day = PeriodClosed {
        at: at(date(2026, 10, 1)),
        ..book.closing(month("2026-09"))
    };
    book.take(next_day);
}

#[test]
fn a_closing_states_the_balances_that_the_records_add_up_to() {
    let mut book = october();
    let right = book.closing(month("2026-09"));
    assert_eq!(right.balances.len(), 2);
    let mut one_fen = right.clone();
    one_fen.balances[0].balance_fen = Fen(right.balances[0].balance_fen.0 + 1);
    refused(&book, one_fen);
    let mut one_less = right.clone();
    one_less.balances.pop();
    refused(&book, one_less);
    let mut reordered = right.clone();
    reordered.balances.reverse();
    refused(&book, reordered);
    book.take(right);
}

#[test]
fn months_are_closed_without_gaps_and_once() {
    let mut book = october();
    book.today = date(2026, 12, 2);
    book.take(book.closing(month("2026-09")));
    refused(&book, book.closing(month("2026-11")));
    refused(&book, book.closing(month("2026-09")));
    refused(&book, book.closing(month("2026-08")));
    book.take(book.closing(month("2026-10")));
}

#[test]
fn household_items_are_summarised_before_the_month_is_closed() {
    let mut book = october();
    book.seal();
    refused(&book, book.closing(month("2026-09")));
    let list = crate::builders::list(mingbai_domain::book::ItemKind::Bill, 1, 100);
    book.take(book.summary(vec![list]));
    book.take(book.closing(month("2026-09")));
}
