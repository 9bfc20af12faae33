use std::collections::BTreeMap;

use mingbai_domain::calendar::UnixMs;
use mingbai_domain::money::{AreaC, Threshold};
use mingbai_domain::vote::{
    Ballot, Channel, Choice, CommitteeRefusal, Count, Ignored, Majority, Matter, Poll, Rejected,
    Revote, Tally, Totals, VoteRules, committee_decides, count, decide, passes, petition_suffices,
    quorum_reached,
};
use proptest::prelude::*;
use serde::Deserialize;

use crate::vectors::rows;

const RULES: VoteRules = VoteRules::CIVIL_CODE_278;

#[derive(Deserialize)]
struct Row {
    id: String,
    all: (i64, i64),
    took_part: (i64, i64),
    in_favour: (i64, i64),
    quorum: bool,
    ordinary: bool,
    special: bool,
}

fn totals((area, heads): (i64, i64)) -> Totals {
    Totals {
        area_c: AreaC(area),
        heads,
    }
}

#[test]
fn one_predicate_decides_every_vote() {
    for row in rows::<Row>("votes", "tally") {
        let tally = Tally {
            all: totals(row.all),
            took_part: totals(row.took_part),
            in_favour: totals(row.in_favour),
        };
        assert_eq!(
            quorum_reached(&RULES, &tally),
            row.quorum,
            "{} quorum",
            row.id
        );
        assert_eq!(
            passes(&RULES, Majority::Ordinary, &tally),
            row.ordinary,
            "{} ordinary",
            row.id
        );
        assert_eq!(
            passes(&RULES, Majority::Special, &tally),
            row.special,
            "{} special",
            row.id
        );
    }
}

#[test]
fn in_floating_point_exactly_two_thirds_is_missed() {
    let areas = [158.19, 168.46, 76.08, 72.19, 55.40];
    let part: f64 = areas.iter().sum();
    assert!(part / (part + 265.16) < 2.0 / 3.0, "floats fail");
    assert!(RULES.quorum.is_met(53_032, 79_548), "integers do not");
}

#[test]
fn using_the_fund_is_ordinary_raising_it_is_special() {
    let special: Vec<u8> = Matter::ALL
        .iter()
        .filter(|matter| matter.majority() == Majority::Special)
        .map(|matter| matter.number())
        .collect();
    assert_eq!(special, [6, 7, 8]);
    // V15: 10 of 12 take part, 6 agree.
    let all = totals((120_000, 12));
    let (took_part, in_favour) = (totals((100_000, 10)), totals((60_000, 6)));
    let tally = Tally {
        all,
        took_part,
        in_favour,
    };
    assert_eq!(decide(&RULES, Matter::UseSmf, &tally), Ok(()));
    let need = totals((75_000, 8));
    let refused = Rejected::MajorityNotReached {
        majority: Majority::Special,
        need,
        have: in_favour,
    };
    assert_eq!(decide(&RULES, Matter::RaiseSmf, &tally), Err(refused));
}

#[test]
fn a_missed_quorum_says_by_how_much() {
    let all = totals((120_000, 12));
    let have = totals((79_999, 8));
    let tally = Tally {
        all,
        took_part: have,
        in_favour: have,
    };
    let need = totals((80_000, 8));
    let missed = Rejected::QuorumNotReached { need, have };
    assert_eq!(decide(&RULES, Matter::Other, &tally), Err(missed));
    let absurd = Tally {
        all: have,
        took_part: all,
        in_favour: have,
    };
    assert_eq!(
        decide(&RULES, Matter::Other, &absurd),
        Err(Rejected::Inconsistent)
    );
}

#[derive(Deserialize)]
struct Petition {
    id: String,
    signed: i64,
    heads: i64,
    suffices: bool,
}

#[test]
fn a_fifth_of_the_owners_can_call_a_meeting() {
    for row in rows::<Petition>("votes", "petition") {
        let suffices = petition_suffices(Threshold::at_least(1, 5), row.signed, row.heads);
        assert_eq!(suffices, row.suffices, "{}", row.id);
    }
}

#[derive(Deserialize)]
struct Committee {
    id: String,
    members: u32,
    present: u32,
    yes: u32,
    result: String,
}

#[test]
fn a_committee_decides_by_more_than_half_of_all_its_members() {
    for row in rows::<Committee>("votes", "committee") {
        let result = match committee_decides(row.members, row.present, row.yes) {
            Ok(()) => "agreed",
            Err(CommitteeRefusal::NoQuorum { .. }) => "no quorum",
            Err(CommitteeRefusal::NotAgreed { .. }) => "not agreed",
            Err(CommitteeRefusal::Inconsistent) => "inconsistent",
        };
        assert_eq!(result, row.result, "{}", row.id);
    }
    let need = CommitteeRefusal::NotAgreed { need: 4, have: 3 };
    assert_eq!(committee_decides(7, 4, 3), Err(need));
    assert_eq!(
        committee_decides(3, 4, 4),
        Err(CommitteeRefusal::Inconsistent)
    );
    assert!(committee_decides(0, 0, 0).is_err());
}

const POLL: Poll = Poll {
    opens: UnixMs(100),
    closes: UnixMs(200),
    revote: Revote::LastWins,
};

fn ballot(head: usize, choice: Choice, channel: Channel, at: i64) -> Ballot {
    Ballot {
        head: format!("U{head}"),
        choice,
        channel,
        at: UnixMs(at),
        valid: true,
    }
}

fn roll(heads: usize) -> BTreeMap<String, AreaC> {
    (1..=heads)
        .map(|head| (format!("U{head}"), AreaC(10_000)))
        .collect()
}

