//! How a job goes: when it ran last, and what kind of error it met.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use mingbai_domain::calendar::UnixMs;

use crate::App;
use crate::book::refusal::BookRefusal;
use crate::error::AppError;

/// A job that has not succeeded for so many of its intervals is late.
const LATE_AFTER: u32 = 3;
/// A run may take this long on top.
const GRACE: Duration = Duration::from_mins(2);

/// How one job goes.
#[derive(Debug)]
pub(super) struct Status {
    pub(super) name: &'static str,
    every: Duration,
    state: Mutex<State>,
}

/// What is known of its runs.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct State {
    /// When it was first looked at.
    pub(super) since: Option<UnixMs>,
    /// When it ran last.
    pub(super) last_run: Option<UnixMs>,
    /// When it last did what it should.
    pub(super) last_success: Option<UnixMs>,
    /// What kind of error it met last time.
    pub(super) error: Option<&'static str>,
    /// How often it failed.
    pub(super) failed: u64,
}

impl Status {
    pub(super) fn new(name: &'static str, every: Duration) -> Self {
        Self {
            name,
            every,
            state: Mutex::default(),
        }
    }

    /// Runs the job once. Whatever happens in it, the caller goes on.
    pub(super) fn run(&self, app: &App, work: impl FnOnce() -> Result<(), &'static str>) {
        let now = |before: Option<UnixMs>| {
            // A clock that panics would end the thread outside of what is caught.
            catch_unwind(AssertUnwindSafe(|| app.clock.now()))
                .ok()
                .or(before)
        };
        let done = catch_unwind(AssertUnwindSafe(work)).unwrap_or(Err("panic"));
        if let Err(error) = done {
            tracing::error!(job = self.name, error, "a job failed");
        }
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.last_run = now(state.last_run);
        match done {
            Ok(()) => {
                state.last_success = state.last_run;
                state.error = None;
            }
            Err(error) => {
                state.failed += 1;
                state.error = Some(error);
            }
        }
    }

    /// What is known now; looking at it for the first time begins the waiting.
    pub(super) fn look(&self, now: UnixMs) -> State {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.since.get_or_insert(now);
        *state
    }

    /// Whether the last run did what it should, not too long ago.
    pub(super) fn is_well(&self, state: &State, now: UnixMs) -> bool {
        let since = state.last_success.or(state.since).unwrap_or(now);
        let patience = (self.every * LATE_AFTER + GRACE).as_millis();
        let patience = i64::try_from(patience).unwrap_or(i64::MAX);
        state.error.is_none() && now.0.saturating_sub(since.0) <= patience
    }
}

/// The kind of an error: enough to know whom to call, and nothing that it says.
pub(super) fn class(error: &AppError) -> &'static str {
    match error {
        AppError::Store(_) => "database",
        AppError::Book(BookRefusal::WouldFork { .. }) => "log",
        AppError::Book(BookRefusal::BadFiles { .. }) | AppError::File { .. } => "files",
        AppError::Clock { .. } => "clock",
        AppError::Halted { .. } => "halted",
        AppError::Random(_) => "randomness",
        _ => "other",
    }
}
