use std::collections::BTreeSet;

use mingbai_domain::approvals::Policy;
use mingbai_domain::money::{Fen, Ratio};
use mingbai_domain::trust::{
    Agreement, AgreementRefusal, CarryOver, Flow, Pay, Progress, carry_over, close, draw, earned,
    held_back,
};
use proptest::prelude::*;
use serde::Deserialize;

use crate::vectors::{day, rows};

fn agreement() -> Agreement {
    Agreement::usual(
        day("2026-01-01"),
        Policy::usual(Fen(200_000), Fen(5_000_000)),
    )
}

fn with(ratio: Ratio, accounts: &[u16]) -> Agreement {
    let base_accounts = accounts.iter().copied().collect();
    Agreement {
        pay: Pay::Ratio(ratio),
        base_accounts,
        ..agreement()
    }
}

fn base(base: Fen) -> Progress {
    Progress { base, months: 0 }
}

#[derive(Deserialize)]
struct Draw {
    id: String,
    ratio: Ratio,
    accounts: Vec<u16>,
    flows: Vec<(String, u16, Fen)>,
    drawn_fen: Fen,
    draw_fen: Fen,
}

fn flow(name: &str, account: u16) -> Flow {
    match name {
        "income" => Flow::Income { account },
        "refund" => Flow::Refund { account },
        "deposit" => Flow::Deposit,
        "smf" => Flow::Smf,
        "agency" => Flow::Agency,
        other => panic!("no flow {other}"),
    }
}

#[test]
fn remuneration_is_the_ratio_of_what_counts() {
    for row in rows::<Draw>("trust", "draw") {
        let agreement = with(row.ratio, &row.accounts);
        let flows = row
            .flows
            .iter()
            .map(|(name, account, fen)| (flow(name, *account), *fen));
        let cumulative = agreement.base_of(flows).unwrap();
        assert_eq!(
            draw(&agreement, base(cumulative), row.drawn_fen),
            Ok(row.draw_fen),
            "{}",
            row.id
        );
    }
}

#[derive(Deserialize)]
struct Monthly {
    ratio: Ratio,
    month_base_fen: Vec<Fen>,
    draws_fen: Vec<Fen>,
}

#[test]
fn monthly_draws_follow_the_cumulative_base() {
    for row in rows::<Monthly>("trust", "monthly") {
        let agreement = with(row.ratio, &[4001]);
        let (mut cumulative, mut drawn, mut list) = (Fen::ZERO, Fen::ZERO, Vec::new());
        for month in row.month_base_fen {
            cumulative = cumulative.plus(month).unwrap();
            let now = draw(&agreement, base(cumulative), drawn).unwrap();
            drawn = drawn.plus(now).unwrap();
            list.push(now);
        }
        assert_eq!(list, row.draws_fen);
        assert_eq!(drawn, Fen(4_000_002));
    }
}

#[derive(Deserialize)]
struct Close {
    opening_fen: Fen,
    income_fen: Fen,
    remuneration_fen: Fen,
    expense_fen: Fen,
    surplus_fen: Fen,
    closing_fen: Fen,
}

#[test]
fn a_period_closes_with_its_surplus() {
    for row in rows::<Close>("trust", "closing") {
        let closing = close(
            row.opening_fen,
            row.income_fen,
            row.remuneration_fen,
            row.expense_fen,
        )
        .unwrap();
        assert_eq!(
            (closing.surplus_fen, closing.closing_fen),
            (row.surplus_fen, row.closing_fen)
        );
    }
}

#[test]
fn money_that_is_not_income_never_counts() {
    let everything = Agreement {
        base_accounts: (4000..4100).collect(),
        late_fees_in_base: true,
        ..agreement()
    };
    let never = [
        Flow::Deposit,
        Flow::Smf,
        Flow::Agency,
        Flow::Transfer,
        Flow::InsuranceClaim,
        Flow::Subsidy,
        Flow::Loan,
        Flow::OpeningBalance,
        Flow::Income { account: 4008 },
        Flow::Income { account: 4099 },
        Flow::Income { account: 2005 },
    ];
    assert!(never.iter().all(|&flow| !everything.counts(flow)));
    let asked = Agreement {
        base_accounts: BTreeSet::from([4001, 4008]),
        ..agreement()
    };
    assert_eq!(
        asked.check(),
        Err(AgreementRefusal::NeverInBase { account: 4008 })
    );
}

#[test]
fn late_fees_count_only_if_agreed() {
    let late = Flow::Income { account: 4007 };
    assert!(!agreement().counts(late));
    assert!(
        Agreement {
            late_fees_in_base: true,
            ..agreement()
        }
        .counts(late)
    );
}

