//! Whether the machine's clock can be believed. Records and checkpoints carry its time for ever, and
//! no later record may be earlier: one command with the clock in 2099 would make all records after it
//! be of 2099.
//!
//! Compared is the time that this installation saw last: the newest checkpoint of the district's log,
//! and what a running server notes down. A clock behind it, or more than a day ahead of it, is not
//! believed; ahead it is, if the service that sets the machine's clock from the network has done so
//! within a day *by that same clock*, or if the operator says that it is right.

use std::fs;
use std::path::Path;
use std::sync::PoisonError;

use mingbai_domain::calendar::UnixMs;
use mingbai_store::communities::DISTRICT;
use mingbai_store::leases::{self, Lease};
use mingbai_store::{StoreError, Tx, log};

use crate::App;
use crate::error::AppError;

/// Two machines' clocks are never quite the same.
const BEHIND_MS: i64 = 60_000;
/// A server that runs notes the time down much more often.
const AHEAD_MS: i64 = 86_400_000;

/// Under this name the time that was seen last stands among the leases; nobody holds it.
const CLOCK: &str = "clock";

/// Files that the usual services touch whenever they have set the clock from the network.
const SET_FROM_NETWORK: [&str; 4] = [
    "/run/systemd/timesync/synchronized",
    "/var/lib/chrony/chrony.drift",
    "/var/lib/ntpsec/ntp.drift",
    "/var/lib/ntp/ntp.drift",
];

impl App {
    /// Refuses a machine's clock that cannot be right. A caller's own clock, and a district that is
    /// invented as a whole, are not asked.
    pub fn check_clock(&self) -> Result<(), AppError> {
        if !self.clock.is_machine() || self.district().synthetic {
            return Ok(());
        }
        let now = self.clock.now();
        let mut seen = self
            .last_seen
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let before = match *seen {
            Some(seen) => Some(seen),
            None => self.db.read(newest)?,
        };
        if let Some(before) = before {
            let set = || {
                SET_FROM_NETWORK
                    .iter()
                    .any(|file| was_set(Path::new(file), now))
            };
            judge(now, before, set)?;
        }
        // Many small steps back are one large one.
        *seen = (*seen).max(Some(now));
        Ok(())
    }

    /// The operator says that the clock is right, whatever was seen before.
    pub fn confirm_clock(&self) -> Result<(), AppError> {
        let now = self.clock.now();
        *self
            .last_seen
            .lock()
            .unwrap_or_else(PoisonError::into_inner) = Some(now);
        self.note_time()
    }

    /// Notes the time down, so that commands after a quiet week need not be asked.
    pub fn note_time(&self) -> Result<(), AppError> {
        let now = self.clock.now();
        Ok(self
            .db
            .write(DISTRICT, move |tx| -> Result<(), StoreError> {
                let seen = leases::find(tx, DISTRICT, CLOCK)?;
                let new = Lease {
                    holder: String::new(),
                    until: now,
                };
                // Whoever was quicker noted the same.
                leases::take(tx, DISTRICT, CLOCK, seen.as_ref(), &new).map(drop)
            })?)
    }
}

/// The time that the installation saw last. The newest checkpoint is the one over most records: one
/// that was confirmed with an earlier time corrects a wrong one.
fn newest(tx: &mut Tx<'_>) -> Result<Option<UnixMs>, StoreError> {
    let signed = log::last_checkpoint(tx, DISTRICT)?.map(|signed| signed.at);
    let noted = leases::find(tx, DISTRICT, CLOCK)?.map(|noted| noted.until);
    Ok(signed.max(noted))
}

fn judge(now: UnixMs, before: UnixMs, set: impl FnOnce() -> bool) -> Result<(), AppError> {
    let ahead = now.0.saturating_sub(before.0);
    if ahead < -BEHIND_MS || (ahead > AHEAD_MS && !set()) {
        return Err(AppError::Clock { now, seen: before });
    }
    Ok(())
}

/// Whether this file was touched within a day of `now`: then the clock that says `now` is the one
/// that was set from the network.
fn was_set(file: &Path, now: UnixMs) -> bool {
    let touched = fs::metadata(file).and_then(|meta| meta.modified()).ok();
    let since = touched.and_then(|at| at.duration_since(std::time::UNIX_EPOCH).ok());
    let at = since.and_then(|since| i64::try_from(since.as_millis()).ok());
    at.is_some_and(|at| now.0.saturating_sub(at).abs() <= AHEAD_MS)
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: UnixMs = UnixMs(1_788_220_800_000);

    #[test]
    fn a_clock_is_believed_within_a_day_and_further_ahead_only_if_the_network_set_it() {
        let seen = |ahead: i64| UnixMs(NOW.0 - ahead);
        for (ahead, set, believed) in [
            (0, false, true),
            (-BEHIND_MS, false, true),
            (-BEHIND_MS - 1, true, false),
            (AHEAD_MS, false, true),
            (AHEAD_MS + 1, false, false),
            (AHEAD_MS + 1, true, true),
        ] {
            let judged = judge(NOW, seen(ahead), || set);
            assert_eq!(judged.is_ok(), believed, "{ahead} {set}");
        }
    }

    #[test]
    fn a_file_that_the_network_time_service_touched_long_before_vouches_for_nothing() {
        let file = tempfile::NamedTempFile::new().unwrap();
        let modified = file.as_file().metadata().unwrap().modified().unwrap();
        let since = modified.duration_since(std::time::UNIX_EPOCH).unwrap();
        let at = i64::try_from(since.as_millis()).unwrap();
        assert!(was_set(file.path(), UnixMs(at + AHEAD_MS)));
        assert!(!was_set(file.path(), UnixMs(at + AHEAD_MS + 1)));
        assert!(!was_set(Path::new("/nowhere/synchronized"), UnixMs(at)));
    }
}
