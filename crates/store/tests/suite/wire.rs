//! A wire that breaks at the worst moments, and one that nobody else can read.

use std::fs;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use mingbai_domain::ids::CommunityId;
use mingbai_store::requests::{self, RequestRow};
use mingbai_store::{BadAddress, Db, Limits, StoreError, Target, Tx, log};
use mingbai_testkit::{Cut, Engine, Proxy, TestDatabase, TestTarget, TlsServer};

/// How often the wire is cut in all.
const CUTS: u64 = 500;

/// Takes the community's next number and writes a row with it.
fn next(tx: &mut Tx<'_>, id: CommunityId) -> Result<u64, StoreError> {
    let state = log::lock(tx, id)?;
    let new = log::LogState {
        next_seq: state.next_seq + 1,
        ..state.clone()
    };
    log::append(tx, id, state.size, &[], &new)?;
    let row = RequestRow {
        key: format!("{:06}", state.next_seq),
        body: [0; 32],
        answer: String::new(),
    };
    requests::insert(tx, id, &[row])?;
    Ok(state.next_seq)
}

fn url(place: &TestDatabase) -> &str {
    match &place.target {
        TestTarget::Postgres(url) => url,
        TestTarget::Sqlite(_) => unreachable!("the test asked for PostgreSQL"),
    }
}

fn numbers(db: &Db, id: CommunityId) -> Vec<u64> {
    let keys = db.read(|tx| {
        tx.list(
            "SELECT request_key FROM request WHERE community_id = $1 ORDER BY request_key",
            &[id.0.into()],
            |row| row.text(0),
        )
    });
    keys.unwrap()
        .iter()
        .map(|key| key.parse().unwrap())
        .collect()
}

/// Four writers on two communities; whatever was answered is there once, and nothing else is.
#[test]
fn a_connection_cut_before_in_and_after_commit_loses_nothing_and_doubles_nothing() {
    let place = TestDatabase::new(Engine::Postgres);
    let proxy = Proxy::start(url(&place));
    let db = Arc::new(Db::open(Target::Postgres(proxy.url.clone())).unwrap());
    let communities = [CommunityId(1), CommunityId(2)];
    for id in communities {
        db.write(id, move |tx| log::insert(tx, id, &[])).unwrap();
    }
    let stop = Arc::new(AtomicBool::new(false));
    let writers = communities.iter().chain(&communities).map(|&id| {
        let (db, stop) = (Arc::clone(&db), Arc::clone(&stop));
        thread::spawn(move || {
            let mut answered = Vec::new();
            while !stop.load(Ordering::Relaxed) {
                answered.push(db.write(id, move |tx| next(tx, id)).unwrap());
            }
            (id, answered)
        })
    });
    let writers: Vec<_> = writers.collect();
    for n in 0..CUTS {
        proxy.cut([Cut::Before, Cut::During, Cut::After][usize::try_from(n % 3).unwrap()]);
    }
    stop.store(true, Ordering::Relaxed);
    let answered: Vec<_> = writers
        .into_iter()
        .map(|writer| writer.join().unwrap())
        .collect();
    let mut all = 0;
    for id in communities {
        let mut told: Vec<u64> = answered
            .iter()
            .filter(|(whose, _)| *whose == id)
            .flat_map(|(_, numbers)| numbers.iter().copied())
            .collect();
        told.sort_unstable();
        assert_eq!(told, (1..=told.len() as u64).collect::<Vec<_>>(), "{id:?}");
        assert_eq!(numbers(&db, id), told);
        all += told.len() as u64;
    }
    assert!(all >= CUTS / 3, "{all} writes only");
}

