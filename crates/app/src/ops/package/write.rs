//! Writing a package. Its name appears when it is whole, and only its owner can read it.

use std::fs::File;
use std::io::{BufWriter, IntoInnerError, Read, Seek, Write};
use std::path::{Path, PathBuf};

use mingbai_domain::book::file_hash;
use mingbai_domain::ids::{CommunityId, Slug};
use mingbai_store::{StoreError, Tx, dump};
use sha2::{Digest, Sha256};
use tempfile::NamedTempFile;

use super::manifest::{FORM, Manifest, Member, tables};
use super::unpack::limit_of;
use crate::App;
use crate::error::AppError;

/// The rows of a package, in a file without a name, so that memory stays small.
pub struct Rows {
    out: BufWriter<File>,
    digest: Sha256,
    count: u64,
}

impl Rows {
    /// Beside the package to be: there will be room for it twice.
    pub fn new(beside: &Path) -> Result<Self, AppError> {
        let file = tempfile::tempfile_in(folder_of(beside)).map_err(AppError::file(beside))?;
        Ok(Self {
            out: BufWriter::new(file),
            digest: Sha256::new(),
            count: 0,
        })
    }

    /// Adds all rows of one community.
    pub fn add(&mut self, tx: &mut Tx<'_>, id: CommunityId) -> Result<(), StoreError> {
        dump::export(tx, id, |table, row| {
            let line = format!("{table}\t{row}\n");
            self.digest.update(&line);
            self.count += 1;
            let written = self.out.write_all(line.as_bytes());
            written.map_err(|error| StoreError::Inconsistent(format!("rows: {error}")))
        })
    }
}

/// A package being written.
pub struct Writer {
    tar: tar::Builder<BufWriter<NamedTempFile>>,
    to: PathBuf,
}

impl Writer {
    /// Begins a file that nobody else can read. A place that cannot be written is refused here.
    pub fn create(to: &Path) -> Result<Self, AppError> {
        // Temporary files are born with permissions for the owner alone, and keep them.
        let file = NamedTempFile::new_in(folder_of(to)).map_err(AppError::file(to))?;
        Ok(Self {
            tar: tar::Builder::new(BufWriter::new(file)),
            to: to.to_owned(),
        })
    }

    /// Manifest and rows, which come first. Answers the number of rows.
    pub fn begin(
        &mut self,
        app: &App,
        community: Option<&Slug>,
        rows: Rows,
    ) -> Result<u64, AppError> {
        let manifest = Manifest {
            form: FORM.to_owned(),
            program: env!("CARGO_PKG_VERSION").to_owned(),
            community: community.cloned(),
            made_at: app.clock.now().rfc3339(),
            tables: tables(),
            rows: rows.count,
            rows_sha256: hex::encode(rows.digest.finalize()),
        };
        self.add_json(&Member::Manifest, &manifest)?;
        let failed = |error| AppError::file(&self.to)(error);
        let mut file = rows
            .out
            .into_inner()
            .map_err(|error| failed(error.into_error()))?;
        file.rewind().map_err(failed)?;
        let bytes = file.metadata().map_err(failed)?.len();
        self.append(&Member::Rows, bytes, file)?;
        Ok(rows.count)
    }

    pub fn add_json(
        &mut self,
        member: &Member,
        value: &impl serde::Serialize,
    ) -> Result<(), AppError> {
        let bytes = serde_json::to_vec(value).map_err(|error| {
            AppError::Store(StoreError::Inconsistent(format!("{member:?}: {error}")))
        })?;
        self.add_bytes(member, &bytes)
    }

    pub fn add_bytes(&mut self, member: &Member, bytes: &[u8]) -> Result<(), AppError> {
        let length = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        self.append(member, length, bytes)
    }

    /// Adds a file of the data directory, if it is there with the content that its name states.
    pub fn add_file(&mut self, root: &Path, member: &Member) -> Result<bool, AppError> {
        match sound(root, member) {
            Some(bytes) => self.add_bytes(member, &bytes).map(|()| true),
            None => Ok(false),
        }
    }

    fn append(&mut self, member: &Member, bytes: u64, from: impl Read) -> Result<(), AppError> {
        let mut header = tar::Header::new_ustar();
        header.set_size(bytes);
        header.set_mode(0o600);
        header.set_cksum();
        self.tar
            .append_data(&mut header, member.name(), from)
            .map_err(AppError::file(&self.to))
    }

    /// Everything is on the disk, without a name yet.
    pub fn end(self) -> Result<Ended, AppError> {
        let failed = AppError::file(&self.to);
        let end = || -> std::io::Result<NamedTempFile> {
            let buffer = self.tar.into_inner()?;
            let file = buffer.into_inner().map_err(IntoInnerError::into_error)?;
            file.as_file().sync_all()?;
            Ok(file)
        };
        Ok(Ended {
            file: end().map_err(failed)?,
            to: self.to,
        })
    }
}

/// A whole package without its name.
pub struct Ended {
    file: NamedTempFile,
    to: PathBuf,
}

impl Ended {
    /// Where it lies as long as it has no name.
    pub fn path(&self) -> &Path {
        self.file.path()
    }

    /// Gives it its name, which survives a power cut.
    pub fn name(self) -> Result<(), AppError> {
        let persist = || -> std::io::Result<()> {
            self.file.persist(&self.to)?;
            File::open(folder_of(&self.to))?.sync_all()
        };
        persist().map_err(AppError::file(&self.to))
    }
}

/// The file's bytes, if it is there, not too large, and has the hash that its name states.
pub fn sound(root: &Path, member: &Member) -> Option<Vec<u8>> {
    let limit = limit_of(member);
    let file = File::open(root.join(member.name())).ok()?;
    let mut bytes = Vec::new();
    file.take(limit.saturating_add(1))
        .read_to_end(&mut bytes)
        .ok()?;
    let fits = u64::try_from(bytes.len()).is_ok_and(|length| length <= limit);
    let right = member
        .sha256()
        .is_none_or(|hash| file_hash(&bytes) == *hash);
    (fits && right).then_some(bytes)
}

fn folder_of(path: &Path) -> &Path {
    let folder = path.parent().filter(|p| !p.as_os_str().is_empty());
    folder.unwrap_or(Path::new("."))
}
