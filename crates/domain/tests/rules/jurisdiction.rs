use mingbai_domain::disclosure::{Every, Item};
use mingbai_domain::jurisdiction::{Mark, Profile, ProfileError, rest_days};
use mingbai_domain::money::Threshold;
use mingbai_domain::vote::VoteRules;

#[test]
fn every_embedded_profile_reads_and_every_value_has_a_source() {
    for id in Profile::embedded_ids() {
        let profile = Profile::embedded(id).unwrap();
        assert_eq!(profile.id, id);
        let rules = profile
            .disclosure
            .iter()
            .map(|(i, rule)| (i.as_str(), &*rule.source, rule.mark));
        for (name, source, mark) in profile.values.sources().into_iter().chain(rules) {
            assert!(
                source.chars().count() >= 4,
                "{id}: {name} says where it comes from"
            );
            assert_eq!(
                mark == Mark::Design,
                source.starts_with("design decision"),
                "{id}: {name}"
            );
        }
    }
}

#[test]
fn the_default_votes_by_the_civil_code() {
    let profile = Profile::national_default().unwrap();
    assert_eq!(profile.vote_rules(), VoteRules::CIVIL_CODE_278);
    let values = &profile.values;
    assert_eq!(values.petition_share.value, Threshold::at_least(1, 5));
    assert_eq!(
        (values.notice_days.value, values.prepay_months.value),
        (15, 12)
    );
    assert_eq!(values.objection_reply_days.value, 7);
    assert_eq!(values.objection_reply_days.mark, Mark::Design);
    assert!(values.agenda_lock.value && !values.follow_majority.value);
    assert!(!values.arrears_remove_vote.value && !values.delegation_allowed.value);
}

#[test]
fn a_place_differs_only_in_what_it_names() {
    let (default, hangzhou) = (
        Profile::national_default().unwrap(),
        Profile::embedded("hangzhou").unwrap(),
    );
    assert_eq!(hangzhou.values.extraordinary_notice_days.value, 7);
    assert_eq!(hangzhou.values.handover_days.value, 15);
    assert_eq!(
        hangzhou.disclosure[&Item::SelfManagedAccounts].value.every,
        Every::Year
    );
    assert_eq!(hangzhou.values.notice_days, default.values.notice_days);
    assert!(
        Profile::embedded("shanghai")
            .unwrap()
            .values
            .delegation_allowed
            .value
    );
}

fn based(values: &str) -> Result<Profile, ProfileError> {
    Profile::parse(&format!(
        r#"{{"id": "x", "name_zh": "某地", "name_en": "Somewhere",
            "based_on": "national-default", "values": {{{values}}}, "disclosure": {{}}}}"#
    ))
}

#[test]
fn a_profile_with_a_mistake_is_refused() {
    assert!(based("").is_ok());
    let silent = based(r#""notice_days": {"value": 20, "source": " ", "mark": "read"}"#);
    assert_eq!(
        silent,
        Err(ProfileError::NoSource {
            name: "notice_days".into()
        })
    );
    let typo = based(r#""notice_day": {"value": 20, "source": "Rule 1", "mark": "read"}"#);
    assert!(matches!(typo, Err(ProfileError::Malformed(_))));
    let negative = based(r#""notice_days": {"value": -1, "source": "Rule 1", "mark": "read"}"#);
    assert!(matches!(negative, Err(ProfileError::Malformed(_))));
    let zero = r#""quorum": {"value": {"num": 2, "den": 0, "exclusive": false}, "source": "R", "mark": "read"}"#;
    assert_eq!(based(zero), Err(ProfileError::NotAShare { num: 2, den: 0 }));
    assert!(matches!(
        Profile::parse("[]"),
        Err(ProfileError::Malformed(_))
    ));
    assert!(matches!(
        Profile::embedded("nowhere"),
        Err(ProfileError::Unknown { .. })
    ));
}

#[test]
fn a_worked_day_is_a_weekend_and_no_holiday() {
    let rest = rest_days().unwrap();
    assert!(!rest.holidays.is_empty());
    for &day in &rest.worked {
        assert!(!rest.is_rest(day) && !rest.holidays.contains(&day), "{day}");
        assert!(
            mingbai_domain::calendar::RestDays::default().is_rest(day),
            "{day} is a weekend"
        );
    }
}
