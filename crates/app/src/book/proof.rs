//! Receipts: the proof that an entry or a household's item is in the log (`.tlog-proof`), made from
//! the public files alone. A proof needs two dozen tiles of a log of any size.

use mingbai_domain::ids::Slug;
use mingbai_store::StoreError;
use mingbai_tlog::{Checkpoint, Hash, Note, Receipt, TilePath, proof, tile};

use crate::App;
use crate::error::AppError;
use crate::files::public::{PublicFiles, log_name};

/// The proof file of the record at this index, against the newest checkpoint; `None` if that does not
/// cover it. It holds no secret: the salt of a household's item is given to the household alone.
pub fn of_record(app: &App, slug: &Slug, index: u64) -> Result<Option<String>, AppError> {
    let Some(tree) = Tree::of(app.dir.public_files(), slug)? else {
        return Ok(None);
    };
    let proof = tree.proof(index, Vec::new())?;
    Ok(proof.map(|proof| proof.receipt.to_string()))
}

/// A community's public log as far as it is served.
pub(crate) struct Tree {
    files: PublicFiles,
    folder: String,
    note: Note,
    checkpoint: Checkpoint,
}

/// A leaf and the proof that it is in the log.
pub(crate) struct Proof {
    pub leaf: Hash,
    pub receipt: Receipt,
}

impl Tree {
    /// The log that is served; `None` before the first checkpoint.
    pub(crate) fn of(files: PublicFiles, slug: &Slug) -> Result<Option<Self>, AppError> {
        let folder = log_name(Some(slug));
        let Some(bytes) = files.get(&format!("{folder}/checkpoint"))? else {
            return Ok(None);
        };
        let note = Note::parse(&bytes).map_err(|error| broken(&error))?;
        let checkpoint = Checkpoint::parse(note.text()).map_err(|error| broken(&error))?;
        Ok(Some(Self {
            files,
            folder,
            note,
            checkpoint,
        }))
    }

    /// Number of records covered.
    pub(crate) fn size(&self) -> u64 {
        self.checkpoint.size
    }

    /// The proof of the leaf at this index, checked against the checkpoint; `None` if that does not
    /// cover it.
    pub(crate) fn proof(&self, index: u64, extra: Vec<u8>) -> Result<Option<Proof>, AppError> {
        let size = self.checkpoint.size;
        if index >= size {
            return Ok(None);
        }
        let read = tile::reader(size, |path| self.tile(path));
        let leaf = read(0, index).ok_or_else(|| broken(&format!("tile of leaf {index}")))?;
        let path = proof::inclusion(index, size, &read).map_err(|error| broken(&error))?;
        proof::verify_inclusion(&leaf, index, size, &path, &self.checkpoint.root)
            .map_err(|error| broken(&error))?;
        let receipt = Receipt {
            extra,
            index,
            path,
            checkpoint: self.note.clone(),
        };
        Ok(Some(Proof { leaf, receipt }))
    }

    fn tile(&self, path: TilePath) -> Option<Vec<Hash>> {
        let bytes = self.files.get(&format!("{}/{path}", self.folder)).ok()??;
        tile::decode_hashes(&bytes, path.width()).ok()
    }
}

fn broken(why: &impl ToString) -> AppError {
    StoreError::Inconsistent(format!("the public log: {}", why.to_string())).into()
}
