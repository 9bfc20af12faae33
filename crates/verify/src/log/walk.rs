//! Reads a log from its first to its last record, a batch of bundles at a time, and recomputes every
//! hash tile on the way.
//!
//! A batch is read and parsed on all cores while the one before is taken in, in order. At most two
//! batches are in memory.

use mingbai_tlog::edge::Tile;
use mingbai_tlog::tile::{TILE_WIDTH, TileKind, TilePath, decode_entries, decode_hashes};
use mingbai_tlog::{Frontier, Hash, RightEdge, leaf_hash};
use rayon::prelude::*;

use super::{MAX_FAILURES, OpenLog};
use crate::failure::{Failure, RecordName, Rule};
use crate::layout;

/// Bundles of a batch: 8,192 records.
const BATCH: u64 = 32;

/// One record as it was read.
pub struct Leaf<T> {
    pub index: u64,
    /// Where it is: the bundle's path below the log.
    pub bundle: TilePath,
    /// What `parse` made of it; `None` if its bytes could not be read at all.
    pub parsed: Option<T>,
}

/// What a walk found.
pub struct Walked {
    pub failures: Vec<Failure>,
    /// The roots at the sizes asked for, in their order; none behind the first failure.
    pub roots: Vec<Hash>,
    /// Records read.
    pub records: u64,
}

/// One bundle with its hash tile.
struct Bundle<T> {
    leaves: Vec<Leaf<T>>,
    /// Hashes of the entries; the tile's where the entries cannot be read.
    hashes: Vec<Hash>,
    /// The level-0 tile; `None` if it cannot be read.
    tile: Option<Vec<Hash>>,
    /// Records whose hash is not the tile's.
    differ: Vec<RecordName>,
    failures: Vec<Failure>,
}

/// Walks the log. `parse` is called for every record, on any thread; `take` gets the results in
/// order. `sizes` are sorted: the roots at these sizes are computed, too.
pub fn walk<T: Send>(
    log: &OpenLog,
    sizes: &[u64],
    parse: impl Fn(u64, &[u8]) -> T + Sync,
    mut take: impl FnMut(Leaf<T>) + Send,
) -> Walked {
    let mut state = State::new(log, sizes);
    let count = log.size().div_ceil(u64::from(TILE_WIDTH));
    let read = |first: u64| -> Vec<Bundle<T>> {
        let end = count.min(first.saturating_add(BATCH));
        (first..end)
            .into_par_iter()
            .map(|index| read_bundle(log, index, &parse))
            .collect()
    };
    let mut batch = read(0);
    let mut next = BATCH;
    while !batch.is_empty() && state.failures.len() < MAX_FAILURES {
        let current = std::mem::take(&mut batch);
        let (ahead, ()) = rayon::join(
            || read(next),
            || {
                for bundle in current {
                    state.take(bundle, &mut take);
                }
            },
        );
        batch = ahead;
        next = next.saturating_add(BATCH);
    }
    state.finish()
}

fn read_bundle<T>(log: &OpenLog, index: u64, parse: &impl Fn(u64, &[u8]) -> T) -> Bundle<T> {
    let first = index * u64::from(TILE_WIDTH);
    let width = u16::try_from((log.size() - first).min(TILE_WIDTH.into())).unwrap_or(TILE_WIDTH);
    let last = first + u64::from(width) - 1;
    let mut bundle = Bundle {
        leaves: Vec::new(),
        hashes: Vec::new(),
        tile: None,
        differ: Vec::new(),
        failures: Vec::new(),
    };
    let (Ok(path), Ok(tile)) = (
        TilePath::entries(index, width),
        TilePath::hashes(0, index, width),
    ) else {
        return bundle; // the width is 1 to 256
    };
    let tile_hashes = read_tile(log, tile).map_err(|rule| {
        let covers = Some(RecordName::range(first, last));
        bundle
            .failures
            .push(log.failure(&tile.to_string(), covers, rule));
    });
    bundle.tile = tile_hashes.ok();
    let bytes = match read(log, path) {
        Ok(bytes) => bytes,
        Err(rule) => {
            let covers = Some(RecordName::range(first, last));
            bundle
                .failures
                .push(log.failure(&path.to_string(), covers, rule));
            bundle.unread(first, width, path);
            return bundle;
        }
    };
    let Ok(entries) = decode_entries(&bytes, width) else {
        let record = broken_entry(&bytes, first, width, bundle.tile.as_deref());
        bundle
            .failures
            .push(log.failure(&path.to_string(), Some(record), Rule::Bundle));
        bundle.unread(first, width, path);
        return bundle;
    };
    for (entry, index) in entries.iter().zip(first..) {
        let hash = leaf_hash(entry);
        let place = bundle.hashes.len();
        if bundle
            .tile
            .as_ref()
            .is_some_and(|tile| tile.get(place) != Some(&hash))
        {
            bundle.differ.push(RecordName::of_bytes(index, entry));
        }
        bundle.hashes.push(hash);
        bundle.leaves.push(Leaf {
            index,
            bundle: path,
            parsed: Some(parse(index, entry)),
        });
    }
    bundle
}

