//! Properties: what is encrypted is decrypted, what is proved holds, what is tampered with does not.

use mingbai_belenios::ballot::{interval_prefix, s_of_answer, s0, signature_prefix};
use mingbai_belenios::proof::{Branch, check_one_of};
use mingbai_belenios::random::TestSource;
use mingbai_belenios::{
    Answer, Ballot, Ciphertext, ElectionResult, EncryptedTally, Group, PartialDecryption, Poll,
    Proof, Question, Scalar, Weight, hash,
};
use proptest::prelude::*;

use crate::cast::{Cast, G, question, question_with_blank};

type Check = fn(&str, &<G as Group>::Element, &[Branch<'_, G>], &[Proof<G>]) -> bool;

/// Whether all proofs and the signature of a ballot hold, by the specification's own words and
/// nothing clever: an oracle for the fast verifier too.
pub fn ballot_holds(poll: &Poll<G>, ballot: &Ballot<G>, check: Check) -> bool {
    let questions = &poll.election().questions;
    let s0 = s0(poll, &ballot.credential);
    let y = &poll.election().public_key;
    let answers_hold = questions.len() == ballot.answers.len()
        && questions
            .iter()
            .zip(&ballot.answers)
            .all(|(question, answer)| answer_holds(question, answer, &s0, y, check));
    let signature = &ballot.signature;
    let commitment = signature
        .proof
        .commitment(&G::generator(), &ballot.credential);
    let challenge: Scalar<G> =
        hash::challenge::<G>(&signature_prefix(&signature.hash), &[&commitment]);
    answers_hold
        && signature.hash == ballot.hash_without_signature()
        && challenge == signature.proof.challenge
}

fn answer_holds(
    question: &Question,
    answer: &Answer<G>,
    s0: &str,
    y: &<G as Group>::Element,
    check: Check,
) -> bool {
    let individual = answer.choices.iter().zip(&answer.individual_proofs);
    let mut individual = individual.map(|(ciphertext, proofs)| {
        let branches = [0, 1].map(|message| Branch {
            ciphertext,
            message,
        });
        check(&interval_prefix(s0, ciphertext), y, &branches, proofs)
    });
    let s = s_of_answer(s0, &answer.choices);
    let skip = usize::from(question.allows_blank());
    let sum = Ciphertext::product(&answer.choices[skip..]);
    let sums = (question.min..=question.max).map(|message| Branch {
        ciphertext: &sum,
        message,
    });
    let overall = &answer.overall_proof;
    let rest = match (&answer.blank_proof, question.allows_blank()) {
        (None, false) => check(
            &interval_prefix(&s, &sum),
            y,
            &sums.collect::<Vec<_>>(),
            overall,
        ),
        (Some(blank), true) => {
            let flag = &answer.choices[0];
            let branches = [flag, &sum].map(|ciphertext| Branch {
                ciphertext,
                message: 0,
            });
            let first = std::iter::once(Branch {
                ciphertext: flag,
                message: 1,
            });
            let all: Vec<_> = first.chain(sums).collect();
            check(&format!("bproof0|{s}|"), y, &branches, blank)
                && check(&format!("bproof1|{s}|"), y, &all, overall)
        }
        _ => false,
    };
    rest && answer.choices.len() == question.ciphertexts()
        && answer.individual_proofs.len() == question.ciphertexts()
        && individual.all(|holds| holds)
}

fn some_question() -> impl Strategy<Value = (Question, Vec<u32>)> {
    (1_usize..4, any::<bool>(), any::<bool>(), any::<u8>()).prop_flat_map(
        |(answers, allows_blank, is_blank, bits)| {
            let chosen: Vec<u32> = (0..answers)
                .map(|index| u32::from(bits >> index & 1))
                .collect();
            let sum: u32 = chosen.iter().sum();
            let most = u32::try_from(answers).unwrap();
            (0..=sum, sum..=most).prop_map(move |(min, max)| {
                if !allows_blank {
                    return (question(answers, min, max), chosen.clone());
                }
                let question = question_with_blank(answers, min, max);
                let choices = if is_blank {
                    vec![0; answers]
                } else {
                    chosen.clone()
                };
                (question, [vec![u32::from(is_blank)], choices].concat())
            })
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(8))]

    #[test]
    fn what_is_cast_is_proved_and_decrypted(
        (question, chosen) in some_question(),
        weight in 0_u64..1 << 36,
        seed: u64,
    ) {
        let mut cast = Cast::new(&seed.to_string(), vec![question], &[weight]);
        let ballot = cast.ballot(0, std::slice::from_ref(&chosen));
        prop_assert!(ballot_holds(&cast.poll, &ballot, check_one_of::<G>));
        let read: Ballot<G> = serde_json::from_str(&ballot.to_json()).unwrap();
        prop_assert_eq!(&read, &ballot);

        let tally = EncryptedTally::of(cast.poll.election(), &[(&ballot, Weight(weight))]);
        let partials: Vec<PartialDecryption<G>> = cast
            .trustees
            .iter()
            .map(|key| PartialDecryption::compute(&cast.poll, key, &tally, &mut cast.source).unwrap())
            .collect();
        for (key, partial) in cast.trustees.iter().zip(&partials) {
            prop_assert!(partial.is_proved(&cast.poll, &key.public().public_key, &tally));
        }
        let result = ElectionResult::compute(&tally, Weight(weight), &partials).unwrap();
        let expected: Vec<Weight> = chosen.iter().map(|&one| Weight(u64::from(one) * weight)).collect();
        prop_assert_eq!(result.result, vec![expected]);
    }

    #[test]
    fn combined_weights_split_after_they_are_added(
        owners in proptest::collection::vec((0_u64..100_000, 0_u64..2), 1..200),
    ) {
        let weights: Vec<Weight> = owners
            .iter()
            .map(|&(area, head)| Weight::combined(area, head).unwrap())
            .collect();
        let split = mingbai_belenios::weight::total_combined(&weights).unwrap().split();
        prop_assert_eq!(split.area, owners.iter().map(|(area, _)| area).sum::<u64>());
        prop_assert_eq!(split.heads, owners.iter().map(|(_, head)| head).sum::<u64>());
    }
}

/// Every way to change one number of a ballot by a little.
fn tampered(ballot: &Ballot<G>) -> Vec<Ballot<G>> {
    let one = Scalar::from(1);
    let mut all = Vec::new();
    let mut add = |edit: &dyn Fn(&mut Ballot<G>)| {
        let mut copy = ballot.clone();
        edit(&mut copy);
        all.push(copy);
    };
    let up = |scalar: &mut Scalar<G>| *scalar = scalar.plus(&one);
    let shift =
        |element: &mut <G as Group>::Element| *element = G::multiply(element, &G::generator());
    add(&|ballot| up(&mut ballot.signature.proof.challenge));
    add(&|ballot| up(&mut ballot.signature.proof.response));
    add(&|ballot| ballot.signature.hash.push('A'));
    add(&|ballot| shift(&mut ballot.credential));
    for choice in 0..ballot.answers[0].choices.len() {
        add(&|ballot| shift(&mut ballot.answers[0].choices[choice].alpha));
        add(&|ballot| shift(&mut ballot.answers[0].choices[choice].beta));
        for branch in 0..2 {
            let proof =
                move |ballot: &mut Ballot<G>| ballot.answers[0].individual_proofs[choice][branch];
            add(&|ballot| {
                let old = proof(ballot);
                ballot.answers[0].individual_proofs[choice][branch] = Proof {
                    challenge: old.challenge.plus(&one),
                    ..old
                };
            });
            add(&|ballot| {
                let old = proof(ballot);
                ballot.answers[0].individual_proofs[choice][branch] = Proof {
                    response: old.response.plus(&one),
                    ..old
                };
            });
        }
    }
    for branch in 0..ballot.answers[0].overall_proof.len() {
        add(&|ballot| up(&mut ballot.answers[0].overall_proof[branch].challenge));
        add(&|ballot| up(&mut ballot.answers[0].overall_proof[branch].response));
    }
    add(&|ballot| ballot.answers[0].choices.swap(0, 1));
    add(&|ballot| ballot.answers[0].overall_proof.truncate(1));
    if ballot.answers[0].blank_proof.is_some() {
        add(&|ballot| ballot.answers[0].blank_proof = None);
        add(&|ballot| {
            let blank = ballot.answers[0].blank_proof.as_mut().unwrap();
            blank.swap(0, 1);
        });
    }
    all
}

#[test]
fn a_tampered_ballot_does_not_hold() {
    for question in [question(2, 0, 1), question_with_blank(2, 1, 2)] {
        let mut chosen = vec![0; question.ciphertexts()];
        *chosen.last_mut().unwrap() = 1;
        let mut cast = Cast::new("tamper", vec![question], &[1]);
        let ballot = cast.ballot(0, &[chosen]);
        assert!(ballot_holds(&cast.poll, &ballot, check_one_of::<G>));
        for (index, changed) in tampered(&ballot).iter().enumerate() {
            assert!(
                !ballot_holds(&cast.poll, changed, check_one_of::<G>),
                "change {index}"
            );
        }
    }
}

#[test]
fn a_tampered_decryption_is_not_proved() {
    let mut cast = Cast::new("decryption", vec![question(2, 0, 1)], &[1]);
    let ballot = cast.ballot(0, &[vec![1, 0]]);
    let tally = EncryptedTally::of(cast.poll.election(), &[(&ballot, Weight(1))]);
    let key = &cast.trustees[0];
    let good = PartialDecryption::compute(&cast.poll, key, &tally, &mut cast.source).unwrap();
    let holds = |partial: &PartialDecryption<G>| {
        partial.is_proved(&cast.poll, &key.public().public_key, &tally)
    };
    assert!(holds(&good));
    let mut swapped = good.clone();
    swapped.decryption_factors[0].swap(0, 1);
    let mut shorter = good.clone();
    shorter.decryption_factors[0].pop();
    let mut shifted = good.clone();
    shifted.decryption_proofs[0][1].response = shifted.decryption_proofs[0][1]
        .response
        .plus(&Scalar::from(1));
    assert!(!holds(&swapped) && !holds(&shorter) && !holds(&shifted));
    let other = &cast.trustees[1].public().public_key;
    assert!(!good.is_proved(&cast.poll, other, &tally));
}

#[test]
fn secrets_show_nothing_when_they_are_printed() {
    let key = mingbai_belenios::TrusteeKey::<G>::generate(&mut TestSource::new("debug")).unwrap();
    let secret = key.private_json();
    let secret = secret.trim_matches('"');
    let credential = mingbai_belenios::CredentialSecret::<G>::parse(secret).unwrap();
    let exponent = mingbai_belenios::Secret::<G>::parse(secret).unwrap();
    let shown = format!("{key:?} {credential:?} {exponent:?}");
    assert!(!shown.contains(secret));
}
