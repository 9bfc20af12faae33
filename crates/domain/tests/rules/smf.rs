use mingbai_domain::common_income::{by_area, net, reaches_minimum, top_up};
use mingbai_domain::money::{AreaC, Fen, RateE4, Ratio, Threshold};
use mingbai_domain::smf::{
    EmergencyConfirmations, Sharer, deposit_rate, first_deposit, must_replenish, overruns,
    share_draw,
};
use serde::Deserialize;

use crate::vectors::rows;

#[derive(Deserialize)]
struct TopUp {
    id: String,
    income_fen: Fen,
    cost_fen: Fen,
    share: Ratio,
    net_fen: Fen,
    to_smf_fen: Fen,
    rest_fen: Fen,
}

#[test]
fn common_income_less_cost_tops_up_the_fund() {
    for row in rows::<TopUp>("funds", "top_up") {
        let net = net(row.income_fen, row.cost_fen).unwrap();
        let divided = top_up(net, row.share).unwrap();
        let have = (net, divided.to_smf, divided.rest);
        assert_eq!(
            have,
            (row.net_fen, row.to_smf_fen, row.rest_fen),
            "{}",
            row.id
        );
    }
}

#[test]
fn the_places_minimum_is_more_than_half_or_at_least_half() {
    let (more, least) = (Threshold::more_than(1, 2), Threshold::at_least(1, 2));
    assert!(!reaches_minimum(Fen(100), Fen(50), more));
    assert!(reaches_minimum(Fen(100), Fen(51), more));
    assert!(reaches_minimum(Fen(100), Fen(50), least));
    assert!(
        reaches_minimum(Fen(-100), Fen(0), more),
        "a loss tops nothing up"
    );
}

#[test]
fn common_income_is_the_units_by_area() {
    let areas = [8957, 12138, 8957, 9030, 13442].map(AreaC);
    let parts = by_area(Fen(5_053_827), &areas).unwrap();
    assert_eq!(
        parts,
        [861_837, 1_167_911, 861_837, 868_861, 1_293_381].map(Fen)
    );
    assert!(by_area(Fen(1), &[]).is_err());
}

#[derive(Deserialize)]
struct Deposit {
    id: String,
    area_c: AreaC,
    rate_e4: RateE4,
    fen: Fen,
}

#[test]
fn the_first_deposit_is_area_times_rate() {
    for row in rows::<Deposit>("funds", "first_deposit") {
        assert_eq!(
            first_deposit(row.area_c, row.rate_e4),
            Ok(row.fen),
            "{}",
            row.id
        );
    }
    // 5 % of 1,700 yuan per m² are 85 yuan.
    assert_eq!(
        deposit_rate(Fen(170_000), Ratio { num: 5, den: 100 }),
        Ok(RateE4(850_000))
    );
}

#[derive(Deserialize)]
struct Replenish {
    id: String,
    balance_fen: Fen,
    first_deposit_fen: Fen,
    floor: Ratio,
    must: bool,
}

#[test]
fn below_thirty_percent_of_the_first_deposit_a_unit_pays_in_again() {
    for row in rows::<Replenish>("funds", "replenish") {
        let must = must_replenish(row.balance_fen, row.first_deposit_fen, row.floor);
        assert_eq!(must, Ok(row.must), "{}", row.id);
    }
}

#[test]
fn a_draw_is_shared_by_area_and_says_who_is_short() {
    let unit = |area, balance| Sharer {
        area: AreaC(area),
        balance: Fen(balance),
    };
    let parts = share_draw(Fen(100), &[unit(1, 1000), unit(1, 20), unit(1, -5)]).unwrap();
    let shown: Vec<(i64, i64, i64)> = parts
        .iter()
        .map(|part| (part.share.0, part.paid.0, part.short.0))
        .collect();
    assert_eq!(shown, [(34, 34, 0), (33, 20, 13), (33, 0, 33)]);
}

#[test]
fn more_than_a_tenth_over_the_budget_needs_a_new_application() {
    let tenth = Threshold::more_than(10, 100);
    assert_eq!(overruns(Fen(1000), Fen(1100), tenth), Ok(false));
    assert_eq!(overruns(Fen(1000), Fen(1101), tenth), Ok(true));
    assert_eq!(overruns(Fen(0), Fen(1), tenth), Ok(true));
    assert_eq!(overruns(Fen(1000), Fen(900), tenth), Ok(false));
}

#[test]
fn an_emergency_needs_both_confirmations() {
    let confirmed = |committee, street_office| EmergencyConfirmations {
        committee,
        street_office,
    };
    assert!(confirmed(true, true).complete());
    assert!(!confirmed(true, false).complete() && !confirmed(false, true).complete());
}