impl<T> Bundle<T> {
    /// The entries cannot be read: the tile's hashes stand for them, so that the rest of the tree
    /// can be checked.
    fn unread(&mut self, first: u64, width: u16, bundle: TilePath) {
        let indexes = first..first + u64::from(width);
        self.leaves = indexes
            .map(|index| Leaf {
                index,
                bundle,
                parsed: None,
            })
            .collect();
        self.hashes = self.tile.clone().unwrap_or_default();
        self.hashes.resize(width.into(), Hash([0; 32]));
    }
}

/// The first entry that is not whole, or whose hash is not the tile's: the nearest to the damage.
fn broken_entry(bytes: &[u8], first: u64, width: u16, tile: Option<&[Hash]>) -> RecordName {
    let mut rest = bytes;
    for place in 0..width {
        let index = first + u64::from(place);
        let Some((length, tail)) = rest.split_first_chunk::<2>() else {
            return RecordName::at(index);
        };
        let length = usize::from(u16::from_be_bytes(*length));
        let Some((entry, tail)) = tail.split_at_checked(length) else {
            return RecordName::of_bytes(index, tail);
        };
        let expected = tile.and_then(|hashes| hashes.get(usize::from(place)));
        if expected.is_some_and(|hash| *hash != leaf_hash(entry)) {
            return RecordName::of_bytes(index, entry);
        }
        rest = tail;
    }
    RecordName::at(first + u64::from(width) - 1) // bytes behind the last entry
}

fn read(log: &OpenLog, path: TilePath) -> Result<Vec<u8>, Rule> {
    let name = format!("{}/{path}", log.prefix);
    log.source
        .read(&name, layout::limit_of_tile(path))?
        .ok_or(Rule::Missing)
}

fn read_tile(log: &OpenLog, path: TilePath) -> Result<Vec<Hash>, Rule> {
    decode_hashes(&read(log, path)?, path.width()).map_err(|_| Rule::Tile)
}

/// What grows from batch to batch.
struct State<'a> {
    log: &'a OpenLog<'a>,
    sizes: std::iter::Peekable<std::slice::Iter<'a, u64>>,
    /// The tree of the entries, and its root at any size.
    edge: RightEdge,
    frontier: Frontier,
    /// The tree of the level-0 tiles, from where it differs from the entries' on.
    other: Option<RightEdge>,
    /// Nothing was wrong so far: only then a root says something.
    sound: bool,
    /// Some hashes are in no file: nothing above them can be compared.
    blind: bool,
    differ: Vec<(TilePath, Vec<RecordName>)>,
    failures: Vec<Failure>,
    roots: Vec<Hash>,
}

impl<'a> State<'a> {
    fn new(log: &'a OpenLog<'a>, sizes: &'a [u64]) -> Self {
        let mut state = Self {
            log,
            sizes: sizes.iter().peekable(),
            edge: RightEdge::new(),
            frontier: Frontier::new(),
            other: None,
            sound: true,
            blind: false,
            differ: Vec::new(),
            failures: Vec::new(),
            roots: Vec::new(),
        };
        state.note_roots();
        state
    }

    fn take<T>(&mut self, bundle: Bundle<T>, take: &mut impl FnMut(Leaf<T>)) {
        self.sound &= bundle.failures.is_empty() && bundle.differ.is_empty();
        self.blind |=
            bundle.tile.is_none() && bundle.leaves.iter().any(|leaf| leaf.parsed.is_none());
        self.failures.extend(bundle.failures);
        if let (false, Some(leaf)) = (bundle.differ.is_empty(), bundle.leaves.first()) {
            // Both trees go on: the checkpoint's root will tell which one was signed.
            self.other.get_or_insert_with(|| self.edge.clone());
            if self.differ.len() < MAX_FAILURES {
                self.differ.push((leaf.bundle, bundle.differ));
            }
        }
        for (place, hash) in bundle.hashes.iter().enumerate() {
            self.frontier.append(*hash);
            let full = self.edge.append(*hash);
            let other = self.other.as_mut().map(|other| {
                let tile = bundle.tile.as_ref().and_then(|tile| tile.get(place));
                other.append(*tile.unwrap_or(hash))
            });
            self.compare(&full, other.as_deref());
            self.note_roots();
        }
        bundle.leaves.into_iter().for_each(take);
    }

