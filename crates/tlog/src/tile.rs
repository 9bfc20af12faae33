//! Tiles and entry bundles of `tlog-tiles`: their paths, their bytes, and which of them a log of a
//! given size serves. (<https://c2sp.org/tlog-tiles>)
//!
//! A path has one spelling only; anything else is refused, never guessed at. Whoever serves files
//! by these paths must parse them here and nowhere else.

use std::{fmt, iter, str::FromStr};

use crate::tree::{HASH_BYTES, Hash, root_of};

/// Hashes in a full tile and entries in a full bundle.
pub const TILE_WIDTH: u16 = 256;

/// The largest entry in bytes: its length is written in 16 bits.
pub const MAX_ENTRY_BYTES: usize = u16::MAX as usize;

/// The highest level that a path may name.
const MAX_LEVEL: u8 = 63;

/// Levels that can hold anything when sizes are 64 bits wide.
const LEVELS: u8 = 8;

/// Why a tile, a bundle or a path is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TileError {
    /// Not the path of a tile or bundle, or not its one spelling.
    #[error("not a tile path")]
    BadPath,
    /// A tile holds 1 to 256 hashes or entries.
    #[error("a tile cannot be {width} wide")]
    BadWidth {
        /// Hashes or entries.
        width: usize,
    },
    /// The bytes are not exactly `width` hashes or entries.
    #[error("the bytes do not hold exactly {width} items")]
    BadBytes {
        /// Hashes or entries that were expected.
        width: u16,
    },
    /// An entry does not fit into a bundle.
    #[error("entry of {bytes} bytes is longer than 65535")]
    EntryTooLong {
        /// Its length.
        bytes: usize,
    },
    /// No log can grow from this size.
    #[error("a log of {size} entries is too large")]
    TooLarge {
        /// Entries in the log.
        size: u64,
    },
    /// A tile that the log's size requires is not there.
    #[error("{0} is missing")]
    Missing(TilePath),
}

/// What a tile holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TileKind {
    /// Hashes of complete subtrees of 256^level entries; level 0 holds leaf hashes.
    Hashes(u8),
    /// The entries themselves.
    Entries,
}

/// The path of a tile or bundle below the log's prefix: `tile/0/x001/067`, `tile/entries/005.p/17`.
///
/// The path always has a valid level (0..=63) and width (1..=256).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TilePath {
    kind: TileKind,
    index: u64,
    width: u16,
}

impl TilePath {
    /// A tile of `width` hashes, the `index`-th of its level.
    pub fn hashes(level: u8, index: u64, width: u16) -> Result<Self, TileError> {
        if level > MAX_LEVEL {
            return Err(TileError::BadPath);
        }
        Self {
            kind: TileKind::Hashes(level),
            index,
            width,
        }
        .checked()
    }

    /// A bundle of `width` entries, from entry `index * 256` on.
    pub fn entries(index: u64, width: u16) -> Result<Self, TileError> {
        Self {
            kind: TileKind::Entries,
            index,
            width,
        }
        .checked()
    }

    /// The bundle that holds this entry in a log of `size` entries.
    pub fn of_entry(entry: u64, size: u64) -> Option<Self> {
        (entry < size).then(|| Self::at(TileKind::Entries, entry / 256, size))
    }

    /// The tile, in a log of `size` entries, with the complete subtree of height `level` (in the
    /// binary tree, 0 is a leaf) and number `index`; and the place of its hashes in the tile.
    fn of_subtree(level: u8, index: u64, size: u64) -> Option<(Self, std::ops::Range<usize>)> {
        let (tile_level, height) = (level / 8, u32::from(level % 8));
        let end = index
            .checked_add(1)?
            .checked_mul(1_u64.checked_shl(u32::from(level))?)?;
        if end > size {
            return None;
        }
        let start = index << height;
        let offset = usize::try_from(start % 256).ok()?;
        let tile = Self::at(TileKind::Hashes(tile_level), start / 256, size);
        Some((tile, offset..offset + (1 << height)))
    }

    /// What it holds.
    pub fn kind(&self) -> TileKind {
        self.kind
    }

    /// Its number among those of its kind and level.
    pub fn index(&self) -> u64 {
        self.index
    }

    /// Hashes or entries in it, 1 to 256.
    pub fn width(&self) -> u16 {
        self.width
    }

    /// Whether it will never change or be replaced: 256 wide.
    pub fn is_full(&self) -> bool {
        self.width == TILE_WIDTH
    }

