//! Every public parser with mutated, cut and hostile input, the same on every run: it answers, it
//! does not panic, and what it accepts it writes in the same bytes.

use std::fmt::{Debug, Display};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::str::FromStr;
use std::time::{Duration, Instant};

use mingbai_belenios::archive::write::Archive;
use mingbai_belenios::archive::{BLOCK, Chain, Digest, Event, Header, Preamble};
use mingbai_belenios::random::TestSource;
use mingbai_belenios::verify::{self, Outside};
use mingbai_belenios::{
    Ballot, Belenios2048, Ciphertext, CredentialSecret, Ed25519, Election, ElectionResult,
    EncryptedTally, Group, PartialDecryption, Poll, Proof, PublicCredential, PublicCredentials,
    Question, Scalar, Secret, TrusteeKey, TrusteePublicKey, Trustees, Weight, json,
};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::PLAN;
use super::support::model::Model;
use super::support::mutate::Dice;
use super::support::{Held, Plan, finished};

/// How many inputs of each kind, where the usual number is not enough.
const COUNT: &str = "MINGBAI_FUZZ_INPUTS";

fn count(usual: u64) -> u64 {
    let wanted = std::env::var(COUNT).ok();
    wanted.map_or(usual, |text| text.parse().expect("a number of inputs"))
}

/// What breaks parsers, and what is almost right.
const PIECES: [&str; 32] = [
    "\"",
    "\\",
    "\\u0031",
    "\\ud800",
    "\0",
    "\u{7f}",
    "\u{202e}",
    "零",
    "-",
    "-0",
    "+1",
    "00",
    "1e9",
    "1e99999",
    "0.5",
    "NaN",
    "null",
    "true",
    "[]",
    "{}",
    "[",
    "]",
    "{",
    "}",
    ",",
    ":",
    " ",
    "\n",
    "18446744073709551616",
    "1073741824",
    "\"1073741823\"",
    "{\"version\":1}",
];

/// A text changed in one to four ways.
fn mutated(text: &str, other: &str, dice: &mut Dice) -> String {
    let mut chars: Vec<char> = text.chars().collect();
    for _ in 0..=dice.roll(3) {
        let at = dice.roll(chars.len() + 1);
        let end = (at + 1 + dice.roll(8)).min(chars.len());
        match dice.roll(9) {
            0 => drop(chars.drain(at..end)),
            1 => chars.truncate(at),
            2 => drop(chars.splice(at..at, dice.pick(&PIECES).chars())),
            3 => drop(chars.splice(at..end, dice.pick(&PIECES).chars())),
            4 => {
                let digit = char::from_digit(u32::try_from(dice.roll(16)).unwrap_or(0), 16);
                chars.splice(at..end.min(at + 1), digit);
            }
            5 => {
                let copy: Vec<char> = chars[at..end].to_vec();
                chars.splice(at..at, copy);
            }
            6 => {
                let from = dice.roll(other.len() + 1);
                let piece: Vec<char> = other.chars().skip(from).take(dice.roll(200)).collect();
                chars.splice(at..end, piece);
            }
            7 => {
                let many = dice.pick(&["[", "9", "{\"a\":", "0", "\\"]);
                let many = many.repeat(1 << dice.roll(12));
                chars.splice(at..at, many.chars());
            }
            _ => {
                let to = dice.roll(chars.len().max(1));
                if at < chars.len() {
                    chars.swap(at, to);
                }
            }
        }
    }
    chars.into_iter().collect()
}

/// Runs a parser on an input; a panic, or a second of thinking, names the input's number.
fn answers(number: u64, input: &dyn Debug, parse: impl FnOnce()) {
    let start = Instant::now();
    let done = catch_unwind(AssertUnwindSafe(parse));
    assert!(done.is_ok(), "input {number}: {input:.400?}");
    let slow = start.elapsed() > Duration::from_secs(5);
    assert!(!slow, "input {number} takes too long: {input:.400?}");
}

/// Reads it as JSON; what is accepted is written alike.
fn as_json<T: Serialize + DeserializeOwned>(text: &str) {
    if let Ok(value) = json::read::<T>(text) {
        let written = serde_json::to_string(&value).expect("it was read");
        assert_eq!(written, text);
    }
}

