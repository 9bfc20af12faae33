//! Questions about public entries and the office's answers, and files that are no longer served.

use mingbai_domain::book::{Answer, FileWithdrawn, Objection};
use mingbai_domain::calendar::RestDays;
use mingbai_domain::disclosure::reply_due;
use mingbai_domain::jurisdiction::{self, Profile};
use mingbai_store::StoreError;

use crate::act::Cx;
use crate::book::refusal::BookRefusal;
use crate::error::AppError;

/// Records an owner's question about an entry, without the owner. It is due by the community's
/// profile (`objection_reply_days`); one with an unknown profile falls back to the strictest rule.
pub fn object(cx: &mut Cx<'_, '_>, entry: u64, text: &str) -> Result<Objection, AppError> {
    let fold = cx.fold();
    if fold.entry(entry).is_none() {
        return Err(BookRefusal::UnknownEntry(entry).into());
    }
    let profile = fold.community().map(|community| community.profile.as_str());
    let profile = profile
        .and_then(|id| Profile::embedded(id).ok())
        .map_or_else(Profile::national_default, Ok)
        .map_err(|error| StoreError::Inconsistent(error.to_string()))?;
    let rest = jurisdiction::rest_days().unwrap_or_else(|_| RestDays::default());
    let at = cx.time();
    let objection = Objection {
        at,
        due: reply_due(&profile, at.date(), &rest),
        entry,
        no: u64::try_from(cx.fold().threads().len()).unwrap_or(u64::MAX) + 1,
        text: text.to_owned(),
    };
    cx.book.record(objection.clone())?;
    Ok(objection)
}

/// Records the office's answer to an objection.
pub fn answer(cx: &mut Cx<'_, '_>, objection: u64, by: &str, text: &str) -> Result<(), AppError> {
    let at = cx.time();
    cx.book.record(Answer {
        at,
        by: by.to_owned(),
        objection,
        text: text.to_owned(),
    })?;
    Ok(())
}

/// Records that a published file is no longer served, and why. The caller deletes it afterwards.
pub fn withdraw_file(cx: &mut Cx<'_, '_>, sha256: [u8; 32], reason: &str) -> Result<(), AppError> {
    let at = cx.time();
    cx.book.record(FileWithdrawn {
        at,
        reason: reason.to_owned(),
        sha256,
    })?;
    Ok(())
}
