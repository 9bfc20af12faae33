use mingbai_domain::ids::Slug;
use mingbai_verify::{Lang, Note, Options};

use crate::sample::{changning, north};
use crate::town::{Town, check_with, words};

#[test]
fn a_whole_district_holds() {
    let town = Town::new(vec![changning(), north(3)]);
    let report = town.verify();
    assert_eq!(words(&report), "");
    assert_eq!(report.communities, 2);
    let records: usize = town.books.iter().map(|book| book.log.entries.len()).sum();
    assert_eq!(report.entries, records as u64);
    assert_eq!(report.keys.len(), 3);
    assert_eq!(report.keys[0].fingerprint.len(), 39);
}

#[test]
fn a_log_of_many_tiles_holds_before_and_after_it_grows() {
    let mut town = Town::new(vec![north(300)]);
    assert_eq!(words(&town.verify()), "");
    crate::sample::bills_and_payments_later(&mut town.books[0], 250);
    town.publish();
    let report = town.verify();
    assert_eq!(words(&report), "");
    assert!(report.entries > 768, "{}", report.entries);
}

#[test]
fn what_was_not_checked_is_said() {
    let mut town = Town::new(vec![north(2)]);
    let book = &mut town.books[0];
    crate::sample::seal_later(book, 9);
    town.publish();
    let report = town.verify();
    assert_eq!(words(&report), "");
    let community = town.books[0].slug.clone();
    for note in [
        Note::KeysNotPinned { logs: 2 },
        Note::NoWitness { logs: 2 },
        Note::Unsummarised {
            community: community.clone(),
            items: 1,
        },
        Note::Withdrawn {
            community: community.clone(),
            files: 1,
        },
        Note::Originals {
            community,
            files: 1,
        },
    ] {
        assert!(
            report.notes.contains(&note),
            "{note:?} in {:?}",
            report.notes
        );
        assert!(!note.words(Lang::Zh).is_empty() && !note.words(Lang::En).is_empty());
    }
    assert_eq!(report.notes.len(), 5);
}

#[test]
fn a_pinned_key_is_believed_and_another_one_is_not() {
    let town = Town::new(vec![changning()]);
    let right = town.books[0].log.signers[0].verifier().clone();
    let district = town.district.signers[0].verifier().clone();
    let options = Options {
        keys: vec![right, district],
        ..Options::default()
    };
    let report = check_with(town.path(), &options);
    assert_eq!(words(&report), "");
    assert!(report.keys.iter().all(|key| key.pinned));
    assert!(
        !report
            .notes
            .iter()
            .any(|note| matches!(note, Note::KeysNotPinned { .. }))
    );

    let other = crate::town::Log::new("c/changning/log", 77)
        .signers
        .remove(0);
    let options = Options {
        keys: vec![other.verifier().clone()],
        ..Options::default()
    };
    let report = check_with(town.path(), &options);
    assert!(
        words(&report).contains("not the key that you gave"),
        "{}",
        words(&report)
    );
}

#[test]
fn one_community_can_be_checked_alone() {
    let town = Town::new(vec![changning(), north(1)]);
    let one = |slug: &str| Options {
        community: Slug::new(slug).ok(),
        ..Options::default()
    };
    let report = check_with(town.path(), &one("changning"));
    assert_eq!(
        (words(&report).as_str(), report.communities, report.entries),
        ("", 1, 2)
    );
    let report = check_with(town.path(), &one("nowhere"));
    assert!(
        words(&report).contains("c/nowhere/log/checkpoint"),
        "{}",
        words(&report)
    );
}

#[test]
fn a_servers_data_directory_is_read_as_well() {
    let town = Town::new(vec![changning()]);
    let data = tempfile::tempdir().unwrap();
    crate::town::copy_all(town.path(), &data.path().join("public"));
    let report = crate::town::check(data.path());
    assert_eq!((words(&report).as_str(), report.communities), ("", 1));
}

#[test]
fn a_community_that_the_district_has_not_recorded_yet_is_noted() {
    let mut town = Town::new(vec![changning()]);
    town.books.push(north(1));
    town.write();
    let report = town.verify();
    assert_eq!(words(&report), "");
    let community = town.books[1].slug.clone();
    assert!(report.notes.contains(&Note::NotInDistrict { community }));
}
