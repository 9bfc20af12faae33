//! Questions about public entries and the office's answers, and files that are no longer served.

use mingbai_domain::book::{Answer, FileWithdrawn, Objection};
use mingbai_domain::calendar::{RestDays, UnixMs};
use mingbai_domain::disclosure::reply_due;
use mingbai_domain::ids::CommunityId;
use mingbai_domain::jurisdiction::{self, Profile};
use mingbai_store::{StoreError, Tx};

use crate::append::{Append, Folds};
use crate::error::AppError;

/// Records an owner's question about an entry, without the owner. It is due by the community's
/// profile (`objection_reply_days`); one with an unknown profile falls back to the strictest rule.
pub fn object(
    tx: &mut Tx<'_>,
    folds: &Folds,
    id: CommunityId,
    entry: u64,
    text: &str,
    now: UnixMs,
) -> Result<Objection, AppError> {
    let mut append = Append::open(tx, folds, id)?;
    let fold = append.fold();
    if fold.entry(entry).is_none() {
        return Err(AppError::UnknownEntry(entry));
    }
    let profile = fold.community().map(|community| community.profile.as_str());
    let profile = profile
        .and_then(|id| Profile::embedded(id).ok())
        .map_or_else(Profile::national_default, Ok)
        .map_err(|error| StoreError::Inconsistent(error.to_string()))?;
    let rest = jurisdiction::rest_days().unwrap_or_else(|_| RestDays::default());
    let at = append.time(now);
    let objection = Objection {
        at,
        due: reply_due(&profile, at.date(), &rest),
        entry,
        no: u64::try_from(append.fold().threads().len()).unwrap_or(u64::MAX) + 1,
        text: text.to_owned(),
    };
    append.record(objection.clone())?;
    append.finish()?;
    Ok(objection)
}

/// Records the office's answer to an objection.
pub fn answer(
    tx: &mut Tx<'_>,
    folds: &Folds,
    id: CommunityId,
    objection: u64,
    by: &str,
    text: &str,
    now: UnixMs,
) -> Result<(), AppError> {
    let mut append = Append::open(tx, folds, id)?;
    let at = append.time(now);
    append.record(Answer {
        at,
        by: by.to_owned(),
        objection,
        text: text.to_owned(),
    })?;
    append.finish()
}

/// Records that a published file is no longer served, and why. The caller deletes it afterwards.
pub fn withdraw_file(
    tx: &mut Tx<'_>,
    folds: &Folds,
    id: CommunityId,
    sha256: [u8; 32],
    reason: &str,
    now: UnixMs,
) -> Result<(), AppError> {
    let mut append = Append::open(tx, folds, id)?;
    let at = append.time(now);
    append.record(FileWithdrawn {
        at,
        reason: reason.to_owned(),
        sha256,
    })?;
    append.finish()
}
