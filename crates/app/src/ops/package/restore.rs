//! Making an installation from a back-up.

use std::path::Path;

use mingbai_store::communities::{DISTRICT, DistrictRow};
use mingbai_store::{Db, Target, communities};

use super::check;
use super::manifest::{DistrictFile, Member};
use super::place::Incoming;
use super::refusal::{Findings, Half, Refusal};
use super::rows::{self, Whose};
use super::unpack::{LIMITS, Unpacked, unpack};
use crate::App;
use crate::env::{Clock, Random};
use crate::error::AppError;
use crate::files::dir::DataDir;
use crate::ops::audit;
use crate::ops::refusal::SetupRefusal;

/// The mark's name while a restore is half done.
const MARK: &str = "restore";

/// An installation that was restored.
#[derive(Debug)]
pub struct Restored {
    /// The installation.
    pub app: App,
    /// What does not hold, and was accepted.
    pub findings: Findings,
}

/// Makes an installation from a back-up, in an empty place or one that the same back-up has half
/// filled. The back-up is checked first; what the check finds is refused, unless the caller accepts
/// it, and then halts its communities. If a newer checkpoint was already served from there, it is
/// refused in any case: signing from an older state would fork the log.
pub fn restore(
    from: &Path,
    dir: &DataDir,
    target: Option<Target>,
    (clock, random): (Clock, Random),
    accept_findings: bool,
) -> Result<Restored, AppError> {
    let target = target.unwrap_or_else(|| Target::Sqlite(dir.database()));
    let incoming = Incoming::open(dir.root())?;
    let unpacked = unpack(from, &incoming.work(), LIMITS)?;
    if unpacked.manifest.community.is_some() {
        return Err(Refusal::IsHandover.into());
    }
    let begun = incoming.mark(MARK);
    if begun.as_ref().is_some_and(|mark| *mark != unpacked.mark) {
        return Err(Refusal::Begun.into());
    }
    if begun.is_none() && is_taken(&target, false)? {
        return Err(SetupRefusal::AlreadyInitialised.into());
    }
    let district = unpacked.read(&Member::District)?;
    let district: DistrictFile =
        serde_json::from_slice(&district).map_err(|_| Refusal::Content(Member::District.name()))?;
    let row = district.clone().into();
    let checked = check::backup(&unpacked, row, clock.clone(), random.clone())?;
    checked.must_continue(dir, &check::served_logs(dir))?;
    no_other_keys(&unpacked, dir)?;
    if !checked.findings.is_empty() && !accept_findings {
        return Err(Refusal::Findings(checked.findings).into());
    }
    if begun.is_none() && is_taken(&target, true)? {
        return Err(SetupRefusal::AlreadyInitialised.into());
    }
    let findings = checked.findings;
    incoming.set_mark(MARK, &unpacked.mark)?;
    let write = || -> Result<App, AppError> {
        incoming.move_files()?;
        // The database is last: before it, nothing opens this place.
        let db = write_rows(&unpacked, target, district)?;
        let app = App::with(db, dir.clone(), clock, random)?;
        if !findings.is_empty() {
            audit::run(&app, None, |_| ())?;
        }
        incoming.clear_mark(MARK)?;
        Ok(app)
    };
    let app = write().map_err(AppError::unfinished(Half::Restore))?;
    Ok(Restored { app, findings })
}

/// Whether there is an installation. A server is asked only when the package is known to be good,
/// because asking makes the tables.
fn is_taken(target: &Target, package_is_good: bool) -> Result<bool, AppError> {
    let ask = match target {
        Target::Sqlite(path) => path.exists(),
        Target::Postgres(_) => package_is_good,
    };
    if !ask {
        return Ok(false);
    }
    let db = Db::open(target.clone())?;
    Ok(db.read(communities::find_district)?.is_some())
}

/// A key is never replaced by another one.
fn no_other_keys(unpacked: &Unpacked, dir: &DataDir) -> Result<(), AppError> {
    for member in &unpacked.members {
        let there = dir.root().join(member.name());
        if matches!(member, Member::Key(_)) && there.exists() {
            let key = std::fs::read(&there).map_err(AppError::file(&there))?;
            if key.trim_ascii() != unpacked.read(member)?.trim_ascii() {
                return Err(Refusal::KeyThere(member.name()).into());
            }
        }
    }
    Ok(())
}

/// One transaction. If it was committed before a kill, there is nothing left to do.
fn write_rows(unpacked: &Unpacked, target: Target, district: DistrictFile) -> Result<Db, AppError> {
    crate::files::write::make_private(&target)?;
    let db = Db::open(target)?;
    let rows = unpacked.path(&Member::Rows);
    let district: DistrictRow = district.into();
    db.write(DISTRICT, move |tx| -> Result<(), AppError> {
        match communities::find_district(tx)? {
            None => {
                communities::insert_district(tx, &district)?;
                rows::import(tx, &rows, Whose::All)?;
                Ok(())
            }
            Some(there) if there == district => Ok(()),
            Some(_) => Err(AppError::Setup(SetupRefusal::AlreadyInitialised)),
        }
    })?;
    Ok(db)
}
