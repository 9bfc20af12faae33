//! The store on both engines, and the rules that its SQL keeps.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on shall fail")]

mod ledger;
mod portable;
mod wire;
mod writer;
mod writes;

use mingbai_store::{Db, Target};
use mingbai_testkit::{TestDatabase, TestTarget};

/// Opens the schema in a fresh database.
fn open(db: &TestDatabase) -> Db {
    Db::open(target_of(db)).expect("an empty database opens")
}

fn target_of(db: &TestDatabase) -> Target {
    match &db.target {
        TestTarget::Sqlite(path) => Target::Sqlite(path.clone()),
        TestTarget::Postgres(url) => Target::Postgres(url.clone()),
    }
}
