use std::collections::BTreeMap;

use mingbai_domain::budget::{
    Amendment, Budget, Exception, Line, LineCode, Refusal, Usage, check, remaining,
};
use mingbai_domain::money::{Fen, Ratio};
use serde::Deserialize;

use crate::vectors::{day, rows};

#[derive(Deserialize)]
struct Row {
    id: String,
    line_fen: Fen,
    posted_fen: Fen,
    pending_fen: Fen,
    wanted_fen: Fen,
    left_fen: Option<Fen>,
}

#[test]
fn an_expense_fits_the_line_to_the_fen_or_not_at_all() {
    for row in rows::<Row>("funds", "budget") {
        let usage = Usage {
            posted_fen: row.posted_fen,
            pending_fen: row.pending_fen,
        };
        let left = remaining(row.line_fen, usage).unwrap();
        let refused = Refusal::OverLine {
            wanted: row.wanted_fen,
            remaining: left,
        };
        let expected = row.left_fen.ok_or(refused);
        assert_eq!(
            check(row.line_fen, usage, row.wanted_fen, None),
            expected,
            "{}",
            row.id
        );
    }
}

#[test]
fn with_a_resolution_or_an_emergency_it_may_go_over_and_shows_it() {
    let usage = Usage {
        posted_fen: Fen(90),
        pending_fen: Fen(0),
    };
    for exception in [
        Exception::Resolution("R-3".into()),
        Exception::Emergency("E-1".into()),
    ] {
        assert_eq!(
            check(Fen(100), usage, Fen(30), Some(&exception)),
            Ok(Fen(-20))
        );
    }
    let nothing = check(Fen(100), usage, Fen(0), None);
    assert_eq!(nothing, Err(Refusal::NotPositive { wanted: Fen(0) }));
}

fn cleaning() -> LineCode {
    LineCode("cleaning".into())
}

fn budget() -> Budget {
    let line = Line {
        title: "清洁".into(),
        accounts: vec![5003],
        amount_fen: Fen(5_000_000),
    };
    Budget {
        from: day("2026-01-01"),
        to: day("2026-12-31"),
        resolution: "R-1".into(),
        lines: BTreeMap::from([(cleaning(), line)]),
        amendments: Vec::new(),
    }
}

fn amendment(on: &str, delta: i64) -> Amendment {
    let resolution = "R-2".to_owned();
    Amendment {
        line: cleaning(),
        on: day(on),
        delta_fen: Fen(delta),
        resolution,
    }
}

#[test]
fn an_amendment_counts_from_its_day() {
    let mut budget = budget();
    budget
        .amend(amendment("2026-07-01", 200_000), Usage::default())
        .unwrap();
    assert_eq!(
        budget.amount_on(&cleaning(), day("2026-06-30")),
        Ok(Fen(5_000_000))
    );
    assert_eq!(
        budget.amount_on(&cleaning(), day("2026-07-01")),
        Ok(Fen(5_200_000))
    );
}

#[test]
fn an_amendment_needs_a_resolution_and_cannot_cut_what_is_spent() {
    let used = Usage {
        posted_fen: Fen(4_700_000),
        pending_fen: Fen(100_000),
    };
    let mut budget = budget();
    let cut = budget
        .amend(amendment("2026-07-01", -200_001), used)
        .unwrap_err();
    assert_eq!(
        cut,
        Refusal::CutBelowUse {
            after: Fen(4_799_999),
            used: Fen(4_800_000)
        }
    );
    assert_eq!(
        budget.amend(amendment("2026-07-01", -200_000), used),
        Ok(())
    );
    let silent = Amendment {
        resolution: " ".into(),
        ..amendment("2026-07-01", 1)
    };
    assert_eq!(budget.amend(silent, used), Err(Refusal::NoResolution));
    let elsewhere = Amendment {
        line: LineCode("x".into()),
        ..amendment("2026-07-01", 1)
    };
    assert!(matches!(
        budget.amend(elsewhere, used),
        Err(Refusal::NoLine { .. })
    ));
}

#[test]
fn a_line_takes_its_own_accounts_in_its_own_time() {
    let budget = budget();
    let charge = |account, on| {
        budget.check(
            &cleaning(),
            account,
            day(on),
            Usage::default(),
            Fen(100),
            None,
        )
    };
    assert_eq!(charge(5003, "2026-12-31"), Ok(Fen(4_999_900)));
    assert!(matches!(
        charge(5004, "2026-12-31"),
        Err(Refusal::OtherAccount { account: 5004, .. })
    ));
    assert!(matches!(
        charge(5003, "2027-01-01"),
        Err(Refusal::OutsidePeriod { .. })
    ));
}

#[test]
fn nobody_plans_to_spend_more_than_will_be_collected() {
    let ninety = Ratio { num: 90, den: 100 };
    assert_eq!(budget().check_income_bound(Fen(5_555_556), ninety), Ok(()));
    let above = budget()
        .check_income_bound(Fen(5_555_555), ninety)
        .map_err(|e| e.to_string());
    assert_eq!(above, Ok(()), "4999999.5 rounds to the line");
    let (planned, expected) = (Fen(5_000_000), Fen(4_999_999));
    let refused = budget().check_income_bound(Fen(5_555_554), ninety);
    assert_eq!(refused, Err(Refusal::AboveIncome { planned, expected }));
}
