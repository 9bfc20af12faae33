//! Time and randomness as values: a use case is handed both, so that a test decides them.

use std::fmt;
use std::sync::Arc;

use mingbai_domain::calendar::UnixMs;

/// Where the time comes from.
#[derive(Clone)]
pub struct Clock {
    now: Arc<dyn Fn() -> UnixMs + Send + Sync>,
    machine: bool,
}

impl Clock {
    /// A clock of the caller's.
    pub fn new(now: impl Fn() -> UnixMs + Send + Sync + 'static) -> Self {
        Self {
            now: Arc::new(now),
            machine: false,
        }
    }

    /// A clock that may be wrong like a machine's: what it says is compared with what was seen
    /// before.
    pub fn machine(now: impl Fn() -> UnixMs + Send + Sync + 'static) -> Self {
        Self {
            now: Arc::new(now),
            machine: true,
        }
    }

    /// The machine's clock.
    pub fn system() -> Self {
        Self::machine(|| {
            #[expect(
                clippy::disallowed_methods,
                reason = "the one place that reads the clock"
            )]
            let now = std::time::SystemTime::now();
            let since = now
                .duration_since(std::time::UNIX_EPOCH)
                .unwrap_or_default();
            UnixMs(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
        })
    }

    /// Now.
    pub fn now(&self) -> UnixMs {
        (self.now)()
    }

    /// Whether it may be wrong.
    pub(crate) fn is_machine(&self) -> bool {
        self.machine
    }
}

/// Where salts, keys and ids come from.
#[derive(Clone)]
pub struct Random(Arc<Fill>);

type Fill = dyn Fn(&mut [u8]) -> Result<(), String> + Send + Sync;

/// The random source failed; nothing is done without it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the random source failed: {0}")]
pub struct NoRandomness(String);

impl Random {
    /// A source of the caller's.
    pub fn new(fill: impl Fn(&mut [u8]) -> Result<(), String> + Send + Sync + 'static) -> Self {
        Self(Arc::new(fill))
    }

    /// The operating system's.
    pub fn system() -> Self {
        Self::new(|bytes| getrandom::fill(bytes).map_err(|error| error.to_string()))
    }

    /// Fills `bytes`.
    pub fn fill(&self, bytes: &mut [u8]) -> Result<(), NoRandomness> {
        (self.0)(bytes).map_err(NoRandomness)
    }

    /// `count` times 32 bytes, drawn at once.
    pub fn salts(&self, count: usize) -> Result<Vec<[u8; 32]>, NoRandomness> {
        let mut bytes = vec![[0_u8; 32]; count];
        self.fill(bytes.as_flattened_mut())?;
        Ok(bytes)
    }

    /// A number below 2^22, for ids.
    pub fn low_bits(&self) -> Result<u32, NoRandomness> {
        let mut bytes = [0; 4];
        self.fill(&mut bytes)?;
        Ok(u32::from_be_bytes(bytes) >> 10)
    }
}

impl fmt::Debug for Clock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Clock")
    }
}

impl fmt::Debug for Random {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Random")
    }
}
