//! One transaction on either engine.

use std::collections::HashMap;

use postgres::types::ToSql;

use crate::bulk::{Bulk, columns};
use crate::{Row, StoreError, Value};

/// Which engine a transaction runs on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    /// Embedded.
    Sqlite,
    /// A server.
    Postgres,
}

/// A connection. Statements are prepared once.
pub(crate) enum Connection {
    Sqlite(rusqlite::Connection),
    Postgres(Box<postgres::Client>, HashMap<String, postgres::Statement>),
}

/// An open transaction: all that a use case sees of the database.
pub struct Tx<'a>(pub(crate) &'a mut Connection);

impl Tx<'_> {
    /// The engine, where a bulk path differs.
    pub fn engine(&self) -> Engine {
        match self.0 {
            Connection::Sqlite(_) => Engine::Sqlite,
            Connection::Postgres(..) => Engine::Postgres,
        }
    }

    /// Runs a statement and answers how many rows it changed.
    pub fn execute(&mut self, sql: &str, args: &[Value<'_>]) -> Result<u64, StoreError> {
        match &mut *self.0 {
            Connection::Sqlite(conn) => {
                let mut statement = conn.prepare_cached(&for_sqlite(sql))?;
                let changed = statement.execute(rusqlite::params_from_iter(args))?;
                Ok(u64::try_from(changed).unwrap_or(u64::MAX))
            }
            Connection::Postgres(client, prepared) => {
                let statement = prepare(client, prepared, sql)?;
                Ok(client.execute(&statement, &dynamic(args))?)
            }
        }
    }

    /// Runs a statement that must change exactly one row.
    pub fn execute_one(
        &mut self,
        what: &'static str,
        sql: &str,
        args: &[Value<'_>],
    ) -> Result<(), StoreError> {
        match self.execute(sql, args)? {
            1 => Ok(()),
            changed => Err(StoreError::RowCount {
                what,
                expected: 1,
                changed,
            }),
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

    /// Calls `read` with each row; memory stays small on SQLite whatever the size.
    pub fn each(
        &mut self,
        sql: &str,
        args: &[Value<'_>],
        mut read: impl FnMut(&Row<'_>) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        match &mut *self.0 {
            Connection::Sqlite(conn) => {
                let mut statement = conn.prepare_cached(&for_sqlite(sql))?;
                let mut rows = statement.query(rusqlite::params_from_iter(args))?;
                while let Some(row) = rows.next()? {
                    read(&Row::Sqlite(row))?;
                }
            }
            Connection::Postgres(client, prepared) => {
                let statement = prepare(client, prepared, sql)?;
                for row in client.query(&statement, &dynamic(args))? {
                    read(&Row::Postgres(&row))?;
                }
            }
        }
        Ok(())
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
        match &mut *self.0 {
            Connection::Sqlite(conn) => {
                let mut statement = conn.prepare_cached(&bulk.sqlite)?;
                let mut changed = 0;
                for row in values.chunks_exact(bulk.kinds.len()) {
                    changed += statement.execute(rusqlite::params_from_iter(row))?;
                }
                Ok(u64::try_from(changed).unwrap_or(u64::MAX))
            }
            Connection::Postgres(client, prepared) => {
                let statement = prepare(client, prepared, &bulk.postgres)?;
                let arrays = columns(&bulk.kinds, values);
                let arrays: Vec<&(dyn ToSql + Sync)> = arrays.iter().map(AsRef::as_ref).collect();
                Ok(client.execute(&statement, &arrays)?)
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
        match &mut *self.0 {
            Connection::Sqlite(conn) => {
                let mut statement = conn.prepare_cached(&bulk.sqlite)?;
                for key in keys.chunks_exact(bulk.kinds.len()) {
                    let mut rows = statement.query(rusqlite::params_from_iter(key))?;
                    while let Some(row) = rows.next()? {
                        found.push(read(&Row::Sqlite(row))?);
                    }
                }
            }
            Connection::Postgres(client, prepared) => {
                let statement = prepare(client, prepared, &bulk.postgres)?;
                let arrays = columns(&bulk.kinds, keys);
                let arrays: Vec<&(dyn ToSql + Sync)> = arrays.iter().map(AsRef::as_ref).collect();
                for row in client.query(&statement, &arrays)? {
                    found.push(read(&Row::Postgres(&row))?);
                }
            }
        }
        Ok(found)
    }

    /// A statement that cannot be prepared: DDL, BEGIN, SAVEPOINT.
    pub(crate) fn ddl(&mut self, sql: &str) -> Result<(), StoreError> {
        match &mut *self.0 {
            Connection::Sqlite(conn) => conn.execute_batch(sql)?,
            Connection::Postgres(client, _) => client.batch_execute(sql)?,
        }
        Ok(())
    }
}

fn prepare(
    client: &mut postgres::Client,
    prepared: &mut HashMap<String, postgres::Statement>,
    sql: &str,
) -> Result<postgres::Statement, StoreError> {
    if let Some(statement) = prepared.get(sql) {
        return Ok(statement.clone());
    }
    let statement = client.prepare(sql)?;
    prepared.insert(sql.to_owned(), statement.clone());
    Ok(statement)
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
