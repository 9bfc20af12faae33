//! The changes that the specification of our elections lists: those that `belenios-tool` refuses as
//! well, and those that only we refuse.

use mingbai_belenios::archive::EventKind;
use mingbai_belenios::json::JsonError;
use mingbai_belenios::refusal::{BallotPart, Object, Rule};

use super::support::model::Model;
use super::{changed, check, finished, refusal, tool_accepts};

/// The ballot of an object, without its tracker.
fn ballot(object: &Object) -> (usize, Option<usize>, Option<usize>) {
    match object {
        Object::Ballot(BallotPart {
            number,
            tracker,
            question,
            choice,
        }) => {
            assert_eq!(tracker.len(), 43);
            (*number, *question, *choice)
        }
        other => panic!("not a ballot: {other:?}"),
    }
}

fn edit(kind: EventKind, data: usize, from: &str, to: &str) -> impl FnOnce(&mut Model) {
    move |model: &mut Model| {
        let place = model.places(kind)[0];
        let body = &mut model.steps[place].data[data];
        assert!(body.contains(from), "{from} in {body:.200}");
        *body = body.replacen(from, to, 1);
    }
}

#[test]
fn a_dropped_ballot_is_missed_in_the_tally() {
    let drop_last = |model: &mut Model| drop(model.steps.remove(2));
    let (object, rule) = refusal(drop_last);
    assert_eq!(object, Object::Tally);
    let (published, counted) = (2, 1);
    assert_eq!(rule, Rule::NumTallied { published, counted });
    assert_ne!(tool_accepts(&changed(drop_last)), Some(true));
}

#[test]
fn a_dropped_revote_brings_the_earlier_vote_back_and_changes_the_tally() {
    let (object, rule) = refusal(|model| drop(model.steps.remove(3)));
    assert!(matches!(
        object,
        Object::TallyChoice {
            question: 1,
            choice: 1
        }
    ));
    assert_eq!(rule, Rule::TallyDiffers);
}

#[test]
fn a_changed_weight_changes_the_total() {
    let (object, rule) = refusal(edit(EventKind::Setup, 2, ",2\"", ",3\""));
    assert_eq!(object, Object::Tally);
    let (published, counted) = (5, 6);
    assert_eq!(rule, Rule::TotalWeight { published, counted });
}

#[test]
fn a_missing_credential_makes_its_ballots_strangers() {
    let (object, rule) = refusal(|model| {
        let list: Vec<String> = serde_json::from_str(&model.steps[0].data[2]).unwrap();
        model.steps[0].data[2] = serde_json::to_string(&list[..1]).unwrap();
    });
    assert!((1..=2).contains(&ballot(&object).0));
    assert_eq!(rule, Rule::NotListed);
}

#[test]
fn another_number_in_the_result_is_refused() {
    let (object, rule) = refusal(edit(EventKind::Result, 0, "[2,3,0]", "[2,4,0]"));
    let (question, choice) = (1, 2);
    assert_eq!(object, Object::Count { question, choice });
    assert_eq!(rule, Rule::ResultDiffers);
}

#[test]
fn a_result_of_another_shape_is_refused() {
    let (object, rule) = refusal(edit(EventKind::Result, 0, "[2,3,0]", "[2,3]"));
    assert_eq!(object, Object::Result);
    let (what, found, expected) = ("numbers", 6, 7);
    assert_eq!(
        rule,
        Rule::Shape {
            what,
            found,
            expected
        }
    );
}

#[test]
fn swapped_choices_are_not_what_was_signed() {
    let (object, rule) = refusal(|model| {
        let body = model.body(EventKind::Ballot);
        let value: serde_json::Value = serde_json::from_str(body).unwrap();
        let alpha = |n: usize| value["answers"][0]["choices"][n]["alpha"].as_str().unwrap();
        let (first, second) = (alpha(0), alpha(1));
        *body = body
            .replace(first, "first")
            .replace(second, first)
            .replace("first", second);
    });
    assert_eq!(ballot(&object), (1, None, None));
    assert_eq!(rule, Rule::SignatureHash);
}

