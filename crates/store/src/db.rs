//! The database: one way to write, and readers that never wait for it.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use mingbai_domain::ids::CommunityId;

use crate::connection::Connection;
use crate::place::{Place, Target, Use};
use crate::readers::Readers;
use crate::writer::{LaneHealth, Writer};
use crate::{Engine, StoreError, Tx, schema};

/// How much a database may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Writing connections to a server; SQLite has one.
    pub lanes: usize,
    /// Connections for reading.
    pub readers: usize,
    /// How long a reader waits for one of them.
    pub reader_patience: Duration,
    /// Writes that wait in a lane; one more is refused.
    pub waiting: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            lanes: 4,
            readers: 8,
            reader_patience: Duration::from_secs(10),
            waiting: 10_000,
        }
    }
}

/// An open database.
pub struct Db {
    target: Target,
    place: Arc<Place>,
    writer: Writer,
    readers: Readers,
}

impl fmt::Debug for Db {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Db({:?})", self.target)
    }
}

impl Db {
    /// Opens the database, brings its schema up to date and starts the writer.
    pub fn open(target: Target) -> Result<Self, StoreError> {
        Self::open_with(target, Limits::default())
    }

    /// The same, with limits other than the usual ones.
    pub fn open_with(target: Target, limits: Limits) -> Result<Self, StoreError> {
        let place = Arc::new(Place::of(&target)?);
        let mut connection = place.connect(Use::Writing)?;
        connection.begin_writing()?;
        Tx::finish(&mut connection, schema::migrate).0?;
        let lanes = match place.engine() {
            Engine::Sqlite => 1,
            Engine::Postgres => limits.lanes,
        };
        Ok(Self {
            target,
            writer: Writer::start(&place, lanes, limits.waiting),
            readers: Readers::new(Arc::clone(&place), limits.readers, limits.reader_patience),
            place,
        })
    }

    /// Which engine it is.
    pub fn engine(&self) -> Engine {
        self.place.engine()
    }

    /// Where it is.
    pub fn target(&self) -> &Target {
        &self.target
    }

    /// The one place where a write transaction begins. Returns when the write is durable.
    ///
    /// A write is one community's: it changes rows of `community` alone, and begins with that
    /// community's `log::lock`, behind which everything that it needs is read. Rows of the whole
    /// installation are written as `communities::DISTRICT`. Only a restore, into an empty database,
    /// writes several communities at once.
    ///
    /// `work` runs beside other waiting writes of its lane; on an error or a panic all of it is
    /// undone, alone. It may run again after a serialisation failure, so it must not change anything
    /// but the database. A COMMIT whose answer is lost is never run twice.
    pub fn write<T, E>(
        &self,
        community: CommunityId,
        work: impl FnMut(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        self.writer.write(community, work)
    }

    /// A consistent view for reading. A read inside a read takes a second connection: don't.
    pub fn read<T, E: From<StoreError>>(
        &self,
        work: impl FnOnce(&mut Tx<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        self.readers.read(work)
    }

    /// How the writing lanes are doing.
    pub fn health(&self) -> Vec<LaneHealth> {
        self.writer.health()
    }

    /// Copies a SQLite database, also while it is written to. `None` on a server.
    pub fn copy_to(&self, path: &std::path::Path) -> Result<Option<()>, StoreError> {
        if self.engine() == Engine::Postgres {
            return Ok(None);
        }
        let Connection::Sqlite(source) = self.place.connect(Use::Reading)? else {
            return Ok(None);
        };
        let mut copy = rusqlite::Connection::open(path)?;
        let backup = rusqlite::backup::Backup::new(&source, &mut copy)?;
        backup.run_to_completion(1000, Duration::ZERO, None)?;
        Ok(Some(()))
    }
}
