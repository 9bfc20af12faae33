//! Truncated, flipped, lengthened and random bytes: nothing panics, and nothing that was damaged is
//! believed.

use mingbai_tlog::{
    Frontier, Hash, Note, Policy, Receipt, RightEdge, SignedCheckpoint, TilePath, Verifier,
    tile::{decode_entries, decode_hashes, encode_entries},
    witness::{AddCheckpoint, Decision, KnownLog, decide, merge_cosignatures},
};
use proptest::prelude::*;

use crate::sample;

/// Every truncation, every flipped bit, and every byte doubled or removed.
fn damaged(good: &[u8]) -> impl Iterator<Item = Vec<u8>> + '_ {
    let places = 0..good.len();
    let truncated = places.clone().map(|end| good[..end].to_vec());
    let flipped = places.clone().flat_map(move |place| {
        (0..8).map(move |bit| {
            let mut bytes = good.to_vec();
            bytes[place] ^= 1 << bit;
            bytes
        })
    });
    let without = places
        .clone()
        .map(|place| [&good[..place], &good[place + 1..]].concat());
    let doubled = places.map(|place| [&good[..=place], &good[place..]].concat());
    let changed = truncated.chain(flipped).chain(without).chain(doubled);
    // Doubling or removing one of two equal neighbours can give the original back.
    changed.filter(move |bytes| bytes != good)
}

fn show(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

fn answer(body: &[u8]) -> Decision {
    let latest = Some(sample::checkpoint(5).checkpoint().clone());
    let log = KnownLog {
        key: sample::log().verifier().clone(),
        latest,
    };
    decide(body, |origin| (origin == sample::ORIGIN).then_some(log))
}

#[test]
fn a_damaged_checkpoint_is_never_opened() {
    let good = sample::checkpoint(7).to_string().into_bytes();
    let log = sample::log();
    assert!(SignedCheckpoint::open(&good, log.verifier()).is_ok());
    for bad in damaged(&good) {
        assert!(
            SignedCheckpoint::open(&bad, log.verifier()).is_err(),
            "{}",
            show(&bad)
        );
    }
}

#[test]
fn a_damaged_receipt_never_proves_the_entry() {
    let receipt = sample::receipt(5, 7);
    let log = sample::log();
    let good = receipt.to_string().into_bytes();
    for bad in damaged(&good) {
        let Ok(read) = Receipt::parse(&bad) else {
            continue;
        };
        assert_eq!(
            read.to_string().as_bytes(),
            bad,
            "a second spelling was read"
        );
        if read.verify(&sample::entry(5), log.verifier()).is_ok() {
            // Only what no signature covers may differ.
            assert_ne!(read.extra, receipt.extra, "{}", show(&bad));
            assert_eq!(
                Receipt {
                    extra: receipt.extra.clone(),
                    ..read
                },
                receipt
            );
        }
    }
}

#[test]
fn a_damaged_request_is_never_cosigned() {
    let good = sample::request(5, 7).to_string().into_bytes();
    assert_eq!(answer(&good).status(), 200);
    for bad in damaged(&good) {
        assert_ne!(answer(&bad).status(), 200, "{}", show(&bad));
    }
}

#[test]
fn a_damaged_cosignature_is_never_merged() {
    let signed = sample::checkpoint(7);
    let keys = [sample::witness().verifier().clone()];
    let line = sample::witness()
        .cosign(signed.note(), sample::COSIGNED_AT)
        .unwrap();
    let good = format!("{line}\n");
    assert_eq!(merge_cosignatures(&mut signed.clone(), &good, &keys), Ok(1));
    for bad in damaged(good.as_bytes()) {
        let Ok(bad) = str::from_utf8(&bad) else {
            continue;
        };
        let mut copy = signed.clone();
        assert!(
            !matches!(merge_cosignatures(&mut copy, bad, &keys), Ok(1..)),
            "{bad}"
        );
        assert_eq!(copy, signed);
    }
}

#[test]
fn a_damaged_verifier_key_is_refused() {
    for key in [sample::log().verifier(), sample::witness().verifier()] {
        for bad in damaged(key.to_string().as_bytes()) {
            let Ok(bad) = str::from_utf8(&bad) else {
                continue;
            };
            assert!(bad.parse::<Verifier>().is_err(), "{bad}");
        }
    }
}

#[test]
fn a_damaged_policy_still_means_what_it_says_or_is_refused() {
    for bad in damaged(sample::policy().as_bytes()) {
        let Ok(bad) = str::from_utf8(&bad) else {
            continue;
        };
        if let Ok(policy) = Policy::parse(bad) {
            assert_eq!(Policy::parse(&policy.to_string()), Ok(policy), "{bad}");
        }
    }
}

#[test]
fn a_damaged_path_is_another_path_or_refused() {
    for good in [
        "tile/0/x001/x234/067.p/17",
        "tile/entries/000",
        "tile/12/999.p/255",
    ] {
        for bad in damaged(good.as_bytes()) {
            let Ok(bad) = str::from_utf8(&bad) else {
                continue;
            };
            if let Ok(path) = bad.parse::<TilePath>() {
                assert_eq!(path.to_string(), bad);
            }
        }
    }
}

#[test]
fn a_damaged_bundle_is_other_entries_or_refused() {
    let entries: Vec<_> = (0..5).map(sample::entry).collect();
    let good = encode_entries(&entries).unwrap();
    for bad in damaged(&good) {
        if let Ok(read) = decode_entries(&bad, 5) {
            assert_ne!(read, entries);
            assert_eq!(encode_entries(&read).as_ref(), Ok(&bad));
        }
    }
}

fn read_everything(bytes: &[u8]) {
    let log = sample::log();
    assert!(SignedCheckpoint::open(bytes, log.verifier()).is_err());
    assert!(Receipt::parse(bytes).is_err());
    assert!(AddCheckpoint::parse(bytes).is_none());
    assert_eq!(answer(bytes), Decision::Malformed);
    let _ = Note::parse(bytes);
    let _ = Hash::from_slice(bytes);
    if let Some(mut frontier) = Frontier::from_bytes(bytes) {
        assert_eq!(frontier.to_bytes(), bytes);
        frontier.append(frontier.root());
    }
    for width in [0, 1, 2, 255, 256, 257, u16::MAX] {
        let _ = decode_hashes(bytes, width);
        let _ = decode_entries(bytes, width);
    }
    for size in [0, 1, 255, 256, u64::MAX] {
        let _ = RightEdge::load(size, |_| Some(bytes.to_vec()));
    }
    // An edge of any size, made of these bytes repeated, can still be asked and continued.
    let seed = bytes.first().copied().unwrap_or(1);
    for size in [
        1_u64 << 62,
        (1 << 62) - 1,
        u64::from(seed) << 54,
        u64::from(seed) << 40,
    ] {
        let edge = RightEdge::load(size, |path| {
            Some(vec![seed; usize::from(path.width()) * 32])
        });
        if let Ok(mut edge) = edge {
            edge.append(edge.root());
            let _ = (edge.partial_tiles(), edge.root());
        }
    }
    if let Ok(text) = str::from_utf8(bytes) {
        let _ = text.parse::<Verifier>();
        let _ = text.parse::<TilePath>();
        let _ = Policy::parse(text);
        let _ = (Hash::from_hex(text), Hash::from_base64(text));
    }
}

proptest! {
    #[test]
    fn random_bytes_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..600)) {
        read_everything(&bytes);
    }

    #[test]
    fn random_text_never_panics(text in "(\\PC|[ \n+./0-9]|old |index |log |group |\u{2014} ){0,80}") {
        read_everything(text.as_bytes());
    }
}
