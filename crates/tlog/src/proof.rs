//! Inclusion and consistency proofs: made as RFC 6962 section 2.1 defines them, checked with the
//! loops of RFC 9162 sections 2.1.3.2 and 2.1.4.2.
//!
//! Making a proof needs the hashes of complete subtrees from a reader `Fn(level, index)`: the root
//! over leaves `index * 2^level ..  (index + 1) * 2^level`. [`from_leaves`] reads a slice,
//! [`crate::tile::reader`] reads tiles. Checking needs nothing but the proof.

use crate::tree::{Hash, empty_root, node_hash, root_of};

/// A proof of a tree that can exist is never longer than this.
pub const MAX_PROOF_HASHES: usize = 63;

/// Why a proof could not be made or does not hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ProofError {
    /// The index is not inside the tree.
    #[error("index {index} is outside a tree of size {size}")]
    OutOfRange {
        /// The index asked for.
        index: u64,
        /// Leaves in the tree.
        size: u64,
    },
    /// The older tree is larger than the newer one.
    #[error("old size {old} is larger than new size {new}")]
    Shrinks {
        /// Leaves in the older tree.
        old: u64,
        /// Leaves in the newer tree.
        new: u64,
    },
    /// The reader does not have a hash that the proof needs.
    #[error("the hash at level {level}, index {index} is missing")]
    MissingHash {
        /// Height of the complete subtree; 0 is a leaf.
        level: u8,
        /// Its place among the subtrees of that height.
        index: u64,
    },
    /// The proof has more or fewer hashes than the sizes require.
    #[error("the proof has the wrong length")]
    WrongLength,
    /// The proof leads to another root.
    #[error("the proof does not lead to the root")]
    WrongRoot,
}

/// A reader over all leaf hashes of a log, for small logs and tests.
pub fn from_leaves(leaves: &[Hash]) -> impl Fn(u8, u64) -> Option<Hash> + '_ {
    |level, index| {
        let width = 1_u64.checked_shl(u32::from(level))?;
        let start = index.checked_mul(width)?;
        let range =
            usize::try_from(start).ok()?..usize::try_from(start.checked_add(width)?).ok()?;
        leaves.get(range).map(root_of)
    }
}

/// The root of the first `size` leaves.
pub fn root<R>(size: u64, read: &R) -> Result<Hash, ProofError>
where
    R: Fn(u8, u64) -> Option<Hash>,
{
    if size == 0 {
        Ok(empty_root())
    } else {
        range_root(0, size, read)
    }
}

/// The proof that leaf `index` is in the tree of `size` leaves: the leaf's sibling first, the
/// root's child last.
pub fn inclusion<R>(index: u64, size: u64, read: &R) -> Result<Vec<Hash>, ProofError>
where
    R: Fn(u8, u64) -> Option<Hash>,
{
    if index >= size {
        return Err(ProofError::OutOfRange { index, size });
    }
    let mut path = Vec::new();
    let (mut low, mut high) = (0, size);
    while high - low > 1 {
        let middle = low + split(high - low);
        if index < middle {
            path.push(range_root(middle, high, read)?);
            high = middle;
        } else {
            path.push(range_root(low, middle, read)?);
            low = middle;
        }
    }
    path.reverse();
    Ok(path)
}

/// The proof that the first `old` leaves of a tree of `new` leaves are what they were. Empty if
/// `old` is 0 or equals `new`.
pub fn consistency<R>(old: u64, new: u64, read: &R) -> Result<Vec<Hash>, ProofError>
where
    R: Fn(u8, u64) -> Option<Hash>,
{
    if old > new {
        return Err(ProofError::Shrinks { old, new });
    }
    let mut path = Vec::new();
    if old == 0 {
        return Ok(path);
    }
    let (mut low, mut high) = (0, new);
    while high != old {
        let middle = low + split(high - low);
        if old <= middle {
            path.push(range_root(middle, high, read)?);
            high = middle;
        } else {
            path.push(range_root(low, middle, read)?);
            low = middle;
        }
    }
    // When the old tree is itself a subtree of the new one, the verifier already has its root.
    if low != 0 {
        path.push(range_root(low, high, read)?);
    }
    path.reverse();
    Ok(path)
}

