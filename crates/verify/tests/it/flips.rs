//! Any byte of any file that a checkpoint covers is changed: the check fails and names the place.

use std::fs;
use std::path::Path;

use mingbai_domain::book::Record;
use mingbai_verify::{Failure, Report};

use crate::sample::{changning, north, seal_later};
use crate::town::{Book, Town, check, files_below, words};

/// Two records, one sealed item with its list, one voucher: small enough to flip every byte.
fn tiny() -> Book {
    let mut book = changning();
    let report = crate::sample::document(&mut book, "九月公示", b"a notice");
    book.push(mingbai_domain::book::Disclosure {
        at: crate::sample::at(20),
        document: Some(report),
        from: crate::sample::day(1),
        item: "income_and_expenses".into(),
        to: crate::sample::day(19),
    });
    crate::sample::bills_and_payments(&mut book, 1, 21);
    book
}

#[test]
fn every_changed_byte_of_a_small_district_is_found_and_named() {
    let town = Town::new(vec![tiny()]);
    assert_eq!(words(&town.verify()), "");
    let flips = sweep(&town, 1);
    assert!(flips > 2_500, "{flips}");
}

#[test]
fn changed_bytes_of_a_larger_district_are_found_and_named() {
    let mut town = Town::new(vec![north(140), tiny()]);
    seal_later(&mut town.books[0], 1);
    town.publish(); // older partial tiles stay where they are
    assert_eq!(words(&town.verify()), "");
    sweep(&town, 331);
}

/// Flips one bit of every `step`-th byte of every file and answers how many that were.
fn sweep(town: &Town, step: usize) -> usize {
    let mut flips = 0;
    for file in files_below(town.path()) {
        let path = town.path().join(&file);
        let whole = fs::read(&path).unwrap();
        for at in (0..whole.len()).step_by(step) {
            let mut bytes = whole.clone();
            bytes[at] ^= 1 << (at % 8);
            fs::write(&path, &bytes).unwrap();
            let report = check(town.path());
            assert_named(&report, town, &file, &whole, at);
            flips += 1;
        }
        fs::write(&path, whole).unwrap();
    }
    assert_eq!(words(&town.verify()), "", "all is put back");
    flips
}

fn assert_named(report: &Report, town: &Town, file: &str, whole: &[u8], at: usize) {
    let said = || format!("{file} byte {at}: {}", words(report));
    assert!(!report.holds(), "not found: {file} byte {at}");
    let here: Vec<&Failure> = report
        .failures
        .iter()
        .filter(|found| found.path == file)
        .collect();
    assert!(!here.is_empty(), "{}", said());
    if file.contains("/tile/entries/") {
        // The record with this byte, or its neighbour where its length was changed.
        let index = first_of(file) + record_of(whole, at);
        let names = |found: &&Failure| {
            let name = found.record.as_ref();
            name.is_some_and(|name| name.first <= index && index <= name.last)
        };
        assert!(here.iter().any(names), "record {index}: {}", said());
    } else if file.contains("/lists/") || file.contains("/files/") || file.contains("/tile/") {
        assert!(
            here.iter().all(|found| found.record.is_some()),
            "{}",
            said()
        );
    }
    if let Some(found) = report.failures.iter().find(|found| found.path == file) {
        let slug = found.community.as_ref().map(ToString::to_string);
        let of_file = file
            .strip_prefix("c/")
            .and_then(|rest| rest.split('/').next());
        assert_eq!(slug.as_deref(), of_file, "{}", said());
    }
    let _ = town;
}

fn first_of(file: &str) -> u64 {
    let number: u64 = Path::new(file.split(".p").next().unwrap())
        .file_name()
        .unwrap()
        .to_str()
        .unwrap()
        .parse()
        .unwrap();
    number * 256
}

/// Which entry of a bundle a byte belongs to.
fn record_of(bundle: &[u8], at: usize) -> u64 {
    let (mut start, mut index) = (0, 0);
    loop {
        let length = usize::from(u16::from_be_bytes([bundle[start], bundle[start + 1]]));
        start += 2 + length;
        if at < start {
            return index;
        }
        index += 1;
    }
}

#[test]
fn white_space_and_other_spellings_are_changes() {
    let town = Town::new(vec![tiny()]);
    for file in files_below(town.path()) {
        let path = town.path().join(&file);
        let whole = fs::read(&path).unwrap();
        let with = |extra: &[u8]| [&whole, extra].concat();
        let crlf = String::from_utf8_lossy(&whole)
            .replace('\n', "\r\n")
            .into_bytes();
        let spaced = String::from_utf8_lossy(&whole)
            .replacen(':', ": ", 1)
            .into_bytes();
        let mut changes = vec![
            with(b" "),
            with(b"\0"),
            Vec::new(),
            whole[1..].to_vec(),
            crlf,
            spaced,
        ];
        changes.push(with(b"\n"));
        changes.push([b"\xef\xbb\xbf", whole.as_slice()].concat());
        for changed in changes.into_iter().filter(|changed| *changed != whole) {
            if file.ends_with("policy") && same_policy(&changed, &whole) {
                continue; // blank lines mean nothing in a policy
            }
            fs::write(&path, &changed).unwrap();
            assert!(
                !check(town.path()).holds(),
                "{file}: {:?}",
                String::from_utf8_lossy(&changed)
            );
        }
        fs::write(&path, whole).unwrap();
    }
}

fn same_policy(a: &[u8], b: &[u8]) -> bool {
    let policy = |bytes: &[u8]| mingbai_tlog::Policy::parse(str::from_utf8(bytes).ok()?).ok();
    policy(a).is_some() && policy(a) == policy(b)
}

#[test]
fn a_changed_amount_names_the_entry_by_its_number() {
    let town = Town::new(vec![north(2)]);
    let book = &town.books[0];
    let at = book.log.entries.iter().position(|entry| {
        matches!(Record::from_bytes(entry), Ok(Record::Entry(e)) if e.text.contains("电梯维修"))
    });
    let at = at.unwrap();
    let file = files_below(town.path())
        .into_iter()
        .find(|f| f.contains("north/log/tile/entries"));
    let path = town.path().join(file.unwrap());
    let text = fs::read(&path).unwrap();
    let amount = b"\"amount_fen\":48000,\"fund\"";
    let place = text
        .windows(amount.len())
        .position(|window| window == amount)
        .unwrap();
    let mut changed = text.clone();
    changed[place + 13] = b'9'; // 480.00 becomes 980.00
    fs::write(&path, changed).unwrap();
    let said = words(&town.verify());
    assert!(said.contains("community xingyuan-north"), "{said}");
    assert!(
        said.contains(&format!("record {at} [entry no. 6]")),
        "{said}"
    );
    assert!(said.contains("not the one that was signed"), "{said}");
    let zh = town.verify().failures[0].words(mingbai_verify::Lang::Zh);
    assert!(
        zh.contains("账目 6 号") || zh.contains("违反记账规则"),
        "{zh}"
    );
}
