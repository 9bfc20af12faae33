//! Trees, proofs and tiles against the recursive definitions of RFC 6962.

use std::collections::BTreeMap;

use mingbai_tlog::{
    Frontier, Hash, ProofError, RightEdge, TileKind, TilePath, leaf_hash,
    proof::{consistency, from_leaves, inclusion, root, verify_consistency, verify_inclusion},
    tile::{self, decode_hashes, new_tiles, tiles_for},
    tree::{empty_root, node_hash, root_of},
};
use proptest::prelude::*;

fn leaves(size: usize) -> Vec<Hash> {
    (0..size)
        .map(|index| leaf_hash(&index.to_be_bytes()))
        .collect()
}

fn n(count: usize) -> u64 {
    count.try_into().unwrap()
}

fn largest_power_below(count: usize) -> usize {
    let mut power = 1;
    while power * 2 < count {
        power *= 2;
    }
    power
}

/// MTH(D[n]), word for word.
fn naive_root(leaves: &[Hash]) -> Hash {
    match leaves.len() {
        0 => empty_root(),
        1 => leaves[0],
        count => {
            let k = largest_power_below(count);
            node_hash(&naive_root(&leaves[..k]), &naive_root(&leaves[k..]))
        }
    }
}

/// PATH(m, D[n]), word for word.
fn naive_path(index: usize, leaves: &[Hash]) -> Vec<Hash> {
    if leaves.len() == 1 {
        return vec![];
    }
    let k = largest_power_below(leaves.len());
    let (mut path, sibling) = if index < k {
        (naive_path(index, &leaves[..k]), naive_root(&leaves[k..]))
    } else {
        (
            naive_path(index - k, &leaves[k..]),
            naive_root(&leaves[..k]),
        )
    };
    path.push(sibling);
    path
}

/// SUBPROOF(m, D[n], b), word for word.
fn naive_subproof(old: usize, leaves: &[Hash], whole: bool) -> Vec<Hash> {
    if old == leaves.len() {
        return if whole {
            vec![]
        } else {
            vec![naive_root(leaves)]
        };
    }
    let k = largest_power_below(leaves.len());
    let (mut path, sibling) = if old <= k {
        (
            naive_subproof(old, &leaves[..k], whole),
            naive_root(&leaves[k..]),
        )
    } else {
        (
            naive_subproof(old - k, &leaves[k..], false),
            naive_root(&leaves[..k]),
        )
    };
    path.push(sibling);
    path
}

/// Checks one inclusion proof and that no change of it is believed.
fn check_inclusion(index: usize, leaves: &[Hash]) {
    let (size, root) = (n(leaves.len()), root_of(leaves));
    let path = inclusion(n(index), size, &from_leaves(leaves)).unwrap();
    assert_eq!(
        path,
        naive_path(index, leaves),
        "index {index}, size {size}"
    );
    let verify = |path: &[Hash]| verify_inclusion(&leaves[index], n(index), size, path, &root);
    assert_eq!(verify(&path), Ok(()));
    let longer = [&path[..], &[root]].concat();
    assert_eq!(verify(&longer), Err(ProofError::WrongLength));
    if let Some((_, shorter)) = path.split_last() {
        assert_eq!(verify(shorter), Err(ProofError::WrongLength));
    }
    for place in 0..path.len() {
        let mut other = path.clone();
        other[place].0[31] ^= 1;
        assert_eq!(verify(&other), Err(ProofError::WrongRoot));
    }
}

