//! Copies one log: entries, hash tiles, and at the end policy and checkpoint.
//!
//! What is here already is believed only as far as it leads to the signed root. If it does not, the
//! source is read again from the start before anything is replaced: were it another book, the copy
//! here is the proof.

use mingbai_domain::book::Record;
use mingbai_domain::ids::Slug;
use mingbai_tlog::edge::Tile;
use mingbai_tlog::tile::{TILE_WIDTH, TileKind, TilePath, decode_entries, decode_hashes};
use mingbai_tlog::{Frontier, Hash, RightEdge, SignedCheckpoint, leaf_hash};
use rayon::prelude::*;

use super::dest::Dest;
use super::{MirrorError, Mirrored};
use crate::failure::{RecordName, Rule};
use crate::layout;
use crate::log::{Keys, OpenLog, accept, parse_policy};
use crate::source::Source;

/// Bundles copied at the same time.
const BATCH: u64 = 32;

/// What the caller wants to know of each record, if anything.
pub type Pick<'a, T> = &'a (dyn Fn(u64, &[u8]) -> Option<T> + Sync);

/// A log whose tiles and bundles are in the mirror; its checkpoint is not yet.
pub struct Content<'a, T> {
    pub log: OpenLog<'a>,
    pub counts: Mirrored,
    /// What was picked, in the order of the records.
    pub picked: Vec<T>,
    /// Changes of the log's key.
    pub handovers: usize,
}

/// Copies what the log's checkpoint covers, after making sure that it continues the copy.
pub fn copy_log<'a, T: Send>(
    source: &'a Source,
    dest: &Dest,
    community: Option<&Slug>,
    pick: Pick<T>,
) -> Result<Content<'a, T>, MirrorError> {
    let log = OpenLog::open(source, community).map_err(MirrorError::Failure)?;
    let old = old_checkpoint(dest, &log)?;
    if let Some(old) = &old {
        check_sizes(&log, old)?;
    }
    let mut pass = Pass::new(&log, dest, old.as_ref());
    let here = pass.run(Mode::Fill, pick)?;
    let found = if here.leads_to(&log, old.as_ref()) {
        here
    } else {
        let offered = Pass::new(&log, dest, old.as_ref()).run(Mode::Look, pick)?;
        offered.must_lead_to(&log, old.as_ref())?;
        pass = Pass::new(&log, dest, old.as_ref());
        pass.run(Mode::Replace, pick)?
    };
    // Keys announce each other inside the log: a policy that names one more key is no reason to
    // believe it.
    if log.community.is_some() {
        let keys = Keys::new(&log, &found.handovers).map_err(MirrorError::Failure)?;
        keys.of_checkpoint(&log).map_err(MirrorError::Failure)?;
    }
    for tile in found.upper {
        pass.copy_tile(&tile)?;
    }
    let counts = pass.counts;
    Ok(Content {
        log,
        counts,
        picked: found.picked,
        handovers: found.handovers.len(),
    })
}

impl<T> Content<'_, T> {
    /// Publishes the checkpoint in the mirror.
    pub fn commit(&self, dest: &Dest) -> Result<Mirrored, MirrorError> {
        let mut counts = Mirrored::default();
        let checkpoint = self.log.signed.to_string().into_bytes();
        let files = [
            (layout::POLICY, &self.log.policy_bytes, layout::MAX_POLICY),
            (layout::CHECKPOINT, &checkpoint, layout::MAX_CHECKPOINT),
        ];
        for (name, bytes, limit) in files {
            let path = format!("{}/{name}", self.log.prefix);
            if dest.read(&path, limit).is_some_and(|have| have == *bytes) {
                counts.count(None);
            } else {
                dest.write(&path, bytes)?;
                counts.count(Some(bytes.len()));
            }
        }
        Ok(counts)
    }
}

/// The checkpoint here, read by the policy here.
fn old_checkpoint(dest: &Dest, log: &OpenLog) -> Result<Option<SignedCheckpoint>, MirrorError> {
    let path = |name: &str| format!("{}/{name}", log.prefix);
    let Some(checkpoint) = dest.read(&path(layout::CHECKPOINT), layout::MAX_CHECKPOINT) else {
        return Ok(None);
    };
    let bad = |name: &str, why: String| MirrorError::BadCopy {
        path: path(name),
        why,
    };
    let policy = dest
        .read(&path(layout::POLICY), layout::MAX_POLICY)
        .unwrap_or_default();
    let policy = parse_policy(&policy).map_err(|error| bad(layout::POLICY, error.to_string()))?;
    let old = accept(&policy, &checkpoint)
        .map_err(|error| bad(layout::CHECKPOINT, error.to_string()))?
        .checkpoint;
    let (have, offered) = (&old.checkpoint().origin, &log.signed.checkpoint().origin);
    if have != offered {
        return Err(MirrorError::OtherLog {
            path: path(layout::CHECKPOINT),
            have: have.clone(),
            offered: offered.clone(),
        });
    }
    let keys = log.keys();
    if policy.logs().iter().any(|line| !keys.contains(&line.key)) {
        return Err(MirrorError::KeyChanged {
            path: path(layout::POLICY),
        });
    }
    Ok(Some(old))
}

