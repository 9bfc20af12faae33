//! Copies of a directory: whole, again, after growth, and what a copy refuses.

use std::fs;
use std::path::Path;

use mingbai_domain::ids::Slug;
use mingbai_verify::{MirrorError, MirrorFailed, Mirrored, Options, Source, mirror};

use crate::sample::{bills_and_payments_later, changning, hand_over, north, seal_later};
use crate::town::{Town, check, check_with, copy_all, files_below, put, words};

fn copy(town: &Town, dest: &Path) -> Result<Mirrored, MirrorFailed> {
    mirror(&Source::dir(town.path()).unwrap(), dest, None, &|_| ())
}

fn only_error(result: Result<Mirrored, MirrorFailed>) -> MirrorError {
    let mut failed = result.unwrap_err();
    assert_eq!(failed.errors.len(), 1, "{failed}");
    failed.errors.remove(0)
}

#[test]
fn a_copy_has_every_file_and_holds() {
    let town = Town::new(vec![changning(), north(300)]);
    let dest = tempfile::tempdir().unwrap();
    let target = dest.path().join("new/folder");
    let done = copy(&town, &target).unwrap();
    assert_eq!(files_below(&target), files_below(town.path()));
    for file in files_below(&target) {
        assert_eq!(
            fs::read(target.join(&file)).unwrap(),
            fs::read(town.path().join(&file)).unwrap()
        );
    }
    assert_eq!(done.communities, 2);
    assert_eq!(done.copied, files_below(town.path()).len() as u64);
    let report = check(&target);
    assert_eq!(words(&report), "");
    assert_eq!(report.entries, done.records);
}

#[test]
fn a_copy_of_one_community_holds_for_that_one_and_can_be_completed() {
    let town = Town::new(vec![changning(), north(300)]);
    let dest = tempfile::tempdir().unwrap();
    let slug = Slug::new("changning").unwrap();
    let source = Source::dir(town.path()).unwrap();
    let done = mirror(&source, dest.path(), Some(&slug), &|_| ()).unwrap();
    assert_eq!(done.communities, 1);
    let options = Options {
        community: Some(slug),
        ..Options::default()
    };
    let one = check_with(dest.path(), &options);
    assert_eq!((words(&one).as_str(), one.entries), ("", done.records));
    // It does not pass for the whole.
    assert!(!check(dest.path()).holds());
    copy(&town, dest.path()).unwrap();
    assert_eq!(words(&check(dest.path())), "");

    let nobody = Slug::new("nobody").unwrap();
    let empty = tempfile::tempdir().unwrap();
    let error = only_error(mirror(&source, empty.path(), Some(&nobody), &|_| ()));
    assert!(error.to_string().contains("nobody"), "{error}");
    // Without the books that were asked for, no checkpoint is shown.
    let shown = files_below(empty.path());
    assert!(shown.iter().all(|file| !file.ends_with("checkpoint")));
}

#[test]
fn a_second_run_copies_nothing_and_a_run_after_growth_only_what_is_new() {
    let mut town = Town::new(vec![north(300)]);
    let dest = tempfile::tempdir().unwrap();
    let first = copy(&town, dest.path()).unwrap();
    let again = copy(&town, dest.path()).unwrap();
    assert_eq!(
        (again.copied, again.bytes, again.kept),
        (0, 0, first.copied)
    );
    bills_and_payments_later(&mut town.books[0], 250);
    town.publish();
    let grown = copy(&town, dest.path()).unwrap();
    assert!(grown.kept >= 4, "full tiles and files stay: {grown:?}");
    assert!(grown.copied < first.copied, "{grown:?}");
    assert_eq!(words(&check(dest.path())), "");
}

#[test]
fn a_damaged_copy_is_repaired() {
    let town = Town::new(vec![north(300)]);
    let dest = tempfile::tempdir().unwrap();
    copy(&town, dest.path()).unwrap();
    for file in files_below(dest.path()) {
        if file.ends_with("/checkpoint") || file.ends_with("/policy") {
            continue; // the memory itself: not replaced silently
        }
        let path = dest.path().join(&file);
        let whole = fs::read(&path).unwrap();
        let mut bytes = whole.clone();
        bytes[whole.len() / 2] ^= 4;
        fs::write(&path, bytes).unwrap();
        let done = copy(&town, dest.path()).unwrap();
        assert!(done.copied >= 1, "{file}");
        assert_eq!(fs::read(&path).unwrap(), whole, "{file}");
    }
}

#[test]
fn a_copy_that_was_changed_consistently_is_repaired_from_the_source() {
    let town = Town::new(vec![changning()]);
    let dest = tempfile::tempdir().unwrap();
    copy(&town, dest.path()).unwrap();
    let mut other = changning().log;
    other.entries.swap(0, 1);
    other.publish(dest.path());
    put(
        &dest.path().join("c/changning/log/checkpoint"),
        town.books[0].log.checkpoint(2).as_bytes(),
    );
    copy(&town, dest.path()).unwrap();
    assert_eq!(words(&check(dest.path())), "");
}

#[test]
fn an_older_checkpoint_is_refused() {
    let mut town = Town::new(vec![changning()]);
    seal_later(&mut town.books[0], 1);
    town.publish();
    let dest = tempfile::tempdir().unwrap();
    copy(&town, dest.path()).unwrap();
    let before = fs::read(dest.path().join("c/changning/log/checkpoint")).unwrap();
    town.books[0].log.publish_first(town.path(), 2);
    let error = only_error(copy(&town, dest.path()));
    let said = error.to_string();
    assert!(matches!(error, MirrorError::Older { .. }), "{said}");
    assert!(
        said.contains("book.example/c/changning/log\n3\n") && said.contains("log\n2\n"),
        "{said}"
    );
    assert_eq!(
        fs::read(dest.path().join("c/changning/log/checkpoint")).unwrap(),
        before
    );
}

