//! Whether the service does what it should, for whoever watches it. It says kinds of errors, times
//! and numbers, never what a record or an error says.

use std::sync::atomic::Ordering;
use std::time::Duration;

use mingbai_domain::calendar::UnixMs;
use mingbai_store::LaneHealth;
use serde::Serialize;

use super::publisher::Publisher;
use super::status::Status;
use crate::App;

/// With less space than this left, the disk is said to be full: there must be room to end in order.
const MIN_FREE_BYTES: u64 = 256 << 20;

/// A group of writes that takes longer hangs: the longest wait for another's lock is far shorter.
const LONGEST_GROUP: Duration = Duration::from_mins(2);

/// How the service does.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Report {
    /// Whether everything below is as it should be.
    pub ok: bool,
    /// The one that writes to the database.
    pub writer: Job,
    /// What the server does by itself.
    pub jobs: Vec<Job>,
    /// The disk of the data directory.
    pub disk: Disk,
    /// The machine's clock.
    pub clock: ClockReport,
    /// What was signed.
    pub publication: Publication,
    /// Communities whose writes are refused since an audit. They are shown on their pages, and are no
    /// fault of the service.
    pub halted: usize,
}

/// One job.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Job {
    /// Its name.
    pub name: &'static str,
    /// Whether it ran well, not too long ago.
    pub ok: bool,
    /// When it ran last.
    pub last_run: Option<String>,
    /// When it last ran well.
    pub last_success: Option<String>,
    /// The same in seconds, for counters.
    #[serde(skip)]
    pub last_success_s: Option<i64>,
    /// What kind of error it met in its last run.
    pub error: Option<&'static str>,
    /// How often it failed since the start.
    pub failed: u64,
}

/// The disk.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Disk {
    /// Whether there is room and files can be written.
    pub ok: bool,
    /// Room left; absent where it cannot be asked.
    pub free_bytes: Option<u64>,
    /// Whether a file can be written.
    pub writable: bool,
}

/// The clock.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ClockReport {
    /// Whether it is believed: not behind what was signed, and no unexplained jump ahead.
    pub ok: bool,
    /// What it says.
    pub now: String,
}

/// What was signed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Publication {
    /// Whether every log that has something new could be signed.
    pub ok: bool,
    /// When the newest checkpoint of any community was signed.
    pub last: Option<String>,
    /// The same in seconds, for counters.
    #[serde(skip)]
    pub last_s: Option<i64>,
    /// Communities with records that are not signed yet.
    pub waiting: usize,
    /// Communities that could not be signed at the last try.
    pub refused: usize,
}

impl Report {
    /// Of a site without jobs, such as one that only shows files.
    pub fn without_jobs(now: UnixMs) -> Self {
        Self {
            ok: true,
            writer: Job::idle("writer"),
            jobs: Vec::new(),
            disk: Disk {
                ok: true,
                free_bytes: None,
                writable: true,
            },
            clock: ClockReport {
                ok: true,
                now: now.rfc3339(),
            },
            publication: Publication {
                ok: true,
                last: None,
                last_s: None,
                waiting: 0,
                refused: 0,
            },
            halted: 0,
        }
    }
}

impl Job {
    fn idle(name: &'static str) -> Self {
        Self {
            name,
            ok: true,
            last_run: None,
            last_success: None,
            last_success_s: None,
            error: None,
            failed: 0,
        }
    }

    fn of(status: &Status, now: UnixMs) -> Self {
        let state = status.look(now);
        Self {
            name: status.name,
            ok: status.is_well(&state, now),
            last_run: state.last_run.map(UnixMs::rfc3339),
            last_success: state.last_success.map(UnixMs::rfc3339),
            last_success_s: state.last_success.map(|at| at.0 / 1000),
            error: state.error,
            failed: state.failed,
        }
    }
}

pub(super) fn report(app: &App, publisher: &Publisher, hourly: [&Status; 2]) -> Report {
    let now = app.clock.now();
    let mut writer = Job::of(&publisher.writer, now);
    if !app.db.health().iter().all(is_well) {
        writer.ok = false;
        writer.error.get_or_insert("lane");
    }
    let jobs = std::iter::once(&publisher.status).chain(hourly);
    let jobs: Vec<Job> = jobs.map(|status| Job::of(status, now)).collect();
    let disk = disk(app);
    let clock = ClockReport {
        ok: app.check_clock().is_ok(),
        now: now.rfc3339(),
    };
    let books = app.books.all();
    let last = books
        .iter()
        .filter_map(|(_, front)| Some(front.checkpoint.as_ref()?.at))
        .max();
    let refused = publisher.refused.load(Ordering::Relaxed);
    let publication = Publication {
        ok: refused == 0,
        last: last.map(UnixMs::rfc3339),
        last_s: last.map(|at| at.0 / 1000),
        waiting: publisher.waiting.load(Ordering::Relaxed),
        refused,
    };
    let jobs_ok = jobs.iter().all(|job| job.ok);
    Report {
        ok: writer.ok && jobs_ok && disk.ok && clock.ok && publication.ok,
        writer,
        jobs,
        disk,
        clock,
        publication,
        halted: books
            .iter()
            .filter(|(_, front)| front.halted.is_some())
            .count(),
    }
}

/// The question that the publisher asks goes through one lane of the writer; each has to run.
fn is_well(lane: &LaneHealth) -> bool {
    lane.alive && lane.busy.is_none_or(|busy| busy < LONGEST_GROUP)
}

fn disk(app: &App) -> Disk {
    let free_bytes = free_bytes(app.dir.root());
    let writable = tempfile::tempfile_in(app.dir.root()).is_ok();
    Disk {
        ok: writable && free_bytes.is_none_or(|free| free >= MIN_FREE_BYTES),
        free_bytes,
        writable,
    }
}

#[cfg(unix)]
fn free_bytes(path: &std::path::Path) -> Option<u64> {
    let stat = rustix::fs::statvfs(path).ok()?;
    stat.f_bavail.checked_mul(stat.f_frsize)
}

#[cfg(not(unix))]
fn free_bytes(_: &std::path::Path) -> Option<u64> {
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lane_that_is_gone_or_hangs_is_no_writer() {
        let lane = |alive, busy: Option<u64>| LaneHealth {
            alive,
            busy: busy.map(Duration::from_secs),
            waiting: 3,
            groups: 9,
        };
        for (alive, busy, well) in [
            (true, None, true),
            (true, Some(119), true),
            (true, Some(120), false),
            (false, None, false),
        ] {
            assert_eq!(is_well(&lane(alive, busy)), well, "{alive} {busy:?}");
        }
    }
}