#[test]
fn a_server_that_stays_away_is_told_and_what_was_being_committed_is_not_guessed() {
    let place = TestDatabase::new(Engine::Postgres);
    let proxy = Proxy::start(url(&place));
    let id = CommunityId(1);
    let db = Db::open(Target::Postgres(proxy.url.clone())).unwrap();
    db.write(id, move |tx| log::insert(tx, id, &[])).unwrap();
    for (at, kept) in [(Cut::Before, 0), (Cut::After, 1)] {
        proxy.cut_and_stay_away(at);
        let answer = db.write(id, move |tx| next(tx, id));
        assert_eq!(answer, Err(StoreError::Unknown), "{at:?}");
        // Nothing was being committed this time: it is known that nothing was written.
        let answer = db.write(id, move |tx| next(tx, id));
        assert!(
            matches!(answer, Err(StoreError::Lost(_))),
            "{at:?}: {answer:?}"
        );
        proxy.come_back();
        assert_eq!(numbers(&db, id).len(), kept, "{at:?}");
        db.write(id, |_| Ok::<_, StoreError>(())).unwrap();
    }
    assert_eq!(db.write(id, move |tx| next(tx, id)), Ok(2));
    assert_eq!(numbers(&db, id), [1, 2]);
}

#[test]
fn an_answer_of_200_000_rows_is_read_as_it_comes() {
    let place = TestDatabase::new(Engine::Postgres);
    let db = Db::open(Target::Postgres(url(&place).to_owned())).unwrap();
    let id = CommunityId(1);
    db.write(id, move |tx| {
        tx.execute(
            "INSERT INTO leaf (community_id, idx, sealed, hash, bytes) \
             SELECT $1, n, false, decode(repeat('00', 32), 'hex'), decode(repeat('ab', 300), 'hex') \
             FROM generate_series(0, 199999) AS n",
            &[id.0.into()],
        )
    })
    .unwrap();
    let before = memory_kb();
    let (mut rows, mut most) = (0_u64, before);
    db.read(|tx| {
        log::each_leaf(tx, id, 0, 200_000, |_, bytes| {
            assert_eq!(bytes.len(), 300);
            rows += 1;
            if rows.is_multiple_of(10_000) {
                most = most.max(memory_kb());
            }
            Ok(())
        })
    })
    .unwrap();
    assert_eq!(rows, 200_000);
    // The answer is 200 MB.
    assert!(
        most - before < 30_000,
        "{before} kB before, {most} kB at most"
    );
    // One that is left in the middle does not disturb the next.
    let left = db.read(|tx| {
        log::each_leaf(tx, id, 0, 200_000, |_, _| {
            Err(StoreError::Inconsistent("enough".into()))
        })
    });
    assert_eq!(left, Err(StoreError::Inconsistent("enough".into())));
    assert_eq!(db.read(|tx| log::hashes(tx, id, 5, 7)).unwrap().len(), 2);
}

/// What the process holds in memory.
fn memory_kb() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap();
    let line = status
        .lines()
        .find(|line| line.starts_with("VmRSS:"))
        .unwrap();
    line.split_whitespace().nth(1).unwrap().parse().unwrap()
}

#[test]
fn a_reader_whose_idle_connection_was_cut_takes_another() {
    let place = TestDatabase::new(Engine::Postgres);
    let db = Db::open(Target::Postgres(url(&place).to_owned())).unwrap();
    let ask = || db.read(|tx| log::hashes(tx, CommunityId(1), 0, 9));
    ask().unwrap();
    let mut other = postgres::Client::connect(url(&place), postgres::NoTls).unwrap();
    other
        .batch_execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity \
             WHERE datname = current_database() AND pid <> pg_backend_pid()",
        )
        .unwrap();
    ask().unwrap();
    let id = CommunityId(1);
    db.write(id, move |tx| log::insert(tx, id, &[])).unwrap();
}

/// A certificate authority.
fn authority(name: &str) -> rcgen::CertifiedIssuer<'static, rcgen::KeyPair> {
    let mut params = rcgen::CertificateParams::new(Vec::new()).unwrap();
    params.is_ca = rcgen::IsCa::Ca(rcgen::BasicConstraints::Unconstrained);
    params
        .distinguished_name
        .push(rcgen::DnType::CommonName, name);
    let key = rcgen::KeyPair::generate().unwrap();
    rcgen::CertifiedIssuer::self_signed(params, key).unwrap()
}

