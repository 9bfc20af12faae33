//! Use cases against real databases on both engines, with a clock and randomness of the test's.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod audit;
mod audit_again;
mod cast;
mod desk;
mod documents;
mod door;
mod expenses;
mod folds;
mod health;
mod import;
mod import_cases;
mod large;
mod month;
mod packages;
mod publishing;
mod reconcile;
mod safety;
mod vouchers;