/// Checks that `leaf` is at `index` in the tree of `size` leaves with this root.
pub fn verify_inclusion(
    leaf: &Hash,
    index: u64,
    size: u64,
    path: &[Hash],
    root: &Hash,
) -> Result<(), ProofError> {
    if index >= size {
        return Err(ProofError::OutOfRange { index, size });
    }
    let (mut node, mut last) = (index, size - 1);
    let mut hash = *leaf;
    for sibling in path {
        if last == 0 {
            return Err(ProofError::WrongLength);
        }
        if node & 1 == 1 || node == last {
            hash = node_hash(sibling, &hash);
            // A node without right neighbour rises until it is one.
            while node & 1 == 0 && node != 0 {
                node >>= 1;
                last >>= 1;
            }
        } else {
            hash = node_hash(&hash, sibling);
        }
        node >>= 1;
        last >>= 1;
    }
    if last != 0 {
        return Err(ProofError::WrongLength);
    }
    if hash == *root {
        Ok(())
    } else {
        Err(ProofError::WrongRoot)
    }
}

/// Checks that the tree of `new` leaves begins with the tree of `old` leaves.
pub fn verify_consistency(
    old: u64,
    old_root: &Hash,
    new: u64,
    new_root: &Hash,
    path: &[Hash],
) -> Result<(), ProofError> {
    if old > new {
        return Err(ProofError::Shrinks { old, new });
    }
    if old == 0 || old == new {
        let expected_root = if old == new { *new_root } else { empty_root() };
        return match (path.is_empty(), *old_root == expected_root) {
            (false, _) => Err(ProofError::WrongLength),
            (true, false) => Err(ProofError::WrongRoot),
            (true, true) => Ok(()),
        };
    }
    // A size that is a power of two: the walk starts from the old root itself.
    let mut path = path.iter();
    let start = if old.is_power_of_two() {
        Some(old_root)
    } else {
        path.next()
    };
    let start = start.ok_or(ProofError::WrongLength)?;
    let shift = (old - 1).trailing_ones();
    let (mut node, mut last) = ((old - 1) >> shift, (new - 1) >> shift);
    let (mut old_hash, mut new_hash) = (*start, *start);
    for sibling in path {
        if last == 0 {
            return Err(ProofError::WrongLength);
        }
        if node & 1 == 1 || node == last {
            old_hash = node_hash(sibling, &old_hash);
            new_hash = node_hash(sibling, &new_hash);
            while node & 1 == 0 && node != 0 {
                node >>= 1;
                last >>= 1;
            }
        } else {
            new_hash = node_hash(&new_hash, sibling);
        }
        node >>= 1;
        last >>= 1;
    }
    if last != 0 {
        return Err(ProofError::WrongLength);
    }
    let both = old_hash == *old_root && new_hash == *new_root;
    if both {
        Ok(())
    } else {
        Err(ProofError::WrongRoot)
    }
}

/// The largest power of two below `count`, which must be at least 2.
fn split(count: u64) -> u64 {
    1 << (count - 1).ilog2()
}

/// The root over leaves `low..high`, a non-empty range that the splits of a tree produce.
fn range_root<R>(low: u64, high: u64, read: &R) -> Result<Hash, ProofError>
where
    R: Fn(u8, u64) -> Option<Hash>,
{
    let count = high - low;
    if count.is_power_of_two() {
        let level = u8::try_from(count.ilog2()).unwrap_or(u8::MAX);
        let index = low / count;
        return read(level, index).ok_or(ProofError::MissingHash { level, index });
    }
    let middle = low + split(count);
    Ok(node_hash(
        &range_root(low, middle, read)?,
        &range_root(middle, high, read)?,
    ))
}