    /// The full tile that replaces a partial one (the fallback when a partial was deleted).
    #[must_use]
    pub fn full(self) -> Self {
        Self {
            width: TILE_WIDTH,
            ..self
        }
    }

    fn checked(self) -> Result<Self, TileError> {
        match self.width {
            1..=TILE_WIDTH => Ok(self),
            width => Err(TileError::BadWidth {
                width: width.into(),
            }),
        }
    }

    /// The existing tile `index` of a log of this size, as wide as the size makes it.
    fn at(kind: TileKind, index: u64, size: u64) -> Self {
        let items = count(kind, size)
            .saturating_sub(index.saturating_mul(256))
            .clamp(1, 256);
        let width = u16::try_from(items).unwrap_or(TILE_WIDTH);
        Self { kind, index, width }
    }
}

/// Hashes of a level, or entries, in a log of this size.
fn count(kind: TileKind, size: u64) -> u64 {
    match kind {
        TileKind::Entries => size,
        TileKind::Hashes(level) => size.checked_shr(8 * u32::from(level)).unwrap_or(0),
    }
}

impl fmt::Display for TilePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.kind {
            TileKind::Hashes(level) => write!(f, "tile/{level}/")?,
            TileKind::Entries => f.write_str("tile/entries/")?,
        }
        write_groups(f, self.index / 1000)?;
        write!(f, "{:03}", self.index % 1000)?;
        if self.is_full() {
            Ok(())
        } else {
            write!(f, ".p/{}", self.width)
        }
    }
}

/// The leading three-digit groups: 1234 is `x001/x234/`, 0 is nothing.
fn write_groups(f: &mut fmt::Formatter<'_>, groups: u64) -> fmt::Result {
    if groups == 0 {
        return Ok(());
    }
    write_groups(f, groups / 1000)?;
    write!(f, "x{:03}/", groups % 1000)
}

impl FromStr for TilePath {
    type Err = TileError;

    /// Reads a path without a leading slash.
    fn from_str(path: &str) -> Result<Self, TileError> {
        let parsed = parse(path).ok_or(TileError::BadPath)?;
        // Whatever is not written the way it would be written here has a second spelling.
        if parsed.to_string() == path {
            Ok(parsed)
        } else {
            Err(TileError::BadPath)
        }
    }
}

fn parse(path: &str) -> Option<TilePath> {
    let (kind, rest) = path.strip_prefix("tile/")?.split_once('/')?;
    let (groups, width) = match rest.split_once(".p/") {
        Some((groups, width)) => (groups, width.parse().ok().filter(|w| *w < TILE_WIDTH)?),
        None => (rest, TILE_WIDTH),
    };
    let mut index = 0_u64;
    for group in groups.split('/') {
        let digits = group.strip_prefix('x').unwrap_or(group);
        index = index
            .checked_mul(1000)?
            .checked_add(digits.parse().ok().filter(|n| *n < 1000)?)?;
    }
    match kind {
        "entries" => TilePath::entries(index, width).ok(),
        level => TilePath::hashes(level.parse().ok()?, index, width).ok(),
    }
}

/// Every tile and bundle, full and partial, that a log of this size serves: hash tiles from level 0
/// up, then entry bundles.
pub fn tiles_for(size: u64) -> impl Iterator<Item = TilePath> {
    new_tiles(0, size)
}

/// Every tile and bundle that must be written when a log grows from `old` to `new` entries; nothing
/// if it does not grow. Partial tiles of `old` stay as they are.
pub fn new_tiles(old: u64, new: u64) -> impl Iterator<Item = TilePath> {
    let levels = (0..LEVELS).map(TileKind::Hashes);
    levels
        .chain(iter::once(TileKind::Entries))
        .flat_map(move |kind| {
            let (before, after) = (count(kind, old), count(kind, new));
            let first = before / 256;
            // The end is exclusive, and nothing changed when the counts are equal.
            let end = if after > before {
                after.div_ceil(256)
            } else {
                first
            };
            (first..end).map(move |index| TilePath::at(kind, index, new))
        })
}

/// A hash tile's bytes: the hashes one after the other.
pub fn encode_hashes(hashes: &[Hash]) -> Result<Vec<u8>, TileError> {
    check_width(hashes.len())?;
    Ok(hashes.iter().flat_map(|hash| hash.0).collect())
}

/// The hashes of a tile that must be exactly `width` wide.
pub fn decode_hashes(bytes: &[u8], width: u16) -> Result<Vec<Hash>, TileError> {
    check_width(width.into())?;
    let (hashes, rest) = bytes.as_chunks::<HASH_BYTES>();
    if !rest.is_empty() || hashes.len() != usize::from(width) {
        return Err(TileError::BadBytes { width });
    }
    Ok(hashes.iter().copied().map(Hash).collect())
}

