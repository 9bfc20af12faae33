//! What any sequence of valid records keeps: entries balance (I1), funds balance (I2), deposits
//! are there in full (I7), and the same bytes give the same book.

use std::collections::BTreeMap;

use mingbai_domain::book::{Draw, Entry, EntryKind, Fold, ItemKind, ListRef, Record};
use mingbai_domain::calendar::Period;
use mingbai_domain::ledger::templates::{
    accounts as a, between_funds, pair, remuneration_paid, settlement, top_up,
};
use mingbai_domain::ledger::{Account, AccountClass, Fund, check_entry};
use mingbai_domain::money::Fen;
use proptest::prelude::*;

use crate::builders::{Book, list};

/// Something that happens in a community.
#[derive(Clone, Copy, Debug)]
enum Event {
    Income(i64),
    Expense(i64),
    Settle(i64),
    Move(i64),
    TopUp(i64),
    Collect(i64),
    Households(ItemKind, i64, u64),
    Draw,
    /// Takes the entry back that stands at this position, counted around.
    TakeBack(usize),
    CloseMonth,
}

fn event() -> impl Strategy<Value = Event> {
    let fen = || 1..2_000_000_i64;
    let item = prop_oneof![
        Just(ItemKind::Bill),
        Just(ItemKind::Payment),
        Just(ItemKind::Deposit)
    ];
    prop_oneof![
        fen().prop_map(Event::Income),
        (1..5_000_i64).prop_map(Event::Expense),
        fen().prop_map(Event::Settle),
        fen().prop_map(Event::Move),
        fen().prop_map(Event::TopUp),
        fen().prop_map(Event::Collect),
        (item, fen(), 1..4_u64).prop_map(|(item, fen, rows)| Event::Households(item, fen, rows)),
        Just(Event::Draw),
        any::<usize>().prop_map(Event::TakeBack),
        Just(Event::CloseMonth),
    ]
}

fn happen(book: &mut Book, event: Event) {
    match event {
        Event::Income(fen) => book.take(book.income(fen)),
        Event::Expense(fen) => book.take(book.expense(fen)),
        Event::Settle(fen) => {
            let postings = settlement(Fund::Svc, Fen(fen), Fen(fen / 500)).unwrap();
            book.take(book.entry(EntryKind::Settlement, postings));
        }
        Event::Move(fen) => {
            let postings = between_funds(Fund::Com, Fund::Svc, Fen(fen));
            book.take(book.entry(EntryKind::Transfer, postings));
        }
        Event::TopUp(fen) => book.take(book.entry(EntryKind::Transfer, top_up(Fen(fen)))),
        Event::Collect(fen) => {
            let postings = pair(Fund::Agy, a::BANK, a::AGENCY, Fen(fen));
            book.take(book.entry(EntryKind::Settlement, postings));
        }
        Event::Households(item, fen, rows) => {
            (0..rows).for_each(|_| book.seal());
            let period = Period::of(book.today);
            let list = ListRef {
                period,
                ..list(item, rows, fen)
            };
            book.take(book.summary(vec![list]));
        }
        Event::Draw => draw(book),
        Event::TakeBack(at) => take_back(book, at),
        Event::CloseMonth => {
            let month = Period::of(book.today);
            book.today = month.next().first_day();
            book.take(book.closing(month));
            // Budgets are of one year; the test stays in it.
            book.today = if month.month() == 11 {
                month.last_day()
            } else {
                book.today
            };
        }
    }
}

fn draw(book: &mut Book) {
    let agreement = book.fold.agreements()["trust"].clone();
    let through = Period::of(book.today);
    let due = book.fold.draw_due(&agreement, through).unwrap();
    if due == Fen::ZERO {
        return;
    }
    let draw = Draw {
        agreement: agreement.id.clone(),
        base_fen: book.fold.base_through(&agreement, through).unwrap(),
        drawn_before_fen: book.fold.drawn(&agreement.id),
        through,
    };
    let entry = book.entry(EntryKind::Remuneration, remuneration_paid(due));
    book.take(Entry {
        draw: Some(draw),
        ..entry
    });
}

