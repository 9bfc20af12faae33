//! Reading a package: plain files with the names of [`super::manifest`] only, within limits, each
//! with the content that its name states. Memory stays small whatever is in it.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{self, BufReader, Read, Write};
use std::path::{Path, PathBuf};

use mingbai_verify::{MAX_FILE_BYTES, MAX_LIST, MAX_POLICY};
use sha2::{Digest, Sha256};

use super::manifest::{Manifest, Member};
use super::refusal::Refusal;
use crate::error::AppError;

/// What a package may have at most.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Files.
    pub files: u64,
    /// Bytes of all files together.
    pub bytes: u64,
}

/// A district of 82 communities has about 100,000 vouchers in ten years.
pub const LIMITS: Limits = Limits {
    files: 4_000_000,
    bytes: 1 << 40,
};

/// The most bytes of a file.
pub fn limit_of(member: &Member) -> u64 {
    let bytes = |limit: usize| u64::try_from(limit).unwrap_or(u64::MAX);
    match member {
        Member::Manifest => 1 << 20,
        Member::District => 64 << 10,
        // Bounded by all files together; a row has a limit of its own.
        Member::Rows => LIMITS.bytes,
        Member::Key(_) => 1 << 10,
        Member::Policy(_) => bytes(MAX_POLICY),
        Member::List(..) => bytes(MAX_LIST),
        Member::File(..) | Member::Original(_) => bytes(MAX_FILE_BYTES),
    }
}

/// A package unpacked into a folder that has the form of a data directory.
#[derive(Debug)]
pub struct Unpacked {
    pub folder: PathBuf,
    pub manifest: Manifest,
    /// SHA-256 of everything read: the same package again has the same mark.
    pub mark: String,
    /// What was in it.
    pub members: BTreeSet<Member>,
}

impl Unpacked {
    pub fn path(&self, member: &Member) -> PathBuf {
        self.folder.join(member.name())
    }

    pub fn read(&self, member: &Member) -> Result<Vec<u8>, AppError> {
        if !self.members.contains(member) {
            return Err(Refusal::Missing(vec![member.name()]).into());
        }
        let path = self.path(member);
        fs::read(&path).map_err(AppError::file(&path))
    }
}

/// Unpacks into an empty folder.
pub fn unpack(from: &Path, folder: &Path, limits: Limits) -> Result<Unpacked, AppError> {
    let file = File::open(from).map_err(AppError::file(from))?;
    let mut archive = tar::Archive::new(Hashing {
        inner: BufReader::new(file),
        digest: Sha256::new(),
    });
    let mut members = BTreeSet::new();
    let (mut manifest, mut bytes, mut rows_sha256) = (None, 0_u64, String::new());
    // Raw entries: a long name or an extended header would be read into memory as a whole.
    for entry in archive.entries().map_err(damaged)?.raw(true) {
        let mut entry = entry.map_err(damaged)?;
        let member = member_of(&entry)?;
        if members.is_empty() && member != Member::Manifest {
            return Err(Refusal::NotAPackage.into());
        }
        if u64::try_from(members.len()).unwrap_or(u64::MAX) >= limits.files {
            return Err(Refusal::TooMany(limits.files).into());
        }
        let size = entry.size();
        bytes = bytes.saturating_add(size);
        let limit = limit_of(&member);
        if size > limit {
            let name = member.name();
            return Err(Refusal::TooLarge { name, limit }.into());
        }
        if bytes > limits.bytes {
            return Err(Refusal::TooMuch(limits.bytes).into());
        }
        if members.contains(&member) {
            return Err(Refusal::Twice(member.name()).into());
        }
        let hash = unpack_one(&mut entry, size, &folder.join(member.name()))?;
        if member.sha256().is_some_and(|stated| *stated != hash) {
            return Err(Refusal::Content(member.name()).into());
        }
        match member {
            Member::Manifest => {
                let path = folder.join(member.name());
                let bytes = fs::read(&path).map_err(AppError::file(&path))?;
                manifest = Some(Manifest::read(&bytes)?);
            }
            Member::Rows => rows_sha256 = hex::encode(hash),
            _ => {}
        }
        members.insert(member);
    }
    let manifest = manifest.ok_or(Refusal::NotAPackage)?;
    if !members.contains(&Member::Rows) {
        return Err(Refusal::Missing(vec![Member::Rows.name()]).into());
    }
    if manifest.rows_sha256 != rows_sha256 {
        return Err(Refusal::Manifest {
            what: "rows_sha256",
            stated: manifest.rows_sha256.chars().take(64).collect(),
            found: rows_sha256,
        }
        .into());
    }
    let mark = hex::encode(archive.into_inner().digest.finalize());
    Ok(Unpacked {
        folder: folder.to_owned(),
        manifest,
        mark,
        members,
    })
}

/// What an entry of the archive is by its kind and name.
fn member_of<R: Read>(entry: &tar::Entry<'_, R>) -> Result<Member, AppError> {
    let bytes = entry.path_bytes();
    let name: String = String::from_utf8_lossy(&bytes).chars().take(300).collect();
    if entry.header().entry_type() != tar::EntryType::Regular {
        return Err(Refusal::NotPlain(name).into());
    }
    let member = std::str::from_utf8(&bytes).ok().and_then(Member::parse);
    member.ok_or_else(|| Refusal::Name(name).into())
}

/// Writes one file and answers its hash.
fn unpack_one(from: &mut impl Read, size: u64, to: &Path) -> Result<[u8; 32], AppError> {
    if let Some(parent) = to.parent() {
        fs::create_dir_all(parent).map_err(AppError::file(parent))?;
    }
    let mut out = File::create_new(to).map_err(AppError::file(to))?;
    let mut digest = Sha256::new();
    let mut buffer = vec![0; 64 << 10];
    let mut written = 0_u64;
    loop {
        let read = match from.read(&mut buffer) {
            Ok(0) => break,
            Ok(read) => read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(damaged(error)),
        };
        digest.update(&buffer[..read]);
        out.write_all(&buffer[..read]).map_err(AppError::file(to))?;
        written += u64::try_from(read).unwrap_or(u64::MAX);
    }
    if written == size {
        Ok(digest.finalize().into())
    } else {
        Err(damaged(io::ErrorKind::UnexpectedEof.into()))
    }
}

#[expect(
    clippy::needless_pass_by_value,
    reason = "the form that `map_err` wants"
)]
fn damaged(error: io::Error) -> AppError {
    Refusal::Damaged(error.to_string()).into()
}

/// Hashes what is read through it.
struct Hashing<R> {
    inner: R,
    digest: Sha256,
}

impl<R: Read> Read for Hashing<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.digest.update(&buffer[..read]);
        Ok(read)
    }
}
