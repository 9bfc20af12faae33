//! The public files of a log, made from its rows: what was signed when the rows were read, neither
//! older nor newer.

use std::fs;
use std::path::Path;

use mingbai_domain::ids::{CommunityId, Slug};
use mingbai_store::{Tx, log};
use mingbai_tlog::tile::{TILE_WIDTH, TileKind, TilePath, encode_entries};
use mingbai_tlog::{Checkpoint, Hash, Note, Policy, RightEdge, Verifier, leaf_hash};

use super::refusal::Refusal;
use crate::error::AppError;

/// One log among the rows of a package.
#[derive(Clone, Debug)]
pub struct ShownLog {
    pub id: CommunityId,
    /// `None` for the district's.
    pub slug: Option<Slug>,
    /// Leaves that there are.
    pub size: u64,
    /// The last checkpoint's size; `None` if it was never signed.
    pub signed: Option<u64>,
    /// The keys of its policy, in order.
    pub keys: Vec<Verifier>,
    /// The key that signed the last checkpoint.
    pub signer: Option<Verifier>,
}

impl ShownLog {
    pub fn name(&self) -> String {
        let slug = self.slug.as_ref();
        slug.map_or_else(|| "district".to_owned(), ToString::to_string)
    }
}

/// A checkpoint's size and root.
type Sizes = Vec<(u64, Hash)>;

/// Checks every signed checkpoint of a log against its leaves and its policy, and writes tiles,
/// bundles and the last checkpoint into `folder`, where the policy is already.
pub fn write_log(
    tx: &mut Tx<'_>,
    id: CommunityId,
    slug: Option<&Slug>,
    folder: &Path,
) -> Result<ShownLog, AppError> {
    let mut shown = ShownLog {
        id,
        slug: slug.cloned(),
        size: log::get(tx, id)?.size,
        signed: None,
        keys: Vec::new(),
        signer: None,
    };
    let Some(last) = log::last_checkpoint(tx, id)? else {
        return Ok(shown);
    };
    let policy = read_policy(folder).ok_or_else(|| Refusal::Policy(shown.name()))?;
    shown.keys = policy.logs().iter().map(|line| line.key.clone()).collect();
    let sizes = checkpoints(tx, &mut shown, &policy)?;
    write_tiles(tx, &shown, folder, &sizes)?;
    shown.signed = Some(last.size);
    let path = folder.join("checkpoint");
    fs::write(&path, &last.note).map_err(AppError::file(&path))?;
    Ok(shown)
}

fn read_policy(folder: &Path) -> Option<Policy> {
    let bytes = fs::read(folder.join("policy")).ok()?;
    Policy::parse(std::str::from_utf8(&bytes).ok()?).ok()
}

/// Every checkpoint is signed by a key of the policy and says what its row says.
fn checkpoints(tx: &mut Tx<'_>, shown: &mut ShownLog, policy: &Policy) -> Result<Sizes, AppError> {
    let name = shown.name();
    let (mut sizes, mut wrong) = (Sizes::new(), None);
    let mut last_key = None;
    log::each_checkpoint(tx, shown.id, |row| {
        let signed = Note::parse(row.note.as_bytes())
            .ok()
            .and_then(|note| policy.accept(note).ok());
        let same = signed.as_ref().is_some_and(|accepted| {
            let Checkpoint { size, root, .. } = accepted.checkpoint.checkpoint();
            (*size, root.0) == (row.size, row.root)
        });
        if !same || row.size > shown.size {
            wrong.get_or_insert(row.size);
        }
        last_key = signed.and_then(|accepted| {
            let by = accepted.checkpoint.note().verify(&shown.keys).ok()?;
            by.into_iter().next().map(|by| by.key)
        });
        sizes.push((row.size, Hash(row.root)));
        Ok(())
    })?;
    shown.signer = last_key;
    match wrong {
        Some(size) => Err(Refusal::Checkpoint { log: name, size }.into()),
        None => Ok(sizes),
    }
}

