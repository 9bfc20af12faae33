//! The log's key changes hands.

use mingbai_verify::{Options, Rule};

use crate::sample::{changning, hand_over, seal_later};
use crate::town::{Town, check_with, words};

#[test]
fn the_next_managers_key_signs_from_the_handover_on() {
    let mut town = Town::new(vec![changning()]);
    hand_over(&mut town.books[0], 44);
    town.publish();
    seal_later(&mut town.books[0], 1);
    town.publish();
    let report = town.verify();
    assert_eq!(words(&report), "");
    let key = report.keys.iter().find(|key| key.community.is_some()).unwrap();
    assert_eq!(key.vkey, town.books[0].log.signers[1].verifier().to_string());
}

#[test]
fn the_old_key_signs_no_more() {
    let mut town = Town::new(vec![changning()]);
    hand_over(&mut town.books[0], 44);
    town.publish();
    seal_later(&mut town.books[0], 1);
    town.publish();
    let log = &town.books[0].log;
    let path = town.path().join("c/changning/log/checkpoint");
    std::fs::write(&path, log.signed_by(log.entries.len(), 0)).unwrap();
    let report = town.verify();
    assert!(matches!(report.failures[0].rule, Rule::WrongKey { size: 4, .. }), "{}", words(&report));
    // Nor does the district accept it.
    let (slug, old) = (town.books[0].slug.clone(), log.signed_by(log.entries.len(), 0));
    std::fs::write(path, log.checkpoint(log.entries.len())).unwrap();
    town.record_checkpoint(slug, old);
    town.write();
    assert!(!town.verify().holds());
}

#[test]
fn a_policy_without_the_new_key_or_with_a_third_one_is_refused() {
    let mut town = Town::new(vec![changning()]);
    hand_over(&mut town.books[0], 44);
    let third = mingbai_tlog::Signer::new(&town.books[0].log.origin(), &[45; 32]).unwrap();
    town.publish();
    let path = town.path().join("c/changning/log/policy");
    let policy = town.books[0].log.policy();
    std::fs::write(&path, policy.replace("quorum", &format!("log {}\nquorum", third.verifier()))).unwrap();
    assert_eq!(town.verify().failures[0].rule, Rule::KeysDiffer);
    let first = policy.lines().next().unwrap();
    std::fs::write(&path, policy.replace(&format!("{first}\n"), "")).unwrap();
    assert!(!town.verify().holds());
}

#[test]
fn handed_over_and_back_again_is_fine() {
    let mut town = Town::new(vec![changning()]);
    hand_over(&mut town.books[0], 44);
    town.publish();
    hand_over(&mut town.books[0], 3); // the first key again
    let first = town.books[0].log.signers.remove(2);
    let policy = town.books[0].log.policy();
    town.books[0].log.signers.push(first);
    town.publish();
    std::fs::write(town.path().join("c/changning/log/policy"), policy).unwrap();
    assert_eq!(words(&town.verify()), "");
}

#[test]
fn who_holds_the_old_key_is_told_to_compare_the_new_one() {
    let mut town = Town::new(vec![changning()]);
    let old = town.books[0].log.signers[0].verifier().clone();
    hand_over(&mut town.books[0], 44);
    town.publish();
    let report = check_with(town.path(), &Options { keys: vec![old], ..Options::default() });
    assert!(words(&report).contains("notice board"), "{}", words(&report));
}
