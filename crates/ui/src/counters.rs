//! What is counted of requests. No reader's data is ever in it.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

/// What is counted since the start.
#[derive(Debug, Default)]
pub struct Counters {
    by_class: [AtomicU64; 6],
    micros: AtomicU64,
}

impl Counters {
    /// Counts one answered request.
    pub fn count(&self, status: u16, took: Duration) {
        let class = usize::from(status / 100).min(5);
        self.by_class[class].fetch_add(1, Ordering::Relaxed);
        let micros = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
        self.micros.fetch_add(micros, Ordering::Relaxed);
    }

    /// Requests answered with a status of this class: 2 for 2xx.
    pub(crate) fn of_class(&self, class: usize) -> u64 {
        self.by_class[class].load(Ordering::Relaxed)
    }

    /// What all answers took together.
    pub(crate) fn micros(&self) -> u64 {
        self.micros.load(Ordering::Relaxed)
    }
}
