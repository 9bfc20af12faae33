//! vectors/belenios/ballots.json: what comes out when the randomness is fixed. The JavaScript client
//! must make the same texts, byte for byte. `UPDATE_VECTORS=1` writes the file anew.

use std::fs;
use std::path::PathBuf;

use mingbai_belenios::random::TestSource;
use mingbai_belenios::{
    Ballot, CredentialSecret, EncryptedTally, PartialDecryption, Poll, Question, TrusteeKey, Weight,
};
use serde_json::{Value, json};

use crate::cast::{Cast, G, question, question_with_blank};

fn path() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../vectors/belenios/ballots.json")
}

fn questions() -> Vec<Question> {
    vec![
        question(3, 1, 1),
        question(4, 0, 3),
        question_with_blank(3, 1, 2),
        question_with_blank(2, 0, 2),
        question(2, 2, 2),
    ]
}

/// Name, weight, choices.
fn voters() -> [(&'static str, u64, Vec<Vec<u32>>); 3] {
    [
        (
            "chooses in every question",
            1,
            vec![
                vec![0, 1, 0],
                vec![1, 1, 0, 1],
                vec![0, 1, 0, 1],
                vec![0, 1, 0],
                vec![1, 1],
            ],
        ),
        (
            "blank where it is allowed",
            895_700_001,
            vec![
                vec![1, 0, 0],
                vec![0, 0, 0, 0],
                vec![1, 0, 0, 0],
                vec![1, 0, 0],
                vec![1, 1],
            ],
        ),
        (
            "no choice without blank where it is allowed",
            1 << 30,
            vec![
                vec![0, 0, 1],
                vec![0, 0, 1, 0],
                vec![0, 0, 0, 1],
                vec![0, 0, 0],
                vec![1, 1],
            ],
        ),
    ]
}

fn trustee_vector(seed: &str) -> Value {
    let key = TrusteeKey::<G>::generate(&mut TestSource::new(seed)).unwrap();
    json!({
        "seed": seed,
        "private_key": key.private_json().trim_matches('"'),
        "public_key": serde_json::to_string(key.public()).unwrap(),
    })
}

fn credential_vector(seed: &str) -> Value {
    let secret = CredentialSecret::<G>::generate(&mut TestSource::new(seed)).unwrap();
    json!({
        "seed": seed,
        "secret": *secret.reveal(),
        "credential": secret.public().to_string(),
    })
}

fn make() -> Value {
    let weights = voters().map(|(_, weight, _)| weight);
    let mut cast = Cast::new("vectors", questions(), &weights);
    let poll: Poll<G> = cast.poll.clone();
    let mut all = Vec::new();
    let mut ballots = Vec::new();
    for (voter, (name, weight, choices)) in voters().into_iter().enumerate() {
        let seed = format!("ballot {voter}");
        let secret = &cast.voters[voter];
        let ballot = Ballot::cast(&poll, secret, &choices, &mut TestSource::new(&seed)).unwrap();
        ballots.push(json!({
            "name": name,
            "seed": seed,
            "secret": *secret.reveal(),
            "weight": weight,
            "choices": choices,
            "ballot": ballot.to_json(),
            "tracker": ballot.tracker(),
        }));
        all.push((ballot, Weight(weight)));
    }
    let counted: Vec<(&Ballot<G>, Weight)> = all
        .iter()
        .map(|(ballot, weight)| (ballot, *weight))
        .collect();
    let tally = EncryptedTally::of(poll.election(), &counted);
    let mut decryptions = Vec::new();
    for (index, key) in cast.trustees.iter().enumerate() {
        let seed = format!("decryption {}", index + 1);
        let partial =
            PartialDecryption::compute(&poll, key, &tally, &mut TestSource::new(&seed)).unwrap();
        decryptions.push(json!({
            "seed": seed,
            "owner": index + 1,
            "private_key": key.private_json().trim_matches('"'),
            "partial_decryption": partial.to_json(),
        }));
    }
    let mut archive = cast.archive();
    for (ballot, _) in &all {
        archive.add_ballot(ballot.clone()).unwrap();
    }
    let result = cast.finish(&mut archive);
    json!({
        "about": "Randomness: SHA256(seed, 0x00, counter as 8 bytes big-endian) for 0, 1, 2, ..; \
                  a scalar is the next 64 bytes, big-endian, modulo q. Order of draws: the head of \
                  crates/belenios/src/ballot.rs. A trustee's key draws x, then w; a credential its \
                  secret; a partial decryption w for each question and choice.",
        "group": "BELENIOS-2048",
        "election": poll.json(),
        "election_hash": poll.fingerprint(),
        "trustees": cast.trustee_list().to_json(),
        "credentials": cast.credentials().to_json(),
        "trustee_keys": [trustee_vector("trustee 1"), trustee_vector("trustee 2")],
        "credential_keys": [credential_vector("credential 1"), credential_vector("信物")],
        "ballots": ballots,
        "encrypted_tally": tally.to_json(),
        "decryptions": decryptions,
        "result": result.to_json(),
    })
}

#[test]
fn fixed_randomness_gives_the_texts_of_the_vectors() {
    let text = serde_json::to_string_pretty(&make()).unwrap() + "\n";
    if std::env::var_os("UPDATE_VECTORS").is_some() {
        fs::create_dir_all(path().parent().unwrap()).unwrap();
        fs::write(path(), &text).unwrap();
    }
    let kept = fs::read_to_string(path()).unwrap_or_default();
    assert!(
        kept == text,
        "vectors/belenios/ballots.json differs: is the change meant?"
    );
}
