//! The tiles and entry bundles of a log, from its leaves.

use mingbai_store::{StoreError, Tx, log};
use mingbai_tlog::{Hash, RightEdge, TileError, TilePath, leaf_hash, tile};

use super::Log;
use crate::book::refusal::{Fork, Shown};
use crate::error::AppError;
use crate::files::public::{PublicFiles, Unsynced};

const WIDTH: u64 = tile::TILE_WIDTH as u64;

/// The tile's hashes, or none if it is missing.
pub(super) fn fetch(
    log: &Log<'_>,
    files: &PublicFiles,
    path: TilePath,
) -> Result<Option<Vec<u8>>, AppError> {
    files.get(&log.file(&path.to_string()))
}

/// Writes every tile and bundle that the log needs at the second size, given that those for the
/// first are there; if they are not, all are written again. Answers the root.
pub(super) fn write(
    tx: &mut Tx<'_>,
    log: &Log<'_>,
    files: &PublicFiles,
    (old_size, new_size): (u64, u64),
    unsynced: &mut Unsynced,
) -> Result<Hash, AppError> {
    let read = |path: TilePath| fetch(log, files, path).ok().flatten();
    let (edge, old_size) = match RightEdge::load(old_size, read) {
        Ok(edge) => (edge, old_size),
        Err(TileError::Missing(_) | TileError::BadBytes { .. }) => (RightEdge::new(), 0),
        Err(error) => return Err(misfit(&error)),
    };
    let first_bundled = old_size - old_size % WIDTH;
    let mut writer = Writer {
        log,
        files,
        unsynced,
        // A bundle that begins before the served end is written whole: what it repeats must be
        // the same.
        repeated: edge.open().to_vec(),
        edge,
        first_bundled,
        bundle: Vec::with_capacity(usize::from(tile::TILE_WIDTH)),
        next: first_bundled,
        end: new_size,
        old_size,
        failed: None,
    };
    log::each_leaf(tx, log.id, first_bundled, new_size, |hash, bytes| {
        if writer.failed.is_none() {
            writer.failed = writer.leaf(Hash(hash), bytes).err();
        }
        Ok(())
    })?;
    writer.finish()
}

struct Writer<'a, 'l> {
    log: &'a Log<'l>,
    files: &'a PublicFiles,
    unsynced: &'a mut Unsynced,
    edge: RightEdge,
    repeated: Vec<Hash>,
    first_bundled: u64,
    bundle: Vec<Vec<u8>>,
    /// The leaf that comes next.
    next: u64,
    end: u64,
    old_size: u64,
    failed: Option<AppError>,
}

impl Writer<'_, '_> {
    fn leaf(&mut self, hash: Hash, bytes: Vec<u8>) -> Result<(), AppError> {
        let at = usize::try_from(self.next - self.first_bundled).unwrap_or(usize::MAX);
        let served = self.repeated.get(at).filter(|_| self.next < self.old_size);
        if leaf_hash(&bytes) != hash || served.is_some_and(|served| *served != hash) {
            return Err(self.log.fork(Fork::Tree));
        }
        if self.next >= self.old_size {
            for full in self.edge.append(hash) {
                self.put(&full.path, &full.bytes)?;
            }
        }
        self.bundle.push(bytes);
        self.next += 1;
        if self.next.is_multiple_of(WIDTH) || self.next == self.end {
            self.put_bundle()?;
        }
        Ok(())
    }

    fn put_bundle(&mut self) -> Result<(), AppError> {
        let width = u16::try_from(self.bundle.len()).unwrap_or(tile::TILE_WIDTH);
        let first = self.next - u64::from(width);
        let path = TilePath::entries(first / WIDTH, width).map_err(|error| misfit(&error))?;
        let bytes = tile::encode_entries(&self.bundle).map_err(|error| misfit(&error))?;
        self.bundle.clear();
        self.put(&path, &bytes)
    }

    /// Puts a file that is the same for ever. Another one under its name is a fork, unless it is no
    /// tile at all: a crash can leave one that was never whole.
    fn put(&mut self, path: &TilePath, bytes: &[u8]) -> Result<(), AppError> {
        let name = self.log.file(&path.to_string());
        match self.files.get(&name)? {
            Some(there) if there == bytes => self.files.sync(&name, self.unsynced),
            Some(there) if is_whole(path, &there) => Err(self.log.fork(Fork::Other {
                size: path.index() * WIDTH + u64::from(path.width()),
                by: Shown::Published,
            })),
            _ => self.files.put(&name, bytes, self.unsynced),
        }
    }

    fn finish(mut self) -> Result<Hash, AppError> {
        if let Some(error) = self.failed.take() {
            return Err(error);
        }
        for partial in self.edge.partial_tiles() {
            self.put(&partial.path, &partial.bytes)?;
        }
        Ok(self.edge.root())
    }
}

/// Whether these bytes can have been this tile or bundle.
fn is_whole(path: &TilePath, bytes: &[u8]) -> bool {
    match path.kind() {
        tile::TileKind::Entries => tile::decode_entries(bytes, path.width()).is_ok(),
        tile::TileKind::Hashes(_) => tile::decode_hashes(bytes, path.width())
            .is_ok_and(|hashes| !hashes.contains(&Hash([0; 32]))),
    }
}

fn misfit(error: &TileError) -> AppError {
    StoreError::Inconsistent(format!("a tile: {error}")).into()
}
