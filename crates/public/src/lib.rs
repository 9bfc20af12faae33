//! Everybody's pages and files.
//!
//! The law of this room: a page shows a community's fold and nothing else, so that what is shown is
//! what anyone can verify. Nothing here writes, nothing here needs JavaScript, and the only cookie
//! is the reader's own mark of how far they read.
#![cfg_attr(not(test), deny(clippy::unwrap_used))]

mod amount;
mod basis;
mod changes;
mod files;
mod marks;
mod pages;
mod purse;
mod routes;
mod rows;
mod seen;

#[cfg(test)]
#[path = "../tests/fixture/mod.rs"]
mod fixture;

pub use routes::routes;