fn take_back(book: &mut Book, at: usize) {
    let open =
        book.fold.entries().iter().filter(|posted| {
            posted.reversed_by.is_none() && posted.entry.kind != EntryKind::Reversal
        });
    let seqs: Vec<u64> = open.map(|posted| posted.entry.seq).collect();
    if !seqs.is_empty() {
        book.take(book.reversal(seqs[at % seqs.len()]));
    }
}

/// The balances, added up from the records without the fold.
fn added_up(records: &[Record]) -> BTreeMap<(Fund, Account), i128> {
    let mut sums = BTreeMap::new();
    let postings = records.iter().flat_map(|record| match record {
        Record::Entry(entry) => entry.postings.clone(),
        Record::Summary(summary) => summary.lists.iter().flat_map(ListRef::postings).collect(),
        _ => vec![],
    });
    for posting in postings {
        *sums.entry((posting.fund, posting.account)).or_default() += i128::from(posting.amount.0);
    }
    sums
}

fn check_invariants(book: &Book) -> Result<(), TestCaseError> {
    let balances = book.fold.balances();
    for posted in book.fold.entries() {
        prop_assert_eq!(check_entry(&posted.entry.postings), Ok(())); // I1
    }
    prop_assert_eq!(balances.funds_out_of_balance(), vec![]); // I2
    let owed = -balances.class(Fund::Agy, AccountClass::Liability);
    prop_assert_eq!(balances.cash(Fund::Agy), owed); // I7
    let of_fold: BTreeMap<_, _> = balances
        .iter()
        .map(|(fund, account, fen)| ((fund, account), i128::from(fen.0)))
        .collect();
    prop_assert_eq!(of_fold, added_up(&book.records));
    crate::card::says_what_the_fold_says(&book.fold);
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_sequence_of_valid_records_keeps_the_invariants(
        events in proptest::collection::vec(event(), 1..40),
    ) {
        let mut book = Book::new();
        let mut closed = 0;
        for event in events {
            closed += usize::from(matches!(event, Event::CloseMonth));
            // From September two months can be closed within the budget's year.
            if matches!(event, Event::CloseMonth) && closed > 2 {
                continue;
            }
            happen(&mut book, event);
            check_invariants(&book)?;
        }

        let mut rebuilt = Fold::default();
        for record in &book.records {
            let bytes = record.to_bytes().unwrap();
            rebuilt.apply(&Record::from_bytes(&bytes).unwrap()).unwrap();
        }
        prop_assert_eq!(&rebuilt, &book.fold);
    }

    #[test]
    fn leaving_out_or_swapping_a_numbered_record_is_noticed(
        events in proptest::collection::vec(event(), 2..12),
        at in any::<prop::sample::Index>(),
    ) {
        let mut book = Book::new();
        let events = events.into_iter().filter(|event| !matches!(event, Event::CloseMonth));
        events.for_each(|event| happen(&mut book, event));
        let numbered = |record: &Record| matches!(record, Record::Entry(_) | Record::Sealed(_));
        let places: Vec<usize> =
            (0..book.records.len()).filter(|&place| numbered(&book.records[place])).collect();
        prop_assume!(places.len() >= 2);
        let place = at.index(places.len() - 1);

        let mut less = book.records.clone();
        less.remove(places[place]);
        prop_assert!(rebuild(&less).is_err());
        let mut swapped = book.records.clone();
        swapped.swap(places[place], places[place + 1]);
        prop_assert!(rebuild(&swapped).is_err());
    }
}

fn rebuild(records: &[Record]) -> Result<Fold, mingbai_domain::book::Violation> {
    let mut fold = Fold::default();
    records.iter().try_for_each(|record| fold.apply(record))?;
    Ok(fold)
}
