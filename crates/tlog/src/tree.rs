//! The Merkle tree of RFC 6962 section 2.1 over SHA-256.
//!
//! Leaves and nodes are hashed with different first bytes, so that a node can never be passed off
//! as an entry. This module must never invent another way of hashing.

use std::fmt;

use sha2::{Digest, Sha256};

use crate::text;

/// Bytes in a hash.
pub const HASH_BYTES: usize = 32;

/// A tree of more leaves than this is not continued, so that appending can never overflow.
pub(crate) const MAX_LEAVES: u64 = 1 << 62;

/// A SHA-256 hash: of an entry, of a node or of a whole tree.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Hash(pub [u8; HASH_BYTES]);

impl Hash {
    /// The hash in exactly 32 bytes; `None` for any other length.
    pub fn from_slice(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(Self)
    }

    /// Reads canonical base64, as in checkpoints and proofs.
    pub fn from_base64(text: &str) -> Option<Self> {
        Self::from_slice(&text::base64_decode(text)?)
    }

    /// Reads 64 lower-case hex digits, as in the names of public files.
    pub fn from_hex(text: &str) -> Option<Self> {
        let canonical = !text.bytes().any(|byte| byte.is_ascii_uppercase());
        let bytes = hex::decode(text).ok().filter(|_| canonical)?;
        Self::from_slice(&bytes)
    }

    /// The 32 bytes.
    pub fn as_bytes(&self) -> &[u8; HASH_BYTES] {
        &self.0
    }

    /// As standard base64 with padding (44 characters).
    pub fn to_base64(&self) -> String {
        text::base64_encode(&self.0)
    }

    /// As 64 lower-case hex digits.
    pub fn to_hex(&self) -> String {
        hex::encode(self.0)
    }
}

/// Base64, as the hash is written in checkpoints and proofs.
impl fmt::Display for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.to_base64())
    }
}

/// Hex, as tools print hashes.
impl fmt::Debug for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.to_hex())
    }
}

impl From<[u8; HASH_BYTES]> for Hash {
    fn from(bytes: [u8; HASH_BYTES]) -> Self {
        Self(bytes)
    }
}

impl AsRef<[u8]> for Hash {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

/// The hash of an entry: SHA-256(0x00 || entry).
pub fn leaf_hash(entry: &[u8]) -> Hash {
    Hash(
        Sha256::new()
            .chain_update([0])
            .chain_update(entry)
            .finalize()
            .into(),
    )
}

/// The hash of two neighbours: SHA-256(0x01 || left || right).
pub fn node_hash(left: &Hash, right: &Hash) -> Hash {
    Hash(
        Sha256::new()
            .chain_update([1])
            .chain_update(left)
            .chain_update(right)
            .finalize()
            .into(),
    )
}

/// The root of the tree without entries: SHA-256 of nothing.
pub fn empty_root() -> Hash {
    Hash(Sha256::digest([]).into())
}

/// The root over all leaf hashes, straight from the definition. Needs every leaf: use [`Frontier`]
/// for a log that grows.
pub fn root_of(leaves: &[Hash]) -> Hash {
    match leaves {
        [] => empty_root(),
        [only] => *only,
        _ => {
            let (left, right) = leaves.split_at(leaves.len().div_ceil(2).next_power_of_two());
            node_hash(&root_of(left), &root_of(right))
        }
    }
}

/// The right edge of a tree: the roots of its complete subtrees, the largest first, one for each bit
/// set in the size. Enough to append and to know the root, at most 2 kB for any log.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Frontier {
    size: u64,
    peaks: Vec<Hash>,
}

impl Frontier {
    /// The frontier of the empty tree.
    pub fn new() -> Self {
        Self::default()
    }

