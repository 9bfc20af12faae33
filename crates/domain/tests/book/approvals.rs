//! Who must agree to an expense, and how much a budget line lets pass.

use jiff::civil::date;
use mingbai_domain::approvals::{Refusal, Role};
use mingbai_domain::book::{Basis, BasisKind, BudgetUse, Entry, EntryKind, RuleBroken};
use mingbai_domain::calendar::Period;
use mingbai_domain::ledger::templates::{accounts as a, pair};
use mingbai_domain::ledger::{Account, Fund, Posting};
use mingbai_domain::money::Fen;
use mingbai_domain::registry::ManagementMode;

use crate::builders::{Book, approval, approvals, at, basis, budget};

fn spent(book: &Book) -> Fen {
    book.fold.budget_used(&BudgetUse {
        budget: "2026".into(),
        line: 1,
    })
}

fn by_resolution() -> Vec<Basis> {
    vec![basis(BasisKind::Resolution, "2026-1")]
}

/// G1 of the worked numbers.
#[test]
fn a_budget_line_is_used_to_the_fen_and_not_one_fen_more() {
    let mut book = Book::new();
    book.take(book.expense(4_760_000));
    let expected = RuleBroken::Budget {
        budget: "2026".into(),
        line: 1,
        left: Fen(240_000),
        asked: Fen(240_001),
    };
    assert_eq!(book.refuse(book.expense(240_001)), expected);
    book.take(book.expense(240_000));
    assert_eq!(spent(&book), Fen(5_000_000));
}

#[test]
fn a_resolution_or_an_emergency_goes_beyond_the_line() {
    let mut book = Book::new();
    book.take(book.expense(4_760_000));
    book.take(Entry {
        basis: by_resolution(),
        ..book.expense(240_001)
    });
    let emergency = vec![basis(BasisKind::Emergency, "")];
    book.take(Entry {
        basis: emergency,
        ..book.expense(1)
    });
    assert_eq!(spent(&book), Fen(5_000_002));
}

#[test]
fn an_amended_line_counts_what_was_spent_before() {
    let mut book = Book::new();
    book.take(book.expense(4_760_000));
    let mut more = budget("2026");
    more.at = at(book.today);
    more.lines[0].amount_fen = Fen(6_000_000);
    book.take(more);
    let refused = book.refuse(book.expense(1_240_001));
    assert!(
        matches!(
            refused,
            RuleBroken::Budget {
                left: Fen(1_240_000),
                ..
            }
        ),
        "{refused}"
    );
}

#[test]
fn under_an_agreement_no_expense_without_budget_resolution_or_emergency() {
    let mut book = Book::new();
    let bare = Entry {
        budget: None,
        ..book.expense(100)
    };
    let refused = book.refuse(bare.clone());
    assert!(
        matches!(
            refused,
            RuleBroken::EntryField {
                kind: EntryKind::Expense,
                ..
            }
        ),
        "{refused}"
    );
    book.take(Entry {
        basis: by_resolution(),
        ..bare
    });
    // Where there is no agreement, nobody can approve: the page says so.
    let mut book = Book::empty(ManagementMode::SelfManaged);
    let bare = Entry {
        budget: None,
        approvals: vec![],
        ..book.expense(100)
    };
    book.take(bare);
}

#[test]
fn a_budget_is_of_its_year() {
    let mut book = Book::new();
    book.today = date(2027, 1, 5);
    let refused = book.refuse(book.expense(100));
    assert!(
        matches!(
            refused,
            RuleBroken::EntryField {
                kind: EntryKind::Expense,
                ..
            }
        ),
        "{refused}"
    );
    assert_eq!(Period::of(book.today).to_string(), "2027-01");
}

#[test]
fn two_different_persons_approve() {
    let mut book = Book::new();
    let with = |book: &Book, approvals| Entry {
        approvals,
        ..book.expense(400_000)
    };
    let manager = approval("王五", Role::Manager);
    let missing = book.refuse(with(&book, vec![]));
    assert_eq!(missing, Refusal::TooFewPersons { need: 2, have: 0 }.into());
    let both = vec![manager.clone(), approval("王五", Role::Steward)];
    let same = book.refuse(with(&book, both));
    assert_eq!(same, Refusal::TooFewPersons { need: 2, have: 1 }.into());
    let chair = vec![manager.clone(), approval("赵六", Role::CommitteeChair)];
    let role = Refusal::RoleMissing {
        role: Role::Steward,
        amount: Fen(400_000),
    };
    assert_eq!(book.refuse(with(&book, chair)), role.into());
    book.take(with(&book, vec![manager, approval("李四", Role::Steward)]));
}

