//! Writing a back-up, also beside a running server.

use std::fs;
use std::path::Path;

use mingbai_domain::ids::Slug;
use mingbai_store::communities::{CommunityRow, DISTRICT};
use mingbai_store::{communities, log};

use super::manifest::{DistrictFile, Member};
use super::named::Named;
use super::refusal::Refusal;
use super::write::{Rows, Writer};
use crate::App;
use crate::error::AppError;

/// A back-up that was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Backup {
    /// Rows in it.
    pub rows: u64,
    /// Files in it.
    pub files: u64,
    /// What rows name and is not in it.
    pub missing: Vec<String>,
}

/// Writes a back-up of everything, keys included: keep it like a key. Where files are missing that
/// rows name, it is written only if the caller accepts that, and says which.
pub fn backup(app: &App, to: &Path, accept_missing: bool) -> Result<Backup, AppError> {
    let mut writer = Writer::create(to)?;
    let mut rows = Rows::new(to)?;
    let named = app.db.read(|tx| -> Result<Named, AppError> {
        let mut named = Named::default();
        for id in communities::ids(tx)? {
            rows.add(tx, id)?;
            // Its rows are taken along as they are, but nobody can say which files they name.
            let Ok(CommunityRow { slug, .. }) = communities::get(tx, id) else {
                named
                    .unreadable
                    .push(format!("the files of community {id}"));
                continue;
            };
            named.add(tx, id, &slug)?;
            if log::last_checkpoint(tx, id)?.is_some() {
                named.needed.insert(Member::Policy(Some(slug)));
            }
        }
        rows.add(tx, DISTRICT)?;
        if log::last_checkpoint(tx, DISTRICT)?.is_some() {
            named.needed.insert(Member::Policy(None));
        }
        Ok(named)
    })?;
    let rows = writer.begin(app, None, rows)?;
    let district = DistrictFile::from(app.district().clone());
    writer.add_json(&Member::District, &district)?;
    let (mut files, mut missing) = (0, named.unreadable);
    for member in keys(app)?.iter().chain(&named.needed) {
        if writer.add_file(app.dir.root(), member)? {
            files += 1;
        } else {
            missing.push(member.name());
        }
    }
    for member in &named.allowed {
        files += u64::from(writer.add_file(app.dir.root(), member)?);
    }
    if !missing.is_empty() && !accept_missing {
        return Err(Refusal::Missing(missing).into());
    }
    writer.end()?.name()?;
    Ok(Backup {
        rows,
        files,
        missing,
    })
}

/// All keys that there are, also those of communities that are still to be taken over.
fn keys(app: &App) -> Result<Vec<Member>, AppError> {
    let district = app.dir.key(None);
    let folder = district.parent().unwrap_or(app.dir.root());
    let mut found = vec![Member::Key(None)];
    for entry in fs::read_dir(folder).map_err(AppError::file(folder))? {
        let name = entry.map_err(AppError::file(folder))?.file_name();
        let slug = name.to_str().and_then(|name| Slug::new(name).ok());
        found.extend(slug.map(|slug| Member::Key(Some(slug))));
    }
    found.sort();
    Ok(found)
}
