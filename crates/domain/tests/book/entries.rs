//! What a single entry must be: balanced, dated, of its kind.

use jiff::civil::date;
use mingbai_domain::book::{BasisKind, Entry, EntryKind, RuleBroken};
use mingbai_domain::ledger::templates::{accounts as a, between_funds, pair, smf_draw, top_up};
use mingbai_domain::ledger::{EntryError, Fund, Posting};
use mingbai_domain::money::{Fen, MoneyError};
use mingbai_domain::registry::ManagementMode;

use crate::builders::{Book, TODAY, approvals, basis, cleaning, community, month};

#[test]
fn an_entry_balances_within_each_fund() {
    let mut book = Book::new();
    let mut entry = book.income(100);
    entry.postings[1].amount = Fen(-99);
    let expected = EntryError::Unbalanced {
        fund: Fund::Com,
        difference: Fen(1),
    };
    assert_eq!(book.refuse(entry.clone()), expected.into());
    entry.postings[1].amount = Fen(-100);
    book.take(entry);
}

#[test]
fn an_entry_has_two_postings_or_more_and_none_of_nothing() {
    let book = Book::new();
    let mut entry = book.income(100);
    entry.postings.truncate(1);
    assert_eq!(book.refuse(entry), EntryError::Count(1).into());
    let mut entry = book.income(100);
    entry.postings.push(Posting {
        amount: Fen::ZERO,
        ..entry.postings[0]
    });
    assert_eq!(book.refuse(entry), EntryError::Zero(2).into());
}

#[test]
fn money_between_funds_goes_through_both() {
    let mut book = Book::new();
    let postings = between_funds(Fund::Com, Fund::Svc, Fen(100));
    book.take(book.entry(EntryKind::Transfer, postings));
    let half = pair(Fund::Com, a::INTER_FUND, a::BANK, Fen(100));
    let refused = book.refuse(book.entry(EntryKind::Transfer, half));
    assert_eq!(refused, EntryError::InterFund(Fen(100)).into());
}

#[test]
fn collections_never_touch_anything_else() {
    let mut book = Book::new();
    let owed = pair(Fund::Agy, a::BANK, a::AGENCY, Fen(100));
    book.take(book.entry(EntryKind::Settlement, owed));
    let lent = pair(Fund::Agy, a::DUE_FROM, a::BANK, Fen(100));
    let refused = book.refuse(book.entry(EntryKind::Settlement, lent));
    assert_eq!(refused, EntryError::AgencyGap.into());
}

#[test]
fn common_income_does_not_pay_for_cleaning() {
    let mut book = Book::new();
    let postings = pair(Fund::Com, cleaning(), a::PAYABLES, Fen(100));
    let refused = book.refuse(Entry {
        postings,
        ..book.expense(100)
    });
    let expected = EntryError::WrongFund {
        fund: Fund::Com,
        account: cleaning(),
    };
    assert_eq!(refused, expected.into());
    book.take(book.expense(100));
}

#[test]
fn sums_that_do_not_fit_are_refused() {
    let mut book = Book::new();
    book.take(book.income(i64::MAX));
    assert_eq!(book.refuse(book.income(1)), MoneyError::OutOfRange.into());
    // Taking back the smallest number there is would have no number, either.
    let mut book = Book::new();
    book.take(Entry {
        approvals: approvals(),
        basis: vec![basis(BasisKind::Resolution, "2026-1")],
        ..book.income(i64::MIN + 1)
    });
    book.take(book.reversal(1));
}

#[test]
fn an_entry_counts_in_its_own_month_or_later_with_a_reason() {
    let mut book = Book::new();
    let august = date(2026, 8, 31);
    let late = Entry {
        date: august,
        ..book.income(100)
    };
    let expected = RuleBroken::Dated {
        date: august,
        period: month("2026-09"),
    };
    assert_eq!(book.refuse(late.clone()), expected);
    book.take(Entry {
        reason: Some("发票迟到".into()),
        ..late
    });
}

