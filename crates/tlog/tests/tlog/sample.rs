//! One small log with fixed keys, shared by the tests.

use mingbai_tlog::{
    Checkpoint, Cosigner, Hash, Receipt, SignedCheckpoint, Signer, leaf_hash,
    proof::{consistency, from_leaves, inclusion},
    tree::root_of,
    witness::AddCheckpoint,
};

/// The log's name.
pub const ORIGIN: &str = "mingbai.example/c/xingyuan-north/log";

/// When the witness cosigned, in POSIX seconds.
pub const COSIGNED_AT: u64 = 1_767_225_600;

pub fn log() -> Signer {
    Signer::new(ORIGIN, &[1; 32]).unwrap()
}

pub fn witness() -> Cosigner {
    Cosigner::new("witness.example/owners", &[2; 32]).unwrap()
}

pub fn entry(index: u64) -> Vec<u8> {
    format!("第 {index} 条").into_bytes()
}

pub fn leaves(size: u64) -> Vec<Hash> {
    (0..size).map(|index| leaf_hash(&entry(index))).collect()
}

pub fn checkpoint(size: u64) -> SignedCheckpoint {
    let root = root_of(&leaves(size));
    Checkpoint {
        origin: ORIGIN.into(),
        size,
        root,
    }
    .sign(&log())
    .unwrap()
}

pub fn receipt(index: u64, size: u64) -> Receipt {
    Receipt {
        extra: b"salt of 32 bytes in a real life.".to_vec(),
        index,
        path: inclusion(index, size, &from_leaves(&leaves(size))).unwrap(),
        checkpoint: checkpoint(size).note().clone(),
    }
}

pub fn request(old: u64, new: u64) -> AddCheckpoint {
    AddCheckpoint {
        old_size: old,
        proof: consistency(old, new, &from_leaves(&leaves(new))).unwrap(),
        checkpoint: checkpoint(new).note().clone(),
    }
}

pub fn policy() -> String {
    let (log, witness) = (log(), witness());
    let (log, witness) = (log.verifier(), witness.verifier());
    format!("log {log} https://{ORIGIN}\nwitness owners {witness}\ngroup g 1 owners\nquorum g\n")
}