#[test]
fn bytes_that_say_the_same_otherwise_are_refused() {
    let ballot_text = |model: &mut Model| {
        let body = model.body(EventKind::Ballot);
        *body = body.replacen(",\"credential\"", ", \"credential\"", 1);
    };
    let (object, rule) = refusal(ballot_text);
    assert_eq!(ballot(&object), (1, None, None));
    assert!(
        matches!(rule, Rule::Json(JsonError::NotCanonical { .. })),
        "{rule:?}"
    );
    assert_ne!(tool_accepts(&changed(ballot_text)), Some(true));
    let (object, rule) = refusal(edit(EventKind::Result, 0, "{\"result\"", "{ \"result\""));
    assert_eq!(object, Object::Result);
    assert!(matches!(
        rule,
        Rule::Json(JsonError::NotCanonical { at: 1 })
    ));
}

#[test]
fn swapped_factors_are_not_proved() {
    let (object, rule) = refusal(|model| {
        let body = model.body(EventKind::PartialDecryption);
        let value: serde_json::Value = serde_json::from_str(body).unwrap();
        let factor = |n: usize| value["decryption_factors"][0][n].as_str().unwrap();
        let (first, second) = (factor(0), factor(1));
        *body = body
            .replace(first, "first")
            .replace(second, first)
            .replace("first", second);
    });
    let (trustee, question, choice) = (1, 1, 1);
    assert_eq!(
        object,
        Object::Factor {
            trustee,
            question,
            choice
        }
    );
    assert_eq!(rule, Rule::DecryptionProof);
}

/// Puts a text in the place of another of the same length, and right hashes nowhere.
fn overwritten(from: &str, to: &str) -> (Object, Rule) {
    let bytes = finished();
    let at = bytes
        .windows(from.len())
        .rposition(|window| window == from.as_bytes())
        .unwrap();
    let mut out = bytes.to_vec();
    out[at..at + to.len()].copy_from_slice(to.as_bytes());
    let refusal = check(&out).unwrap_err().remove(0);
    (refusal.object, refusal.rule)
}

#[test]
fn a_changed_body_is_not_the_one_that_its_name_says() {
    let (object, rule) = overwritten("[2,3,0]", "[2,4,0]");
    assert!(matches!(object, Object::Member(_)));
    assert_eq!(rule, Rule::MemberHash);
    assert_eq!(overwritten(".event.json", ".evenx.json").1, Rule::Header);
    assert_eq!(
        overwritten("\"height\":7", "\"height\":8").1,
        Rule::MemberHash
    );
}

#[test]
fn a_broken_chain_is_refused() {
    use super::support::model::put;
    let events = |change: fn(&mut Vec<String>)| {
        let (_, members) = mingbai_belenios::archive::read::members(finished()).unwrap();
        let last = members.last().unwrap();
        let mut texts = vec![last.body.to_owned()];
        change(&mut texts);
        let mut out = finished()[..finished().len() - 1024].to_vec();
        for text in texts {
            let digest = mingbai_belenios::archive::Digest::of(text.as_bytes());
            put(
                &mut out,
                1_795_425_877,
                &format!("{digest}.event.json"),
                &text,
            );
        }
        check(&out).unwrap_err().remove(0).rule
    };
    let height = events(|texts| texts[0] = texts[0].replace("\"height\":8", "\"height\":9"));
    let (found, expected) = (9, 8);
    assert_eq!(height, Rule::Height { found, expected });
    let parent = events(|texts| {
        let hash = texts[0].split('"').nth(3).unwrap().to_owned();
        texts[0] = texts[0].replace(&hash, &"0".repeat(64));
    });
    assert_eq!(parent, Rule::Parent);
    let payload = events(|texts| {
        let hash = texts[0].rsplit('"').nth(1).unwrap().to_owned();
        texts[0] = texts[0].replace(&hash, &"0".repeat(64));
    });
    assert_eq!(payload, Rule::Payload);
    assert_eq!(events(Vec::clear), Rule::Unnamed);
    let twice = events(|texts| texts.push(texts[0].clone()));
    assert!(matches!(twice, Rule::Height { .. }));
}

