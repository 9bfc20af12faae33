//! Use cases against real databases on both engines, with a clock and randomness of the test's.

mod cast;
mod expenses;
mod import;
mod month;
mod safety;