/// The hash that a full tile contributes to the level above; a partial one must contribute nothing.
pub fn parent_hash(hashes: &[Hash]) -> Option<Hash> {
    (hashes.len() == usize::from(TILE_WIDTH)).then(|| root_of(hashes))
}

/// A bundle's bytes: each entry with its length before it (16 bits, big-endian).
pub fn encode_entries<T: AsRef<[u8]>>(entries: &[T]) -> Result<Vec<u8>, TileError> {
    check_width(entries.len())?;
    let mut bytes = Vec::new();
    for entry in entries.iter().map(AsRef::as_ref) {
        let length = u16::try_from(entry.len())
            .map_err(|_| TileError::EntryTooLong { bytes: entry.len() })?;
        bytes.extend(length.to_be_bytes());
        bytes.extend(entry);
    }
    Ok(bytes)
}

/// The entries of a bundle that must hold exactly `width` of them.
pub fn decode_entries(bytes: &[u8], width: u16) -> Result<Vec<&[u8]>, TileError> {
    check_width(width.into())?;
    let bad = TileError::BadBytes { width };
    let mut entries = Vec::with_capacity(width.into());
    let mut rest = bytes;
    for _ in 0..width {
        let (length, tail) = rest.split_first_chunk::<2>().ok_or(bad.clone())?;
        let length = usize::from(u16::from_be_bytes(*length));
        let (entry, tail) = tail.split_at_checked(length).ok_or(bad.clone())?;
        entries.push(entry);
        rest = tail;
    }
    if rest.is_empty() {
        Ok(entries)
    } else {
        Err(bad)
    }
}

/// A reader for [`crate::proof`] over the hash tiles of a log of `size` entries. `fetch` returns
/// the tile's hashes (see [`decode_hashes`]); a tile of another width counts as missing.
pub fn reader<F>(size: u64, fetch: F) -> impl Fn(u8, u64) -> Option<Hash>
where
    F: Fn(TilePath) -> Option<Vec<Hash>>,
{
    move |level, index| {
        let (path, place) = TilePath::of_subtree(level, index, size)?;
        let hashes = fetch(path).filter(|hashes| hashes.len() == usize::from(path.width))?;
        hashes.get(place).map(root_of)
    }
}

