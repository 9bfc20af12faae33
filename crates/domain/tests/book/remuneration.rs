//! What a manager draws, to the fen.

use mingbai_domain::book::{Draw, Entry, EntryKind, Referred, RuleBroken};
use mingbai_domain::ledger::templates::remuneration_paid;
use mingbai_domain::money::Fen;

use crate::builders::{Book, month};

/// The mini-ledger of the worked numbers: fees of 131,988.40 yuan received, 10/100 of them drawn.
fn book() -> Book {
    let mut book = Book::new();
    book.fee_received(13_198_840);
    book
}

fn draw(book: &Book, fen: i64) -> Entry {
    let draw = Draw {
        agreement: "trust".into(),
        base_fen: Fen(13_198_840),
        drawn_before_fen: Fen(0),
        through: month("2026-09"),
    };
    let entry = book.entry(EntryKind::Remuneration, remuneration_paid(Fen(fen)));
    Entry {
        draw: Some(draw),
        ..entry
    }
}

fn with(entry: &Entry, change: impl FnOnce(&mut Draw)) -> Entry {
    let mut entry = entry.clone();
    entry.draw.as_mut().map(change).unwrap();
    entry
}

#[test]
fn one_fen_too_much_or_too_little_is_refused() {
    let mut book = book();
    for fen in [1_319_883, 1_319_885] {
        let expected = RuleBroken::Remuneration {
            due: Fen(1_319_884),
            found: Fen(fen),
        };
        assert_eq!(book.refuse(draw(&book, fen)), expected);
    }
    book.take(draw(&book, 1_319_884));
    assert_eq!(book.fold.drawn("trust"), Fen(1_319_884));
}

#[test]
fn the_figures_that_it_rests_on_are_those_of_the_book() {
    let mut book = book();
    let right = draw(&book, 1_319_884);
    for wrong in [
        with(&right, |draw| draw.base_fen = Fen(13_198_841)),
        with(&right, |draw| draw.drawn_before_fen = Fen(1)),
        with(&right, |draw| draw.through = month("2026-10")),
        with(&right, |draw| draw.through = month("2025-12")),
    ] {
        let refused = book.refuse(wrong);
        assert!(matches!(refused, RuleBroken::Draw(_)), "{refused}");
    }
    let nobody = with(&right, |draw| draw.agreement = "none".into());
    let refused = book.refuse(nobody);
    assert!(
        matches!(
            refused,
            RuleBroken::Dangling {
                what: Referred::Agreement,
                ..
            }
        ),
        "{refused}"
    );
    book.take(right);
}

#[test]
fn it_is_not_drawn_twice_for_the_same_fees() {
    let mut book = book();
    book.take(draw(&book, 1_319_884));
    let again = with(&draw(&book, 1_319_884), |draw| {
        draw.drawn_before_fen = Fen(1_319_884);
    });
    let expected = RuleBroken::Remuneration {
        due: Fen(0),
        found: Fen(1_319_884),
    };
    assert_eq!(book.refuse(again), expected);
}

#[test]
fn a_draw_taken_back_may_be_drawn_again() {
    let mut book = book();
    book.take(draw(&book, 1_319_884));
    let seq = book.fold.next_seq() - 1;
    book.take(book.reversal(seq));
    assert_eq!(book.fold.drawn("trust"), Fen::ZERO);
    book.take(draw(&book, 1_319_884));
}
