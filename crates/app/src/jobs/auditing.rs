//! The audit beside the server's other work: community by community, every hour what changed, once a
//! day everything from the first record on.

use std::ops::ControlFlow;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use mingbai_domain::access::Actor;

use super::hourly;
use super::status::{Status, class};
use crate::App;
use crate::ops::audit::{Audit, Auditor};

#[derive(Debug)]
pub(super) struct Auditing {
    pub(super) status: Status,
    auditor: Mutex<Auditor>,
}

impl Auditing {
    pub(super) fn new(every: Duration) -> Self {
        Self {
            status: Status::new("audit", every),
            auditor: Mutex::new(Auditor::of(Actor::Job)),
        }
    }

    pub(super) fn run(&self, app: &App) {
        self.status.run(app, || {
            if !hourly::is_due(app, "audit").map_err(|error| class(&error))? {
                return Ok(());
            }
            // A job that panicked leaves an auditor that at worst looks again.
            let mut auditor = self.auditor.lock().unwrap_or_else(PoisonError::into_inner);
            let audit = auditor.due(app, |_| ControlFlow::Continue(()));
            let audit = audit.map_err(|error| {
                tracing::error!(%error, "the audit failed");
                class(&error)
            })?;
            tell(&audit)
        });
    }
}

/// What was found is said here, too; pages and metric show it themselves. Answers the first failure
/// of the database.
fn tell(audit: &Audit) -> Result<(), &'static str> {
    for (place, findings) in &audit.findings {
        for finding in findings {
            tracing::error!(community = %place, %finding, "the audit found a difference");
        }
    }
    for (place, error) in &audit.failed {
        tracing::error!(log = %place, %error, "the audit failed");
    }
    let first = audit.failed.values().next();
    first.map_or(Ok(()), |error| Err(class(error)))
}
