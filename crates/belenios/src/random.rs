//! Where randomness comes from: always an argument, never taken here.
//!
//! A source must fail rather than give bytes that somebody could guess.

use sha2::{Digest, Sha256};

/// The source has no randomness to give. Nothing may be encrypted then.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no randomness: {0}")]
pub struct RandomError(pub String);

/// A source of unpredictable bytes.
pub trait RandomSource {
    /// Fills all of `bytes`, or fails.
    fn fill(&mut self, bytes: &mut [u8]) -> Result<(), RandomError>;
}

/// Predictable bytes from a seed, for vectors and tests. NEVER for a real election: whoever knows
/// the seed reads every ballot.
///
/// The stream is SHA256(seed, 0x00, counter as 8 bytes big-endian) for the counters 0, 1, 2, ..
#[derive(Clone, Debug)]
pub struct TestSource {
    seed: Vec<u8>,
    counter: u64,
    block: Vec<u8>,
}

impl TestSource {
    /// The stream of this seed, from its beginning.
    pub fn new(seed: &str) -> Self {
        Self {
            seed: seed.as_bytes().to_vec(),
            counter: 0,
            block: Vec::new(),
        }
    }

    fn next_byte(&mut self) -> u8 {
        if self.block.is_empty() {
            let digest = Sha256::new()
                .chain_update(&self.seed)
                .chain_update([0])
                .chain_update(self.counter.to_be_bytes())
                .finalize();
            self.block = digest.iter().rev().copied().collect();
            self.counter += 1;
        }
        self.block.pop().unwrap_or_default()
    }
}

impl RandomSource for TestSource {
    fn fill(&mut self, bytes: &mut [u8]) -> Result<(), RandomError> {
        bytes.fill_with(|| self.next_byte());
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_test_stream_is_consumed_byte_by_byte_across_calls() {
        let mut whole = [0; 100];
        TestSource::new("种子").fill(&mut whole).unwrap();
        let mut source = TestSource::new("种子");
        let mut pieces = Vec::new();
        for length in [1, 31, 40, 28] {
            let mut piece = vec![0; length];
            source.fill(&mut piece).unwrap();
            pieces.extend(piece);
        }
        assert_eq!(pieces, whole);
        let block = Sha256::digest([&b"\xe7\xa7\x8d\xe5\xad\x90"[..], &[0; 8], &[1]].concat());
        assert_eq!(whole[32..64], block[..]);
    }
}
