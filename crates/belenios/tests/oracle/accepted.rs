//! `belenios-tool` accepts what we write: after the ballots, and after the result.

use mingbai_belenios::{Question, Weight};

use crate::cast::{Cast, UUID, in_turn, question, question_with_blank};
use crate::tool;

/// Set it to run the elections of 50 and 300 ballots as well.
const LONG: &str = "MINGBAI_LONG_ELECTIONS";

/// Runs an election in which each voter votes once, has the tool verify it twice, and compares the
/// result with the plain sum.
fn run_election(seed: &str, questions: &[Question], weights: &[u64]) {
    let mut cast = Cast::new(seed, questions.to_vec(), weights);
    let mut archive = cast.archive();
    let mut expected: Vec<Vec<u64>> = questions
        .iter()
        .map(|question| vec![0; question.ciphertexts()])
        .collect();
    for (voter, weight) in weights.iter().enumerate() {
        let choices = in_turn(questions, voter);
        for (sums, chosen) in expected.iter_mut().zip(&choices) {
            for (sum, choice) in sums.iter_mut().zip(chosen) {
                *sum += weight * u64::from(*choice);
            }
        }
        let ballot = cast.ballot(voter, &choices);
        archive.add_ballot(ballot).unwrap();
    }
    let before = archive.bytes().to_vec();
    let result = cast.finish(&mut archive);
    let expected: Vec<Vec<Weight>> = expected
        .into_iter()
        .map(|sums| sums.into_iter().map(Weight).collect())
        .collect();
    assert_eq!(result.result, expected);
    assert!(
        archive.bytes().starts_with(&before),
        "bytes are only appended"
    );
    if tool::is_there() {
        assert_eq!(tool::verify(UUID, &before), Ok(()), "after the ballots");
        assert_eq!(
            tool::verify(UUID, archive.bytes()),
            Ok(()),
            "after the result"
        );
    }
}

fn three_options(questions: usize) -> Vec<Question> {
    vec![question(3, 1, 1); questions]
}

#[test]
fn the_tool_accepts_one_ballot_to_one_question() {
    run_election("1x1", &three_options(1), &[1]);
}

#[test]
fn the_tool_accepts_five_ballots_to_five_questions() {
    run_election("5x5", &three_options(5), &[1; 5]);
}

#[test]
fn the_tool_accepts_areas_as_weights() {
    run_election(
        "area",
        &three_options(1),
        &[8_957, 12_040, 0, 1, 30_000_000],
    );
}

#[test]
fn the_tool_accepts_weights_around_the_end_of_json_numbers() {
    let end = 1 << 30;
    run_election("2^30", &three_options(1), &[0, 1, end - 1, end, end + 1]);
}

#[test]
fn the_tool_accepts_combined_weights_with_a_total_of_a_million_million() {
    let mut weights = [(20_000_000, 1), (30_000_000, 0), (49_000_000, 1)]
        .map(|(area, head)| Weight::combined(area, head).unwrap().0)
        .to_vec();
    weights.push(1_000_000_000_000 - weights.iter().sum::<u64>());
    run_election("10^12", &three_options(1), &weights);
}

#[test]
fn the_tool_accepts_blank_votes_and_several_choices() {
    let questions = [
        question_with_blank(3, 1, 1),
        question(4, 0, 3),
        question_with_blank(2, 0, 2),
        question(2, 2, 2),
    ];
    let mut cast = Cast::new("blank", questions.to_vec(), &[3, 5, 7]);
    let mut archive = cast.archive();
    let all = [
        [
            vec![1, 0, 0, 0],
            vec![0, 0, 0, 0],
            vec![0, 1, 1],
            vec![1, 1],
        ],
        [
            vec![0, 0, 1, 0],
            vec![1, 1, 0, 1],
            vec![0, 0, 0],
            vec![1, 1],
        ],
        [
            vec![0, 0, 0, 1],
            vec![0, 1, 0, 1],
            vec![1, 0, 0],
            vec![1, 1],
        ],
    ];
    for (voter, choices) in all.iter().enumerate() {
        let ballot = cast.ballot(voter, choices);
        archive.add_ballot(ballot).unwrap();
    }
    let before = archive.bytes().to_vec();
    let result = cast.finish(&mut archive);
    let expected = r#"{"result":[[3,0,5,7],[5,12,0,12],[7,3,3],[15,15]]}"#;
    assert_eq!(result.to_json(), expected);
    if tool::is_there() {
        assert_eq!(tool::verify(UUID, &before), Ok(()), "after the ballots");
        assert_eq!(
            tool::verify(UUID, archive.bytes()),
            Ok(()),
            "after the result"
        );
    }
}

#[test]
fn only_the_last_ballot_of_a_voter_counts() {
    let mut cast = Cast::new("revote", three_options(1), &[2, 3]);
    let mut archive = cast.archive();
    for (voter, chosen) in [(0, 0), (1, 1), (0, 2)] {
        let choices = (0..3).map(|choice| u32::from(choice == chosen)).collect();
        let ballot = cast.ballot(voter, &[choices]);
        archive.add_ballot(ballot).unwrap();
    }
    let result = cast.finish(&mut archive);
    assert_eq!(result.to_json(), r#"{"result":[[0,3,2]]}"#);
    if tool::is_there() {
        assert_eq!(tool::verify(UUID, archive.bytes()), Ok(()));
    }
}

#[test]
fn the_tool_refuses_a_ballot_that_was_tampered_with() {
    let mut cast = Cast::new("tampered", three_options(1), &[1]);
    let mut archive = cast.archive();
    let mut ballot = cast.ballot(0, &[vec![1, 0, 0]]);
    ballot.answers[0].choices.swap(0, 1);
    archive.add_ballot(ballot).unwrap();
    if tool::is_there() {
        assert!(tool::verify(UUID, archive.bytes()).is_err());
    }
}

#[test]
fn the_tool_accepts_long_elections() {
    if std::env::var_os(LONG).is_none() {
        return;
    }
    for voters in [50, 300] {
        for questions in [1, 5] {
            let area = |voter: u64| 5_000 + voter * 37 % 9_000;
            let combined = |voter: u64| Weight::combined(area(voter), voter % 2).unwrap().0;
            let kinds: [&dyn Fn(u64) -> u64; 3] = [&|_| 1, &area, &combined];
            for (kind, weight_of) in kinds.iter().enumerate() {
                let weights: Vec<u64> = (0..voters).map(weight_of).collect();
                let seed = format!("{voters} {questions} {kind}");
                run_election(&seed, &three_options(questions), &weights);
            }
        }
    }
}
