//! A card says what its fold says, on any day, and survives being stored.

use jiff::civil::{Date, date};
use mingbai_domain::book::Fold;
use mingbai_domain::book::card::Card;
use mingbai_domain::book::duties::duties;
use mingbai_domain::book::figures::{Figures, Filter, Purse};
use mingbai_domain::calendar::Period;

use super::builders::Book;

/// Days around the books of these tests: before them, in them, at the turn of months and long after.
const DAYS: [Date; 6] = [
    date(2026, 8, 31),
    date(2026, 9, 1),
    date(2026, 10, 1),
    date(2026, 11, 30),
    date(2027, 2, 1),
    date(2029, 7, 15),
];

/// Compares everything that a card answers with what is answered from the fold.
pub fn says_what_the_fold_says(fold: &Fold) {
    let card = Card::of(fold);
    assert_eq!(card.community.as_ref(), fold.community());
    assert_eq!((card.size, card.last_at), (fold.size(), fold.last_at()));
    assert_eq!(card.purse, Purse::of(fold));
    let empty = fold.entries().is_empty() && fold.summaries().is_empty();
    assert_eq!(card.moved, !empty);
    let figures = Figures::of(fold);
    for day in DAYS {
        let month = figures.current(Period::of(day));
        let filter = Filter::month(month);
        let (current, sums) = card.current(Period::of(day));
        assert_eq!(current, month, "{day}");
        assert_eq!(sums.income, figures.income(&filter), "{day}");
        assert_eq!(sums.expense, figures.expense(&filter), "{day}");
        assert_eq!(card.mode_on(day), fold.mode_on(day), "{day}");
        assert_eq!(card.duties(day), duties(fold, day), "{day}");
    }
    let text = serde_json::to_string(&card).unwrap();
    assert_eq!(serde_json::from_str::<Card>(&text).unwrap(), card);
}

/// If this test fails, `Card::FORM` must be counted up: cards that an older program kept would be
/// read as if they were of the new form.
#[test]
fn this_form_is_form_1() {
    let mut book = Book::new();
    book.fee_received(16_570);
    book.take(book.income(100));
    let text = serde_json::to_string(&Card::of(&book.fold)).unwrap();
    assert_eq!(
        (Card::FORM, text.as_str()),
        (1, include_str!("card_form_1.json").trim_end())
    );
}

#[test]
fn an_empty_book_has_an_empty_card() {
    says_what_the_fold_says(&Fold::default());
    assert_eq!(Card::of(&Fold::default()), Card::default());
}
