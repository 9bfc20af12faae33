//! What tests of several crates share: databases on both engines, a clock and randomness that
//! a test controls.
//!
//! It never opens the project's schema itself: a [`TestDatabase`] is an empty place, and the store
//! that is under test opens it. It must never be a normal dependency of a crate that ships.

mod clock;
mod database;
mod engines;
mod proxy;
mod random;
mod tls_server;

pub use clock::FakeClock;
pub use database::{Engine, POSTGRES_VARIABLE, TestDatabase, TestTarget};
pub use proxy::{Cut, Proxy};
pub use random::FakeRandom;
pub use tls_server::TlsServer;
