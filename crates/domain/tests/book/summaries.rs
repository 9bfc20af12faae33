//! Summaries count every sealed item once.

use jiff::civil::date;
use mingbai_domain::book::{ItemKind, ListRef, RuleBroken, Summary};
use mingbai_domain::ledger::Fund;
use mingbai_domain::ledger::templates::accounts as a;
use mingbai_domain::money::Fen;

use crate::builders::{Book, list, month};

/// A book with three sealed items, and the summary that is right for them.
fn three() -> (Book, Summary) {
    let mut book = Book::new();
    (0..3).for_each(|_| book.seal());
    let lists = vec![
        list(ItemKind::Payment, 1, 300),
        list(ItemKind::Bill, 2, 500),
    ];
    let summary = book.summary(lists);
    (book, summary)
}

fn refused(book: &Book, summary: Summary) {
    let rule = book.refuse(summary);
    assert!(matches!(rule, RuleBroken::Summary { .. }), "{rule}");
}

#[test]
fn a_summary_brings_its_lists_into_the_balances() {
    let (mut book, summary) = three();
    book.take(summary);
    assert_eq!(
        book.fold.balances().of(Fund::Svc, a::FEES_RECEIVABLE),
        Fen(200)
    );
    assert_eq!(book.fold.balances().of(Fund::Svc, a::BANK), Fen(300));
    assert_eq!(book.fold.sealed_since_summary(), 0);
}

#[test]
fn its_rows_are_the_items_since_the_last_one() {
    let (mut book, right) = three();
    for rows in [1, 3] {
        let mut wrong = right.clone();
        wrong.lists[1].rows = rows;
        refused(&book, wrong);
    }
    let mut endless = right.clone();
    endless.lists[1].rows = u64::MAX;
    refused(&book, endless);
    refused(
        &book,
        Summary {
            lists: vec![],
            ..right.clone()
        },
    );
    book.take(right);
    refused(&book, book_of_one(&book));
    book.seal();
    book.take(book_of_one(&book));
}

fn book_of_one(book: &Book) -> Summary {
    book.summary(vec![list(ItemKind::Bill, 1, 100)])
}

#[test]
fn it_begins_where_the_last_one_ended_and_ends_where_it_stands() {
    let (mut book, right) = three();
    refused(
        &book,
        Summary {
            from: right.from + 1,
            ..right.clone()
        },
    );
    refused(
        &book,
        Summary {
            to: right.to - 1,
            ..right.clone()
        },
    );
    refused(
        &book,
        Summary {
            to: right.to + 1,
            ..right.clone()
        },
    );
    refused(
        &book,
        Summary {
            no: 2,
            ..right.clone()
        },
    );
    refused(
        &book,
        Summary {
            no: 0,
            ..right.clone()
        },
    );
    book.take(right);
}

#[test]
fn its_lists_are_in_order_and_of_accounts_that_their_items_touch() {
    let (mut book, right) = three();
    let mut swapped = right.clone();
    swapped.lists.reverse();
    refused(&book, swapped);
    let mut elsewhere = right.clone();
    elsewhere.lists[0].credit = a::ADVERTISING;
    refused(&book, elsewhere);
    let mut twice = right.clone();
    let half = ListRef {
        rows: 1,
        ..twice.lists[0].clone()
    };
    twice.lists[0].rows -= 1;
    twice.lists.insert(0, half);
    refused(&book, twice);
    for change in [
        |list: &mut ListRef| list.total_fen = Fen(0),
        |list: &mut ListRef| list.rows = 0,
    ] {
        let mut empty = right.clone();
        change(&mut empty.lists[0]);
        refused(&book, empty);
    }
    book.take(right);
}

#[test]
fn nothing_is_summarised_into_a_closed_month() {
    let mut book = Book::new();
    book.today = date(2026, 10, 8);
    book.take(book.closing(month("2026-09")));
    book.seal();
    let september = book.summary(vec![list(ItemKind::Bill, 1, 100)]);
    assert_eq!(
        book.refuse(september.clone()),
        RuleBroken::PeriodClosed(month("2026-09"))
    );
    let mut october = september;
    october.lists[0].period = month("2026-10");
    book.take(october);
}
