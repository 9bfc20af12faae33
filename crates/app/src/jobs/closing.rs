//! What is due every hour: the summary of household items, the audit, and a look at the files that
//! records name. Of several servers on one database one does it.

use std::ops::ControlFlow;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use mingbai_domain::access::{Act, Actor};
use mingbai_domain::calendar::UnixMs;
use mingbai_store::communities::{CommunityRow, DISTRICT};
use mingbai_store::leases::{self, Lease};
use mingbai_store::{StoreError, Tx};

use super::status::{Status, class};
use crate::App;
use crate::act::Call;
use crate::book::closing;
use crate::book::publish::files::{self, Look};
use crate::error::AppError;
use crate::ops::audit::{Audit, Auditor};

/// The lease's name.
const CLOSING: &str = "closing";
/// A little less than an hour, so that the same server finds it ended the next time.
const LEASE_MS: i64 = 55 * 60_000;

#[derive(Debug)]
pub(super) struct Closing {
    pub(super) status: Status,
    auditor: Mutex<Auditor>,
}

impl Closing {
    pub(super) fn new(every: Duration) -> Self {
        Self {
            status: Status::new("closing", every),
            auditor: Mutex::new(Auditor::of(Actor::Job)),
        }
    }

    pub(super) fn run(&self, app: &App) {
        self.status.run(app, || {
            let mut first = None;
            let mut note = |log: &str, error: &AppError| {
                tracing::error!(log, %error, "the hourly closing failed");
                first.get_or_insert(class(error));
            };
            match is_due(app) {
                Ok(true) => {}
                Ok(false) => return Ok(()),
                Err(error) => return Err(class(&error)),
            }
            // A job that panicked leaves an auditor that at worst looks again.
            let mut auditor = self.auditor.lock().unwrap_or_else(PoisonError::into_inner);
            match auditor.due(app, |_| ControlFlow::Continue(())) {
                Ok(audit) => {
                    tell(&audit);
                    for (place, error) in &audit.failed {
                        note(&place.to_string(), error);
                    }
                }
                Err(error) => note("audit", &error),
            }
            drop(auditor);
            for row in app.communities().map_err(|error| class(&error))? {
                if let Err(error) = close(app, &row) {
                    note(row.slug.as_str(), &error);
                }
            }
            first.map_or(Ok(()), Err)
        });
    }
}

/// What was found is said here, too; pages and metric show it themselves.
fn tell(audit: &Audit) {
    for (place, findings) in &audit.findings {
        for finding in findings {
            tracing::error!(community = %place, %finding, "the audit found a difference");
        }
    }
}

fn close(app: &App, row: &CommunityRow) -> Result<(), AppError> {
    if row.halted.is_none() {
        app.act(Call::job(Act::Summarise, row.id), closing::summarise)?;
    }
    files::look(app, &row.slug, Look::There).map(drop)
}

/// Whether nobody has done it this hour; whoever asks then does it.
fn is_due(app: &App) -> Result<bool, AppError> {
    let now = app.clock.now();
    Ok(app.db.write(DISTRICT, move |tx| take(tx, now))?)
}

fn take(tx: &mut Tx<'_>, now: UnixMs) -> Result<bool, StoreError> {
    let seen = leases::find(tx, DISTRICT, CLOSING)?;
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
    leases::take(tx, DISTRICT, CLOSING, seen.as_ref(), &new)
}
