//! Which accounts and fields an entry of each kind may have.

use mingbai_domain::book::{BudgetUse, Draw, Entry, EntryKind, RuleBroken};
use mingbai_domain::ledger::templates::{accounts as a, pair};
use mingbai_domain::ledger::{Account, Fund};
use mingbai_domain::money::Fen;

use crate::builders::{Book, approvals, cleaning, month};

fn reserve_cost() -> Account {
    Account::new(5019).unwrap()
}

#[test]
fn each_kind_posts_to_its_own_accounts() {
    // Kind, accounts that it may post to, accounts of which it may not, and the one at fault.
    let bank = (a::BANK, a::COM_BALANCE);
    let earn = (a::BANK, a::ADVERTISING);
    let spend = (reserve_cost(), a::BANK);
    let accrue = (reserve_cost(), a::PAYABLES);
    let year_end = (a::ADVERTISING, a::YEAR_RESULT);
    for (kind, right, wrong, fault) in [
        (EntryKind::Opening, bank, earn, a::ADVERTISING),
        (EntryKind::Income, earn, spend, reserve_cost()),
        (
            EntryKind::Settlement,
            (a::PAYABLES, a::BANK),
            earn,
            a::ADVERTISING,
        ),
        (EntryKind::Transfer, bank, spend, reserve_cost()),
        (EntryKind::YearEnd, year_end, earn, a::BANK),
        (EntryKind::Adjustment, accrue, spend, a::BANK),
    ] {
        let mut book = Book::new();
        let entry = |book: &Book, (debit, credit)| {
            let postings = pair(Fund::Com, debit, credit, Fen(100));
            Entry {
                approvals: approvals(),
                ..book.entry(kind, postings)
            }
        };
        let expected = RuleBroken::KindMismatch {
            kind,
            account: fault,
        };
        assert_eq!(book.refuse(entry(&book, wrong)), expected, "{kind}");
        book.take(entry(&book, right));
    }
}

#[test]
fn remuneration_is_no_expense_like_others() {
    let book = Book::new();
    let postings = pair(Fund::Svc, a::REMUNERATION, a::BANK, Fen(100));
    for kind in [EntryKind::Expense, EntryKind::Adjustment] {
        let refused = book.refuse(Entry {
            budget: None,
            ..book.entry(kind, postings.clone())
        });
        assert!(
            matches!(refused, RuleBroken::KindMismatch { .. }),
            "{kind}: {refused}"
        );
    }
    let unstated = book.refuse(book.entry(EntryKind::Remuneration, postings));
    assert!(matches!(
        unstated,
        RuleBroken::EntryField {
            kind: EntryKind::Remuneration,
            ..
        }
    ));
}

#[test]
fn fields_belong_to_their_kinds() {
    let mut book = Book::new();
    book.take(book.income(100));
    let plain = book.income(100);
    let draw = Draw {
        agreement: "trust".into(),
        base_fen: Fen(0),
        drawn_before_fen: Fen(0),
        through: month("2026-09"),
    };
    let line = BudgetUse {
        budget: "2026".into(),
        line: 1,
    };
    for entry in [
        Entry {
            draw: Some(draw),
            ..plain.clone()
        },
        Entry {
            reverses: Some(1),
            ..plain.clone()
        },
        Entry {
            budget: Some(line),
            ..plain.clone()
        },
    ] {
        let refused = book.refuse(entry);
        assert!(
            matches!(
                refused,
                RuleBroken::EntryField {
                    kind: EntryKind::Income,
                    ..
                }
            ),
            "{refused}"
        );
    }
    book.take(plain);
}

#[test]
fn a_budget_line_pays_only_for_what_it_is_for() {
    let mut book = Book::new();
    let greening = Account::new(5004).unwrap();
    let postings = pair(Fund::Svc, greening, a::PAYABLES, Fen(100));
    let refused = book.refuse(Entry {
        postings,
        ..book.expense(100)
    });
    assert_eq!(
        refused,
        RuleBroken::KindMismatch {
            kind: EntryKind::Expense,
            account: greening
        }
    );
    let postings = pair(Fund::Svc, cleaning(), a::PAYABLES, Fen(100));
    book.take(Entry {
        postings,
        ..book.expense(100)
    });
}
