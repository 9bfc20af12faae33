//! Figures that pages show, on whole books.

use jiff::civil::date;
use mingbai_domain::book::EntryKind;
use mingbai_domain::book::bridge::{Bridge, Part};
use mingbai_domain::book::figures::{Cash, DAILY, Figures, Filter};
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
    let cash = Cash::of(&maker.fold, &Fund::ALL, month);
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
        Cash::of(&maker.fold, &Fund::ALL, month),
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
    let after = Cash::of(&maker.fold, &Fund::ALL, month);
    assert_eq!((after.received, after.paid), (300_000, 0));
    // Of the funds of daily life it left: neither income nor a cost, and named as what it is.
    let daily = Cash::of(&maker.fold, &DAILY, month);
    assert_eq!(daily.moved, -100_000);
    assert_eq!(
        daily.start + daily.received - daily.paid + daily.moved + daily.held,
        daily.end
    );
}

#[test]
fn a_deposit_is_not_what_came_in() {
    let dir = tempfile::tempdir().unwrap();
    let mut maker = fixture::ziyun(dir.path());
    let month = Period::new(2026, 11).unwrap();
    let before = Cash::of(&maker.fold, &DAILY, month);
    let taken = pair(Fund::Com, a::BANK, a::DEPOSITS, Fen(50_000));
    let entry = maker.entry(EntryKind::Income, date(2026, 11, 20), "装修押金", taken);
    maker.put(entry);
    let other = pair(Fund::Agy, a::BANK, a::DEPOSITS, Fen(70_000));
    let entry = maker.entry(EntryKind::Income, date(2026, 11, 20), "租户押金", other);
    maker.put(entry);
    let after = Cash::of(&maker.fold, &DAILY, month);
    assert_eq!(after.received, before.received);
    assert_eq!((after.held, after.end), (50_000, before.end + 50_000));
}

#[test]
fn a_draw_that_is_taken_back_is_no_draw_and_changes_no_other_figure() {
    let dir = tempfile::tempdir().unwrap();
    let mut maker = fixture::hefeng(dir.path());
    let book = Figures::of(&maker.fold);
    let (first, last) = book.span().unwrap();
    let drawn =
        maker.fold.entries().iter().rfind(|posted| {
            posted.entry.kind == EntryKind::SmfDraw && posted.reversed_by.is_none()
        });
    let drawn = drawn.unwrap().entry.clone();
    let (months, fen) = (first..=last, i128::from(drawn.postings[0].amount.0).abs());
    let (before, expense) = (book.draws(&months), book.expense(&november()));
    maker.reverse(drawn.seq, date(2026, 11, 30), "金额记错");
    let after = Figures::of(&maker.fold).draws(&months);
    assert_eq!((after.fen, after.rows), (before.fen - fen, before.rows + 1));
    assert_eq!(Figures::of(&maker.fold).expense(&november()), expense);
    let bridge = Bridge::of(&maker.fold, Fund::Smf, &months);
    assert_eq!(
        bridge.start + bridge.parts.values().sum::<i128>(),
        bridge.end
    );
    assert_eq!(bridge.end, maker.fold.balances().cash(Fund::Smf));
    assert_eq!(
        bridge
            .parts
            .get(&Part::Expense)
            .copied()
            .unwrap_or_default(),
        -after.fen
    );
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