fn check_sizes(log: &OpenLog, old: &SignedCheckpoint) -> Result<(), MirrorError> {
    let path = format!("{}/{}", log.prefix, layout::CHECKPOINT);
    let (have, offered) = (old.to_string(), log.signed.to_string());
    if log.signed.contradicts(old) {
        Err(MirrorError::Fork {
            path,
            have,
            offered,
        })
    } else if log.size() < old.checkpoint().size {
        Err(MirrorError::Older {
            path,
            have,
            offered,
        })
    } else {
        Ok(())
    }
}

/// How a pass treats what is here.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Mode {
    /// Keep what fits together, copy the rest.
    Fill,
    /// Read the source only, write nothing.
    Look,
    /// Read the source only, write what differs.
    Replace,
}

/// What the entries of a pass add up to.
struct Found<T> {
    root: Hash,
    /// Root at the size of the checkpoint here.
    old_root: Option<Hash>,
    /// Hash tiles above level 0.
    upper: Vec<Tile>,
    picked: Vec<T>,
    /// Leaf index and key of each handover.
    handovers: Vec<(u64, String)>,
}

impl<T> Found<T> {
    fn leads_to(&self, log: &OpenLog, old: Option<&SignedCheckpoint>) -> bool {
        self.root == log.signed.checkpoint().root
            && self.old_root == old.map(|old| old.checkpoint().root)
    }

    fn must_lead_to(
        &self,
        log: &OpenLog,
        old: Option<&SignedCheckpoint>,
    ) -> Result<(), MirrorError> {
        let signed = log.signed.checkpoint().root;
        if self.root != signed {
            let all = log
                .size()
                .checked_sub(1)
                .map(|last| RecordName::range(0, last));
            let (signed, found) = (signed.to_base64(), self.root.to_base64());
            return Err(log
                .failure(layout::CHECKPOINT, all, Rule::Root { signed, found })
                .into());
        }
        match old {
            Some(old) if self.old_root != Some(old.checkpoint().root) => Err(MirrorError::Fork {
                path: format!("{}/{}", log.prefix, layout::CHECKPOINT),
                have: old.to_string(),
                offered: log.signed.to_string(),
            }),
            _ => Ok(()),
        }
    }
}

/// One way through the log's entries.
struct Pass<'a> {
    log: &'a OpenLog<'a>,
    dest: &'a Dest,
    old_size: Option<u64>,
    counts: Mirrored,
}

/// A bundle whose entries fit its level-0 tile.
struct Pair<T> {
    fitting: Fitting<T>,
    /// Bytes copied; `None` if it was here already.
    copied: Option<usize>,
}

/// What the entries of a bundle are.
struct Fitting<T> {
    hashes: Vec<Hash>,
    picked: Vec<T>,
    handovers: Vec<(u64, String)>,
}

impl<'a> Pass<'a> {
    fn new(log: &'a OpenLog, dest: &'a Dest, old: Option<&SignedCheckpoint>) -> Self {
        let old_size = old.map(|old| old.checkpoint().size);
        Self {
            log,
            dest,
            old_size,
            counts: Mirrored::default(),
        }
    }

    fn run<T: Send>(&mut self, mode: Mode, pick: Pick<T>) -> Result<Found<T>, MirrorError> {
        let (mut frontier, mut edge) = (Frontier::new(), RightEdge::new());
        let (mut upper, mut picked, mut old_root) = (Vec::new(), Vec::new(), None);
        let mut handovers = Vec::new();
        let mut note_old = |frontier: &Frontier| {
            if self.old_size == Some(frontier.size()) {
                old_root = Some(frontier.root());
            }
        };
        note_old(&frontier);
        let count = self.log.size().div_ceil(TILE_WIDTH.into());
        let mut first = 0;
        while first < count {
            let end = count.min(first + BATCH);
            let this = &*self;
            let pairs: Result<Vec<Pair<T>>, MirrorError> = (first..end)
                .into_par_iter()
                .map(|index| this.pair(index, mode, pick))
                .collect();
            for Pair { fitting, copied } in pairs? {
                self.counts.count(copied); // the bundle
                self.counts.count(copied.map(|_| fitting.hashes.len() * 32));
                picked.extend(fitting.picked);
                handovers.extend(fitting.handovers);
                for hash in fitting.hashes {
                    frontier.append(hash);
                    upper.extend(edge.append(hash));
                    note_old(&frontier);
                }
            }
            first = end;
        }
        upper.extend(edge.partial_tiles());
        upper.retain(|tile| tile.path.kind() != TileKind::Hashes(0));
        Ok(Found {
            root: frontier.root(),
            old_root,
            upper,
            picked,
            handovers,
        })
    }

