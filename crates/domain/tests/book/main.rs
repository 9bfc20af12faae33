//! The book's fold: each rule with a record that it accepts and one that it refuses, and the
//! properties that any sequence of valid records keeps.
#![expect(clippy::unwrap_used, reason = "a test ends where its premises fail")]

mod accounts;
mod approvals;
mod beginning;
mod builders;
mod bytes;
mod card;
mod closing;
mod entries;
mod properties;
mod references;
mod remuneration;
mod reversals;
mod summaries;
mod words;
