//! Hostile bytes: an error in bounded time and memory, never a panic.

use std::time::{Duration, Instant};

use mingbai_belenios::archive::{EventKind, Header};
use mingbai_belenios::json::JsonError;
use mingbai_belenios::refusal::Rule;
use mingbai_belenios::verify;
use proptest::prelude::*;

use super::support::model::put;
use super::support::mutate::{Dice, mutate};
use super::{changed, check, finished, held};

fn rule(bytes: &[u8]) -> Rule {
    check(bytes).unwrap_err().remove(0).rule
}

#[test]
fn a_file_that_ends_anywhere_but_after_an_event_is_refused() {
    let bytes = finished();
    assert_eq!(rule(&[]), Rule::Empty);
    for length in (1..bytes.len()).step_by(509) {
        let refused = verify::inspect(&bytes[..length]);
        let whole_members = length % 512 == 0;
        assert!(refused.is_err() || whole_members, "{length}");
    }
    assert_eq!(rule(&bytes[..bytes.len() - 1]), Rule::Truncated);
    let mut longer = bytes.to_vec();
    longer.extend([0; 1024]);
    assert_eq!(rule(&longer), Rule::Header);
}

#[test]
fn sizes_in_headers_are_not_believed() {
    for size in [64 << 20, (64 << 20) + 1, 0o77_777_777_777] {
        let header = Header {
            name: "BELENIOS".to_owned(),
            size,
            time_s: 0,
        };
        let start = Instant::now();
        let found = rule(&header.encode().unwrap());
        let too_large = size > 64 << 20;
        assert_eq!(
            matches!(found, Rule::TooLarge { .. }),
            too_large,
            "{found:?}"
        );
        assert!(start.elapsed() < Duration::from_millis(50));
    }
}

#[test]
fn deep_long_and_foreign_texts_are_refused_quickly() {
    let start = Instant::now();
    let with = |text: String| rule(&changed(|model| *model.body(EventKind::Ballot) = text));
    assert_eq!(with("[".repeat(1_000_000)), Rule::Json(JsonError::TooDeep));
    let number = "7".repeat(1_000_000);
    assert_eq!(
        with(format!("{{\"x\":{number}}}")),
        Rule::Json(JsonError::LongNumber)
    );
    assert_eq!(
        with(format!("{{\"election_uuid\":\"{number}\"}}")),
        Rule::Json(JsonError::LongNumber)
    );
    assert!(matches!(
        with("\"text\"".to_owned()),
        Rule::Json(JsonError::Form(_))
    ));
    assert!(matches!(
        with(String::new()),
        Rule::Json(JsonError::Form(_))
    ));
    assert!(start.elapsed() < Duration::from_secs(5));
}

#[test]
fn bytes_that_are_no_text_are_refused() {
    let bytes = finished();
    let mut out = bytes.to_vec();
    let at = out
        .windows(8)
        .position(|window| window == b"invented")
        .unwrap();
    out[at] = 0xff;
    assert_eq!(rule(&out), Rule::NotUtf8);
}

#[test]
fn something_hidden_in_the_padding_is_refused() {
    let mut out = finished().to_vec();
    *out.last_mut().unwrap() = 1;
    assert_eq!(rule(&out), Rule::Padding);
}

#[test]
fn foreign_first_members_are_refused() {
    let start = |name: &str, body: &str| {
        let mut out = Vec::new();
        put(&mut out, 7, name, body);
        rule(&out)
    };
    assert_eq!(start("README", "x"), Rule::NotAnArchive);
    assert_eq!(
        start("BELENIOS", r#"{"version":2,"timestamp":"7"}"#),
        Rule::Preamble
    );
    assert_eq!(
        start("BELENIOS", r#"{"version":1,"timestamp":"8"}"#),
        Rule::Preamble
    );
    assert_eq!(
        start("BELENIOS", r#"{"version":1,"timestamp":"7"}"#),
        Rule::Truncated
    );
}

#[test]
fn a_million_tiny_members_are_read_in_bounded_time() {
    let mut out = Vec::new();
    put(&mut out, 7, "BELENIOS", r#"{"version":1,"timestamp":"7"}"#);
    let empty = mingbai_belenios::archive::Digest::of(b"");
    let mut one = Vec::new();
    put(&mut one, 7, &format!("{empty}.data.json"), "");
    for _ in 0..100_000 {
        out.extend_from_slice(&one);
    }
    let start = Instant::now();
    assert_eq!(rule(&out), Rule::Unnamed);
    assert!(start.elapsed() < Duration::from_secs(20));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn any_bytes_end_in_an_answer(bytes in proptest::collection::vec(any::<u8>(), 0..3000)) {
        prop_assert!(check(&bytes).is_err());
    }

    #[test]
    fn bytes_after_a_good_beginning_end_in_an_answer(
        keep in 0_usize..40,
        bytes in proptest::collection::vec(any::<u8>(), 1..2000),
    ) {
        let mut all = finished()[..keep * 512].to_vec();
        all.extend(bytes);
        prop_assert!(verify::inspect(&all).is_err());
    }
}

#[test]
fn changed_archives_end_in_an_answer() {
    let voters = held().voters;
    let mut dice = Dice(3);
    for _ in 0..400 {
        let (_, bytes) = mutate(finished(), &voters, &mut dice);
        let _ = verify::inspect(&bytes);
    }
    for _ in 0..40 {
        let (kind, bytes) = mutate(finished(), &voters, &mut dice);
        let start = Instant::now();
        let _ = check(&bytes);
        assert!(start.elapsed() < Duration::from_secs(10), "{kind}");
    }
}
