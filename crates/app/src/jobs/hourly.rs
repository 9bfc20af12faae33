//! Of several servers on one database one does the hourly work.

use mingbai_domain::calendar::UnixMs;
use mingbai_store::communities::DISTRICT;
use mingbai_store::leases::{self, Lease};
use mingbai_store::{StoreError, Tx};

use crate::App;
use crate::error::AppError;

/// A little less than an hour, so that the same server finds it ended the next time.
const LEASE_MS: i64 = 55 * 60_000;

/// Whether nobody has done the work of this name within the hour; whoever asks then does it.
pub(super) fn is_due(app: &App, name: &'static str) -> Result<bool, AppError> {
    let now = app.clock.now();
    Ok(app.db.write(DISTRICT, move |tx| take(tx, name, now))?)
}

fn take(tx: &mut Tx<'_>, name: &str, now: UnixMs) -> Result<bool, StoreError> {
    let seen = leases::find(tx, DISTRICT, name)?;
    let left = seen
        .as_ref()
        .map_or(0, |seen| seen.until.0.saturating_sub(now.0));
    // One that lasts longer than any comes from a clock that was wrong.
    if (1..=LEASE_MS).contains(&left) {
        return Ok(false);
    }
    let new = Lease {
        holder: String::new(),
        until: UnixMs(now.0.saturating_add(LEASE_MS)),
    };
    leases::take(tx, DISTRICT, name, seen.as_ref(), &new)
}
