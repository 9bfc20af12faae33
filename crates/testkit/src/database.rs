//! Empty databases for tests: a file in a temporary directory, or a database of its own on the
//! `PostgreSQL` server that the test command started. It never falls back from one engine to the
//! other, and never skips: a missing server fails the test and says how to start one.

use std::env;
use std::hash::{BuildHasher, RandomState};
use std::path::PathBuf;
use std::process;
use std::sync::atomic::{AtomicU32, Ordering};

use postgres::{Client, Config, NoTls};
use tempfile::TempDir;

/// The environment variable that names the server, as `postgres://user:password@host:port/name`.
pub const POSTGRES_VARIABLE: &str = "MINGBAI_TEST_POSTGRES";

/// Which database engine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    /// `SQLite`, embedded.
    Sqlite,
    /// `PostgreSQL`, a server.
    Postgres,
}

/// Where the code under test shall open its database.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TestTarget {
    /// A file that does not exist yet, in a directory that does.
    Sqlite(PathBuf),
    /// The URL of an empty database.
    Postgres(String),
}

/// An empty database that nobody else uses. It goes when the value is dropped; until then the
/// target may be opened, closed and opened again.
#[derive(Debug)]
pub struct TestDatabase {
    /// Where to open it.
    pub target: TestTarget,
    _home: Home,
}

/// What has to be removed at the end.
#[derive(Debug)]
enum Home {
    Directory(#[expect(dead_code, reason = "held for its Drop")] TempDir),
    Database { admin_url: String, name: String },
}

impl TestDatabase {
    /// Makes one.
    ///
    /// # Panics
    /// When it cannot be made; for `PostgreSQL` above all when no server was started.
    pub fn new(engine: Engine) -> Self {
        match engine {
            Engine::Sqlite => Self::on_sqlite(),
            Engine::Postgres => Self::on_postgres(),
        }
    }

    /// The engine it lives on.
    pub fn engine(&self) -> Engine {
        match self.target {
            TestTarget::Sqlite(_) => Engine::Sqlite,
            TestTarget::Postgres(_) => Engine::Postgres,
        }
    }

    fn on_sqlite() -> Self {
        let directory = tempfile::tempdir().expect("a temporary directory for the test database");
        let path = directory.path().join("mingbai.db");
        Self {
            target: TestTarget::Sqlite(path),
            _home: Home::Directory(directory),
        }
    }

    fn on_postgres() -> Self {
        let admin_url = server_url();
        let name = fresh_name();
        let mut client = connect(&admin_url);
        client
            .batch_execute(&format!("CREATE DATABASE {name}"))
            .unwrap_or_else(|e| panic!("the test database could not be created: {e:?}"));
        let url = with_database(&admin_url, &name);
        Self {
            target: TestTarget::Postgres(url),
            _home: Home::Database { admin_url, name },
        }
    }
}

impl Drop for Home {
    fn drop(&mut self) {
        let Self::Database { admin_url, name } = self else {
            return;
        };
        // Best effort: the whole server is thrown away after the run, so a database that stays
        // costs 8 MB until then, while a panic here would hide why the test failed.
        if let Ok(mut client) = Client::connect(admin_url, NoTls) {
            let _ = client.batch_execute(&format!("DROP DATABASE {name} WITH (FORCE)"));
        }
    }
}

fn server_url() -> String {
    env::var(POSTGRES_VARIABLE).unwrap_or_else(|_| {
        panic!(
            "{POSTGRES_VARIABLE} is not set, so there is no PostgreSQL to test on: run all tests \
             with `cargo xtask test`, or these with `cargo xtask with-postgres cargo nextest run \
             -p CRATE`, or keep a server running with `cargo xtask postgres`"
        )
    })
}

fn connect(url: &str) -> Client {
    let config: Config = url
        .parse()
        .unwrap_or_else(|e| panic!("{POSTGRES_VARIABLE} is not a postgres URL: {e}"));
    config
        .connect(NoTls)
        .unwrap_or_else(|e| panic!("the server in {POSTGRES_VARIABLE} does not answer: {e:?}"))
}

/// A name that no other test draws, in this process or another.
fn fresh_name() -> String {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let count = COUNT.fetch_add(1, Ordering::Relaxed);
    // The standard hasher is seeded by the system: enough to tell two runs apart.
    let random = RandomState::new().hash_one((process::id(), count));
    format!("t_{random:016x}_{count}")
}

/// The same server, another database: the last path segment is replaced, parameters stay.
fn with_database(url: &str, name: &str) -> String {
    let (base, query) = match url.split_once('?') {
        Some((base, query)) => (base, format!("?{query}")),
        None => (url, String::new()),
    };
    let authority = base.find("://").map_or(0, |at| at + 3);
    let end = base[authority..]
        .find('/')
        .map_or(base.len(), |at| authority + at);
    format!("{}/{name}{query}", &base[..end])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_database_in_a_url_is_replaced_and_the_rest_stays() {
        let at = |url| with_database(url, "t_1");
        assert_eq!(
            at("postgres://u:p@127.0.0.1:5/postgres"),
            "postgres://u:p@127.0.0.1:5/t_1"
        );
        assert_eq!(at("postgres://u@h"), "postgres://u@h/t_1");
        assert_eq!(
            at("postgres://u@h/a?sslmode=disable"),
            "postgres://u@h/t_1?sslmode=disable"
        );
    }

    #[test]
    fn names_do_not_repeat() {
        assert_ne!(fresh_name(), fresh_name());
    }
}
