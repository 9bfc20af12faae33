//! A connection to PostgreSQL, synchronous: the calling thread drives it.
//!
//! The driver's own synchronous face waits for every answer before it sends the next statement.
//! This one can send several at once ([`Server::later`]), which is what one payment at a time needs.

use std::collections::HashMap;

use futures_util::future::join_all;
use futures_util::{StreamExt, pin_mut};
use tokio::runtime::{Builder, Runtime};
use tokio_postgres::types::ToSql;
use tokio_postgres::{Client, NoTls, Row, SimpleQueryMessage, Statement};

use crate::StoreError;
use crate::address::Address;
use crate::bulk::Owned;

/// The most statements that are on their way at once.
const MAX_LATER: usize = 16;

/// What every session asks of the server. A client that vanished is noticed, so that its locks do
/// not outlive it; a transaction that waits for a lock is told after a while and run again. There is
/// no limit for a statement: a back-up reads a whole table by one.
const SESSION: &str = "SET tcp_keepalives_idle = 15; SET tcp_keepalives_interval = 5; \
     SET tcp_keepalives_count = 3; \
     SET idle_in_transaction_session_timeout = '2min'; SET lock_timeout = '30s'";

/// A statement that is to be run before the next question.
struct Later {
    what: &'static str,
    statement: Statement,
    args: Vec<Owned>,
    /// How many rows it must change.
    rows: u64,
}

pub(crate) struct Server {
    client: Client,
    prepared: HashMap<String, Statement>,
    later: Vec<Later>,
    /// Last, so that it goes last.
    runtime: Runtime,
}

impl Server {
    pub(crate) fn connect(address: &Address) -> Result<Self, StoreError> {
        let runtime = Builder::new_current_thread().enable_all().build();
        let runtime = runtime.map_err(|error| StoreError::Database(error.to_string()))?;
        let client = runtime.block_on(connect(address))?;
        Ok(Self {
            client,
            prepared: HashMap::new(),
            later: Vec::new(),
            runtime,
        })
    }

    /// Statements without arguments, several if need be; answers how many rows the last one changed.
    pub(crate) fn batch(&mut self, sql: &str) -> Result<u64, StoreError> {
        self.flush()?;
        let said = self.runtime.block_on(self.client.simple_query(sql))?;
        Ok(said.iter().rev().find_map(completed).unwrap_or(0))
    }

    pub(crate) fn execute(
        &mut self,
        sql: &str,
        args: &[&(dyn ToSql + Sync)],
    ) -> Result<u64, StoreError> {
        self.flush()?;
        let statement = self.prepare(sql)?;
        let answer = self.runtime.block_on(self.client.execute(&statement, args));
        Ok(answer?)
    }

    /// Calls `read` with each row as it comes; the server waits for a reader that is slow.
    pub(crate) fn each(
        &mut self,
        sql: &str,
        args: &[&(dyn ToSql + Sync)],
        mut read: impl FnMut(&Row) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        self.flush()?;
        let statement = self.prepare(sql)?;
        let asked = self.client.query_raw(&statement, args.iter().copied());
        let rows = self.runtime.block_on(asked)?;
        pin_mut!(rows);
        while let Some(row) = self.runtime.block_on(rows.next()) {
            read(&row?)?;
        }
        Ok(())
    }

    /// Runs a statement by the next question or the end of the write, together with others.
    pub(crate) fn later(
        &mut self,
        what: &'static str,
        sql: &str,
        args: Vec<Owned>,
        rows: u64,
    ) -> Result<(), StoreError> {
        let statement = self.prepare(sql)?;
        self.later.push(Later {
            what,
            statement,
            args,
            rows,
        });
        if self.later.len() >= MAX_LATER {
            self.flush()?;
        }
        Ok(())
    }

    /// Sends what was put off, all at once and in order; the first failure is the one to tell.
    pub(crate) fn flush(&mut self) -> Result<(), StoreError> {
        if self.later.is_empty() {
            return Ok(());
        }
        let later = std::mem::take(&mut self.later);
        let sent = later.iter().map(|one| {
            let args = one
                .args
                .iter()
                .map(|arg| -> &(dyn ToSql + Sync) { arg.as_ref() });
            self.client.execute_raw(&one.statement, args)
        });
        let answers = self.runtime.block_on(join_all(sent));
        for (answer, one) in answers.into_iter().zip(&later) {
            let changed = answer?;
            if changed != one.rows {
                return Err(StoreError::RowCount {
                    what: one.what,
                    expected: one.rows,
                    changed,
                });
            }
        }
        Ok(())
    }

    /// Forgets what was put off.
    pub(crate) fn discard(&mut self) {
        self.later.clear();
    }

    fn prepare(&mut self, sql: &str) -> Result<Statement, StoreError> {
        if let Some(statement) = self.prepared.get(sql) {
            return Ok(statement.clone());
        }
        let statement = self.runtime.block_on(self.client.prepare(sql))?;
        self.prepared.insert(sql.to_owned(), statement.clone());
        Ok(statement)
    }
}

async fn connect(address: &Address) -> Result<Client, StoreError> {
    // The connection lives as long as its client, or until it is cut; then every request is told.
    let client = match &address.tls {
        None => {
            let (client, connection) = address.config.connect(NoTls).await?;
            tokio::spawn(connection);
            client
        }
        Some(tls) => {
            let (client, connection) = address.config.connect(tls.clone()).await?;
            tokio::spawn(connection);
            client
        }
    };
    client.batch_execute(SESSION).await?;
    // Not every server's system can do this; then the keepalives find out, a little later.
    match client
        .batch_execute("SET client_connection_check_interval = '10s'")
        .await
    {
        Err(error) if error.as_db_error().is_none() => Err(error.into()),
        _ => Ok(client),
    }
}

fn completed(message: &SimpleQueryMessage) -> Option<u64> {
    match message {
        SimpleQueryMessage::CommandComplete(rows) => Some(*rows),
        _ => None,
    }
}
