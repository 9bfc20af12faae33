//! Numbers in the place of group elements: none that is not in the group is accepted anywhere, even
//! in a ballot that its voter signed.

use mingbai_belenios::archive::EventKind;
use mingbai_belenios::refusal::{Object, Rule};
use mingbai_belenios::{Belenios2048, Group};

use super::support::model::Model;
use super::support::mutate::{P, minus_one, signed_anew};
use super::{changed, check, held};

/// 0, 1, p - 1 (order 2), p, and 5, which is in no small subgroup and not in ours.
fn strangers() -> [(String, bool); 5] {
    let in_range = true;
    [
        ("0".to_owned(), !in_range),
        (P.to_owned(), !in_range),
        ("1".to_owned(), in_range),
        (minus_one(P), in_range),
        ("5".to_owned(), in_range),
    ]
}

/// The first text after `key` in quotes.
fn first_of(body: &str, key: &str) -> String {
    let from = body.find(key).unwrap() + key.len();
    body[from..].split('"').next().unwrap().to_owned()
}

fn refused(change: impl FnOnce(&mut Model)) -> (Object, Rule) {
    let refusal = check(&changed(change)).unwrap_err().remove(0);
    (refusal.object, refusal.rule)
}

#[test]
fn ciphertexts_outside_the_group_are_refused_even_when_signed() {
    let voters = held().voters;
    for (stranger, in_range) in strangers() {
        for key in ["\"alpha\":\"", "\"beta\":\""] {
            let (object, rule) = refused(|model| {
                let body = model.body(EventKind::Ballot);
                let old = first_of(body, key);
                *body = signed_anew(&body.replacen(&old, &stranger, 1), &voters, 7);
            });
            let Object::Ballot(part) = object else {
                panic!("{object:?}")
            };
            assert_eq!(part.number, 1);
            let trivial_beta = stranger == "1" && key.contains("beta");
            match rule {
                Rule::Json(_) => assert!(!in_range),
                Rule::IndividualProof => assert!(trivial_beta),
                Rule::NotMember { .. } => {
                    assert!(in_range);
                    assert_eq!((part.question, part.choice), (Some(1), Some(1)));
                }
                other => panic!("{stranger:.9} {key}: {other:?}"),
            }
        }
    }
}

#[test]
fn credentials_keys_and_factors_outside_the_group_are_refused() {
    for (stranger, in_range) in strangers() {
        let (object, rule) = refused(|model| {
            let list = &mut model.steps[0].data[2];
            *list = list.replacen('[', &format!("[\"{stranger}\","), 1);
        });
        assert_eq!(object, Object::Credential(1));
        let form = Rule::CredentialForm;
        assert_eq!(
            rule,
            if in_range {
                Rule::NotMember { what: "it" }
            } else {
                form
            }
        );

        let (object, rule) = refused(|model| {
            let list = &mut model.steps[0].data[1];
            let old = first_of(list, "\"public_key\":\"");
            *list = list.replacen(&old, &stranger, 1);
        });
        if in_range {
            assert_eq!(object, Object::Trustee(1));
            assert_eq!(rule, Rule::NotMember { what: "the key" });
        } else {
            assert!(matches!((object, rule), (Object::Trustees, Rule::Json(_))));
        }

        let (object, rule) = refused(|model| {
            let body = model.body(EventKind::PartialDecryption);
            let old = first_of(body, "\"decryption_factors\":[[\"");
            *body = body.replacen(&old, &stranger, 1);
        });
        match (object, rule) {
            (Object::Decryption(1), Rule::Json(_)) => assert!(!in_range),
            (Object::Factor { trustee: 1, .. }, Rule::DecryptionProof) => assert_eq!(stranger, "1"),
            (Object::Factor { trustee: 1, .. }, Rule::NotMember { .. }) => assert!(in_range),
            other => panic!("{stranger:.9}: {other:?}"),
        }
    }
}

#[test]
fn a_foreign_part_of_the_key_is_refused() {
    let generator = Belenios2048::generator().to_string();
    let (object, rule) = refused(|model| {
        let election = &mut model.steps[0].data[0];
        let old = first_of(election, "\"public_key\":\"");
        *election = election.replacen(&old, &generator, 1);
    });
    assert_eq!((object, rule), (Object::Election, Rule::KeyProduct));
    let (object, rule) = refused(|model| {
        let list = &mut model.steps[0].data[1];
        let old = first_of(list, "\"public_key\":\"");
        *list = list.replacen(&old, &generator, 1);
    });
    assert_eq!((object, rule), (Object::Trustee(1), Rule::KeyProof));
}

#[test]
fn a_signed_ballot_with_a_wrong_proof_names_the_proof() {
    let voters = held().voters;
    let wrong = |from: &'static str, nth: usize| {
        let voters = &voters;
        refused(move |model| {
            let body = model.body(EventKind::Ballot);
            let at = body.match_indices(from).nth(nth).unwrap().0;
            let digit = body[at..].find("\"challenge\":\"").unwrap() + at + 13;
            let other = if body[digit..].starts_with('1') {
                "2"
            } else {
                "1"
            };
            let text = format!("{}{other}{}", &body[..digit], &body[digit + 1..]);
            *body = signed_anew(&text, voters, 7);
        })
    };
    let part = |(object, rule): (Object, Rule)| match object {
        Object::Ballot(part) => (part.question, part.choice, rule),
        other => panic!("{other:?}"),
    };
    let individual = part(wrong("\"individual_proofs\"", 0));
    assert_eq!(individual, (Some(1), Some(1), Rule::IndividualProof));
    let overall = part(wrong("\"overall_proof\"", 0));
    assert_eq!(overall, (Some(1), None, Rule::OverallProof));
    let blank = part(wrong("\"blank_proof\"", 0));
    assert_eq!(blank, (Some(2), None, Rule::BlankProof));
    let overall = part(wrong("\"overall_proof\"", 1));
    assert_eq!(overall, (Some(2), None, Rule::OverallProof));
}
