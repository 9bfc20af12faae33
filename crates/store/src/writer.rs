//! The single write path with group commit, in lanes.
//!
//! A lane is a thread with a connection of its own. It takes what is waiting, runs each write under
//! a savepoint in one transaction, commits, and only then answers. A write that fails or panics is
//! undone alone; the others go on. A community is always on the same lane, so its writes keep their
//! order, and one slow community holds up its own lane only.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use mingbai_domain::ids::CommunityId;

use crate::commit::{Committer, Outcome, Work};
use crate::place::Place;
use crate::{StoreError, Tx};

/// The most writes in one transaction.
const MAX_GROUP: usize = 1000;

/// How a lane is doing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LaneHealth {
    /// Whether its thread lives; without it, nothing is written any more.
    pub alive: bool,
    /// How long it has been at the group that it is writing now.
    pub busy: Option<Duration>,
    /// How many writes wait.
    pub waiting: usize,
    /// How many groups it has brought to an end since the database was opened.
    pub groups: u64,
}

struct Job {
    community: CommunityId,
    run: Box<dyn FnMut(&mut Tx<'_>) -> Outcome + Send>,
    /// Told after the commit.
    told: SyncSender<Result<(), StoreError>>,
}

impl Work for Job {
    fn run(&mut self, tx: &mut Tx<'_>) -> Outcome {
        (self.run)(tx)
    }
}

/// What a lane's thread shows of itself.
#[derive(Default)]
struct Pulse {
    waiting: AtomicUsize,
    groups: AtomicU64,
    busy_since: Mutex<Option<Instant>>,
}

impl Pulse {
    fn busy_since(&self, at: Option<Instant>) {
        *self
            .busy_since
            .lock()
            .unwrap_or_else(PoisonError::into_inner) = at;
    }
}

pub(crate) struct Writer {
    lanes: Vec<Lane>,
}

struct Lane {
    jobs: Option<SyncSender<Job>>,
    thread: Option<JoinHandle<()>>,
    pulse: Arc<Pulse>,
}

impl Writer {
    pub(crate) fn start(place: &Arc<Place>, lanes: usize, max_waiting: usize) -> Self {
        let start = |at| Lane::start(at, Arc::clone(place), max_waiting);
        Self {
            lanes: (0..lanes.max(1)).map(start).collect(),
        }
    }

    pub(crate) fn write<T, E>(
        &self,
        community: CommunityId,
        mut work: impl FnMut(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        let answer: Arc<Mutex<Option<Result<T, E>>>> = Arc::default();
        let slot = Arc::clone(&answer);
        let mut panicked = false;
        let run = Box::new(move |tx: &mut Tx<'_>| {
            if panicked {
                return Outcome::Refused; // told already; it is not run again with the others
            }
            let result = catch_unwind(AssertUnwindSafe(|| work(tx))).unwrap_or_else(|_| {
                panicked = true;
                Err(StoreError::Panicked.into())
            });
            let result = match result {
                Ok(done) => tx.settle().map(|()| done).map_err(E::from),
                Err(error) => {
                    tx.discard();
                    Err(error)
                }
            };
            let outcome = match result {
                Ok(_) => Outcome::Done,
                Err(_) => Outcome::Refused,
            };
            *slot.lock().unwrap_or_else(PoisonError::into_inner) = Some(result);
            outcome
        });
        self.lane(community).commit(community, run)?;
        let answer = answer.lock().unwrap_or_else(PoisonError::into_inner).take();
        answer.unwrap_or_else(|| Err(StoreError::Stopped.into()))
    }

    pub(crate) fn health(&self) -> Vec<LaneHealth> {
        self.lanes.iter().map(Lane::health).collect()
    }

