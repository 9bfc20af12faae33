//! The single write path with group commit.
//!
//! One thread takes what is waiting, runs each write under a savepoint in one transaction, commits,
//! and only then answers. A write that fails is undone alone; the others go on.

use std::sync::mpsc::{Receiver, Sender, SyncSender, channel, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;

use crate::db::{Target, begin_write, connect};
use crate::engine::Connection;
use crate::{StoreError, Tx};

/// The most writes in one transaction.
const MAX_GROUP: usize = 1000;

/// How often a group is tried after a serialisation failure or a lost server.
const MAX_TRIES: usize = 5;

/// What became of one run of a write.
enum Outcome {
    Done,
    Refused,
}

struct Job {
    run: Box<dyn FnMut(&mut Tx<'_>) -> Outcome + Send>,
    /// Told after the commit: `Err` if the whole group failed.
    told: SyncSender<Result<(), String>>,
}

pub(crate) struct Writer {
    jobs: Option<Sender<Job>>,
    thread: Option<JoinHandle<()>>,
}

impl Writer {
    pub(crate) fn start(connection: Connection, target: Target) -> Self {
        let (jobs, waiting) = channel();
        let thread = std::thread::Builder::new()
            .name("store-writer".into())
            .spawn(move || serve(connection, &target, &waiting))
            .ok();
        Self {
            jobs: Some(jobs),
            thread,
        }
    }

    pub(crate) fn write<T, E>(
        &self,
        mut work: impl FnMut(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        let answer: Arc<Mutex<Option<Result<T, E>>>> = Arc::default();
        let slot = Arc::clone(&answer);
        let run = Box::new(move |tx: &mut Tx<'_>| {
            let result = work(tx);
            let outcome = if result.is_ok() {
                Outcome::Done
            } else {
                Outcome::Refused
            };
            *slot.lock().unwrap_or_else(PoisonError::into_inner) = Some(result);
            outcome
        });
        let (told, wait) = sync_channel(1);
        let jobs = self.jobs.as_ref().ok_or(StoreError::Stopped)?;
        jobs.send(Job { run, told })
            .map_err(|_| StoreError::Stopped)?;
        match wait.recv() {
            Ok(Ok(())) => {}
            Ok(Err(why)) => return Err(StoreError::Commit(why).into()),
            Err(_) => return Err(StoreError::Stopped.into()),
        }
        let answer = answer.lock().unwrap_or_else(PoisonError::into_inner).take();
        answer.unwrap_or_else(|| Err(StoreError::Stopped.into()))
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        self.jobs = None; // the thread ends when nobody can send any more
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

fn serve(mut connection: Connection, target: &Target, waiting: &Receiver<Job>) {
    while let Ok(first) = waiting.recv() {
        let mut group = vec![first];
        while group.len() < MAX_GROUP {
            let Ok(job) = waiting.try_recv() else { break };
            group.push(job);
        }
        let result = commit_group(&mut connection, target, &mut group);
        for job in group {
            // A caller that has gone away does not need the answer.
            let _ = job
                .told
                .send(result.as_ref().copied().map_err(ToString::to_string));
        }
    }
}

/// Runs and commits a group, again if the engine asks for it.
fn commit_group(
    connection: &mut Connection,
    target: &Target,
    group: &mut [Job],
) -> Result<(), StoreError> {
    let mut tries = 0;
    loop {
        tries += 1;
        match try_group(&mut Tx(connection), target, group) {
            Err(error) if error.is_transient() && tries < MAX_TRIES => {
                tracing::warn!(%error, tries, "write group is run again");
                let _ = Tx(connection).ddl("ROLLBACK");
                if let Ok(fresh) = connect(target) {
                    *connection = fresh;
                }
            }
            Err(error) => {
                let _ = Tx(connection).ddl("ROLLBACK");
                return Err(error);
            }
            Ok(()) => return Ok(()),
        }
    }
}

fn try_group(tx: &mut Tx<'_>, target: &Target, group: &mut [Job]) -> Result<(), StoreError> {
    tx.ddl(begin_write(target))?;
    for job in group.iter_mut() {
        tx.ddl("SAVEPOINT one_write")?;
        match (job.run)(tx) {
            Outcome::Done => tx.ddl("RELEASE SAVEPOINT one_write")?,
            Outcome::Refused => {
                tx.ddl("ROLLBACK TO SAVEPOINT one_write")?;
                tx.ddl("RELEASE SAVEPOINT one_write")?;
            }
        }
    }
    tx.ddl("COMMIT")
}
