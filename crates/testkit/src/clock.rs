//! A clock that stands still until a test moves it. It never reads the machine's time.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use mingbai_domain::calendar::UnixMs;

/// A settable clock that starts at [`FakeClock::START`]. Clones show the same time, so that a test
/// keeps one while the code under test owns another.
#[derive(Clone, Debug)]
pub struct FakeClock {
    now_ms: Arc<AtomicI64>,
}

impl FakeClock {
    /// 2026-09-01T00:00:00Z, eight in the morning in China on the first day of a term.
    pub const START: UnixMs = UnixMs(1_788_220_800_000);

    /// A clock at [`FakeClock::START`].
    pub fn new() -> Self {
        Self::at(Self::START)
    }

    /// A clock at `now`.
    pub fn at(now: UnixMs) -> Self {
        Self {
            now_ms: Arc::new(AtomicI64::new(now.0)),
        }
    }

    /// The time it shows.
    pub fn now(&self) -> UnixMs {
        UnixMs(self.now_ms.load(Ordering::SeqCst))
    }

    /// Moves it to `now`, backwards too.
    pub fn set(&self, now: UnixMs) {
        self.now_ms.store(now.0, Ordering::SeqCst);
    }

    /// Moves it by `by_ms` milliseconds and returns the new time.
    pub fn advance_ms(&self, by_ms: i64) -> UnixMs {
        UnixMs(self.now_ms.fetch_add(by_ms, Ordering::SeqCst) + by_ms)
    }

    /// Moves it by whole days and returns the new time.
    pub fn advance_days(&self, days: i64) -> UnixMs {
        self.advance_ms(days * 86_400_000)
    }
}

impl Default for FakeClock {
    fn default() -> Self {
        Self::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_starts_in_september_2026_and_stands_still() {
        let clock = FakeClock::new();
        assert_eq!(clock.now().rfc3339(), "2026-09-01T00:00:00Z");
        assert_eq!(clock.now(), clock.now());
    }

    #[test]
    fn clones_show_the_same_time() {
        let clock = FakeClock::new();
        let other = clock.clone();
        assert_eq!(clock.advance_days(1), other.now());
        other.set(FakeClock::START);
        assert_eq!(clock.now(), FakeClock::START);
    }
}
