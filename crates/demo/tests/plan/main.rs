//! The planned district keeps every rule of the book, from the first record to the last.

#![expect(clippy::unwrap_used, reason = "a test stops at what cannot be")]

mod carry_out;
mod district;
mod stories;
