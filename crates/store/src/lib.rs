//! SQL for SQLite and PostgreSQL, and the single write path.
//!
//! One schema and one set of SQL texts, in PostgreSQL's dialect with `$1`-style parameters. What
//! differs by engine stays in `engine`, `connection`, `bulk`, `place` and `server`. Everything is synchronous: a
//! request takes what it needs, a writer commits. No rule lives here, and no calendar or random
//! source is asked.

mod address;
mod bad_address;
mod bulk;
mod commit;
mod connection;
mod db;
mod engine;
mod error;
mod place;
mod readers;
mod row;
mod schema;
mod server;
mod tls;
mod value;
mod writer;

pub mod audit;
pub mod bank;
pub mod bills;
pub mod cards;
pub mod communities;
pub mod dump;
pub mod expenses;
pub mod imports;
pub mod items;
pub mod leases;
pub mod ledger;
pub mod log;
pub mod recorded;
pub mod registry;
pub mod requests;
pub mod trail;

pub use bad_address::BadAddress;
pub use db::{Db, Limits};
pub use engine::{Engine, Tx};
pub use error::StoreError;
pub use place::Target;
pub use row::Row;
pub use schema::{LOCAL_TABLES, MIGRATIONS, SHARED, TABLES};
pub use value::{Kind, Value};
pub use writer::LaneHealth;
