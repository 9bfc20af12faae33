//! Figures that pages show, on whole books.

use jiff::civil::date;
use mingbai_domain::book::EntryKind;
use mingbai_domain::book::figures::{Cash, Figures, Filter};
use mingbai_domain::calendar::Period;
use mingbai_domain::ledger::Fund;
use mingbai_domain::ledger::templates::{accounts as a, pair};
use mingbai_domain::money::Fen;

use crate::fixture;

fn november() -> Filter {
    Filter::month(Period::new(2026, 11).unwrap())
}

#[test]
fn closing_the_year_is_no_income_and_no_expense() {
    let dir = tempfile::tempdir().unwrap();
    let mut maker = fixture::ziyun(dir.path());
    let before = Figures::of(&maker.fold).income(&november());
    assert_eq!(before, 300_000);
    let closing = pair(Fund::Com, a::RENTAL, a::YEAR_RESULT, Fen(1_200_000));
    let entry = maker.entry(EntryKind::YearEnd, date(2026, 11, 30), "结转", closing);
    maker.put(entry);
    assert_eq!(Figures::of(&maker.fold).income(&november()), before);
    let seq = maker.fold.next_seq() - 1;
    maker.reverse(seq, date(2026, 11, 30), "重做");
    assert_eq!(Figures::of(&maker.fold).income(&november()), before);
}

#[test]
fn money_is_counted_once_and_a_reversal_takes_it_back() {
    let dir = tempfile::tempdir().unwrap();
    let mut maker = fixture::ziyun(dir.path());
    let month = Period::new(2026, 11).unwrap();
    let cash = Cash::of(&maker.fold, month);
    assert_eq!((cash.received, cash.paid), (300_000, 81_234));
    let moved = mingbai_domain::ledger::templates::top_up(Fen(100_000));
    let entry = maker.entry(
        EntryKind::Transfer,
        date(2026, 11, 20),
        "补充维修资金",
        moved,
    );
    maker.put(entry);
    assert_eq!(
        Cash::of(&maker.fold, month),
        cash,
        "own accounts are neither in nor out"
    );
    let paid = maker
        .fold
        .entries()
        .iter()
        .rfind(|p| p.entry.kind == EntryKind::Expense);
    let paid = paid.unwrap().entry.seq;
    maker.reverse(paid, date(2026, 11, 21), "重复");
    let after = Cash::of(&maker.fold, month);
    assert_eq!((after.received, after.paid), (300_000, 0));
}

#[test]
fn a_quiet_month_shows_the_latest_one_with_figures() {
    let dir = tempfile::tempdir().unwrap();
    let maker = fixture::ziyun(dir.path());
    let figures = Figures::of(&maker.fold);
    let month = |m| Period::new(2027, m).unwrap();
    assert_eq!(figures.current(month(3)), Period::new(2026, 11).unwrap());
    let empty = fixture::xinqiao(dir.path());
    assert_eq!(Figures::of(&empty.fold).current(month(3)), month(3));
}