/// Reads it as a number or name; what is accepted is written alike.
fn as_text<T: FromStr + Display>(text: &str) {
    if let Ok(value) = text.parse::<T>() {
        assert_eq!(value.to_string(), text);
    }
}

fn as_anything<G: Group>(text: &str) {
    as_json::<Election<G>>(text);
    as_json::<Question>(text);
    as_json::<Trustees<G>>(text);
    as_json::<TrusteePublicKey<G>>(text);
    as_json::<PublicCredentials<G>>(text);
    as_json::<PublicCredential<G>>(text);
    as_json::<Ballot<G>>(text);
    as_json::<Ciphertext<G>>(text);
    as_json::<Proof<G>>(text);
    as_json::<EncryptedTally<G>>(text);
    as_json::<PartialDecryption<G>>(text);
    as_json::<ElectionResult>(text);
    as_json::<Weight>(text);
    as_json::<Event>(text);
    as_json::<Preamble>(text);
    if let Ok(poll) = Poll::<G>::parse(text) {
        assert_eq!(poll.json(), text);
    }
    as_number::<G>(text);
}

fn as_number<G: Group>(text: &str) {
    as_text::<Scalar<G>>(text);
    as_text::<G::Element>(text);
    as_text::<Digest>(text);
    if let Ok(secret) = Secret::<G>::parse(text) {
        assert_eq!(*secret.reveal(), text);
    }
    if let Ok(secret) = CredentialSecret::<G>::parse(text) {
        assert_eq!(*secret.reveal(), text);
    }
    let key = TrusteeKey::<G>::from_private_json(text, &mut TestSource::new("fuzz"));
    if let Ok(Ok(key)) = key {
        // A key file may be written otherwise; nobody hashes it.
        let number: String = serde_json::from_str(text).expect("it was read");
        assert_eq!(*key.private_json(), format!("\"{number}\""));
    }
}

