//! The right edge of a tiled log: the partial tiles of every level, and what appending does to them.
//!
//! This is what a log server keeps in memory. It never holds a full tile: those are handed to the
//! caller, who must persist them before a checkpoint is signed.

use crate::tile::{TILE_WIDTH, TileError, TilePath, decode_hashes, encode_hashes, parent_hash};
use crate::tree::{Hash, MAX_LEAVES, empty_root, root_of};

/// A hash tile and its bytes, to be stored and served as they are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tile {
    /// Where it is served.
    pub path: TilePath,
    /// Its hashes, 32 bytes each.
    pub bytes: Vec<u8>,
}

/// The partial tiles of a log, from level 0 up; each level holds fewer than 256 hashes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RightEdge {
    size: u64,
    levels: Vec<Vec<Hash>>,
}

impl RightEdge {
    /// The edge of the empty log.
    pub fn new() -> Self {
        Self::default()
    }

    /// The edge of a log of `size` entries from its stored partial tiles, at most eight of them.
    /// Compare [`RightEdge::root`] with the last signed checkpoint afterwards.
    pub fn load<F>(size: u64, mut fetch: F) -> Result<Self, TileError>
    where
        F: FnMut(TilePath) -> Option<Vec<u8>>,
    {
        if size > MAX_LEAVES {
            return Err(TileError::TooLarge { size });
        }
        let mut edge = Self {
            size,
            levels: Vec::new(),
        };
        for level in 0..8_u8 {
            let count = size >> (8 * u32::from(level));
            let width = u16::try_from(count % 256).unwrap_or(0);
            if width > 0 {
                let path = TilePath::hashes(level, count / 256, width)?;
                let bytes = fetch(path).ok_or(TileError::Missing(path))?;
                *edge.level(level.into()) = decode_hashes(&bytes, width)?;
            }
        }
        Ok(edge)
    }

    /// Number of entries.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// The leaf hashes behind the last full tile.
    pub fn open(&self) -> &[Hash] {
        self.levels.first().map_or(&[], Vec::as_slice)
    }

    /// Appends a leaf hash; returns the tiles that this made full, none most of the time.
    pub fn append(&mut self, leaf: Hash) -> Vec<Tile> {
        let mut full = Vec::new();
        let mut carry = Some(leaf);
        self.size += 1;
        for level in 0.. {
            let Some(hash) = carry.take() else { break };
            let hashes = self.level(level.into());
            hashes.push(hash);
            if let Some(parent) = parent_hash(hashes) {
                let hashes = std::mem::take(hashes);
                let index = full_tiles(self.size, level).saturating_sub(1);
                full.extend(tile(level, index, &hashes));
                carry = Some(parent);
            }
        }
        full
    }

    /// The partial hash tiles that must be served together with a checkpoint of this size.
    pub fn partial_tiles(&self) -> Vec<Tile> {
        let levels = (0_u8..).zip(&self.levels);
        levels
            .filter_map(|(level, hashes)| {
                let index = full_tiles(self.size, level);
                tile(level, index, hashes)
            })
            .collect()
    }

    /// The root of the whole log.
    pub fn root(&self) -> Hash {
        // What lies to the right of a level's hashes is smaller than one of them, so the level's
        // hashes followed by its root form a tree of the very same shape.
        let mut tail: Option<Hash> = None;
        for hashes in &self.levels {
            let hashes: Vec<_> = hashes.iter().copied().chain(tail).collect();
            tail = (!hashes.is_empty()).then(|| root_of(&hashes));
        }
        tail.unwrap_or_else(empty_root)
    }

    fn level(&mut self, level: usize) -> &mut Vec<Hash> {
        while self.levels.len() <= level {
            self.levels.push(Vec::with_capacity(TILE_WIDTH.into()));
        }
        &mut self.levels[level]
    }
}

/// How many tiles of this level are full.
fn full_tiles(size: u64, level: u8) -> u64 {
    size.checked_shr(8 * (u32::from(level) + 1)).unwrap_or(0)
}

/// Nothing for an empty level: empty tiles are never served.
fn tile(level: u8, index: u64, hashes: &[Hash]) -> Option<Tile> {
    let width = u16::try_from(hashes.len()).ok()?;
    let path = TilePath::hashes(level, index, width).ok()?;
    Some(Tile {
        path,
        bytes: encode_hashes(hashes).ok()?,
    })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::tile::{TileKind, new_tiles};
    use crate::tree::{Frontier, leaf_hash};

    #[test]
    fn the_edge_writes_exactly_the_tiles_that_are_served_and_knows_the_root() {
        let mut edge = RightEdge::new();
        let mut frontier = Frontier::new();
        let mut stored = BTreeMap::new();
        assert_eq!(edge.root(), frontier.root());
        for entry in 0..70_000_u64 {
            let leaf = leaf_hash(&entry.to_be_bytes());
            frontier.append(leaf);
            stored.extend(
                edge.append(leaf)
                    .into_iter()
                    .map(|tile| (tile.path, tile.bytes)),
            );
            let size = entry + 1;
            if size % 997 == 0 || size % 256 <= 1 || size == 70_000 {
                assert_eq!(edge.root(), frontier.root(), "size {size}");
            }
        }
        stored.extend(
            edge.partial_tiles()
                .into_iter()
                .map(|tile| (tile.path, tile.bytes)),
        );
        let served: Vec<_> = new_tiles(0, 70_000)
            .filter(|tile| tile.kind() != TileKind::Entries)
            .collect();
        assert_eq!(stored.keys().copied().collect::<Vec<_>>(), served);

        let loaded = RightEdge::load(70_000, |path| stored.get(&path).cloned()).unwrap();
        assert_eq!(loaded, edge);
        assert!(matches!(
            RightEdge::load(70_001, |_| None),
            Err(TileError::Missing(_))
        ));
        assert!(RightEdge::load(70_000, |_| Some(vec![0; 5])).is_err());
    }
}
