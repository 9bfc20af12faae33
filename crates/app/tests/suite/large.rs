//! A log of more than a million leaves: what a reader asks for costs no more than in a small one.

use std::fs;

use mingbai_app::book::proof;
use mingbai_app::files::write::Durability;
use mingbai_app::money::receipts;
use mingbai_domain::book::{Record, Sealed};
use mingbai_domain::fees::BillItem;
use mingbai_store::log::{self, LogState, NewLeaf};
use mingbai_testkit::{Engine, TestDatabase};
use mingbai_tlog::{Frontier, leaf_hash};

use super::cast::{Home, september};

const LEAVES: u64 = 1_050_000;
/// All hashes of such a log are 33 MB.
const MAX_GROWTH_KB: u64 = 8_000;

/// Sealed leaves straight into the log, as if as many items had been there before.
fn fill(home: &Home, leaves: u64) {
    let id = home.id;
    for _ in 0..leaves / 50_000 {
        home.rows()
            .write(home.id, move |tx| {
                let state = log::lock(tx, id)?;
                let mut frontier = Frontier::from_bytes(&state.frontier).unwrap();
                let mut new = Vec::with_capacity(50_000);
                for seq in state.next_seq..state.next_seq + 50_000 {
                    let mut cid = [0; 32];
                    cid[..8].copy_from_slice(&seq.to_be_bytes());
                    let bytes = Record::from(Sealed { cid, seq }).to_bytes().unwrap();
                    let hash = leaf_hash(&bytes);
                    frontier.append(hash);
                    new.push(NewLeaf {
                        sealed: true,
                        hash: hash.0,
                        bytes,
                    });
                }
                let state_after = LogState {
                    size: state.size + 50_000,
                    frontier: frontier.to_bytes(),
                    next_seq: state.next_seq + 50_000,
                };
                log::append(tx, id, state.size, &new, &state_after)
            })
            .unwrap();
    }
}

/// How much the process's peak grows while `work` runs.
fn growth_kb<T>(work: impl FnOnce() -> T) -> (T, u64) {
    let status = |field: &str| -> u64 {
        let text = fs::read_to_string("/proc/self/status").unwrap();
        let line = text.lines().find(|line| line.starts_with(field)).unwrap();
        line.split_whitespace().nth(1).unwrap().parse().unwrap()
    };
    // The peak begins again at what is in use now.
    fs::write("/proc/self/clear_refs", "5").unwrap();
    let before = status("VmRSS:");
    let answer = work();
    (answer, status("VmHWM:").saturating_sub(before))
}

#[test]
fn a_proof_and_a_receipt_from_a_million_leaves_need_little_memory() {
    let db = TestDatabase::new(Engine::Sqlite);
    let home = Home::new(&db);
    home.bill(BillItem::Fee, september()).unwrap();
    fill(&home, LEAVES);
    home.app
        .publish_community(&home.slug, Durability::Lazy)
        .unwrap();
    let size = home.rows().read(|tx| log::get(tx, home.id)).unwrap().size;
    assert!(size > LEAVES);
    let prove = || {
        for index in [0, 7, size / 2, size - 1] {
            let proof = proof::of_record(&home.app, &home.slug, index).unwrap();
            assert!(proof.is_some(), "{index}");
        }
        assert_eq!(proof::of_record(&home.app, &home.slug, size).unwrap(), None);
    };
    prove(); // what is allocated once
    let ((), proving) = growth_kb(prove);
    let take = || receipts::of_unit(&home.app, &home.slug, "1-1-101", september()).unwrap();
    let ((taken, without), taking) = growth_kb(take);
    assert_eq!((taken.len(), without), (1, 0));
    assert!(proving < MAX_GROWTH_KB, "{proving} kB for proofs");
    assert!(taking < MAX_GROWTH_KB, "{taking} kB for a receipt");
}
