//! Commits a group of writes once, whatever happens to the answer.
//!
//! Every writing thread has a number of its own and a row under it, which counts its groups. The
//! first statement of a group moves the row from n to n + 1. When the answer to a COMMIT is lost, the
//! group is run again: if the row can be moved from n, the first try was undone (while the server
//! still commits it, the row is locked, and this waits); if it stands at n + 1, the first try was
//! committed, and what the writes answered then is the answer. One row a writer, never more.

use std::sync::Arc;
use std::time::Duration;

use crate::connection::Connection;
use crate::place::{Place, Use};
use crate::{Engine, StoreError, Tx};

/// How often a group is tried after a serialisation failure or a lost server.
const MAX_TRIES: u32 = 10;

/// Rows of writers that started longer ago than this many others are deleted: they have ended, or
/// take a new number.
const KEPT_WRITERS: i64 = 1000;

/// What became of one run of a write.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// It is to be kept.
    Done,
    /// It is to be undone.
    Refused,
}

/// A write, as the committer sees it.
pub(crate) trait Work {
    fn run(&mut self, tx: &mut Tx<'_>) -> Outcome;
}

/// A writer's number, and how many groups it has committed under it.
#[derive(Clone, Copy)]
struct Number {
    writer: i64,
    committed: i64,
}

pub(crate) struct Committer {
    place: Arc<Place>,
    connection: Option<Connection>,
    number: Option<Number>,
    /// Whether a COMMIT of the group at hand was sent, and its answer is not known.
    unanswered: bool,
}

impl Committer {
    pub(crate) fn new(place: Arc<Place>) -> Self {
        Self {
            place,
            connection: None,
            number: None,
            unanswered: false,
        }
    }

    /// Runs and commits a group, again if the engine asks for it.
    pub(crate) fn commit(&mut self, group: &mut [impl Work]) -> Result<(), StoreError> {
        self.unanswered = false;
        let mut tries = 0;
        loop {
            tries += 1;
            let error = match self.try_group(group) {
                Ok(()) => return Ok(()),
                Err(error) => error,
            };
            self.roll_back(&error);
            if self.runs_again() && error.is_transient() && tries < MAX_TRIES {
                tracing::warn!(%error, tries, "write group is run again");
                std::thread::sleep(pause(tries));
                continue;
            }
            return if self.unanswered {
                self.look(error)
            } else {
                Err(error)
            };
        }
    }

    /// Whether trying again at once may help. SQLite has waited for the other process already.
    pub(crate) fn runs_again(&self) -> bool {
        self.place.engine() == Engine::Postgres
    }

    /// Begins anew, without the connection and the number: what they stand at is not known.
    pub(crate) fn reset(&mut self) {
        self.connection = None;
        self.number = None;
    }

    fn try_group(&mut self, group: &mut [impl Work]) -> Result<(), StoreError> {
        let mut number = self.number()?;
        if !begin_group(self.connection()?, number)? {
            self.connection()?.roll_back()?;
            if self.unanswered {
                return self.answer_of(number);
            }
            // Its row was taken for that of a writer that has ended: a new one.
            self.number = None;
            number = self.number()?;
            if !begin_group(self.connection()?, number)? {
                return Err(StoreError::Inconsistent("a new writer has no row".into()));
            }
        }
        // The row was ours to move: an earlier try was undone.
        self.unanswered = false;
        let connection = self.connection()?;
        if !run_all(connection, group)? {
            return connection.roll_back();
        }
        self.unanswered = true;
        let connection = self.connection()?;
        if let Err(error) = connection.batch("COMMIT") {
            // A server that says why has undone the transaction.
            self.unanswered =
                !matches!(error, StoreError::Contended(_) | StoreError::Constraint(_));
            return Err(error);
        }
        self.committed(number);
        Ok(())
    }

    /// What became of the COMMIT that was not answered, now that the row cannot be moved.
    fn answer_of(&mut self, number: Number) -> Result<(), StoreError> {
        let stands = stands_at(&mut Tx::new(self.connection()?), number.writer)?;
        if stands == Some(number.committed + 1) {
            self.committed(number);
            return Ok(());
        }
        self.number = None;
        Err(StoreError::Unknown)
    }

    fn committed(&mut self, number: Number) {
        self.unanswered = false;
        self.number = Some(Number {
            committed: number.committed + 1,
            ..number
        });
    }

    fn connection(&mut self) -> Result<&mut Connection, StoreError> {
        if self.connection.is_none() {
            self.connection = Some(self.place.connect(Use::Writing)?);
        }
        self.connection.as_mut().ok_or(StoreError::Stopped)
    }

    fn number(&mut self) -> Result<Number, StoreError> {
        if let Some(number) = self.number {
            return Ok(number);
        }
        let connection = self.connection()?;
        connection.begin_writing()?;
        let (writer, _) = Tx::finish(connection, register);
        let number = Number {
            writer: writer?,
            committed: 0,
        };
        self.number = Some(number);
        Ok(number)
    }

