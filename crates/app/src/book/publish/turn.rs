//! Whose turn it is to publish a log. Processes on one data directory wait for a locked file, which
//! a killed process cannot keep. Servers on one database, each with a directory of its own, have a
//! lease in it; what was signed under a lease that is lost is never recorded.

use std::fs::{self, File, TryLockError};
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use mingbai_domain::calendar::UnixMs;
use mingbai_domain::ids::CommunityId;
use mingbai_store::leases;
use mingbai_store::{StoreError, Tx};

use super::Log;
use crate::App;
use crate::error::AppError;
use crate::files::write::{Durability, write_private};

/// The lease's name.
const PUBLISH: &str = "publish";
/// How long a lease lasts unless it is ended: longer than any publication takes.
const LEASE_MS: i64 = 60_000;
/// How long a loser waits before it leaves the work to the winner.
const PATIENCE: u32 = 400;
const PAUSE: Duration = Duration::from_millis(25);

/// This data directory's turn at a log, until it is dropped.
pub(super) struct Turn {
    /// The directory's own name; whoever holds the lock may take over what an earlier process of
    /// the same directory left behind.
    place: String,
    _lock: File,
}

/// This process's lease of a log.
pub(super) struct Lease {
    id: CommunityId,
    holder: String,
}

/// Waits a little for the turn; `None` if another process keeps it.
pub(super) fn wait(app: &App, log: &Log<'_>) -> Result<Option<Turn>, AppError> {
    let folder = app.dir.locks();
    let place = place(app, &folder)?;
    // No slug begins with an underscore.
    let name = log.slug.map_or("_district", |slug| slug.as_str());
    let path = folder.join(format!("{name}.lock"));
    let mut options = File::options();
    options.create(true).truncate(false).write(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let lock = options.open(&path).map_err(AppError::file(&path))?;
    for _ in 0..PATIENCE {
        match lock.try_lock() {
            Ok(()) => return Ok(Some(Turn { place, _lock: lock })),
            Err(TryLockError::WouldBlock) => std::thread::sleep(PAUSE),
            Err(TryLockError::Error(error)) => return Err(AppError::file(&path)(error)),
        }
    }
    Ok(None)
}

/// The name that this directory gave itself.
fn place(app: &App, folder: &Path) -> Result<String, AppError> {
    let path = folder.join("place");
    if let Ok(name) = fs::read_to_string(&path)
        && name.len() == 32
    {
        return Ok(name);
    }
    let mut bytes = [0; 16];
    app.random.fill(&mut bytes)?;
    let name = hex::encode(bytes);
    write_private(&path, name.as_bytes(), Durability::Synced)?;
    // Two processes may have made it at once: both go on with the one that is there.
    fs::read_to_string(&path).map_err(AppError::file(&path))
}

impl Turn {
    /// Takes the lease, waiting a little; `None` if another directory's server keeps it.
    pub(super) fn lease(&self, app: &App, log: &Log<'_>) -> Result<Option<Lease>, AppError> {
        static COUNT: AtomicU64 = AtomicU64::new(0);
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let holder = format!("{}/{}/{count}", self.place, std::process::id());
        for _ in 0..PATIENCE {
            let (id, mine, place) = (log.id, holder.clone(), self.place.clone());
            let now = app.clock.now();
            let taken = app
                .db
                .write(id, move |tx| take(tx, id, &mine, &place, now))?;
            if taken {
                return Ok(Some(Lease { id: log.id, holder }));
            }
            std::thread::sleep(PAUSE);
        }
        Ok(None)
    }
}

fn take(
    tx: &mut Tx<'_>,
    id: CommunityId,
    mine: &str,
    place: &str,
    now: UnixMs,
) -> Result<bool, StoreError> {
    let seen = leases::find(tx, id, PUBLISH)?;
    if seen.as_ref().is_some_and(|seen| !is_free(seen, place, now)) {
        return Ok(false);
    }
    let new = leases::Lease {
        holder: mine.to_owned(),
        until: UnixMs(now.0.saturating_add(LEASE_MS)),
    };
    leases::take(tx, id, PUBLISH, seen.as_ref(), &new)
}

/// Whether a lease may be taken: it has ended, or the process of this directory that held it is
/// gone. One that ends later than any lease does comes from a clock that was wrong.
fn is_free(lease: &leases::Lease, place: &str, now: UnixMs) -> bool {
    let ours = lease.holder.split('/').next() == Some(place);
    let left = lease.until.0.saturating_sub(now.0);
    ours || left <= 0 || left > 2 * LEASE_MS
}

/// Ends a lease in the transaction that records what was signed under it; `false` if it was lost.
pub(super) fn end(tx: &mut Tx<'_>, id: CommunityId, holder: &str) -> Result<bool, StoreError> {
    leases::end(tx, id, PUBLISH, holder)
}

impl Lease {
    pub(super) fn holder(&self) -> String {
        self.holder.clone()
    }

    /// Ends it after a publication that failed. If that fails, too, it ends by itself.
    pub(super) fn give_back(self, app: &App) {
        let ended = app.db.write(self.id, move |tx| {
            leases::end(tx, self.id, PUBLISH, &self.holder)
        });
        if let Err(error) = ended {
            tracing::warn!(%error, "a lease was not given back");
        }
    }
}