    fn pair<T>(&self, index: u64, mode: Mode, pick: Pick<T>) -> Result<Pair<T>, MirrorError> {
        let first = index * u64::from(TILE_WIDTH);
        let width = (self.log.size() - first).min(TILE_WIDTH.into());
        let width = u16::try_from(width).unwrap_or(TILE_WIDTH);
        let paths = (
            TilePath::entries(index, width),
            TilePath::hashes(0, index, width),
        );
        let (Ok(bundle), Ok(tile)) = paths else {
            let fitting = Fitting {
                hashes: Vec::new(),
                picked: Vec::new(),
                handovers: Vec::new(),
            };
            return Ok(Pair {
                fitting,
                copied: None,
            }); // the width is 1 to 256
        };
        if mode == Mode::Fill
            && let (Some(entries), Some(hashes)) = (self.here(bundle), self.here(tile))
            && let Ok(fitting) = fitting(&entries, &hashes, first, width, pick)
        {
            return Ok(Pair {
                fitting,
                copied: None,
            });
        }
        let (entries, tile_bytes) = (self.there(bundle)?, self.there(tile)?);
        let fitting = fitting(&entries, &tile_bytes, first, width, pick);
        let fitting = fitting.map_err(|(record, rule)| {
            MirrorError::from(self.log.failure(&bundle.to_string(), Some(record), rule))
        })?;
        if mode != Mode::Look {
            self.dest.write(&self.path(bundle), &entries)?;
            self.dest.write(&self.path(tile), &tile_bytes)?;
        }
        Ok(Pair {
            fitting,
            copied: Some(entries.len()),
        })
    }

    /// Copies a hash tile above level 0, which must be what the entries give.
    fn copy_tile(&mut self, tile: &Tile) -> Result<(), MirrorError> {
        if self
            .here(tile.path)
            .is_some_and(|bytes| bytes == tile.bytes)
        {
            self.counts.count(None);
            return Ok(());
        }
        if self.there(tile.path)? != tile.bytes {
            return Err(self
                .log
                .failure(&tile.path.to_string(), None, Rule::Tile)
                .into());
        }
        self.dest.write(&self.path(tile.path), &tile.bytes)?;
        self.counts.count(Some(tile.bytes.len()));
        Ok(())
    }

    fn path(&self, tile: TilePath) -> String {
        format!("{}/{tile}", self.log.prefix)
    }

    fn here(&self, tile: TilePath) -> Option<Vec<u8>> {
        self.dest
            .read(&self.path(tile), layout::limit_of_tile(tile))
    }

    fn there(&self, tile: TilePath) -> Result<Vec<u8>, MirrorError> {
        let rule = match self
            .log
            .source
            .read(&self.path(tile), layout::limit_of_tile(tile))
        {
            Ok(Some(bytes)) => return Ok(bytes),
            Ok(None) => Rule::Missing,
            Err(error) => error.into(),
        };
        Err(self.log.failure(&tile.to_string(), None, rule).into())
    }
}

/// The entries' hashes, if the bundle is whole and they are exactly the tile's.
fn fitting<T>(
    bundle: &[u8],
    tile: &[u8],
    first: u64,
    width: u16,
    pick: Pick<T>,
) -> Result<Fitting<T>, (RecordName, Rule)> {
    let last = first + u64::from(width) - 1;
    let all = || RecordName::range(first, last);
    let entries = decode_entries(bundle, width).map_err(|_| (all(), Rule::Bundle))?;
    let expected = decode_hashes(tile, width).map_err(|_| (all(), Rule::Tile))?;
    let hashes: Vec<Hash> = entries.iter().map(|entry| leaf_hash(entry)).collect();
    if let Some(at) = (0..hashes.len()).find(|&at| hashes[at] != expected[at]) {
        let index = first + u64::try_from(at).unwrap_or(0);
        return Err((RecordName::of_bytes(index, entries[at]), Rule::RecordOrTile));
    }
    let records = entries.iter().zip(first..);
    let picked = records
        .clone()
        .filter_map(|(entry, index)| pick(index, entry))
        .collect();
    let handovers = records
        .filter_map(|(entry, index)| Some((index, announced(entry)?)))
        .collect();
    Ok(Fitting {
        hashes,
        picked,
        handovers,
    })
}

/// The key that a handover record announces.
fn announced(entry: &[u8]) -> Option<String> {
    let kind = br#""kind":"handover""#;
    if !entry.windows(kind.len()).any(|part| part == kind) {
        return None;
    }
    match Record::from_bytes(entry) {
        Ok(Record::Handover(body)) => Some(body.vkey),
        _ => None,
    }
}