fn check_width(width: usize) -> Result<(), TileError> {
    if (1..=usize::from(TILE_WIDTH)).contains(&width) {
        Ok(())
    } else {
        Err(TileError::BadWidth { width })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn widths(size: u64, kind: TileKind) -> Vec<u16> {
        tiles_for(size)
            .filter(|tile| tile.kind == kind)
            .map(|tile| tile.width)
            .collect()
    }

    #[test]
    fn seventy_thousand_entries_make_the_tiles_of_the_document() {
        let level0 = widths(70_000, TileKind::Hashes(0));
        assert_eq!(level0.len(), 274);
        assert_eq!(level0[..273], [256; 273]);
        assert_eq!(level0[273], 112);
        assert_eq!(widths(70_000, TileKind::Hashes(1)), [256, 17]);
        assert_eq!(widths(70_000, TileKind::Hashes(2)), [1]);
        assert!(widths(70_000, TileKind::Hashes(3)).is_empty());
        assert_eq!(widths(70_000, TileKind::Entries), level0);
    }

    #[test]
    fn two_hundred_fifty_six_entries_make_a_full_tile_and_one_parent() {
        let paths: Vec<_> = tiles_for(256).map(|tile| tile.to_string()).collect();
        assert_eq!(paths, ["tile/0/000", "tile/1/000.p/1", "tile/entries/000"]);
        assert_eq!(tiles_for(0).count(), 0);
    }

    #[test]
    fn growth_writes_only_what_changed() {
        let paths = |old, new| {
            new_tiles(old, new)
                .map(|t| t.to_string())
                .collect::<Vec<_>>()
        };
        assert_eq!(
            paths(255, 256),
            ["tile/0/000", "tile/1/000.p/1", "tile/entries/000"]
        );
        assert_eq!(paths(256, 258), ["tile/0/001.p/2", "tile/entries/001.p/2"]);
        assert_eq!(paths(300, 300), [""; 0]);
        assert_eq!(paths(300, 200), [""; 0]);
        assert_eq!(
            paths(250, 600),
            [
                "tile/0/000",
                "tile/0/001",
                "tile/0/002.p/88",
                "tile/1/000.p/2",
                "tile/entries/000",
                "tile/entries/001",
                "tile/entries/002.p/88"
            ]
        );
    }

    #[test]
    fn the_largest_log_has_tiles_at_eight_levels() {
        let first = new_tiles(u64::MAX - 1, u64::MAX).next().unwrap();
        assert_eq!(
            first.to_string(),
            "tile/0/x072/x057/x594/x037/x927/935.p/255"
        );
        assert_eq!(new_tiles(u64::MAX - 1, u64::MAX).count(), 2);
    }

    #[test]
    fn paths_are_written_and_read_the_same_way() {
        for path in [
            "tile/0/000",
            "tile/63/000.p/1",
            "tile/0/x001/x234/067",
            "tile/entries/x001/000.p/255",
            "tile/1/x018/x446/x744/x073/x709/x551/615",
        ] {
            assert_eq!(path.parse::<TilePath>().unwrap().to_string(), path);
        }
    }

    #[test]
    fn every_other_spelling_is_refused() {
        for path in [
            "",
            "tile",
            "tile/",
            "tile/0",
            "tile/0/",
            "/tile/0/000",
            "tile/0/000.p/0",
            "tile/0/000.p/256",
            "tile/0/000.p/01",
            "tile/0/000.p/+1",
            "tile/0/000.p/",
            "tile/0/000.p",
            "tile/0/000.p/1/",
            "tile/0/000.p/1.p/1",
            "tile/0/.p/1",
            "tile/00/000",
            "tile/+0/000",
            "tile/64/000",
            "tile/256/000",
            "tile/-1/000",
            "tile/0/1",
            "tile/0/0000",
            "tile/0/+00",
            "tile/0/x000/001",
            "tile/0/x001",
            "tile/0/001/001",
            "tile/0/x001/x001",
            "tile/0/xx01/001",
            "tile/0/x1000/001",
            "tile/0/000/",
            "tile/0/000 ",
            "tile/0//000",
            "tile/0/../000",
            "tile/8/0/000",
            "tile/data/000",
            "tile/ENTRIES/000",
            "tile/0/٠٠٠",
            "tile/0/x999/x999/x999/x999/x999/x999/999",
            "tile/0/x123/x456/x789/x012/x345/x678/x901/x234/x567/890",
            "tile/0/123456789012345678901234567890",
        ] {
            assert_eq!(
                path.parse::<TilePath>(),
                Err(TileError::BadPath),
                "{path:?}"
            );
        }
    }

    #[test]
    fn a_bundle_holds_exactly_its_entries() {
        let longest = vec![7; MAX_ENTRY_BYTES];
        let entries: [&[u8]; 3] = [b"", b"a", &longest];
        let bytes = encode_entries(&entries).unwrap();
        assert_eq!(decode_entries(&bytes, 3).unwrap(), entries);
        assert_eq!(
            decode_entries(&bytes, 2),
            Err(TileError::BadBytes { width: 2 })
        );
        assert_eq!(
            decode_entries(&bytes, 4),
            Err(TileError::BadBytes { width: 4 })
        );
        assert_eq!(
            decode_entries(&bytes[..5], 3),
            Err(TileError::BadBytes { width: 3 })
        );
        assert_eq!(
            decode_entries(&bytes, 0),
            Err(TileError::BadWidth { width: 0 })
        );
        let long = encode_entries(&[vec![7; MAX_ENTRY_BYTES + 1]]);
        assert_eq!(long, Err(TileError::EntryTooLong { bytes: 65_536 }));
        assert_eq!(
            encode_entries::<&[u8]>(&[]),
            Err(TileError::BadWidth { width: 0 })
        );
    }

    #[test]
    fn a_hash_tile_holds_exactly_its_hashes() {
        let hashes: Vec<_> = (0..=255).map(|i| Hash([i; 32])).collect();
        let bytes = encode_hashes(&hashes).unwrap();
        assert_eq!(bytes.len(), 8192);
        assert_eq!(decode_hashes(&bytes, 256).unwrap(), hashes);
        assert!(decode_hashes(&bytes, 255).is_err());
        assert!(decode_hashes(&bytes[1..], 256).is_err());
        assert!(encode_hashes(&[]).is_err());
        assert!(encode_hashes(&[Hash([0; 32]); 257]).is_err());
        assert_eq!(parent_hash(&hashes[..255]), None);
        assert_eq!(parent_hash(&hashes), Some(root_of(&hashes)));
    }
}
