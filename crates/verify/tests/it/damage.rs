//! Files that are gone, cut off, too large, or of another kind.

use std::fs;

use mingbai_verify::Rule;

use crate::sample::{changning, north};
use crate::town::{Town, check, files_below, words};

#[test]
fn every_missing_file_is_named() {
    let town = Town::new(vec![north(140), changning()]);
    for file in files_below(town.path()) {
        let path = town.path().join(&file);
        let whole = fs::read(&path).unwrap();
        fs::remove_file(&path).unwrap();
        let report = check(town.path());
        let found = report.failures.iter().find(|found| found.path == file);
        let found = found.unwrap_or_else(|| panic!("{file}: {}", words(&report)));
        assert_eq!(found.rule, Rule::Missing, "{file}");
        assert_eq!(report.failures.len(), 1, "{file}: {}", words(&report));
        fs::write(&path, whole).unwrap();
    }
}

#[test]
fn every_file_that_is_cut_off_is_named() {
    let town = Town::new(vec![north(2)]);
    for file in files_below(town.path()) {
        let path = town.path().join(&file);
        let whole = fs::read(&path).unwrap();
        for length in [0, 1, whole.len() / 2, whole.len() - 1] {
            fs::write(&path, &whole[..length]).unwrap();
            let report = check(town.path());
            if file.ends_with("policy") && length == whole.len() - 1 {
                continue; // the last newline means nothing there
            }
            assert!(
                report.failures.iter().any(|found| found.path == file),
                "{file} {length}"
            );
        }
        fs::write(&path, whole).unwrap();
    }
}

#[test]
fn oversized_files_and_folders_in_their_place_are_refused_without_reading_them() {
    let town = Town::new(vec![north(2)]);
    for file in files_below(town.path()) {
        let path = town.path().join(&file);
        let whole = fs::read(&path).unwrap();
        // A sparse file: it takes no room, and must not take any in memory.
        fs::File::options()
            .write(true)
            .open(&path)
            .unwrap()
            .set_len(1 << 40)
            .unwrap();
        let report = check(town.path());
        let found = report
            .failures
            .iter()
            .find(|found| found.path == file)
            .unwrap();
        assert!(
            matches!(found.rule, Rule::Unreadable(_)),
            "{file}: {:?}",
            found.rule
        );
        fs::remove_file(&path).unwrap();
        fs::create_dir(&path).unwrap();
        let report = check(town.path());
        assert!(
            report.failures.iter().any(|found| found.path == file),
            "{file}"
        );
        fs::remove_dir(&path).unwrap();
        fs::write(&path, whole).unwrap();
    }
}

#[test]
fn an_empty_place_is_no_district() {
    let empty = tempfile::tempdir().unwrap();
    let report = check(empty.path());
    assert_eq!(report.failures.len(), 1);
    assert!(words(&report).contains("district/log/checkpoint"));
}

#[test]
fn a_wrong_older_tile_is_found() {
    let mut town = Town::new(vec![north(1)]);
    let old = files_below(town.path());
    crate::sample::seal_later(&mut town.books[0], 1);
    town.publish();
    let old = old
        .iter()
        .find(|file| file.contains("north/log/tile/0/"))
        .unwrap();
    let path = town.path().join(old);
    let mut bytes = fs::read(&path).unwrap();
    assert_eq!(words(&town.verify()), "");
    bytes[40] ^= 1;
    fs::write(&path, bytes).unwrap();
    let report = town.verify();
    assert_eq!(
        (report.failures[0].rule.clone(), &report.failures[0].path),
        (Rule::OldTile, old)
    );
}

#[test]
fn files_that_nothing_covers_are_counted() {
    let town = Town::new(vec![changning()]);
    crate::town::put(&town.path().join("c/changning/log/tile/0/note.txt"), b"x");
    crate::town::put(&town.path().join("c/changning/files/stray"), b"x");
    let report = town.verify();
    assert_eq!(words(&report), "");
    let note = mingbai_verify::Note::UnknownFiles {
        community: Some(town.books[0].slug.clone()),
        files: 2,
    };
    assert!(report.notes.contains(&note), "{:?}", report.notes);
}
