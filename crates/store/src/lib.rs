//! SQL for SQLite and PostgreSQL, and the single write path.
//!
//! One schema and one set of SQL texts, in PostgreSQL's dialect with `$1`-style parameters. What
//! differs by engine stays in `engine` and `bulk`. Everything is synchronous: a request takes what it
//! needs, one writer commits. No rule lives here, and no file, clock or random source is touched.

mod bulk;
mod db;
mod engine;
mod error;
mod row;
mod schema;
mod value;
mod writer;

pub mod bank;
pub mod bills;
pub mod communities;
pub mod dump;
pub mod expenses;
pub mod imports;
pub mod items;
pub mod ledger;
pub mod log;
pub mod registry;
pub mod requests;
pub mod trail;

pub use db::{Db, Target};
pub use engine::{Engine, Tx};
pub use error::StoreError;
pub use row::Row;
pub use schema::{MIGRATIONS, TABLES};
pub use value::{Kind, Value};