#[test]
fn nobody_approves_a_payment_to_themselves() {
    let mut book = Book::new();
    let own = Entry {
        payee: Some("李四".into()),
        ..book.expense(100)
    };
    let expected = Refusal::PayeeApproves {
        role: Role::Steward,
    };
    assert_eq!(book.refuse(own), expected.into());
    book.take(book.expense(100));
}

#[test]
fn beyond_the_delegated_limit_the_owners_resolve() {
    let mut book = Book::new();
    let emergency = vec![basis(BasisKind::Emergency, "")];
    let large = Entry {
        basis: emergency,
        ..book.expense(5_000_001)
    };
    let expected = Refusal::NeedsResolution {
        amount: Fen(5_000_001),
        limit: Fen(5_000_000),
    };
    assert_eq!(book.refuse(large.clone()), expected.into());
    book.take(Entry {
        basis: by_resolution(),
        ..large
    });
}

#[test]
fn a_related_party_is_flagged_and_resolved_on() {
    let mut book = Book::new();
    let sister = basis(BasisKind::Contract, "sister");
    let hidden = Entry {
        basis: vec![sister.clone()],
        ..book.expense(100)
    };
    assert_eq!(
        book.refuse(hidden.clone()),
        Refusal::RelatedPartyNotFlagged.into()
    );
    let flagged = Entry {
        related_party: true,
        ..hidden
    };
    let expected = Refusal::RelatedPartyNeedsResolution { amount: Fen(100) };
    assert_eq!(book.refuse(flagged.clone()), expected.into());
    let resolved = [vec![sister], by_resolution()].concat();
    book.take(Entry {
        basis: resolved,
        ..flagged
    });
}

#[test]
fn a_loan_or_an_asset_needs_the_same_approvals_as_an_expense() {
    let mut book = Book::new();
    let (lent, asset) = (Account::new(1131).unwrap(), Account::new(1401).unwrap());
    for (account, from) in [(lent, a::BANK), (asset, a::PAYABLES)] {
        let postings = pair(Fund::Svc, account, from, Fen(400_000));
        let bare = book.entry(EntryKind::Transfer, postings);
        assert!(matches!(
            book.refuse(bare.clone()),
            RuleBroken::Approvals(Refusal::TooFewPersons { .. })
        ));
        book.take(Entry {
            approvals: approvals(),
            payee: Some("永安设备公司".into()),
            ..bare
        });
    }
}

#[test]
fn paying_what_was_promised_or_moving_money_between_accounts_needs_nobody() {
    let mut book = Book::new();
    let cash = Account::new(1001).unwrap();
    for (debit, credit) in [
        (a::PAYABLES, a::BANK),
        (a::BANK, cash),
        (a::BANK, a::ADVERTISING),
    ] {
        let kind = if credit == a::ADVERTISING {
            EntryKind::Income
        } else {
            EntryKind::Transfer
        };
        book.take(book.entry(kind, pair(Fund::Com, debit, credit, Fen(9_000_000))));
    }
}

#[test]
fn a_second_line_of_an_expense_is_approved_as_well() {
    let mut book = Book::new();
    let mut entry = book.expense(100);
    entry
        .approvals
        .retain(|given| given.role != Role::CommitteeChair);
    book.take(entry.clone());
    entry.seq += 1;
    let lent = Account::new(1131).unwrap();
    entry
        .postings
        .extend(pair(Fund::Svc, lent, a::BANK, Fen(600_000)));
    assert!(matches!(
        book.refuse(entry),
        RuleBroken::Approvals(Refusal::RoleMissing { .. })
    ));
}

#[test]
fn an_approval_from_tomorrow_is_refused() {
    let book = Book::new();
    let mut entry = book.expense(100);
    entry.approvals[0].at = at(date(2026, 9, 21));
    assert!(matches!(book.refuse(entry), RuleBroken::EntryField { .. }));
}

#[test]
fn a_channel_keeps_at_most_one_percent() {
    let mut book = Book::new();
    let fee = Account::new(5015).unwrap();
    let settled = |fen: i64, kept: i64| {
        vec![
            Posting::debit(Fund::Svc, a::BANK, Fen(fen - kept)),
            Posting::debit(Fund::Svc, fee, Fen(kept)),
            Posting::credit(Fund::Svc, a::CLEARING, Fen(fen)),
        ]
    };
    book.take(book.entry(EntryKind::Settlement, settled(100_000, 1_000)));
    let more = book.entry(EntryKind::Settlement, settled(100_000, 1_001));
    assert!(matches!(book.refuse(more), RuleBroken::EntryField { .. }));
    let without = pair(Fund::Svc, fee, a::BANK, Fen(1_000));
    let without = book.entry(EntryKind::Settlement, without);
    assert!(matches!(
        book.refuse(without),
        RuleBroken::EntryField { .. }
    ));
}
