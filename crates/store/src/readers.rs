//! Connections for reading: a bounded number, kept open between uses.

use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use crate::connection::Connection;
use crate::place::{Place, Use};
use crate::{StoreError, Tx};

pub(crate) struct Readers {
    place: Arc<Place>,
    limit: usize,
    patience: Duration,
    state: Mutex<State>,
    given_back: Condvar,
}

#[derive(Default)]
struct State {
    idle: Vec<Connection>,
    in_use: usize,
}

impl Readers {
    pub(crate) fn new(place: Arc<Place>, limit: usize, patience: Duration) -> Self {
        Self {
            place,
            limit: limit.max(1),
            patience,
            state: Mutex::default(),
            given_back: Condvar::new(),
        }
    }

    pub(crate) fn read<T, E: From<StoreError>>(
        &self,
        work: impl FnOnce(&mut Tx<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        let (seat, idle) = self.take()?;
        let mut connection = self.begin(idle)?;
        let (answer, sound) = Tx::finish(&mut connection, work);
        if sound {
            seat.readers.lock().idle.push(connection);
        }
        answer
    }

    /// A connection in an open transaction. One that went away while it was idle is replaced: its
    /// BEGIN is what finds out.
    fn begin(&self, idle: Option<Connection>) -> Result<Connection, StoreError> {
        if let Some(mut connection) = idle {
            match connection.begin_reading() {
                Ok(()) => return Ok(connection),
                Err(error) if error.is_lost() => {}
                Err(error) => return Err(error),
            }
        }
        let mut connection = self.place.connect(Use::Reading)?;
        connection.begin_reading()?;
        Ok(connection)
    }

    fn take(&self) -> Result<(Seat<'_>, Option<Connection>), StoreError> {
        let full = |state: &mut State| state.in_use >= self.limit;
        let (mut state, waited) = self
            .given_back
            .wait_timeout_while(self.lock(), self.patience, full)
            .unwrap_or_else(PoisonError::into_inner);
        if waited.timed_out() {
            return Err(StoreError::NoReader {
                readers: self.limit,
            });
        }
        state.in_use += 1;
        let idle = state.idle.pop();
        Ok((Seat { readers: self }, idle))
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The right to one connection; given back also when the reader panics, without the connection.
struct Seat<'a> {
    readers: &'a Readers,
}

impl Drop for Seat<'_> {
    fn drop(&mut self) {
        self.readers.lock().in_use -= 1;
        self.readers.given_back.notify_one();
    }
}