#[test]
fn a_secure_connection_is_what_the_address_asks_for() {
    let (ours, others) = (authority("ours"), authority("others"));
    let key = rcgen::KeyPair::generate().unwrap();
    let params = rcgen::CertificateParams::new(vec!["localhost".to_owned()]).unwrap();
    let certificate = params.signed_by(&key, &ours).unwrap();
    let server = TlsServer::start(&certificate.pem(), &key.serialize_pem());
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str, pem: String| {
        let path = folder.path().join(name);
        fs::write(&path, pem).unwrap();
        path.display().to_string()
    };
    let (right, wrong) = (
        file("our ca.pem", ours.pem()),
        file("other.pem", others.pem()),
    );
    let right = right.replace(' ', "%20");
    let open = |host: &str, query: &str| {
        let port = server.port;
        let url = format!("postgres://postgres:secret@{host}:{port}/postgres?{query}");
        let limits = Limits {
            readers: 1,
            ..Limits::default()
        };
        let db = Db::open_with(Target::Postgres(url), limits)?;
        let ssl = db.read(|tx| {
            tx.get(
                "this session",
                "SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()",
                &[],
                |row| row.bool(0),
            )
        })?;
        Ok::<bool, StoreError>(ssl)
    };
    let refused = |host: &str, query: &str, reason: &str| {
        let error = open(host, query).unwrap_err();
        assert!(matches!(error, StoreError::Tls(_)), "{query}: {error:?}");
        let told = format!("{error} {error:?}");
        assert!(told.contains(reason), "{query}: {told}");
        assert!(!told.contains("secret"), "{told}");
    };
    assert_eq!(open("localhost", "sslmode=disable"), Ok(false));
    assert_eq!(open("localhost", ""), Ok(true));
    assert_eq!(open("127.0.0.1", "sslmode=require"), Ok(true));
    let full = format!("sslmode=verify-full&sslrootcert={right}");
    let signer = format!("sslmode=verify-ca&sslrootcert={right}");
    assert_eq!(open("localhost", &full), Ok(true));
    assert_eq!(open("127.0.0.1", &signer), Ok(true));
    refused("127.0.0.1", &full, "not valid for name");
    for mode in ["require", "verify-ca", "verify-full"] {
        let query = format!("sslmode={mode}&sslrootcert={wrong}");
        refused("localhost", &query, "UnknownIssuer");
    }
    refused("localhost", "sslrootcert=system", "UnknownIssuer");
    let without = open("localhost", "sslmode=verify-full");
    assert_eq!(without, Err(BadAddress::NoRoots("verify-full").into()));
    let url = format!(
        "postgres://postgres:wrong-secret@localhost:{}/postgres",
        server.port
    );
    let told = format!("{:?}", Db::open(Target::Postgres(url)).unwrap_err());
    assert!(
        told.contains("password") && !told.contains("secret"),
        "{told}"
    );
}

#[test]
fn a_plain_server_is_refused_where_a_secure_one_is_asked_for() {
    let place = TestDatabase::new(Engine::Postgres);
    let error = Db::open(Target::Postgres(format!("{}?sslmode=require", url(&place)))).unwrap_err();
    assert_eq!(error, StoreError::Tls("server does not support TLS".into()));
}

#[test]
fn a_server_that_is_not_there_is_told_as_that() {
    let start = Instant::now();
    let error = Db::open(Target::Postgres("postgres://u:secret@127.0.0.1:1/d".into())).unwrap_err();
    assert!(matches!(error, StoreError::Lost(_)), "{error:?}");
    assert!(!format!("{error} {error:?}").contains("secret"));
    assert!(start.elapsed() < Duration::from_secs(5));
}
