//! The same election in each group: what is made is verified, what is changed is refused.

use std::collections::BTreeSet;

use mingbai_belenios::archive::Chain;
use mingbai_belenios::refusal::{Object, Rule};
use mingbai_belenios::verify::{self, Outside};
use mingbai_belenios::{Belenios2048, Ed25519, Group};

use super::support::model::Model;
use super::support::{Plan, finished};
use super::{check, check_with, tool_accepts};

/// Every voter votes; the first one twice.
const PLAN: Plan = Plan {
    voters: 3,
    ballots: 4,
    questions: 2,
    trustees: 2,
    blank: true,
};

fn is_verified<G: Group>(bytes: &[u8]) {
    let report = check(bytes).unwrap();
    assert_eq!(report.group, G::NAME);
    assert_eq!((report.ballots, report.counted), (4, 3));
    // Weights 2, 3, 4; the fourth ballot is the first voter's again.
    let results: Vec<_> = report.questions.iter().map(|q| q.result.clone()).collect();
    assert_eq!(results, [Some(vec![2, 3, 4]), Some(vec![2, 0, 3, 4])]);
    assert_eq!(verify::inspect(bytes).unwrap().ballots, 4);
}

/// Changes one character of each body at some places and makes all hashes right. (Of BELENIOS-2048
/// the other modules change more.)
fn changes_are_refused(bytes: &[u8], places: usize) {
    let original = Model::of(bytes);
    let mut rules = BTreeSet::new();
    for step in 0..original.steps.len() {
        for body in 0..original.steps[step].data.len() {
            for place in 1..=places {
                let mut model = original.clone();
                let text = &mut model.steps[step].data[body];
                let mut at = text.len() * place / (places + 1);
                while !text.as_bytes()[at].is_ascii_alphanumeric() {
                    at -= 1;
                }
                let other = if text.as_bytes()[at] == b'1' {
                    "2"
                } else {
                    "1"
                };
                text.replace_range(at..=at, other);
                let refused = check(&model.write(&original));
                let refused = refused.expect_err("something was changed").remove(0);
                rules.insert(refused.rule.code());
            }
        }
    }
    assert!(rules.len() > 3, "{rules:?}");
}

fn lists_are_compared<G: Group>(bytes: &[u8]) {
    let chain = Chain::read(bytes).unwrap();
    let roll: Vec<String> = serde_json::from_str(chain.setup.credentials.body).unwrap();
    let keys = check(bytes).unwrap().trustees.join("\n");
    for heading in ["", "credential,weight\n"] {
        let outside = Outside {
            roll: Some(format!("{heading}{}", roll.join("\n"))),
            trustees: Some(keys.clone()),
            anchors: None,
        };
        let compared = check_with(bytes, &outside).unwrap().compared;
        assert!(compared.roll && compared.trustees);
    }
    let outside = Outside {
        roll: Some(roll[1..].join("\n")),
        ..Outside::default()
    };
    let refused = check_with(bytes, &outside).unwrap_err().remove(0);
    assert_eq!(
        (refused.object, refused.rule),
        (Object::Credential(1), Rule::NotOnRoll)
    );
    let outside = Outside {
        trustees: Some(G::generator().to_string()),
        ..Outside::default()
    };
    let refused = check_with(bytes, &outside).unwrap_err().remove(0);
    assert_eq!(refused.rule, Rule::AnnouncedMissing);
}

#[test]
fn an_election_in_belenios_2048_is_verified() {
    let bytes = finished::<Belenios2048>(PLAN).unwrap();
    is_verified::<Belenios2048>(&bytes);
    lists_are_compared::<Belenios2048>(&bytes);
    assert_ne!(tool_accepts(&bytes), Some(false));
}

#[test]
fn an_election_in_ed25519_is_verified_and_no_changed_one() {
    let bytes = finished::<Ed25519>(PLAN).unwrap();
    is_verified::<Ed25519>(&bytes);
    lists_are_compared::<Ed25519>(&bytes);
    changes_are_refused(&bytes, 4);
    // If a newer tool ever stands in for 2.0, this must turn to true.
    assert_ne!(tool_accepts(&bytes), Some(true), "2.0 does not know it");
}

#[test]
fn a_point_outside_the_group_is_refused_wherever_it_stands() {
    let bytes = finished::<Ed25519>(PLAN).unwrap();
    let original = Model::of(&bytes);
    // Of order 1 (allowed nowhere), 2, 4 and 8; the last is a half of the third.
    let strangers = [
        format!("{}1", "0".repeat(63)),
        format!("7{}ec", "f".repeat(61)),
        "0".repeat(64),
        "05fc536d880238b13933c6d305acdfd5f098eff289f4c345b027b2c28f95e826".to_owned(),
    ];
    for stranger in &strangers {
        for (step, data, key) in [
            (0, 0, "\"public_key\":\""),
            (0, 1, "\"public_key\":\""),
            (0, 2, "[\""),
            (1, 0, "\"credential\":\""),
            (1, 0, "\"alpha\":\""),
            (1, 0, "\"beta\":\""),
            (6, 0, "\"alpha\":\""),
            (7, 0, "\"decryption_factors\":[[\""),
        ] {
            let mut model = original.clone();
            let body = &mut model.steps[step].data[data];
            let at = body.find(key).expect("the member") + key.len();
            body.replace_range(at..at + 64, stranger);
            assert!(
                check(&model.write(&original)).is_err(),
                "{stranger} as {key}"
            );
        }
    }
}

#[test]
fn a_group_that_is_not_known_is_named() {
    let bytes = finished::<Ed25519>(PLAN).unwrap();
    let original = Model::of(&bytes);
    for name in ["Ed448", "ed25519", "BELENIOS-3072", "RFC-3526-2048"] {
        let mut model = original.clone();
        let election = &mut model.steps[0].data[0];
        *election = election.replacen("\"Ed25519\"", &format!("\"{name}\""), 1);
        let refused = check(&model.write(&original)).unwrap_err().remove(0);
        let found = name.to_owned();
        assert_eq!(refused.rule, Rule::UnknownGroup { found });
    }
    let mut model = original.clone();
    let election = &mut model.steps[0].data[0];
    *election = election.replacen("\"Ed25519\"", "\"BELENIOS-2048\"", 1);
    assert!(check(&model.write(&original)).is_err());
}
