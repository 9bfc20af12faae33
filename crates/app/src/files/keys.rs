//! Signing keys: one a log, in files that only the operator's account can read. They are never
//! logged, shown, backed up into a hand-over, or put into the database.

use std::fs;
use std::io::Write;
use std::path::Path;

use mingbai_domain::ids::Slug;
use mingbai_tlog::Signer;

use crate::env::Random;
use crate::error::AppError;
use crate::files::dir::DataDir;
use crate::ops::refusal::SetupRefusal;

/// A log's name: its URL without the scheme.
pub fn origin(host: &str, slug: Option<&Slug>) -> String {
    match slug {
        Some(slug) => format!("{host}/c/{slug}/log"),
        None => format!("{host}/district/log"),
    }
}

/// Makes a log's key, unless there is one, and answers its signer.
pub fn create(
    dir: &DataDir,
    random: &Random,
    slug: Option<&Slug>,
    origin: &str,
) -> Result<Signer, AppError> {
    let path = dir.key(slug);
    if !path.exists() {
        let mut seed = [0; 32];
        random.fill(&mut seed)?;
        write_secret(&path, hex::encode(seed).as_bytes())?;
    }
    load(dir, slug, origin)
}

/// Reads a log's key.
pub fn load(dir: &DataDir, slug: Option<&Slug>, origin: &str) -> Result<Signer, AppError> {
    let path = dir.key(slug);
    let text = fs::read_to_string(&path).map_err(AppError::file(&path))?;
    let mut seed = [0; 32];
    let key = hex::decode_to_slice(text.trim(), &mut seed).ok();
    let signer = key.and_then(|()| Signer::new(origin, &seed).ok());
    signer.ok_or_else(|| SetupRefusal::NotAKey(path).into())
}

/// Writes a file that only its owner may read, and waits for the disk.
fn write_secret(path: &Path, bytes: &[u8]) -> Result<(), AppError> {
    let write = || -> std::io::Result<()> {
        let folder = path.parent().unwrap_or(Path::new("."));
        fs::create_dir_all(folder)?;
        // Temporary files are born with permissions for the owner alone.
        let mut file = tempfile::NamedTempFile::new_in(folder)?;
        file.write_all(bytes)?;
        file.as_file().sync_all()?;
        file.persist(path)?;
        Ok(())
    };
    write().map_err(AppError::file(path))
}