#[test]
fn a_fork_is_refused_and_both_checkpoints_are_named() {
    let mut town = Town::new(vec![changning(), north(1)]);
    let dest = tempfile::tempdir().unwrap();
    copy(&town, dest.path()).unwrap();
    let before = files_below(dest.path());
    let contents: Vec<_> = before
        .iter()
        .map(|f| fs::read(dest.path().join(f)).unwrap())
        .collect();
    let district = dest.path().join("district/log/checkpoint");
    let district_before = fs::read(&district).unwrap();

    // The same size, then longer: neither continues the copy.
    for longer in [false, true] {
        let other = &mut town.books[0];
        other.log.entries[1] = changning_with_another_amount();
        if longer {
            seal_later(other, 1);
        }
        town.publish();
        let error = only_error(copy(&town, dest.path()));
        let said = error.to_string();
        assert!(matches!(error, MirrorError::Fork { .. }), "{said}");
        assert_eq!(
            said.matches("book.example/c/changning/log\n").count(),
            2,
            "{said}"
        );
    }
    for (file, content) in before.iter().zip(contents) {
        if file.starts_with("c/changning") {
            assert_eq!(fs::read(dest.path().join(file)).unwrap(), content, "{file}");
        }
    }
    assert_eq!(
        fs::read(district).unwrap(),
        district_before,
        "the district's waits, too"
    );
    assert_eq!(words(&check(dest.path())), "");
}

fn changning_with_another_amount() -> Vec<u8> {
    let text = String::from_utf8(changning().log.entries[1].clone()).unwrap();
    text.replace("120000", "110000").into_bytes()
}

#[test]
fn another_key_without_a_handover_is_refused() {
    let mut town = Town::new(vec![changning()]);
    let dest = tempfile::tempdir().unwrap();
    copy(&town, dest.path()).unwrap();
    town.books[0].log.signers = crate::town::Log::new("c/changning/log", 66).signers;
    town.write();
    assert!(matches!(
        only_error(copy(&town, dest.path())),
        MirrorError::KeyChanged { .. }
    ));
    // A handover keeps the old key in the policy.
    town.books[0] = changning();
    hand_over(&mut town.books[0], 66);
    town.publish();
    copy(&town, dest.path()).unwrap();
    assert_eq!(words(&check(dest.path())), "");
}

#[test]
fn a_source_with_a_wrong_or_missing_file_is_refused_and_the_copy_stays() {
    let mut town = Town::new(vec![north(1)]);
    let dest = tempfile::tempdir().unwrap();
    copy(&town, dest.path()).unwrap();
    let before = fs::read(dest.path().join("c/xingyuan-north/log/checkpoint")).unwrap();
    let old = files_below(town.path());
    seal_later(&mut town.books[0], 1);
    let voucher = crate::sample::document(&mut town.books[0], "公示", b"a new notice");
    town.books[0].push(mingbai_domain::book::Disclosure {
        at: crate::sample::at(32),
        document: Some(voucher),
        from: crate::sample::day(1),
        item: "income_and_expenses".into(),
        to: crate::sample::day(2),
    });
    town.publish();
    let new = files_below(town.path())
        .into_iter()
        .filter(|file| !old.contains(file));
    for file in new.filter(|file| file.starts_with("c/")) {
        let path = town.path().join(&file);
        let whole = fs::read(&path).unwrap();
        let mut changed = whole.clone();
        changed[whole.len() / 2] ^= 1;
        for broken in [Some(changed), None] {
            match broken {
                Some(bytes) => fs::write(&path, bytes).unwrap(),
                None => fs::remove_file(&path).unwrap(),
            }
            // What was copied before the failure would not be asked for again.
            let dest_now = tempfile::tempdir().unwrap();
            copy_all(dest.path(), dest_now.path());
            let said = copy(&town, dest_now.path()).unwrap_err().to_string();
            assert!(said.contains("community xingyuan-north"), "{file}: {said}");
            let now = fs::read(dest_now.path().join("c/xingyuan-north/log/checkpoint")).unwrap();
            assert_eq!(now, before, "{file}");
        }
        fs::write(path, whole).unwrap();
    }
    copy(&town, dest.path()).unwrap();
    assert_eq!(words(&check(dest.path())), "");
}

#[test]
fn a_copy_whose_own_checkpoint_is_broken_is_left_to_its_owner() {
    let town = Town::new(vec![changning()]);
    let dest = tempfile::tempdir().unwrap();
    copy(&town, dest.path()).unwrap();
    fs::write(dest.path().join("c/changning/log/checkpoint"), b"?").unwrap();
    assert!(matches!(
        only_error(copy(&town, dest.path())),
        MirrorError::BadCopy { .. }
    ));
}

#[test]
fn a_place_that_cannot_be_written_is_said() {
    let town = Town::new(vec![changning()]);
    let dest = tempfile::tempdir().unwrap();
    let file = dest.path().join("file");
    fs::write(&file, b"x").unwrap();
    assert!(matches!(
        only_error(copy(&town, &file)),
        MirrorError::Write { .. }
    ));
}