    /// Number of leaves.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// Appends a leaf (see [`leaf_hash`]) and returns its index.
    pub fn append(&mut self, leaf: Hash) -> u64 {
        let index = self.size;
        let mut hash = leaf;
        // Every trailing 1 bit is a complete subtree that was waiting for this right neighbour.
        for _ in 0..index.trailing_ones() {
            if let Some(left) = self.peaks.pop() {
                hash = node_hash(&left, &hash);
            }
        }
        self.peaks.push(hash);
        self.size += 1;
        index
    }

    /// The root of the tree so far.
    pub fn root(&self) -> Hash {
        let from_the_right = self.peaks.iter().rev().copied();
        from_the_right
            .reduce(|right, left| node_hash(&left, &right))
            .unwrap_or_else(empty_root)
    }

    /// For storing: the size as 8 bytes big-endian, then the hashes.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = self.size.to_be_bytes().to_vec();
        bytes.extend(self.peaks.iter().flat_map(|peak| peak.0));
        bytes
    }

    /// Reads what [`Frontier::to_bytes`] wrote; `None` if the length does not fit the size.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let (size, hashes) = bytes.split_first_chunk::<8>()?;
        let size = u64::from_be_bytes(*size);
        let (peaks, rest) = hashes.as_chunks::<HASH_BYTES>();
        let fits = rest.is_empty() && peaks.len() == size.count_ones() as usize;
        (fits && size <= MAX_LEAVES).then(|| Self {
            size,
            peaks: peaks.iter().copied().map(Hash).collect(),
        })
    }
}

impl Extend<Hash> for Frontier {
    fn extend<T: IntoIterator<Item = Hash>>(&mut self, leaves: T) {
        for leaf in leaves {
            self.append(leaf);
        }
    }
}

impl FromIterator<Hash> for Frontier {
    fn from_iter<T: IntoIterator<Item = Hash>>(leaves: T) -> Self {
        let mut frontier = Self::new();
        frontier.extend(leaves);
        frontier
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_known_roots_of_the_first_eight_trees_come_out() {
        // The reference inputs and roots of the Certificate Transparency project.
        let entries = [
            "",
            "00",
            "10",
            "2021",
            "3031",
            "40414243",
            "5051525354555657",
        ]
        .into_iter()
        .chain(["606162636465666768696a6b6c6d6e6f"]);
        let roots = [
            "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
            "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
            "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
            "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
            "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
            "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
            "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
        ];
        let mut frontier = Frontier::new();
        assert_eq!(frontier.root(), empty_root());
        for (entry, root) in entries.zip(roots) {
            frontier.append(leaf_hash(&hex::decode(entry).unwrap()));
            assert_eq!(frontier.root().to_hex(), root);
        }
    }

    #[test]
    fn the_empty_root_is_the_hash_of_nothing() {
        let hex = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
        assert_eq!(empty_root().to_hex(), hex);
    }

    #[test]
    fn a_frontier_survives_storing_and_refuses_other_lengths() {
        let frontier: Frontier = (0..300_u16).map(|i| leaf_hash(&i.to_be_bytes())).collect();
        let bytes = frontier.to_bytes();
        assert_eq!(Frontier::from_bytes(&bytes), Some(frontier));
        for length in 0..bytes.len() {
            assert_eq!(Frontier::from_bytes(&bytes[..length]), None);
        }
        assert_eq!(Frontier::from_bytes(&[&bytes[..], &[0]].concat()), None);
        assert_eq!(
            Frontier::from_bytes(&[0xff; 8 + 64 * 32]),
            None,
            "too large to append to"
        );
    }

    #[test]
    fn a_hash_has_one_spelling() {
        let hash = leaf_hash(b"x");
        assert_eq!(Hash::from_hex(&hash.to_hex()), Some(hash));
        assert_eq!(Hash::from_base64(&hash.to_base64()), Some(hash));
        assert_eq!(Hash::from_hex(&hash.to_hex().to_uppercase()), None);
        assert_eq!(Hash::from_hex("00"), None);
        assert_eq!(Hash::from_base64("AAAA"), None);
        assert_eq!(Hash::from_slice(&[0; 31]), None);
    }
}
