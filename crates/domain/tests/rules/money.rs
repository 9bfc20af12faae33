use mingbai_domain::money::{
    AreaC, Fen, MoneyError, Ratio, Threshold, allocate, half_up, narrow, parse_decimal, parse_yuan,
};
use proptest::prelude::*;
use serde::Deserialize;

use crate::vectors::rows;

#[derive(Deserialize)]
struct Split {
    #[serde(default)]
    id: String,
    total_fen: Fen,
    weights: Vec<i64>,
    #[serde(default)]
    parts_fen: Vec<Fen>,
}

#[test]
fn splits_go_by_the_largest_remainder_and_the_lowest_index() {
    for row in rows::<Split>("allocation", "split") {
        assert_eq!(
            allocate(row.total_fen, &row.weights),
            Ok(row.parts_fen),
            "{}",
            row.id
        );
    }
}

#[test]
fn a_split_without_weight_is_refused() {
    for row in rows::<Split>("allocation", "refused") {
        assert!(allocate(row.total_fen, &row.weights).is_err(), "{}", row.id);
    }
    assert_eq!(
        allocate(Fen(1), &[3, -1]),
        Err(MoneyError::NegativeWeight { index: 1 })
    );
    assert_eq!(allocate(Fen(1), &[0, 0]), Err(MoneyError::NoWeight));
}

#[test]
fn the_extremes_split_without_overflow() {
    let parts = allocate(Fen(i64::MIN), &[i64::MAX, i64::MAX, 1]).unwrap();
    assert_eq!(Fen::total(parts), Ok(Fen(i64::MIN)));
}

#[derive(Deserialize)]
struct Rounding {
    num: i64,
    den: i64,
    rounded: i64,
}

#[test]
fn halves_round_away_from_zero() {
    for row in rows::<Rounding>("rounding", "half_up") {
        let rounded = half_up(i128::from(row.num), i128::from(row.den));
        assert_eq!(rounded, Ok(row.rounded), "{}/{}", row.num, row.den);
    }
}

#[test]
fn rounding_refuses_what_it_cannot_hold() {
    assert_eq!(half_up(1, 0), Err(MoneyError::OutOfRange));
    assert_eq!(half_up(1, -2), Err(MoneyError::OutOfRange));
    assert_eq!(half_up(i128::MAX, 1), Err(MoneyError::OutOfRange));
    assert_eq!(half_up(i128::MIN, 1), Err(MoneyError::OutOfRange));
    assert_eq!(half_up(1, i128::MAX), Err(MoneyError::OutOfRange));
    assert_eq!(
        half_up(i128::from(i64::MAX) + 1, 1),
        Err(MoneyError::OutOfRange)
    );
}

#[derive(Deserialize)]
struct Amount {
    text: String,
    #[serde(default)]
    fen: Fen,
}

#[test]
fn amounts_are_read_as_offices_write_them() {
    for row in rows::<Amount>("amounts", "read") {
        assert_eq!(parse_yuan(&row.text), Some(row.fen), "`{}`", row.text);
    }
}

#[test]
fn what_is_not_exactly_an_amount_is_refused() {
    for row in rows::<Amount>("amounts", "refused") {
        assert_eq!(parse_yuan(&row.text), None, "`{}`", row.text);
    }
}

#[test]
fn decimals_have_as_many_places_as_asked() {
    assert_eq!(parse_decimal("1.85", 4), Some(18_500));
    assert_eq!(parse_decimal("1.67505", 4), None);
    assert_eq!(parse_decimal("89", 0), Some(89));
    assert_eq!(parse_decimal("1", 40), None);
    assert_eq!(narrow('９'), '9');
}

#[test]
fn fractions_with_a_zero_below_are_refused() {
    let bad = Ratio { num: 1, den: 0 };
    assert_eq!(
        Fen(100).times(bad),
        Err(MoneyError::BadFraction { num: 1, den: 0 })
    );
    assert!(Ratio::new(-1, 3).is_err());
    assert!(!Ratio { num: 3, den: 2 }.is_share());
}