    fn note_roots(&mut self) {
        while self
            .sizes
            .next_if(|size| **size == self.frontier.size())
            .is_some()
        {
            if self.sound {
                self.roots.push(self.frontier.root());
            }
        }
    }

    /// Compares tiles above level 0 with their files; level 0 was compared while reading.
    fn compare(&mut self, tiles: &[Tile], other: Option<&[Tile]>) {
        for (place, tile) in tiles.iter().enumerate() {
            let TileKind::Hashes(level @ 1..) = tile.path.kind() else {
                continue;
            };
            // What differs in the same way at level 0 is reported there.
            let other = other.and_then(|other| other.get(place));
            if self.blind {
                return;
            }
            let (rule, hash) = match read(self.log, tile.path) {
                Ok(bytes) if bytes == tile.bytes => continue,
                Ok(bytes) if other.is_some_and(|other| other.bytes == bytes) => continue,
                Ok(bytes) => (Rule::Tile, Some(first_difference(&tile.bytes, &bytes))),
                Err(rule) => (rule, None),
            };
            let records = covered(level, tile.path, hash, self.log.size());
            self.failures.push(
                self.log
                    .failure(&tile.path.to_string(), Some(records), rule),
            );
        }
    }

    fn finish(mut self) -> Walked {
        let records = self.edge.size();
        if records == self.log.size() {
            let partial = self.edge.partial_tiles();
            let other = self.other.as_ref().map(RightEdge::partial_tiles);
            self.compare(&partial, other.as_deref());
            self.judge();
        }
        self.failures.truncate(MAX_FAILURES);
        Walked {
            failures: self.failures,
            roots: self.roots,
            records,
        }
    }

    /// Which of two differing trees the checkpoint signs.
    fn judge(&mut self) {
        let signed = self.log.signed.checkpoint().root;
        let found = self.edge.root();
        let by_tiles = self.other.as_ref().map(RightEdge::root);
        for (bundle, names) in std::mem::take(&mut self.differ) {
            let tile = TilePath::hashes(0, bundle.index(), bundle.width());
            for name in names {
                let (path, rule) = match (&tile, found == signed, by_tiles == Some(signed)) {
                    (Ok(tile), true, _) => (tile.to_string(), Rule::Tile),
                    (_, _, true) => (bundle.to_string(), Rule::RecordHash),
                    _ => (bundle.to_string(), Rule::RecordOrTile),
                };
                self.failures
                    .push(self.log.failure(&path, Some(name), rule));
            }
        }
        if found != signed && self.failures.is_empty() && !self.blind {
            let rule = Rule::Root {
                signed: signed.to_base64(),
                found: found.to_base64(),
            };
            let all = self
                .log
                .size()
                .checked_sub(1)
                .map(|last| RecordName::range(0, last));
            self.failures
                .push(self.log.failure(layout::CHECKPOINT, all, rule));
        }
    }
}

/// The first 32-byte hash in which two tiles differ.
fn first_difference(expected: &[u8], found: &[u8]) -> u64 {
    let pairs = expected.chunks(32).zip(found.chunks(32));
    (0..)
        .zip(pairs)
        .find(|(_, (a, b))| a != b)
        .map_or(0, |(place, _)| place)
}

/// The records below one hash of a tile, or below all of them.
fn covered(level: u8, tile: TilePath, place: Option<u64>, size: u64) -> RecordName {
    let each = 1_u64.checked_shl(8 * u32::from(level)).unwrap_or(u64::MAX);
    let start = tile.index().saturating_mul(u64::from(TILE_WIDTH));
    let (from, to) = match place {
        Some(place) => (start.saturating_add(place), start.saturating_add(place + 1)),
        None => (start, start.saturating_add(tile.width().into())),
    };
    let first = from.saturating_mul(each);
    RecordName::range(
        first,
        to.saturating_mul(each)
            .min(size)
            .saturating_sub(1)
            .max(first),
    )
}