#[test]
fn events_have_one_order() {
    let swap = |a: usize, b: usize| refusal(move |model| model.steps.swap(a, b)).1;
    let expect = |found, after| Rule::EventOrder { found, after };
    let (ballot, end) = (EventKind::Ballot, EventKind::EndBallots);
    assert_eq!(swap(0, 1), expect(ballot, None));
    assert_eq!(swap(3, 4), expect(ballot, Some(end)));
    let last = refusal(|model| drop(model.steps.remove(5))).1;
    assert_eq!(last, expect(EventKind::PartialDecryption, Some(end)));
}

// What only we refuse.

#[test]
fn a_false_total_weight_is_refused() {
    let lie = || {
        edit(
            EventKind::EncryptedTally,
            1,
            "\"total_weight\":5",
            "\"total_weight\":6",
        )
    };
    let (object, rule) = refusal(lie());
    assert_eq!(object, Object::Tally);
    let (published, counted) = (6, 5);
    assert_eq!(rule, Rule::TotalWeight { published, counted });
    assert_ne!(tool_accepts(&changed(lie())), Some(false));
}

#[test]
fn a_false_number_of_ballots_is_refused() {
    let lie = edit(
        EventKind::EncryptedTally,
        1,
        "\"num_tallied\":2",
        "\"num_tallied\":3",
    );
    let (published, counted) = (3, 2);
    assert_eq!(refusal(lie).1, Rule::NumTallied { published, counted });
}

#[test]
fn a_false_encrypted_tally_is_refused() {
    let lie = |model: &mut Model| {
        let body = model.body(EventKind::EncryptedTally);
        let value: serde_json::Value = serde_json::from_str(body).unwrap();
        let beta = |n: usize| value[0][n]["beta"].as_str().unwrap();
        let (first, second) = (beta(1), beta(2));
        *body = body
            .replace(first, "first")
            .replace(second, first)
            .replace("first", second);
    };
    let (object, rule) = refusal(lie);
    let (question, choice) = (1, 2);
    assert_eq!(object, Object::TallyChoice { question, choice });
    assert_eq!(rule, Rule::TallyDiffers);
    assert_ne!(tool_accepts(&changed(lie)), Some(false));
}

#[test]
fn a_replayed_ballot_is_refused() {
    let replay = |model: &mut Model| {
        let copy = model.steps[1].clone();
        model.steps.insert(4, copy);
        model.steps.truncate(5);
    };
    let (object, rule) = refusal(replay);
    assert_eq!(ballot(&object), (4, None, None));
    assert_eq!(rule, Rule::Replayed { first: 1 });
    assert_ne!(tool_accepts(&changed(replay)), Some(false));
}

#[test]
fn a_trustee_who_did_not_decrypt_or_did_twice_is_named() {
    let (object, rule) = refusal(|model| drop(model.steps.remove(7)));
    assert_eq!(object, Object::Trustee(2));
    assert_eq!(rule, Rule::NotDecrypted);
    let owner = |to| edit(EventKind::PartialDecryption, 1, "\"owner\":1", to);
    assert_eq!(refusal(owner("\"owner\":3")).1, Rule::NoSuchTrustee);
    assert_eq!(refusal(owner("\"owner\":0")).1, Rule::NoSuchTrustee);
    let twice = refusal(|model| {
        let copy = model.steps[6].clone();
        model.steps.insert(7, copy);
    });
    assert_eq!(twice.1, Rule::DecryptedTwice);
}

#[test]
fn a_ballot_of_another_election_is_refused() {
    let (object, rule) = refusal(edit(EventKind::Setup, 0, "invented", "reworded"));
    assert_eq!(ballot(&object), (1, None, None));
    assert_eq!(rule, Rule::OtherElection);
}

#[test]
fn every_bad_ballot_is_named() {
    let bytes = changed(edit(EventKind::Setup, 0, "invented", "reworded"));
    let refusals = check(&bytes).unwrap_err();
    let numbers: Vec<_> = refusals.iter().map(|one| ballot(&one.object).0).collect();
    assert_eq!(numbers, [1, 2, 3]);
}
