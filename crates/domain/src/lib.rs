//! The rules of Mingbai: pure functions over integers.
//!
//! Nothing here does I/O, reads a clock or draws a random number: time, ids and salts are arguments.
//! One module per subject; a rule that could be explained to an owner lives here.
#![cfg_attr(not(test), deny(clippy::unwrap_used))]
#![deny(clippy::float_arithmetic)]

#[macro_use]
mod names;

pub mod access;
pub mod approvals;
pub mod book;
pub mod budget;
pub mod calendar;
pub mod common_income;
pub mod disclosure;
pub mod fees;
pub mod ids;
pub mod jurisdiction;
pub mod lang;
pub mod ledger;
pub mod money;
pub mod registry;
pub mod smf;
pub mod trust;
pub mod vote;
