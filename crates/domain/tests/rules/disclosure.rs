use jiff::civil::Date;
use mingbai_domain::calendar::RestDays;
use mingbai_domain::disclosure::{
    Every, Item, Published, Rule, Span, Standing, applies, duties, reply_due, standing,
};
use mingbai_domain::jurisdiction::{Profile, rest_days};
use mingbai_domain::registry::{ManagementMode, ModeFrom};

use crate::vectors::day;

fn profile() -> Profile {
    Profile::national_default().expect("it comes with the program")
}

fn since(mode: ManagementMode, from: &str) -> ModeFrom {
    ModeFrom {
        mode,
        from: day(from),
    }
}

#[test]
fn a_span_is_the_calendars() {
    let span = |every: Every, on| every.span_of(day(on));
    let days = |from, to| {
        Some(Span {
            from: day(from),
            to: day(to),
        })
    };
    assert_eq!(
        span(Every::Month, "2026-02-10"),
        days("2026-02-01", "2026-02-28")
    );
    assert_eq!(
        span(Every::Quarter, "2026-06-30"),
        days("2026-04-01", "2026-06-30")
    );
    assert_eq!(
        span(Every::HalfYear, "2026-07-01"),
        days("2026-07-01", "2026-12-31")
    );
    assert_eq!(
        span(Every::Year, "2026-07-01"),
        days("2026-01-01", "2026-12-31")
    );
    assert_eq!(span(Every::OnChange, "2026-07-01"), None);
}

#[test]
fn the_property_fund_is_due_by_day_ten() {
    let rule = profile().disclosure[&Item::PropertyFund].value;
    assert_eq!(
        rule,
        Rule {
            every: Every::Month,
            within_days: 10
        }
    );
    assert_eq!(rule.due(day("2026-09-30")), day("2026-10-10"));
}

#[test]
fn lateness_is_counted_from_the_due_day() {
    let due = day("2026-10-10");
    let at = |published: Option<&str>, today| standing(due, published.map(day), day(today));
    assert_eq!(at(None, "2026-10-10"), Standing::Pending { days_left: 0 });
    assert_eq!(at(None, "2026-10-11"), Standing::Overdue { days: 1 });
    assert_eq!(
        at(Some("2026-10-10"), "2026-11-01"),
        Standing::InTime { on: due }
    );
    let late = at(Some("2026-10-13"), "2026-11-01");
    assert_eq!(
        late,
        Standing::PublishedLate {
            on: day("2026-10-13"),
            days: 3
        }
    );
    assert_eq!(late.days_late(), 3);
    let announced = at(Some("2026-10-13"), "2026-10-12");
    assert_eq!(
        announced,
        Standing::Overdue { days: 2 },
        "a publication to come is none yet"
    );
}

#[test]
fn a_lump_sum_company_publishes_common_income_but_no_fund() {
    use ManagementMode as M;
    assert!(!applies(Item::PropertyFund, M::LumpSum) && applies(Item::CommonIncome, M::LumpSum));
    assert!(applies(Item::PropertyFund, M::Trust) && applies(Item::PropertyFund, M::Remuneration));
    assert!(applies(Item::SelfManagedAccounts, M::SelfManaged));
    assert!(!applies(Item::SelfManagedAccounts, M::Trust));
    assert!(!applies(Item::AnnualAccounts, M::LumpSum));
}

#[test]
fn what_is_owed_follows_the_mode_at_the_spans_end() {
    let modes = [
        since(ManagementMode::LumpSum, "2026-01-01"),
        since(ManagementMode::Trust, "2026-05-15"),
    ];
    let published = Published::from([
        ((Item::PropertyFund, day("2026-05-31")), day("2026-06-10")),
        ((Item::CommonIncome, day("2026-03-31")), day("2026-04-14")),
    ]);
    let all = duties(
        &profile(),
        &modes,
        day("2026-01-01"),
        &published,
        day("2026-07-11"),
    );
    let of = |item| -> Vec<(Date, Standing)> {
        all.iter()
            .filter(|d| d.item == item)
            .map(|d| (d.span.to, d.standing))
            .collect()
    };
    let fund = [
        (
            day("2026-05-31"),
            Standing::InTime {
                on: day("2026-06-10"),
            },
        ),
        (day("2026-06-30"), Standing::Overdue { days: 1 }),
    ];
    assert_eq!(of(Item::PropertyFund), fund);
    let income = [
        (
            day("2026-03-31"),
            Standing::PublishedLate {
                on: day("2026-04-14"),
                days: 4,
            },
        ),
        (day("2026-06-30"), Standing::Overdue { days: 1 }),
    ];
    assert_eq!(of(Item::CommonIncome), income);
    assert_eq!(
        of(Item::Smf),
        [(day("2026-06-30"), Standing::Pending { days_left: 19 })]
    );
    assert!(of(Item::Audit).is_empty() && of(Item::Contracts).is_empty());
    assert!(all.is_sorted_by_key(|duty| duty.due));
}

#[test]
fn a_month_that_began_before_the_community_joined_is_not_owed() {
    let modes = [since(ManagementMode::Trust, "2020-01-01")];
    let all = duties(
        &profile(),
        &modes,
        day("2026-05-02"),
        &Published::new(),
        day("2026-07-01"),
    );
    let first = all
        .iter()
        .find(|duty| duty.item == Item::PropertyFund)
        .unwrap();
    assert_eq!(first.span.from, day("2026-06-01"));
    let none = duties(&profile(), &modes, Date::MAX, &Published::new(), Date::MAX);
    assert!(none.is_empty());
    assert!(
        duties(
            &profile(),
            &[],
            day("2026-01-01"),
            &Published::new(),
            Date::MAX
        )
        .is_empty()
    );
}

#[test]
fn an_objection_is_answered_within_seven_days_or_the_next_working_day() {
    let (profile, rest) = (profile(), rest_days().unwrap());
    assert_eq!(
        reply_due(&profile, day("2026-06-01"), &RestDays::default()),
        day("2026-06-08")
    );
    assert_eq!(
        reply_due(&profile, day("2026-09-30"), &rest),
        day("2026-10-08")
    );
}
