//! The databases are empty, separate, and gone afterwards.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on shall fail")]

use mingbai_testkit::{Engine, POSTGRES_VARIABLE, TestDatabase, TestTarget, both_engines};
use postgres::{Client, NoTls};

fn url(db: &TestDatabase) -> String {
    match &db.target {
        TestTarget::Postgres(url) => url.clone(),
        TestTarget::Sqlite(path) => panic!("{} is not on PostgreSQL", path.display()),
    }
}

fn open(url: &str) -> Client {
    Client::connect(url, NoTls).unwrap_or_else(|e| panic!("{url}: {e}"))
}

both_engines! {
    /// The macro hands over a database of the engine its name says.
    fn the_engine_is_the_one_asked_for(db) {
        match &db.target {
            TestTarget::Sqlite(path) => {
                assert_eq!(db.engine(), Engine::Sqlite);
                assert!(!path.exists());
                assert!(path.parent().is_some_and(std::path::Path::is_dir));
            }
            TestTarget::Postgres(url) => {
                assert_eq!(db.engine(), Engine::Postgres);
                let name: String = open(url).query_one("SELECT current_database()", &[]).unwrap().get(0);
                assert!(url.ends_with(&name), "{url} names {name}");
            }
        }
    }

    fn a_body_may_return_a_result(db) -> Result<(), std::io::Error> {
        if let TestTarget::Sqlite(path) = &db.target {
            std::fs::write(path, b"")?;
        }
        Ok(())
    }
}

#[test]
fn two_databases_do_not_see_each_other() {
    let one = TestDatabase::new(Engine::Postgres);
    let two = TestDatabase::new(Engine::Postgres);
    open(&url(&one))
        .batch_execute("CREATE TABLE seen (id BIGINT)")
        .unwrap();
    assert!(open(&url(&two)).query("SELECT id FROM seen", &[]).is_err());
}

#[test]
fn a_dropped_database_is_gone_even_with_an_open_connection() {
    let db = TestDatabase::new(Engine::Postgres);
    let url = url(&db);
    let mut still_open = open(&url);
    drop(db);
    assert!(still_open.batch_execute("SELECT 1").is_err());
    assert!(Client::connect(&url, NoTls).is_err());
    let admin = std::env::var(POSTGRES_VARIABLE).unwrap();
    let name = url.rsplit('/').next().unwrap();
    let rows = open(&admin)
        .query("SELECT 1 FROM pg_database WHERE datname = $1", &[&name])
        .unwrap();
    assert!(rows.is_empty());
}

#[test]
fn a_dropped_file_is_gone() {
    let db = TestDatabase::new(Engine::Sqlite);
    let TestTarget::Sqlite(path) = db.target.clone() else {
        panic!("not a file")
    };
    std::fs::write(&path, b"x").unwrap();
    drop(db);
    assert!(!path.exists());
}