fn counted(ballots: &[Ballot]) -> Count {
    count(&roll(12), ballots, POLL).expect("areas add up")
}

/// V17: five for and two against online; on paper U3 changes to against, one is unsigned, one
/// late, and one comes in new.
#[test]
fn paper_handed_in_in_person_overrides_and_bad_paper_is_ignored() {
    let mut ballots: Vec<Ballot> = (1..=7)
        .map(|head| {
            let choice = if head <= 5 {
                Choice::For
            } else {
                Choice::Against
            };
            ballot(head, choice, Channel::Online, 110)
        })
        .collect();
    ballots.push(ballot(3, Choice::Against, Channel::InPerson, 105));
    ballots.push(Ballot {
        valid: false,
        ..ballot(9, Choice::For, Channel::InPerson, 120)
    });
    ballots.push(ballot(10, Choice::For, Channel::InPerson, 200));
    ballots.push(ballot(8, Choice::For, Channel::InPerson, 199));
    let count = counted(&ballots);
    assert_eq!(count.tally.took_part, totals((80_000, 8)));
    assert_eq!(count.tally.in_favour, totals((50_000, 5)));
    assert_eq!(count.against, totals((30_000, 3)));
    let ignored = [
        (2, Ignored::Superseded),
        (8, Ignored::Invalid),
        (9, Ignored::TooLate),
    ];
    assert_eq!(count.ignored, BTreeMap::from(ignored));
    assert!(passes(&RULES, Majority::Ordinary, &count.tally));
    assert!(!passes(&RULES, Majority::Special, &count.tally));
}

/// V6: an abstention takes part and agrees to nothing.
#[test]
fn an_abstention_is_in_the_denominator_only() {
    let mut ballots: Vec<Ballot> = (1..=4)
        .map(|head| ballot(head, Choice::For, Channel::Online, 110))
        .collect();
    ballots.push(ballot(5, Choice::Abstain, Channel::Online, 110));
    ballots.extend((6..=8).map(|head| ballot(head, Choice::Against, Channel::Online, 110)));
    let count = counted(&ballots);
    assert_eq!(count.tally.took_part, totals((80_000, 8)));
    assert_eq!(
        (count.tally.in_favour, count.abstained),
        (totals((40_000, 4)), totals((10_000, 1)))
    );
    assert!(!passes(&RULES, Majority::Ordinary, &count.tally));
}

#[test]
fn strangers_and_early_birds_do_not_count() {
    let ballots = [
        ballot(13, Choice::For, Channel::Online, 110),
        ballot(1, Choice::For, Channel::Online, 99),
    ];
    let count = counted(&ballots);
    assert_eq!(count.tally.took_part, totals((0, 0)));
    let ignored = [(0, Ignored::NotOnRoll), (1, Ignored::TooEarly)];
    assert_eq!(count.ignored, BTreeMap::from(ignored));
}

#[test]
fn a_second_ballot_replaces_or_not_as_the_rules_say() {
    let twice = [
        ballot(1, Choice::For, Channel::Online, 110),
        ballot(1, Choice::Against, Channel::Online, 120),
    ];
    assert_eq!(counted(&twice).against.heads, 1);
    let first = Poll {
        revote: Revote::FirstStands,
        ..POLL
    };
    assert_eq!(
        count(&roll(12), &twice, first)
            .unwrap()
            .tally
            .in_favour
            .heads,
        1
    );
}

proptest! {
    #[test]
    fn a_count_does_not_depend_on_the_order_of_ballots_and_counts_each_head_once(
        raw in prop::collection::vec((1_usize..15, 0_usize..3, 0_usize..4, any::<bool>()), 0..40),
        last_wins: bool,
    ) {
        let mut ballots: Vec<Ballot> = (0_i64..)
            .zip(&raw)
            .map(|(i, &(head, choice, channel, valid))| {
                let at = 95 + i * 3; // all different
                Ballot { valid, ..ballot(head, Choice::ALL[choice], Channel::ALL[channel], at) }
            })
            .collect();
        let revote = if last_wins { Revote::LastWins } else { Revote::FirstStands };
        let poll = Poll { revote, ..POLL };
        let before = count(&roll(12), &ballots, poll).unwrap();
        let valued = before.tally.in_favour.heads + before.against.heads + before.abstained.heads;
        prop_assert_eq!(valued, before.tally.took_part.heads);
        prop_assert_eq!(ballots.len() - before.ignored.len(), usize::try_from(valued).unwrap());
        prop_assert_eq!(before.tally.check(), Ok(()));
        ballots.reverse();
        let after = count(&roll(12), &ballots, poll).unwrap();
        prop_assert_eq!((after.tally, after.against), (before.tally, before.against));
    }

    #[test]
    fn more_agreement_never_turns_a_decision_down(
        all in 1_i64..1000, took in 0_i64..1000, agreed in 0_i64..1000,
    ) {
        let took = took.min(all);
        let agreed = agreed.min(took);
        let same = |n| totals((n * 100, n));
        let tally = |agreed| Tally { all: same(all), took_part: same(took), in_favour: same(agreed) };
        let (now, more) = (tally(agreed), tally((agreed + 1).min(took)));
        for majority in [Majority::Ordinary, Majority::Special] {
            prop_assert!(!passes(&RULES, majority, &now) || passes(&RULES, majority, &more));
        }
        let special = passes(&RULES, Majority::Special, &now);
        prop_assert!(!special || passes(&RULES, Majority::Ordinary, &now));
    }
}