/// Checks one consistency proof and that no change of it is believed.
fn check_consistency(old: usize, leaves: &[Hash]) {
    let (old_root, new_root) = (root_of(&leaves[..old]), root_of(leaves));
    let path = consistency(n(old), n(leaves.len()), &from_leaves(leaves)).unwrap();
    if old > 0 {
        assert_eq!(
            path,
            naive_subproof(old, leaves, true),
            "{old} -> {}",
            leaves.len()
        );
    }
    let verify = |old_root: &Hash, new_root: &Hash, path: &[Hash]| {
        verify_consistency(n(old), old_root, n(leaves.len()), new_root, path)
    };
    assert_eq!(verify(&old_root, &new_root, &path), Ok(()));
    let other = leaf_hash(b"another book");
    if old > 0 {
        assert!(verify(&old_root, &other, &path).is_err());
    }
    assert!(verify(&other, &new_root, &path).is_err());
    let longer = [&path[..], &[other]].concat();
    assert_eq!(
        verify(&old_root, &new_root, &longer),
        Err(ProofError::WrongLength)
    );
    if let Some((_, shorter)) = path.split_last() {
        assert_eq!(
            verify(&old_root, &new_root, shorter),
            Err(ProofError::WrongLength)
        );
    }
    for place in 0..path.len() {
        let mut changed = path.clone();
        changed[place].0[0] ^= 0x80;
        assert_eq!(
            verify(&old_root, &new_root, &changed),
            Err(ProofError::WrongRoot)
        );
    }
}

#[test]
fn all_trees_up_to_300_have_the_root_of_the_definition() {
    let all = leaves(300);
    let mut frontier = Frontier::new();
    for size in 0..=300 {
        let naive = naive_root(&all[..size]);
        assert_eq!(root_of(&all[..size]), naive, "size {size}");
        assert_eq!(frontier.root(), naive, "size {size}");
        assert_eq!(root(n(size), &from_leaves(&all)), Ok(naive), "size {size}");
        assert_eq!(
            Frontier::from_bytes(&frontier.to_bytes()).as_ref(),
            Some(&frontier)
        );
        frontier.extend(all.get(size).copied());
    }
}

#[test]
fn every_proof_of_every_small_tree_holds_and_no_change_of_it_does() {
    let all = leaves(300);
    for size in 1..=300 {
        // Every place up to 80 leaves, then a scatter that meets both ends.
        let step = if size <= 80 { 1 } else { 37 };
        for index in (0..size).step_by(step).chain([size - 1]) {
            check_inclusion(index, &all[..size]);
            check_consistency(index, &all[..size]);
        }
        check_consistency(size, &all[..size]);
    }
}

#[test]
fn sizes_and_places_that_cannot_be_are_refused() {
    let all = leaves(8);
    let read = from_leaves(&all);
    let outside = ProofError::OutOfRange { index: 8, size: 8 };
    assert_eq!(inclusion(8, 8, &read), Err(outside));
    assert_eq!(verify_inclusion(&all[0], 8, 8, &[], &all[0]), Err(outside));
    let shrinks = ProofError::Shrinks { old: 9, new: 8 };
    assert_eq!(consistency(9, 8, &read), Err(shrinks));
    assert_eq!(
        verify_consistency(9, &all[0], 8, &all[0], &[]),
        Err(shrinks)
    );
    let missing = ProofError::MissingHash { level: 0, index: 8 };
    assert_eq!(inclusion(0, 9, &read), Err(missing));
    let root = root_of(&all);
    let nothing = verify_consistency(0, &empty_root(), 8, &root, &[]);
    assert_eq!(nothing, Ok(()));
    assert_eq!(
        verify_consistency(0, &root, 8, &root, &[]),
        Err(ProofError::WrongRoot)
    );
    assert_eq!(verify_consistency(0, &root, 0, &root, &[]), Ok(()));
}

#[test]
fn the_largest_sizes_do_not_overflow() {
    let hash = leaf_hash(b"");
    let read = |_: u8, _: u64| Some(hash);
    for index in [0, 1, u64::MAX / 2, u64::MAX - 1] {
        let path = inclusion(index, u64::MAX, &read).unwrap();
        assert!(path.len() <= 64);
        let checked = verify_inclusion(&hash, index, u64::MAX, &path, &hash);
        assert_eq!(checked, Err(ProofError::WrongRoot));
        let path = consistency(index, u64::MAX, &read).unwrap();
        let checked = verify_consistency(index, &hash, u64::MAX, &hash, &path);
        assert_eq!(checked, Err(ProofError::WrongRoot));
    }
}