fn bodies<G: Group>() -> Vec<String> {
    let plan = Plan { ballots: 1, ..PLAN };
    let bytes = finished::<G>(plan).unwrap();
    let steps = Model::of(&bytes).steps.into_iter();
    let mut all: Vec<String> = steps.flat_map(|step| step.data).collect();
    all.push(r#"{"height":0,"type":"EndBallots"}"#.to_owned());
    all.push(r#"{"version":1,"timestamp":"1795425877"}"#.to_owned());
    all
}

fn members_are_answered<G: Group>(inputs: u64) {
    let bodies = bodies::<G>();
    for number in 0..inputs {
        let mut dice = Dice(number);
        let text = mutated(
            dice.pick::<String>(&bodies),
            dice.pick::<String>(&bodies),
            &mut dice,
        );
        answers(number, &text, || as_anything::<G>(&text));
    }
    for (number, body) in (0..).zip(&bodies) {
        answers(number, body, || as_anything::<G>(body));
    }
}

#[test]
fn json_members_of_belenios_2048_end_in_an_answer() {
    members_are_answered::<Belenios2048>(count(1_500));
}

#[test]
fn json_members_of_ed25519_end_in_an_answer() {
    members_are_answered::<Ed25519>(count(1_500));
}

fn numbers_are_answered<G: Group>(inputs: u64) {
    let order = Scalar::<G>::from(1).negated().to_string();
    let seeds = [
        "0".to_owned(),
        order,
        G::generator().to_string(),
        G::identity().to_string(),
        format!("\"{}\"", u64::MAX),
        Digest::of(b"").to_string(),
    ];
    for seed in &seeds {
        answers(0, seed, || as_number::<G>(seed));
    }
    for number in 0..inputs {
        let mut dice = Dice(number);
        let text = mutated(
            dice.pick::<String>(&seeds),
            dice.pick::<String>(&seeds),
            &mut dice,
        );
        answers(number, &text, || as_number::<G>(&text));
    }
}

#[test]
fn numbers_end_in_an_answer() {
    numbers_are_answered::<Belenios2048>(count(3_000));
    numbers_are_answered::<Ed25519>(count(3_000));
}

#[test]
fn headers_are_read_in_one_form_only() {
    let good = Header {
        name: "BELENIOS".to_owned(),
        size: 40,
        time_s: 1_795_425_877,
    };
    let good = good.encode().unwrap();
    for number in 0..count(20_000) {
        let mut dice = Dice(number);
        let mut block: [u8; BLOCK] = good;
        for _ in 0..=dice.roll(3) {
            block[dice.roll(160)] = u8::try_from(dice.roll(256)).unwrap_or(0);
        }
        answers(number, &block, || {
            if let Some(header) = Header::decode(&block) {
                assert_eq!(header.encode(), Some(block));
            }
        });
    }
}

/// Bytes changed, cut, repeated, or put together from two archives.
fn mutated_bytes(bytes: &[u8], other: &[u8], dice: &mut Dice) -> Vec<u8> {
    let mut out = bytes.to_vec();
    for _ in 0..=dice.roll(2) {
        let at = dice.roll(out.len());
        let block = at / BLOCK * BLOCK;
        match dice.roll(6) {
            0 => out[at] ^= 1 << dice.roll(8),
            1 => {
                let of_header = (block + dice.roll(160)).min(out.len() - 1);
                out[of_header] = *dice.pick(b"0 1\0\"7\xff");
            }
            2 => out.truncate(at.max(1)),
            3 => out.truncate(block.max(BLOCK)),
            4 => {
                let from = dice.roll(other.len()) / BLOCK * BLOCK;
                out.truncate(block);
                out.extend_from_slice(&other[from..]);
            }
            _ => drop(out.splice(block..block, other[..BLOCK].iter().copied())),
        }
        if out.is_empty() {
            break;
        }
        if !out.len().is_multiple_of(BLOCK) && dice.roll(2) == 0 {
            out.resize(out.len().next_multiple_of(BLOCK), 0);
        }
    }
    out
}

#[test]
fn archives_end_in_an_answer() {
    let plan = Plan { ballots: 2, ..PLAN };
    let (curve, field) = (
        finished::<Ed25519>(plan).unwrap(),
        finished::<Belenios2048>(plan).unwrap(),
    );
    for number in 0..count(600) {
        let mut dice = Dice(number);
        let (bytes, other) = if dice.roll(2) == 0 {
            (&curve, &field)
        } else {
            (&field, &curve)
        };
        let changed = mutated_bytes(bytes, other, &mut dice);
        answers(number, &"an archive", || {
            let chain = Chain::read(&changed).is_ok();
            let shown = verify::inspect(&changed).is_ok();
            assert!(chain || !shown, "what is shown was read");
            if let Ok(archive) = Archive::<Ed25519>::resume(&changed) {
                assert_eq!(archive.bytes(), changed);
            }
            if let Ok(archive) = Archive::<Belenios2048>::resume(&changed) {
                assert_eq!(archive.bytes(), changed);
            }
        });
    }
}

#[test]
fn lists_from_elsewhere_end_in_an_answer() {
    let held = Held::<Ed25519>::new(PLAN).unwrap();
    let bytes = held.archive.bytes();
    let chain = Chain::read(bytes).unwrap();
    let roll: Vec<String> = serde_json::from_str(chain.setup.credentials.body).unwrap();
    let heads: Vec<String> = chain.heads.iter().map(ToString::to_string).collect();
    let key = serde_json::to_string(held.trustees[0].public()).unwrap();
    let lists = [
        format!("credential,weight\r\n{}", roll.join("\r\n")),
        heads.join("\n"),
        format!("{key}\n{}", held.trustees[1].public().public_key),
    ];
    for number in 0..count(600) {
        let mut dice = Dice(number);
        let list = |dice: &mut Dice, kind: usize| match dice.roll(3) {
            0 => Some(mutated(
                dice.pick::<String>(&lists),
                dice.pick::<String>(&lists),
                dice,
            )),
            1 => Some(lists[kind].clone()),
            _ => None,
        };
        let outside = Outside {
            roll: list(&mut dice, 0),
            anchors: list(&mut dice, 1),
            trustees: list(&mut dice, 2),
        };
        answers(number, &outside, || {
            drop(verify::verify(bytes, &outside, &|_| {}));
        });
    }
}
