use jiff::civil::{Date, date};
use mingbai_domain::calendar::{
    Period, RestDays, UnixMs, add_days, add_months, days_between, deadline, deadline_months,
    latest_notice, opens_after_notice,
};
use mingbai_domain::jurisdiction::rest_days;
use proptest::prelude::*;
use serde::Deserialize;

use crate::vectors::rows;

#[derive(Deserialize)]
struct Notice {
    id: String,
    notice: Date,
    days: u16,
    opens: Date,
}

#[test]
fn after_a_notice_of_fifteen_days_on_day_n_voting_opens_on_n_plus_sixteen() {
    for row in rows::<Notice>("calendar", "notice") {
        assert_eq!(
            opens_after_notice(row.notice, row.days),
            row.opens,
            "{}",
            row.id
        );
        assert_eq!(latest_notice(row.opens, row.days), row.notice, "{}", row.id);
    }
}

#[derive(Deserialize)]
struct Deadline {
    id: String,
    start: Date,
    days: u16,
    end: Date,
}

#[test]
fn a_deadline_on_a_rest_day_becomes_the_next_working_day() {
    let rest = rest_days().unwrap();
    for row in rows::<Deadline>("calendar", "deadline") {
        assert_eq!(deadline(row.start, row.days, &rest), row.end, "{}", row.id);
    }
}

#[derive(Deserialize)]
struct Months {
    start: Date,
    months: u16,
    end: Date,
}

#[test]
fn months_end_on_the_same_day_or_the_months_last() {
    for row in rows::<Months>("calendar", "months") {
        assert_eq!(add_months(row.start, i32::from(row.months)), row.end);
    }
    // 2026-02-28 is a Saturday that is worked; without the list it rolls to Monday.
    let (start, plain) = (date(2026, 1, 31), RestDays::default());
    assert_eq!(
        deadline_months(start, 1, &rest_days().unwrap()),
        date(2026, 2, 28)
    );
    assert_eq!(deadline_months(start, 1, &plain), date(2026, 3, 2));
}

#[test]
fn the_calendars_ends_clamp_instead_of_panicking() {
    let rest = RestDays::default();
    assert_eq!(add_days(Date::MAX, 1), Date::MAX);
    assert_eq!(add_days(Date::MIN, -1), Date::MIN);
    assert_eq!(deadline(Date::MAX, u16::MAX, &rest), Date::MAX);
    assert_eq!(latest_notice(Date::MIN, 15), Date::MIN);
    assert_eq!(add_months(Date::MIN, -1), Date::MIN);
    let last = Period::new(9998, 12).unwrap();
    assert_eq!(last.plus_months(i32::MAX), last);
    assert_eq!(last.plus_months(i32::MIN), Period::new(1900, 1).unwrap());
}

#[test]
fn a_day_ends_at_midnight_in_china() {
    let opens = UnixMs::start_of(date(2026, 6, 17));
    assert_eq!(opens.rfc3339(), "2026-06-16T16:00:00Z");
    assert_eq!(opens.date(), date(2026, 6, 17));
    assert_eq!(UnixMs(opens.0 - 1).date(), date(2026, 6, 16));
}

#[test]
fn only_the_written_form_of_a_month_is_one() {
    for text in [
        "2026-9",
        "26-09",
        "2026-13",
        "2026-00",
        "2026/09",
        "2026-09-01",
        "２０２６-09",
        "",
    ] {
        assert!(text.parse::<Period>().is_err(), "`{text}`");
    }
    let september: Period = "2026-09".parse().unwrap();
    assert_eq!((september.days(), september.quarter()), (30, 3));
    assert_eq!(serde_json::to_string(&september).unwrap(), "\"2026-09\"");
}

proptest! {
    #[test]
    fn a_period_of_time_never_ends_on_a_rest_day_nor_early(day in 0_i32..20_000, days in 0_u16..400) {
        let (rest, start) = (rest_days().unwrap(), add_days(date(2000, 1, 1), day));
        let end = deadline(start, days, &rest);
        prop_assert!(!rest.is_rest(end));
        prop_assert!(days_between(start, end) >= i32::from(days));
    }

    #[test]
    fn months_count_forth_and_back(year in 1950_i16..2100, month in 1_i8..=12, n in -500_i32..500) {
        let period = Period::new(year, month).unwrap();
        prop_assert_eq!(period.plus_months(n).plus_months(-n), period);
        prop_assert_eq!(period.months_until(period.plus_months(n)), n);
        prop_assert_eq!(period.plus_months(1), period.next());
        prop_assert_eq!(period.to_string().parse::<Period>(), Ok(period));
    }
}
