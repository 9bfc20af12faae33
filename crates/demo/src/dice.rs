//! Chance from a seed: the same numbers on every machine.

use rand::rngs::ChaCha8Rng;
use rand::{RngExt, SeedableRng};

/// A stream of chance.
pub struct Dice(ChaCha8Rng);

impl Dice {
    /// The stream of one subject of one community. Subjects have streams of their own, so that a
    /// change in one does not move all others.
    pub fn new(seed: u64, index: usize, subject: u64) -> Self {
        let mut bytes = [0; 32];
        let index = u64::try_from(index).unwrap_or(u64::MAX);
        for (at, word) in [seed, index, subject].into_iter().enumerate() {
            bytes[at * 8..at * 8 + 8].copy_from_slice(&word.to_le_bytes());
        }
        Self(ChaCha8Rng::from_seed(bytes))
    }

    /// A whole number from `low` to `high`, both included.
    pub fn between(&mut self, low: i64, high: i64) -> i64 {
        self.0.random_range(low..=high.max(low))
    }

    /// A number of days from `low` to `high`.
    pub fn days(&mut self, low: i32, high: i32) -> i32 {
        self.0.random_range(low..=high.max(low))
    }

    /// True in `percent` of 100 cases.
    pub fn chance(&mut self, percent: i64) -> bool {
        self.between(1, 100) <= percent
    }

    /// A position in something of length `len`; 0 if it is empty.
    pub fn index(&mut self, len: usize) -> usize {
        let last = u64::try_from(len.saturating_sub(1)).unwrap_or(0);
        usize::try_from(self.0.random_range(0..=last)).unwrap_or(0)
    }

    /// One of these.
    pub fn pick<T: Copy>(&mut self, of: &[T]) -> T {
        of[self.index(of.len())]
    }
}