    fn roll_back(&mut self, error: &StoreError) {
        let lost = error.is_lost() || self.runs_again() && self.unanswered;
        if let Some(connection) = &mut self.connection
            && (lost || connection.roll_back().is_err())
        {
            self.connection = None;
        }
    }

    /// The last look at a group whose COMMIT failed for `error` or was not answered.
    fn look(&mut self, error: StoreError) -> Result<(), StoreError> {
        let stands = match self.number {
            Some(number) => self.settled(number),
            None => None,
        };
        match (stands, self.number) {
            (Some(at), Some(number)) if at == number.committed + 1 => {
                self.committed(number);
                Ok(())
            }
            (Some(at), Some(number)) if at == number.committed => Err(error),
            _ => {
                self.reset();
                Err(StoreError::Unknown)
            }
        }
    }

    /// Where the writer's row stands when no transaction of its own is under way any more: a server
    /// that still commits one lets nobody else lock the row.
    fn settled(&mut self, number: Number) -> Option<i64> {
        let connection = self.connection().ok()?;
        connection.begin_writing().ok()?;
        let (stands, _) = Tx::finish(connection, |tx| {
            tx.execute(
                "UPDATE writer SET group_no = group_no WHERE writer_id = $1",
                &[number.writer.into()],
            )?;
            stands_at(tx, number.writer)
        });
        stands.ok().flatten()
    }
}

/// Runs the writes, each undone alone if it is refused; answers whether there is anything to commit.
fn run_all(connection: &mut Connection, group: &mut [impl Work]) -> Result<bool, StoreError> {
    // A write that is alone is undone with its transaction.
    let alone = group.len() == 1;
    if !alone {
        connection.batch("SAVEPOINT one_write")?;
    }
    let mut any = false;
    for work in group {
        let mut tx = Tx::new(connection);
        let outcome = work.run(&mut tx);
        // The reason is not the write's own: all are run again, this one, too.
        if let Some(failure) = tx.failure().filter(|failure| failure.is_transient()) {
            return Err(failure.clone());
        }
        any |= outcome == Outcome::Done;
        let failure = tx.failure().cloned();
        let ended = match outcome {
            _ if alone => Ok(()),
            Outcome::Done => connection.batch("RELEASE SAVEPOINT one_write; SAVEPOINT one_write"),
            Outcome::Refused => connection.batch("ROLLBACK TO SAVEPOINT one_write"),
        };
        // A full disk undoes a whole transaction of SQLite: that is what there is to tell.
        ended.map_err(|error| failure.unwrap_or(error))?;
    }
    Ok(any)
}

/// Begins a group's transaction and moves the writer's row; answers whether it stood where it must.
fn begin_group(connection: &mut Connection, number: Number) -> Result<bool, StoreError> {
    const MOVE: &str = "UPDATE writer SET group_no = $3 WHERE writer_id = $1 AND group_no = $2";
    let args = [number.writer, number.committed, number.committed + 1];
    let moved = match connection {
        Connection::Sqlite(_) => {
            connection.begin_writing()?;
            Tx::new(connection).execute(MOVE, &args.map(Into::into))?
        }
        // In one round trip: numbers may stand in the text.
        Connection::Postgres(server) => {
            let places = ["$1", "$2", "$3"].into_iter().zip(args);
            let text = places.fold(format!("BEGIN; {MOVE}"), |text, (place, number)| {
                text.replace(place, &number.to_string())
            });
            server.batch(&text)?
        }
    };
    Ok(moved == 1)
}

fn stands_at(tx: &mut Tx<'_>, writer: i64) -> Result<Option<i64>, StoreError> {
    tx.find(
        "SELECT group_no FROM writer WHERE writer_id = $1",
        &[writer.into()],
        |row| row.int(0),
    )
}

/// Takes a number that no other writer has or had. Row 0 counts them.
fn register(tx: &mut Tx<'_>) -> Result<i64, StoreError> {
    tx.execute(
        "INSERT INTO writer (writer_id, group_no) VALUES (0, 0) ON CONFLICT (writer_id) DO NOTHING",
        &[],
    )?;
    tx.execute_one(
        "count a writer",
        "UPDATE writer SET group_no = group_no + 1 WHERE writer_id = 0",
        &[],
    )?;
    let writer = tx.get(
        "the count of writers",
        "SELECT group_no FROM writer WHERE writer_id = 0",
        &[],
        |row| row.int(0),
    )?;
    tx.execute(
        "DELETE FROM writer WHERE writer_id > 0 AND writer_id <= $1",
        &[(writer - KEPT_WRITERS).into()],
    )?;
    tx.execute_one(
        "add a writer",
        "INSERT INTO writer (writer_id, group_no) VALUES ($1, 0)",
        &[writer.into()],
    )?;
    Ok(writer)
}

/// 10 ms, doubled with every try up to 2 s: in all some five seconds for a server to come back.
fn pause(tries: u32) -> Duration {
    Duration::from_millis((5 << tries.min(9)).min(2000))
}