    fn lane(&self, community: CommunityId) -> &Lane {
        // Ids are times with random low bits: a multiplication spreads both (Knuth, 6.4).
        let spread = community
            .0
            .cast_unsigned()
            .wrapping_mul(0x9e37_79b9_7f4a_7c15)
            >> 32;
        let lanes = u64::try_from(self.lanes.len()).unwrap_or(1);
        &self.lanes[usize::try_from(spread % lanes).unwrap_or(0)]
    }
}

impl Lane {
    fn start(at: usize, place: Arc<Place>, max_waiting: usize) -> Self {
        let (jobs, waiting) = sync_channel(max_waiting.max(1));
        let pulse: Arc<Pulse> = Arc::default();
        let shown = Arc::clone(&pulse);
        let thread = std::thread::Builder::new()
            .name(format!("store-writer-{at}"))
            .spawn(move || serve(Committer::new(place), &waiting, &shown))
            .ok();
        Self {
            jobs: Some(jobs),
            thread,
            pulse,
        }
    }

    /// Hands a job to the thread and waits until its group is committed.
    fn commit(
        &self,
        community: CommunityId,
        run: Box<dyn FnMut(&mut Tx<'_>) -> Outcome + Send>,
    ) -> Result<(), StoreError> {
        let (told, wait) = sync_channel(1);
        let job = Job {
            community,
            run,
            told,
        };
        let jobs = self.jobs.as_ref().ok_or(StoreError::Stopped)?;
        let waiting = self.pulse.waiting.fetch_add(1, Ordering::Relaxed);
        if let Err(refused) = jobs.try_send(job) {
            self.pulse.waiting.fetch_sub(1, Ordering::Relaxed);
            return Err(match refused {
                TrySendError::Full(_) => StoreError::Busy { waiting },
                TrySendError::Disconnected(_) => StoreError::Stopped,
            });
        }
        wait.recv().unwrap_or(Err(StoreError::Stopped))
    }

    fn health(&self) -> LaneHealth {
        let since = self.pulse.busy_since.lock();
        let since = *since.unwrap_or_else(PoisonError::into_inner);
        LaneHealth {
            alive: self
                .thread
                .as_ref()
                .is_some_and(|thread| !thread.is_finished()),
            busy: since.map(|since| since.elapsed()),
            waiting: self.pulse.waiting.load(Ordering::Relaxed),
            groups: self.pulse.groups.load(Ordering::Relaxed),
        }
    }
}

impl Drop for Lane {
    fn drop(&mut self) {
        self.jobs = None; // the thread ends when nobody can send any more
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

fn serve(mut committer: Committer, waiting: &Receiver<Job>, pulse: &Pulse) {
    while let Ok(first) = waiting.recv() {
        let mut group = vec![first];
        while group.len() < MAX_GROUP {
            let Ok(job) = waiting.try_recv() else { break };
            group.push(job);
        }
        pulse.waiting.fetch_sub(group.len(), Ordering::Relaxed);
        // Processes lock communities in the same order, and a community's writes keep theirs. A
        // publication locks the district's log behind its own: a circle of such locks is broken by
        // the database, and run again.
        group.sort_by_key(|job| job.community.0);
        pulse.busy_since(Some(Instant::now()));
        let result = commit(&mut committer, &mut group, pulse);
        match result {
            // One of them may be in the way again and again: alone, it holds up nobody.
            Err(StoreError::Contended(_)) if group.len() > 1 && committer.runs_again() => {
                for job in &mut group {
                    let result = commit(&mut committer, std::slice::from_mut(job), pulse);
                    tell(job, result);
                }
            }
            result => group.iter().for_each(|job| tell(job, result.clone())),
        }
        pulse.busy_since(None);
    }
}

fn commit(committer: &mut Committer, group: &mut [Job], pulse: &Pulse) -> Result<(), StoreError> {
    // The writes' own panics are caught nearer; one of ours must not end the thread either.
    let result = catch_unwind(AssertUnwindSafe(|| committer.commit(group)));
    let result = result.unwrap_or_else(|_| {
        committer.reset();
        Err(StoreError::Unknown)
    });
    if result.is_ok() {
        pulse.groups.fetch_add(1, Ordering::Relaxed);
    }
    result
}

fn tell(job: &Job, result: Result<(), StoreError>) {
    // A caller that has gone away does not need the answer.
    let _ = job.told.send(result);
}
