//! The same answers as implementations that were written by others from the same documents.

use ct_merkle::mem_backed_tree::MemoryBackedTree;
use mingbai_tlog::{
    Checkpoint, Note, TileKind, TilePath, leaf_hash,
    proof::{consistency, from_leaves, inclusion},
    tile::new_tiles,
    tree::root_of,
};
use proptest::prelude::*;
use sha2::Sha256;
use signed_note::{StandardVerifier, VerifierList};

use crate::sample;

/// `tlog_tiles` writes the height into paths and has its own name for bundles.
fn oracle_path(path: &TilePath) -> String {
    path.to_string()
        .replace("tile/entries/", "tile/data/")
        .replacen("tile/", "tile/8/", 1)
}

/// Whether `signed_note` accepts these bytes from the sample log's key.
fn oracle_accepts(note: &[u8]) -> bool {
    let key = StandardVerifier::new(&sample::log().verifier().to_string()).unwrap();
    let known = VerifierList::new(vec![Box::new(key)]);
    signed_note::Note::from_bytes(note).is_ok_and(|note| note.verify(&known).is_ok())
}

#[test]
fn ct_merkle_makes_the_same_roots_and_proofs() {
    let mut tree = MemoryBackedTree::<Sha256, Vec<u8>>::new();
    let mut leaves = Vec::new();
    for size in 1..=130_usize {
        let entry = sample::entry(size as u64);
        leaves.push(leaf_hash(&entry));
        tree.push(entry);
        assert_eq!(
            tree.root().as_bytes().as_slice(),
            root_of(&leaves).as_bytes()
        );
        for index in (0..size).step_by(1 + size / 16) {
            let ours = inclusion(index as u64, size as u64, &from_leaves(&leaves)).unwrap();
            let bytes: Vec<u8> = ours.iter().flat_map(|hash| hash.0).collect();
            assert_eq!(
                tree.prove_inclusion(index).as_bytes(),
                bytes,
                "{index} in {size}"
            );
            let old = index + 1;
            if old < size {
                let ours = consistency(old as u64, size as u64, &from_leaves(&leaves)).unwrap();
                let bytes: Vec<u8> = ours.iter().flat_map(|hash| hash.0).collect();
                let theirs = tree.prove_consistency(size - old);
                assert_eq!(theirs.as_bytes(), bytes, "{old} -> {size}");
            }
        }
    }
}

#[test]
fn tlog_tiles_names_the_same_tiles() {
    for (old, new) in [
        (0, 0),
        (0, 1),
        (0, 256),
        (255, 257),
        (300, 70_000),
        (65_000, 131_073),
    ] {
        let hashes = new_tiles(old, new).filter(|tile| tile.kind() != TileKind::Entries);
        let ours: Vec<_> = hashes.map(|path| oracle_path(&path)).collect();
        let theirs = tlog_tiles::Tile::new_tiles(8, old, new);
        let theirs: Vec<_> = theirs.iter().map(tlog_tiles::Tile::path).collect();
        assert_eq!(ours, theirs, "{old} -> {new}");
    }
}

#[test]
fn signed_note_accepts_our_notes() {
    let file = sample::checkpoint(7).to_string();
    assert!(oracle_accepts(file.as_bytes()));
    assert!(!oracle_accepts(file.replace("\n7\n", "\n8\n").as_bytes()));
}

#[test]
fn tlog_tiles_reads_our_checkpoints() {
    let signed = sample::checkpoint(7);
    let theirs = tlog_tiles::Checkpoint::from_bytes(signed.note().text().as_bytes()).unwrap();
    assert_eq!(theirs.origin(), sample::ORIGIN);
    assert_eq!(theirs.size(), 7);
    assert_eq!(theirs.hash().0, signed.checkpoint().root.0);
}

proptest! {
    #[test]
    fn whatever_path_we_read_tlog_tiles_reads_too(
        path in "tile/(entries|[0-9]{1,2})/(x[0-9]{3}/){0,3}[0-9]{3}(\\.p/[1-9][0-9]{0,2})?"
    ) {
        let ours = path.parse::<TilePath>();
        let renamed = path.replace("tile/entries/", "tile/data/").replacen("tile/", "tile/8/", 1);
        // It asserts instead of refusing a level above 63, so those are left out.
        let level = path.split('/').nth(1).and_then(|level| level.parse::<u8>().ok());
        prop_assume!(level.is_none_or(|level| level < 64));
        let theirs = tlog_tiles::Tile::from_path(&renamed);
        prop_assert_eq!(ours.is_ok(), theirs.is_ok(), "{}", path);
    }

    #[test]
    fn whatever_note_we_accept_signed_note_accepts(at in any::<prop::sample::Index>(), byte: u8) {
        let mut file = sample::checkpoint(7).to_string().into_bytes();
        let place = at.index(file.len());
        file[place] = byte;
        let known = [sample::log().verifier().clone()];
        let ours = Note::parse(&file).is_ok_and(|note| note.verify(&known).is_ok());
        prop_assert!(!ours || oracle_accepts(&file));
    }

    #[test]
    fn whatever_checkpoint_we_read_tlog_tiles_reads_too(at in any::<prop::sample::Index>(), byte: u8) {
        let mut text = sample::checkpoint(7).note().text().as_bytes().to_vec();
        let place = at.index(text.len());
        text[place] = byte;
        if let Some(ours) = str::from_utf8(&text).ok().and_then(|t| Checkpoint::parse(t).ok()) {
            let theirs = tlog_tiles::Checkpoint::from_bytes(&text).unwrap();
            prop_assert_eq!(theirs.size(), ours.size);
            prop_assert_eq!(theirs.hash().0, ours.root.0);
        }
    }
}
