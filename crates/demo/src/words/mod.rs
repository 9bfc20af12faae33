//! Invented names: of persons, put together by chance, and of companies.

mod people;
mod vendors;

pub use people::{Offices, person};
pub use vendors::{MANAGERS, Trade, vendors};