#[test]
fn at_least_includes_the_number_and_more_than_does_not() {
    assert!(Threshold::at_least(2, 3).is_met(8, 12));
    assert!(!Threshold::at_least(2, 3).is_met(7, 12));
    assert!(!Threshold::more_than(1, 2).is_met(4, 8));
    assert!(Threshold::more_than(1, 2).is_met(5, 8));
    assert!(!Threshold::at_least(2, 3).is_met(0, 0));
    assert_eq!(Threshold::more_than(1, 2).least_of(8), Ok(5));
    assert_eq!(Threshold::more_than(1, 2).least_of(7), Ok(4));
    assert_eq!(Threshold::at_least(3, 4).least_of(8), Ok(6));
}

#[test]
fn amounts_are_printed_with_two_decimals() {
    assert_eq!(Fen(-5).to_string(), "-0.05");
    assert_eq!(Fen(i64::MIN).to_string(), "-92233720368547758.08");
    assert_eq!(AreaC(8957).to_string(), "89.57");
}

proptest! {
    #[test]
    fn a_split_adds_up_and_no_part_is_a_fen_off(
        total in -1_000_000_000_000_i64..1_000_000_000_000,
        weights in prop::collection::vec(0_i64..10_000_000, 1..60),
    ) {
        let sum: i128 = weights.iter().map(|&w| i128::from(w)).sum();
        prop_assume!(sum > 0);
        let parts = allocate(Fen(total), &weights).unwrap();
        prop_assert_eq!(Fen::total(parts.iter().copied()), Ok(Fen(total)));
        for (part, &weight) in parts.iter().zip(&weights) {
            // |part - total·weight/sum| < 1, in integers.
            let off = i128::from(part.0) * sum - i128::from(total) * i128::from(weight);
            prop_assert!(off.abs() < sum);
            prop_assert!(weight > 0 || part.0 == 0);
        }
    }

    #[test]
    fn of_equal_weights_an_earlier_one_never_gets_less(
        total in 0_i64..1_000_000,
        weights in prop::collection::vec(1_i64..5, 2..20),
    ) {
        let parts = allocate(Fen(total), &weights).unwrap();
        for i in 0..weights.len() {
            for j in i + 1..weights.len() {
                prop_assert!(weights[i] != weights[j] || parts[i] >= parts[j]);
            }
        }
    }

    #[test]
    fn a_negative_split_is_the_mirror_image(
        total in 0_i64..1_000_000,
        weights in prop::collection::vec(1_i64..1000, 1..20),
    ) {
        let plus = allocate(Fen(total), &weights).unwrap();
        let minus = allocate(Fen(-total), &weights).unwrap();
        let mirrored: Vec<Fen> = plus.iter().map(|fen| fen.negated().unwrap()).collect();
        prop_assert_eq!(minus, mirrored);
    }

    #[test]
    fn rounding_is_at_most_half_off(num in -1_000_000_000_000_i64..1_000_000_000_000, den in 1_i64..1_000_000) {
        let rounded = half_up(i128::from(num), i128::from(den)).unwrap();
        let off = i128::from(rounded) * i128::from(den) - i128::from(num);
        prop_assert!(2 * off.abs() <= i128::from(den));
        prop_assert_eq!(half_up(-i128::from(num), i128::from(den)), Ok(-rounded));
    }

    #[test]
    fn what_is_printed_is_read_back(fen in -10_i64.pow(17)..10_i64.pow(17)) {
        prop_assert_eq!(parse_yuan(&Fen(fen).to_string()), Some(Fen(fen)));
    }

    #[test]
    fn no_text_makes_the_reader_panic(text in "\\PC*", decimals in 0_u32..30) {
        let _ = parse_decimal(&text, decimals);
        let _ = parse_yuan(&text);
    }

    #[test]
    fn the_least_that_reaches_a_threshold_reaches_it(
        whole in 1_i64..1_000_000_000, num in 0_i64..100, den in 1_i64..100, exclusive: bool,
    ) {
        let threshold = Threshold { num, den, exclusive };
        let least = threshold.least_of(whole).unwrap();
        prop_assert!(threshold.is_met(least, whole));
        prop_assert!(!threshold.is_met(least - 1, whole));
    }
}