#[test]
fn nothing_counts_before_it_happened_or_in_a_month_to_come() {
    let mut book = Book::new();
    let tomorrow = TODAY.tomorrow().unwrap();
    let early = Entry {
        date: tomorrow,
        ..book.income(100)
    };
    let expected = RuleBroken::Dated {
        date: tomorrow,
        period: month("2026-09"),
    };
    assert_eq!(book.refuse(early), expected);
    let reason = Some("以后再算".to_owned());
    let hidden = Entry {
        period: month("2026-10"),
        reason,
        ..book.income(100)
    };
    let expected = RuleBroken::Dated {
        date: TODAY,
        period: month("2026-10"),
    };
    assert_eq!(book.refuse(hidden), expected);
    let before = Entry {
        period: month("2026-08"),
        ..book.income(100)
    };
    let expected = RuleBroken::Dated {
        date: TODAY,
        period: month("2026-08"),
    };
    assert_eq!(book.refuse(before), expected);
    book.take(book.income(100));
}

#[test]
fn in_lump_sum_mode_the_fee_stays_out_of_these_accounts() {
    let mut book = Book::empty(ManagementMode::LumpSum);
    let fees = pair(Fund::Svc, a::BANK, a::FEE_INCOME, Fen(100));
    assert_eq!(
        book.refuse(book.entry(EntryKind::Income, fees.clone())),
        RuleBroken::LumpSum
    );
    book.take(book.income(100));
    let mut book = Book::empty(ManagementMode::Remuneration);
    book.take(book.entry(EntryKind::Income, fees));
}

#[test]
fn what_was_booked_before_the_change_to_lump_sum_can_still_be_taken_back() {
    let mut book = Book::empty(ManagementMode::Remuneration);
    book.take(book.entry(
        EntryKind::Income,
        pair(Fund::Svc, a::BANK, a::FEE_INCOME, Fen(100)),
    ));
    let mut changed = community(ManagementMode::LumpSum);
    changed.modes[0].from = TODAY;
    book.take(changed);
    book.take(book.reversal(1));
}

#[test]
fn opening_balances_come_first() {
    let opening = pair(Fund::Com, a::BANK, a::COM_BALANCE, Fen(100));
    let mut book = Book::new();
    book.take(book.entry(EntryKind::Opening, opening.clone()));
    book.take(book.entry(EntryKind::Opening, opening.clone()));
    book.take(book.income(100));
    let refused = book.refuse(book.entry(EntryKind::Opening, opening.clone()));
    assert!(
        matches!(
            refused,
            RuleBroken::EntryField {
                kind: EntryKind::Opening,
                ..
            }
        ),
        "{refused}"
    );
    let mut book = Book::new();
    book.seal();
    let refused = book.refuse(book.entry(EntryKind::Opening, opening));
    assert!(
        matches!(
            refused,
            RuleBroken::EntryField {
                kind: EntryKind::Opening,
                ..
            }
        ),
        "{refused}"
    );
}

#[test]
fn the_maintenance_fund_is_drawn_on_by_resolution_or_emergency() {
    let mut book = Book::new();
    book.take(book.entry(EntryKind::Transfer, top_up(Fen(900))));
    let draw = book.entry(EntryKind::SmfDraw, smf_draw(Fen(300)));
    assert_eq!(book.refuse(draw.clone()), RuleBroken::SmfWithoutResolution);
    // Nor under another name.
    let renamed = Entry {
        kind: EntryKind::Settlement,
        ..draw.clone()
    };
    assert_eq!(book.refuse(renamed), RuleBroken::SmfWithoutResolution);
    for (kind, id) in [
        (BasisKind::Resolution, "2026-1"),
        (BasisKind::Emergency, ""),
    ] {
        let seq = book.fold.next_seq();
        book.take(Entry {
            basis: vec![basis(kind, id)],
            seq,
            ..draw.clone()
        });
    }
}
