//! The log's key changes hands.

use mingbai_verify::{Options, Rule};

use crate::sample::{changning, hand_over, seal_later};
use crate::town::{Town, check_with, words};

/// 长宁家园 with a handover as its third record, recorded by the district.
fn handed_over() -> Town {
    let mut town = Town::new(vec![changning()]);
    hand_over(&mut town.books[0], 44);
    town.publish();
    town
}

fn key_of(town: &Town) -> String {
    let report = town.verify();
    assert_eq!(words(&report), "");
    let key = report.keys.iter().find(|key| key.community.is_some());
    key.unwrap().vkey.clone()
}

#[test]
fn the_old_key_signs_the_handover_and_the_new_one_what_comes_behind() {
    let mut town = handed_over();
    assert_eq!(
        key_of(&town),
        town.books[0].log.signers[0].verifier().to_string()
    );
    seal_later(&mut town.books[0], 1);
    town.publish();
    assert_eq!(
        key_of(&town),
        town.books[0].log.signers[1].verifier().to_string()
    );
}

#[test]
fn the_policy_may_wait_for_the_new_keys_first_signature() {
    let town = handed_over();
    let path = town.path().join("c/changning/log/policy");
    let policy = town.books[0].log.policy();
    let second = policy.lines().nth(1).unwrap();
    std::fs::write(path, policy.replace(&format!("{second}\n"), "")).unwrap();
    assert_eq!(words(&town.verify()), "");
}

#[test]
fn the_old_key_signs_no_more() {
    let mut town = handed_over();
    seal_later(&mut town.books[0], 1);
    town.publish();
    let log = &town.books[0].log;
    let path = town.path().join("c/changning/log/checkpoint");
    std::fs::write(&path, log.signed_by(4, 0)).unwrap();
    let report = town.verify();
    assert!(
        matches!(report.failures[0].rule, Rule::WrongKey { size: 4, .. }),
        "{report:?}"
    );
    // Nor does the district accept it.
    let (slug, old) = (town.books[0].slug.clone(), log.signed_by(4, 0));
    std::fs::write(path, log.checkpoint(4)).unwrap();
    town.record_checkpoint(slug, old);
    town.write();
    assert!(words(&town.verify()).contains("record 3 [checkpoint]"));
}

#[test]
fn the_new_key_cannot_announce_itself() {
    let town = handed_over();
    let path = town.path().join("c/changning/log/checkpoint");
    std::fs::write(path, town.books[0].log.signed_by(3, 1)).unwrap();
    let report = town.verify();
    assert!(
        matches!(report.failures[0].rule, Rule::WrongKey { size: 3, .. }),
        "{report:?}"
    );
}

#[test]
fn a_key_that_no_handover_announces_is_refused() {
    let mut town = handed_over();
    seal_later(&mut town.books[0], 1);
    town.publish();
    let third = mingbai_tlog::Signer::new(&town.books[0].log.origin(), &[45; 32]).unwrap();
    let path = town.path().join("c/changning/log/policy");
    let policy = town.books[0].log.policy();
    let with_third = policy.replace("quorum", &format!("log {}\nquorum", third.verifier()));
    std::fs::write(&path, with_third).unwrap();
    assert_eq!(town.verify().failures[0].rule, Rule::KeysDiffer);
    // Without its line, the new key's signature says nothing.
    let second = policy.lines().nth(1).unwrap();
    std::fs::write(&path, policy.replace(&format!("{second}\n"), "")).unwrap();
    assert!(matches!(
        town.verify().failures[0].rule,
        Rule::Checkpoint(_)
    ));
}

#[test]
fn handed_over_and_back_again_is_fine() {
    let mut town = handed_over();
    seal_later(&mut town.books[0], 1);
    town.publish();
    hand_over(&mut town.books[0], 3); // the first key again
    seal_later(&mut town.books[0], 2);
    let policy = town.books[0].log.policy();
    let mut lines: Vec<&str> = policy.lines().collect();
    lines.remove(2); // named once
    town.publish();
    let text = lines.join("\n") + "\n";
    std::fs::write(town.path().join("c/changning/log/policy"), text).unwrap();
    assert_eq!(
        key_of(&town),
        town.books[0].log.signers[0].verifier().to_string()
    );
}

#[test]
fn who_holds_the_old_key_is_told_to_compare_the_new_one() {
    let mut town = handed_over();
    let old = town.books[0].log.signers[0].verifier().clone();
    seal_later(&mut town.books[0], 1);
    town.publish();
    let report = check_with(
        town.path(),
        &Options {
            keys: vec![old],
            ..Options::default()
        },
    );
    assert!(
        words(&report).contains("notice board"),
        "{}",
        words(&report)
    );
}