#[test]
fn hash_tiles_answer_for_every_proof() {
    let all = leaves(70_000);
    let mut edge = RightEdge::new();
    let mut tiles: BTreeMap<TilePath, Vec<u8>> = BTreeMap::new();
    for leaf in &all {
        tiles.extend(
            edge.append(*leaf)
                .into_iter()
                .map(|tile| (tile.path, tile.bytes)),
        );
    }
    tiles.extend(
        edge.partial_tiles()
            .into_iter()
            .map(|tile| (tile.path, tile.bytes)),
    );
    let read = tile::reader(70_000, |path| {
        decode_hashes(tiles.get(&path)?, path.width()).ok()
    });
    let whole = edge.root();
    assert_eq!(root(70_000, &read), Ok(whole));
    for index in [0, 255, 256, 65_535, 65_536, 69_887, 69_888, 69_999] {
        let path = inclusion(index, 70_000, &read).unwrap();
        let leaf = &all[usize::try_from(index).unwrap()];
        assert_eq!(verify_inclusion(leaf, index, 70_000, &path, &whole), Ok(()));
    }
    for old in [1_u64, 256, 300, 65_536, 69_999, 70_000] {
        let path = consistency(old, 70_000, &read).unwrap();
        let old_root = root_of(&all[..usize::try_from(old).unwrap()]);
        assert_eq!(
            verify_consistency(old, &old_root, 70_000, &whole, &path),
            Ok(())
        );
        // The tiles of the larger log know every earlier root.
        assert_eq!(root(old, &read), Ok(old_root));
    }
    assert_eq!(read(0, 70_000), None);
    assert_eq!(read(8, 273), None);
    assert_eq!(read(64, 0), None);
    assert_eq!(read(255, u64::MAX), None);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn proofs_of_random_larger_trees_hold(size in 301_usize..4_000, at in any::<prop::sample::Index>()) {
        let all = leaves(size);
        let index = at.index(size);
        check_inclusion(index, &all);
        check_consistency(index + 1, &all);
    }

    #[test]
    fn a_tile_path_is_read_back_as_it_was_written(
        level in 0_u8..=63, index: u64, width in 1_u16..=256
    ) {
        for path in [TilePath::hashes(level, index, width), TilePath::entries(index, width)] {
            let path = path.unwrap();
            prop_assert_eq!(path.to_string().parse(), Ok(path));
        }
    }

    #[test]
    fn a_path_that_is_read_is_written_the_same_way(
        path in "tile/(entries|[0-9]{1,2})/(x?[0-9]{1,4}/){0,3}x?[0-9]{1,4}(\\.p/[0-9]{1,3})?"
    ) {
        if let Ok(parsed) = path.parse::<TilePath>() {
            prop_assert_eq!(parsed.to_string(), path);
            prop_assert!((1..=256).contains(&parsed.width()));
        }
    }

    #[test]
    fn growing_in_steps_writes_every_tile_that_is_served(
        steps in prop::collection::vec(0_u64..70_000, 1..5)
    ) {
        let mut sizes = steps;
        sizes.sort_unstable();
        let mut written = std::collections::BTreeSet::new();
        let mut old = 0;
        for new in &sizes {
            written.extend(new_tiles(old, *new));
            old = *new;
        }
        // What is served at the end is what was written, less the outgrown partial tiles.
        for served in tiles_for(old) {
            prop_assert!(written.contains(&served), "{served} was never written");
        }
        for tile in written {
            prop_assert!(old > 0 && tile.index() <= old / 256);
        }
    }

    #[test]
    fn each_entry_is_in_the_bundle_that_is_named_for_it(size in 1_u64..1_000_000, at in any::<prop::sample::Index>()) {
        let entry = at.index(usize::try_from(size).unwrap()) as u64;
        let path = TilePath::of_entry(entry, size).unwrap();
        prop_assert_eq!(path.kind(), TileKind::Entries);
        prop_assert!(entry >= path.index() * 256);
        prop_assert!(entry < path.index() * 256 + u64::from(path.width()));
        prop_assert!(tiles_for(size).any(|tile| tile == path));
        prop_assert_eq!(TilePath::of_entry(size, size), None);
    }
}