#[test]
fn a_fixed_amount_goes_by_months_and_a_cap_holds() {
    let fixed = Agreement {
        pay: Pay::Monthly {
            amount_fen: Fen(300_000),
        },
        ..agreement()
    };
    let third = Progress {
        base: Fen(0),
        months: 3,
    };
    assert_eq!(draw(&fixed, third, Fen(600_000)), Ok(Fen(300_000)));
    let capped = Agreement {
        cap_fen: Some(Fen(700_000)),
        ..fixed
    };
    assert_eq!(earned(&capped, third), Ok(Fen(700_000)));
    assert_eq!(draw(&capped, third, Fen(600_000)), Ok(Fen(100_000)));
}

#[test]
fn a_base_below_zero_earns_nothing_and_claws_back() {
    assert_eq!(earned(&agreement(), base(Fen(-5000))), Ok(Fen(0)));
    assert_eq!(
        draw(&agreement(), base(Fen(-5000)), Fen(100)),
        Ok(Fen(-100))
    );
}

#[test]
fn part_of_it_waits_for_the_service_score() {
    let held = Agreement {
        holdback: Ratio { num: 20, den: 100 },
        ..agreement()
    };
    let score = |num| held_back(&held, Fen(3_112_128), Ratio { num, den: 100 });
    assert_eq!(score(0), Ok(Fen(622_426)));
    assert_eq!(score(90), Ok(Fen(62_243)));
    assert_eq!(score(100), Ok(Fen(0)));
    assert_eq!(score(500), Ok(Fen(622_426)), "no score above the whole");
}

#[test]
fn a_surplus_is_carried_over_as_agreed() {
    let split = Agreement {
        carry_over: CarryOver::Split {
            reserve: Ratio { num: 1, den: 3 },
        },
        ..agreement()
    };
    assert_eq!(carry_over(&split, Fen(100)), Ok((Fen(33), Fen(67))));
    assert_eq!(carry_over(&split, Fen(-100)), Ok((Fen(0), Fen(-100))));
    assert_eq!(carry_over(&agreement(), Fen(100)), Ok((Fen(0), Fen(100))));
}

#[test]
fn senseless_parameters_are_refused() {
    use AgreementRefusal as R;
    let ratio = |num, den| Agreement {
        pay: Pay::Ratio(Ratio { num, den }),
        ..agreement()
    };
    assert_eq!(agreement().check(), Ok(()));
    assert_eq!(
        ratio(11, 10).check(),
        Err(R::NotAShare { num: 11, den: 10 })
    );
    assert_eq!(ratio(1, 0).check(), Err(R::NotAShare { num: 1, den: 0 }));
    assert_eq!(
        Agreement {
            pay_day: 31,
            ..agreement()
        }
        .check(),
        Err(R::Day { day: 31 })
    );
    let fixed = Agreement {
        pay: Pay::Monthly {
            amount_fen: Fen(-1),
        },
        ..agreement()
    };
    assert_eq!(fixed.check(), Err(R::Negative { amount: Fen(-1) }));
    let (from, to) = (day("2026-01-01"), day("2025-12-31"));
    let ended = Agreement {
        to: Some(to),
        ..agreement()
    };
    assert_eq!(ended.check(), Err(R::EndsBeforeStart { from, to }));
    let open = Agreement {
        approvals: Policy { tiers: vec![] },
        ..agreement()
    };
    assert!(matches!(open.check(), Err(R::Approvals(_))));
}

#[test]
fn an_agreement_has_one_written_form() {
    let text = serde_json::to_string(&agreement()).unwrap();
    assert_eq!(
        serde_json::from_str::<Agreement>(&text).unwrap(),
        agreement()
    );
    assert!(
        text.contains(r#""pay":{"ratio":{"num":10,"den":100}}"#),
        "{text}"
    );
}

proptest! {
    #[test]
    fn however_often_it_is_drawn_the_sum_is_the_rounded_share_of_the_whole(
        months in prop::collection::vec(-1_000_000_i64..10_000_000, 1..24),
        num in 0_i64..100,
    ) {
        let agreement = with(Ratio { num, den: 100 }, &[4001]);
        let (mut cumulative, mut drawn) = (Fen::ZERO, Fen::ZERO);
        for month in months {
            cumulative = cumulative.plus(Fen(month)).unwrap();
            let now = draw(&agreement, base(cumulative), drawn).unwrap();
            drawn = drawn.plus(now).unwrap();
        }
        let share = cumulative.times(Ratio { num, den: 100 }).unwrap();
        prop_assert_eq!(drawn, share.max(Fen::ZERO));
    }
}