/// Writes every tile and bundle up to the last checkpoint, and the partial ones of earlier
/// checkpoints whose full tile does not exist yet.
fn write_tiles(
    tx: &mut Tx<'_>,
    shown: &ShownLog,
    folder: &Path,
    sizes: &[(u64, Hash)],
) -> Result<(), AppError> {
    let Some((end, _)) = sizes.last().copied() else {
        return Ok(());
    };
    let mut pass = Pass {
        folder,
        end,
        edge: RightEdge::new(),
        bundle: Vec::new(),
        sizes: sizes.iter(),
        next: None,
        wrong: None,
        failed: None,
    };
    pass.next = pass.sizes.next().copied();
    pass.note_checkpoints();
    log::each_leaf(tx, shown.id, 0, end, |_, bytes| {
        pass.take(bytes);
        Ok(())
    })?;
    if let Some(error) = pass.failed {
        return Err(error);
    }
    // Checkpoints behind the last leaf that there is are over other records, too.
    match pass.wrong.or(pass.next.map(|(size, _)| size)) {
        Some(size) => Err(Refusal::Checkpoint {
            log: shown.name(),
            size,
        }
        .into()),
        None => Ok(()),
    }
}

/// One way through the leaves.
struct Pass<'a> {
    folder: &'a Path,
    end: u64,
    edge: RightEdge,
    /// Records behind the last full bundle.
    bundle: Vec<Vec<u8>>,
    sizes: std::slice::Iter<'a, (u64, Hash)>,
    next: Option<(u64, Hash)>,
    /// The first checkpoint that is not of these records.
    wrong: Option<u64>,
    failed: Option<AppError>,
}

impl Pass<'_> {
    fn take(&mut self, bytes: Vec<u8>) {
        if self.failed.is_some() || self.wrong.is_some() {
            return;
        }
        let full = self.edge.append(leaf_hash(&bytes));
        self.bundle.push(bytes);
        for tile in &full {
            self.write(tile.path, &tile.bytes);
        }
        if self.edge.size().is_multiple_of(TILE_WIDTH.into()) {
            self.write_bundle();
            self.bundle.clear();
        }
        self.note_checkpoints();
    }

    fn note_checkpoints(&mut self) {
        while let Some((size, root)) = self.next.filter(|(size, _)| *size == self.edge.size()) {
            if self.edge.root() != root {
                self.wrong.get_or_insert(size);
                return;
            }
            for tile in self.edge.partial_tiles() {
                if self.is_last(tile.path) {
                    self.write(tile.path, &tile.bytes);
                }
            }
            let first = self.edge.size() - u64::try_from(self.bundle.len()).unwrap_or(0);
            if !self.bundle.is_empty() && first + u64::from(TILE_WIDTH) > self.end {
                self.write_bundle();
            }
            self.next = self.sizes.next().copied();
        }
    }

    /// Whether the full tile does not exist yet at the end.
    fn is_last(&self, path: TilePath) -> bool {
        let TileKind::Hashes(level) = path.kind() else {
            return true;
        };
        let hashes = self.end.checked_shr(8 * u32::from(level)).unwrap_or(0);
        hashes / u64::from(TILE_WIDTH) == path.index()
    }

    fn write_bundle(&mut self) {
        let width = u16::try_from(self.bundle.len()).unwrap_or(TILE_WIDTH);
        let first = self.edge.size() - u64::from(width);
        let path = TilePath::entries(first / u64::from(TILE_WIDTH), width);
        // A record has at most 65,535 bytes, so it always fits; a longer one is a damaged row.
        match (path, encode_entries(&self.bundle)) {
            (Ok(path), Ok(bytes)) => self.write(path, &bytes),
            _ => self.wrong = Some(self.edge.size()),
        }
    }

    fn write(&mut self, path: TilePath, bytes: &[u8]) {
        let path = self.folder.join(path.to_string());
        let write = || -> std::io::Result<()> {
            fs::create_dir_all(path.parent().unwrap_or(self.folder))?;
            fs::write(&path, bytes)
        };
        if let Err(error) = write() {
            self.failed = Some(AppError::file(&path)(error));
        }
    }
}
