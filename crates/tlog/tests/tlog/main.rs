//! The crate against naive definitions, other people's implementations, golden files and damage.

#![expect(
    clippy::unwrap_used,
    reason = "helpers of tests fail the test that calls them"
)]

mod damage;
mod oracle;
mod properties;
mod sample;
mod vectors;
