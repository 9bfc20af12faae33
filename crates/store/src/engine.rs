//! One transaction on either engine.

use tokio_postgres::types::ToSql;

use crate::bulk::{Bulk, columns, owned};
use crate::connection::Connection;
use crate::{Row, StoreError, Value};

/// Which engine a transaction runs on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    /// Embedded.
    Sqlite,
    /// A server.
    Postgres,
}

/// An open transaction: all that a use case sees of the database.
pub struct Tx<'a> {
    connection: &'a mut Connection,
    /// The statement that failed: a transaction of PostgreSQL does nothing more after it.
    failure: Option<StoreError>,
}

impl<'a> Tx<'a> {
    pub(crate) fn new(connection: &'a mut Connection) -> Self {
        Self {
            connection,
            failure: None,
        }
    }

    /// Runs `work` in the transaction that has begun, and commits it; on an error all is undone.
    /// Answers also whether the connection is sound afterwards.
    pub(crate) fn finish<T, E: From<StoreError>>(
        connection: &'a mut Connection,
        work: impl FnOnce(&mut Tx<'_>) -> Result<T, E>,
    ) -> (Result<T, E>, bool) {
        match work(&mut Tx::new(connection)) {
            Ok(answer) => match connection.batch("COMMIT") {
                Ok(()) => (Ok(answer), true),
                Err(error) => (Err(error.into()), false),
            },
            // The first error is the one to tell.
            Err(error) => {
                let sound = connection.roll_back().is_ok();
                (Err(error), sound)
            }
        }
    }

    /// The engine, where a bulk path differs.
    pub fn engine(&self) -> Engine {
        match self.connection {
            Connection::Sqlite(_) => Engine::Sqlite,
            Connection::Postgres(_) => Engine::Postgres,
        }
    }

    /// Runs a statement and answers how many rows it changed.
    pub fn execute(&mut self, sql: &str, args: &[Value<'_>]) -> Result<u64, StoreError> {
        let answer = match self.connection {
            Connection::Sqlite(conn) => execute_sqlite(conn, &for_sqlite(sql), args),
            Connection::Postgres(server) => server.execute(sql, &dynamic(args)),
        };
        self.noted(answer)
    }

    /// Runs a statement that must change exactly one row.
    pub fn execute_one(
        &mut self,
        what: &'static str,
        sql: &str,
        args: &[Value<'_>],
    ) -> Result<(), StoreError> {
        let changed = self.execute(sql, args)?;
        must_be(what, 1, changed)
    }

    /// The same, but a server may run it together with others, by the next question or the end of
    /// the write; a failure is told then.
    pub fn later_one(
        &mut self,
        what: &'static str,
        sql: &str,
        args: &[Value<'_>],
    ) -> Result<(), StoreError> {
        match self.connection {
            Connection::Sqlite(_) => self.execute_one(what, sql, args),
            Connection::Postgres(server) => {
                let answer = server.later(what, sql, owned(args), 1);
                self.noted(answer)
            }
        }
    }

    /// All rows of an answer.
    pub fn list<T>(
        &mut self,
        sql: &str,
        args: &[Value<'_>],
        mut read: impl FnMut(&Row<'_>) -> Result<T, StoreError>,
    ) -> Result<Vec<T>, StoreError> {
        let mut found = Vec::new();
        self.each(sql, args, |row| {
            found.push(read(row)?);
            Ok(())
        })?;
        Ok(found)
    }

    /// Calls `read` with each row as it comes: memory stays small whatever the size.
    pub fn each(
        &mut self,
        sql: &str,
        args: &[Value<'_>],
        mut read: impl FnMut(&Row<'_>) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        let mut stopped = false;
        let mut read = |row: &Row<'_>| read(row).inspect_err(|_| stopped = true);
        let answer = match self.connection {
            Connection::Sqlite(conn) => each_sqlite(conn, &for_sqlite(sql), args, read),
            Connection::Postgres(server) => {
                server.each(sql, &dynamic(args), |row| read(&Row::Postgres(row)))
            }
        };
        if stopped { answer } else { self.noted(answer) }
    }

    /// The first row, if any.
    pub fn find<T>(
        &mut self,
        sql: &str,
        args: &[Value<'_>],
        read: impl FnMut(&Row<'_>) -> Result<T, StoreError>,
    ) -> Result<Option<T>, StoreError> {
        Ok(self.list(sql, args, read)?.into_iter().next())
    }

    /// The one row that must be there.
    pub fn get<T>(
        &mut self,
        what: &'static str,
        sql: &str,
        args: &[Value<'_>],
        read: impl FnMut(&Row<'_>) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let found = self.find(sql, args, read)?;
        found.ok_or_else(|| StoreError::Inconsistent(format!("{what} is missing")))
    }

    /// Runs a statement for many rows: a prepared loop on SQLite, arrays on PostgreSQL. `values`
    /// holds the rows one behind the other. Answers how many rows changed in all.
    pub fn many(&mut self, bulk: &Bulk, values: &[Value<'_>]) -> Result<u64, StoreError> {
        if values.is_empty() {
            return Ok(0);
        }
        let answer = match self.connection {
            Connection::Sqlite(conn) => values
                .chunks_exact(bulk.kinds.len())
                .try_fold(0, |changed, row| {
                    Ok(changed + execute_sqlite(conn, &bulk.sqlite, row)?)
                }),
            Connection::Postgres(server) => {
                let arrays = columns(&bulk.kinds, values);
                let arrays: Vec<&(dyn ToSql + Sync)> =
                    arrays.iter().map(|a| a.as_ref() as _).collect();
                server.execute(&bulk.postgres, &arrays)
            }
        };
        self.noted(answer)
    }

    /// Runs a statement that must change as many rows as there are in `values`. A server may run it
    /// together with others, by the next question or the end of the write; a failure is told then.
    pub fn later(
        &mut self,
        what: &'static str,
        bulk: &Bulk,
        values: &[Value<'_>],
    ) -> Result<(), StoreError> {
        if values.is_empty() {
            return Ok(());
        }
        let rows = u64::try_from(values.len() / bulk.kinds.len()).unwrap_or(u64::MAX);
        match self.connection {
            Connection::Sqlite(_) => {
                let changed = self.many(bulk, values)?;
                must_be(what, rows, changed)
            }
            Connection::Postgres(server) => {
                let arrays = columns(&bulk.kinds, values);
                let answer = server.later(what, &bulk.postgres, arrays, rows);
                self.noted(answer)
            }
        }
    }

    /// Asks a question for many keys; answers come in no particular order.
    pub fn ask_many<T>(
        &mut self,
        bulk: &Bulk,
        keys: &[Value<'_>],
        mut read: impl FnMut(&Row<'_>) -> Result<T, StoreError>,
    ) -> Result<Vec<T>, StoreError> {
        let mut found = Vec::new();
        if keys.is_empty() {
            return Ok(found);
        }
        let mut stopped = false;
        let mut keep = |row: &Row<'_>| {
            let row = read(row).inspect_err(|_| stopped = true)?;
            found.push(row);
            Ok(())
        };
        let answer = match self.connection {
            Connection::Sqlite(conn) => keys
                .chunks_exact(bulk.kinds.len())
                .try_for_each(|key| each_sqlite(conn, &bulk.sqlite, key, &mut keep)),
            Connection::Postgres(server) => {
                let arrays = columns(&bulk.kinds, keys);
                let arrays: Vec<&(dyn ToSql + Sync)> =
                    arrays.iter().map(|a| a.as_ref() as _).collect();
                server.each(&bulk.postgres, &arrays, |row| keep(&Row::Postgres(row)))
            }
        };
        if stopped { answer } else { self.noted(answer) }?;
        Ok(found)
    }

    /// A statement that cannot be prepared: DDL, BEGIN, SAVEPOINT.
    pub(crate) fn ddl(&mut self, sql: &str) -> Result<(), StoreError> {
        let answer = self.connection.batch(sql);
        self.noted(answer)
    }

    /// Why one of the statements failed; a transient reason is remembered before any other.
    pub(crate) fn failure(&self) -> Option<&StoreError> {
        self.failure.as_ref()
    }

    /// Runs what was put off, and answers for it, as the end of every write does. A write that went on after a failed statement has
    /// not done what it believes.
    pub fn settle(&mut self) -> Result<(), StoreError> {
        if let Connection::Postgres(server) = self.connection {
            let answer = server.flush();
            self.noted(answer)?;
        }
        match self.failure {
            Some(_) => Err(StoreError::Unheeded),
            None => Ok(()),
        }
    }

    /// The end of a write that was refused: what was put off is not run.
    pub(crate) fn discard(&mut self) {
        if let Connection::Postgres(server) = self.connection {
            server.discard();
        }
    }

    fn noted<T>(&mut self, answer: Result<T, StoreError>) -> Result<T, StoreError> {
        if let Err(error) = &answer
            && (self.failure.is_none() || error.is_transient())
        {
            self.failure = Some(error.clone());
        }
        answer
    }
}

fn must_be(what: &'static str, expected: u64, changed: u64) -> Result<(), StoreError> {
    if changed == expected {
        return Ok(());
    }
    Err(StoreError::RowCount {
        what,
        expected,
        changed,
    })
}

fn execute_sqlite(
    conn: &rusqlite::Connection,
    sql: &str,
    args: &[Value<'_>],
) -> Result<u64, StoreError> {
    let mut statement = conn.prepare_cached(sql)?;
    let changed = statement.execute(rusqlite::params_from_iter(args))?;
    Ok(u64::try_from(changed).unwrap_or(u64::MAX))
}

fn each_sqlite(
    conn: &rusqlite::Connection,
    sql: &str,
    args: &[Value<'_>],
    mut read: impl FnMut(&Row<'_>) -> Result<(), StoreError>,
) -> Result<(), StoreError> {
    let mut statement = conn.prepare_cached(sql)?;
    let mut rows = statement.query(rusqlite::params_from_iter(args))?;
    while let Some(row) = rows.next()? {
        read(&Row::Sqlite(row))?;
    }
    Ok(())
}

fn dynamic<'a>(args: &'a [Value<'a>]) -> Vec<&'a (dyn ToSql + Sync)> {
    args.iter()
        .map(|value| value as &(dyn ToSql + Sync))
        .collect()
}

/// `$1` is a *name* in SQLite, bound in order of appearance; `?1` is a position.
pub(crate) fn for_sqlite(sql: &str) -> String {
    sql.replace('$', "?")
}
