//! The writer lives on: panics, swallowed failures, full queues, deadlocks; and it says how it is.

use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use mingbai_domain::ids::CommunityId;
use mingbai_store::requests::{self, RequestRow};
use mingbai_store::{Db, Limits, StoreError, Tx, log};
use mingbai_testkit::{Engine, TestDatabase, both_engines};

use super::{open, target_of};

const HOME: CommunityId = CommunityId(7);
const OTHER: CommunityId = CommunityId(8);

/// Writes one row under a key.
fn put(tx: &mut Tx<'_>, id: CommunityId, key: &str) -> Result<(), StoreError> {
    let row = RequestRow {
        key: key.to_owned(),
        body: [0; 32],
        answer: String::new(),
    };
    requests::insert(tx, id, &[row])
}

fn keys(db: &Db, id: CommunityId) -> Vec<String> {
    db.read(|tx| {
        tx.list(
            "SELECT request_key FROM request WHERE community_id = $1 ORDER BY request_key",
            &[id.0.into()],
            |row| row.text(0),
        )
    })
    .unwrap()
}

/// Holds a community's lane until it is told to go on; answers when it holds it.
fn hold(db: &Arc<Db>, id: CommunityId) -> (Sender<()>, JoinHandle<Result<(), StoreError>>) {
    let (held, wait) = channel();
    let (go, gone): (Sender<()>, Receiver<()>) = channel();
    let gone = Mutex::new(gone);
    let db = Arc::clone(db);
    let thread = thread::spawn(move || {
        db.write(id, move |_| -> Result<(), StoreError> {
            held.send(()).unwrap();
            let _ = gone.lock().unwrap().recv();
            Ok(())
        })
    });
    wait.recv().unwrap();
    (go, thread)
}

/// A write of a test.
type Work<T> = Box<dyn FnMut(&mut Tx<'_>) -> Result<T, StoreError> + Send>;

/// Writes that go into one group, because their lane is held until all of them wait.
fn together<T: Send + 'static>(db: &Arc<Db>, works: Vec<Work<T>>) -> Vec<Result<T, StoreError>> {
    let (go, holder) = hold(db, HOME);
    let mut threads = Vec::new();
    for (at, mut work) in works.into_iter().enumerate() {
        let writing = Arc::clone(db);
        threads.push(thread::spawn(move || {
            writing.write(HOME, move |tx| work(tx))
        }));
        while waiting(db) <= at {
            thread::yield_now();
        }
    }
    go.send(()).unwrap();
    holder.join().unwrap().unwrap();
    threads
        .into_iter()
        .map(|thread| thread.join().unwrap())
        .collect()
}

fn waiting(db: &Db) -> usize {
    db.health().iter().map(|lane| lane.waiting).sum()
}

fn begin_log(db: &Db, id: CommunityId) {
    db.write(id, move |tx| log::insert(tx, id, &[])).unwrap();
}

both_engines! {
    fn a_panic_is_its_callers_own_error_and_the_writer_lives_on(db) {
        let db = open(db);
        let panicked = db.write(HOME, |tx| -> Result<(), StoreError> {
            put(tx, HOME, "panicked")?;
            panic!("on purpose: 张三");
        });
        assert_eq!(panicked, Err(StoreError::Panicked));
        assert!(!format!("{panicked:?}").contains("张三"));
        db.write(HOME, |tx| put(tx, HOME, "next")).unwrap();
        assert_eq!(keys(&db, HOME), ["next"]);
        assert!(db.health().iter().all(|lane| lane.alive));
    }

    fn in_a_group_each_write_answers_for_itself(db) {
        let db = Arc::new(open(db));
        let answers = together(&db, vec![
            Box::new(|tx| put(tx, HOME, "a")),
            Box::new(|tx| {
                put(tx, HOME, "b")?;
                panic!("on purpose");
            }),
            Box::new(|tx| put(tx, HOME, "a")),
            Box::new(|tx| {
                put(tx, HOME, "c")?;
                Err(StoreError::Inconsistent("on purpose".into()))
            }),
            // Goes on after a failure as if nothing had been: PostgreSQL has undone it all by then.
            Box::new(|tx| {
                put(tx, HOME, "d")?;
                let null = "INSERT INTO request (community_id, request_key, body) VALUES ($1, $2, $3)";
                let _ = tx.execute(null, &[7_i64.into(), "n".into(), (&[0_u8; 32]).into()]);
                Ok(())
            }),
            Box::new(|tx| put(tx, HOME, "e")),
        ]);
        assert_eq!(answers[0], Ok(()));
        assert_eq!(answers[1], Err(StoreError::Panicked));
        assert!(answers[2].as_ref().is_err_and(StoreError::is_duplicate), "{:?}", answers[2]);
        assert!(matches!(answers[3], Err(StoreError::Inconsistent(_))));
        assert_eq!(answers[4], Err(StoreError::Unheeded));
        assert_eq!(answers[5], Ok(()));
        assert_eq!(keys(&db, HOME), ["a", "e"]);
    }

    fn a_write_alone_that_goes_on_after_a_failure_is_not_told_as_kept(db) {
        let db = open(db);
        let answer = db.write(HOME, |tx| -> Result<(), StoreError> {
            put(tx, HOME, "a")?;
            let _ = tx.execute("INSERT INTO request (community_id) VALUES ($1)", &[7_i64.into()]);
            Ok(())
        });
        assert_eq!(answer, Err(StoreError::Unheeded));
        assert!(keys(&db, HOME).is_empty());
    }

    fn one_write_too_many_is_refused_at_once(db) {
        let limits = Limits { waiting: 3, ..Limits::default() };
        let db = Arc::new(Db::open_with(target_of(db), limits).unwrap());
        let (go, holder) = hold(&db, HOME);
        let threads: Vec<_> = (0..3)
            .map(|n| {
                let writing = Arc::clone(&db);
                let thread = thread::spawn(move || {
                    writing.write(HOME, move |tx| put(tx, HOME, &n.to_string()))
                });
                while waiting(&db) <= n {
                    thread::yield_now();
                }
                thread
            })
            .collect();
        let refused = db.write(HOME, |tx| put(tx, HOME, "too many"));
        assert_eq!(refused, Err(StoreError::Busy { waiting: 3 }));
        go.send(()).unwrap();
        holder.join().unwrap().unwrap();
        for thread in threads {
            thread.join().unwrap().unwrap();
        }
        assert_eq!(keys(&db, HOME), ["0", "1", "2"]);
    }

    fn health_tells_how_long_and_how_many(db) {
        let db = Arc::new(open(db));
        let groups = |db: &Db| db.health().iter().map(|lane| lane.groups).sum::<u64>();
        assert!(db.health().iter().all(|lane| lane.alive && lane.busy.is_none()));
        db.write(HOME, |tx| put(tx, HOME, "a")).unwrap();
        assert_eq!(groups(&db), 1);
        let (go, holder) = hold(&db, HOME);
        thread::sleep(Duration::from_millis(20));
        let busy: Vec<_> = db.health().into_iter().filter_map(|lane| lane.busy).collect();
        assert!(busy.len() == 1 && busy[0] >= Duration::from_millis(20), "{busy:?}");
        go.send(()).unwrap();
        holder.join().unwrap().unwrap();
        db.write(HOME, |_| Ok::<_, StoreError>(())).unwrap();
        assert_eq!(groups(&db), 3);
    }

    fn readers_are_bounded_and_a_panic_gives_the_place_back(db) {
        let limits = Limits {
            readers: 1,
            reader_patience: Duration::from_millis(50),
            ..Limits::default()
        };
        let db = Db::open_with(target_of(db), limits).unwrap();
        let inner = db.read(|_| Ok::<_, StoreError>(db.read(|_| Ok::<_, StoreError>(())))).unwrap();
        assert_eq!(inner, Err(StoreError::NoReader { readers: 1 }));
        let panicked = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            db.read(|_| -> Result<(), StoreError> { panic!("on purpose") })
        }));
        assert!(panicked.is_err());
        assert!(keys(&db, HOME).is_empty());
    }

    fn a_reader_cannot_write(db) {
        let db = open(db);
        let written = db.read(|tx| tx.execute("DELETE FROM request WHERE community_id = $1", &[7_i64.into()]));
        assert!(matches!(written, Err(StoreError::ReadOnly(_))), "{written:?}");
    }

    fn only_a_key_that_was_there_is_a_duplicate(db) {
        let db = open(db);
        let insert = |key: Option<&'static str>| {
            db.write(HOME, move |tx| {
                tx.execute(
                    "INSERT INTO request (community_id, request_key, body, answer) \
                     VALUES ($1, $2, $3, $4)",
                    &[7_i64.into(), key.into(), (&[0_u8; 32]).into(), "张三".into()],
                )
            })
        };
        insert(Some("李四")).unwrap();
        let twice = insert(Some("李四")).unwrap_err();
        assert!(twice.is_duplicate(), "{twice:?}");
        let null = insert(None).unwrap_err();
        assert!(matches!(null, StoreError::Constraint(_)), "{null:?}");
        // PostgreSQL's DETAIL quotes the key and the whole row.
        for error in [twice, null] {
            let told = format!("{error} {error:?}");
            assert!(!told.contains("李四") && !told.contains("张三"), "{told}");
        }
    }

    fn writers_that_ended_leave_a_bounded_number_of_rows(db) {
        for _ in 0..3 {
            open(db).write(HOME, |_| Ok::<_, StoreError>(())).unwrap();
        }
        let db = open(db);
        // As if 5,000 others had started since.
        db.write(HOME, |tx| {
            tx.execute("UPDATE writer SET group_no = 5000 WHERE writer_id = 0", &[])
        })
        .unwrap();
        let late = Db::open(db.target().clone()).unwrap();
        late.write(HOME, |tx| put(tx, HOME, "late")).unwrap();
        // The row of `db` has gone: it takes a new number and loses nothing.
        db.write(HOME, |tx| put(tx, HOME, "still here")).unwrap();
        let rows = db
            .read(|tx| tx.list("SELECT writer_id FROM writer ORDER BY writer_id", &[], |row| row.int(0)))
            .unwrap();
        assert_eq!(rows, [0, 5001, 5002]);
        assert_eq!(keys(&db, HOME), ["late", "still here"]);
    }
}

#[test]
fn a_slow_community_does_not_hold_up_those_of_other_lanes() {
    let place = TestDatabase::new(Engine::Postgres);
    let db = Arc::new(open(&place));
    let (go, holder) = hold(&db, HOME);
    let free = (8..40).map(CommunityId).filter(|id| {
        let (writing, id) = (Arc::clone(&db), *id);
        let (done, wait) = channel();
        let thread = thread::spawn(move || {
            writing.write(id, move |tx| put(tx, id, "a")).unwrap();
            let _ = done.send(());
        });
        let free = wait.recv_timeout(Duration::from_millis(300)).is_ok();
        drop(thread);
        free
    });
    let free = free.take(8).count(); // about three of four are
    assert_eq!(free, 8);
    go.send(()).unwrap();
    holder.join().unwrap().unwrap();
}

/// Two jobs of one group each take two locks in another order than two of another process.
#[test]
fn a_deadlock_inside_a_write_is_run_again_and_never_told_as_a_refusal() {
    let place = TestDatabase::new(Engine::Postgres);
    let (one, two) = (Arc::new(open(&place)), Arc::new(open(&place)));
    begin_log(&one, HOME);
    begin_log(&one, OTHER);
    let runs = Arc::new(AtomicU32::new(0));
    let cross = |db: &Arc<Db>, first: CommunityId, second: CommunityId| {
        let (db, runs) = (Arc::clone(db), Arc::clone(&runs));
        thread::spawn(move || {
            for n in 0..3 {
                let runs = Arc::clone(&runs);
                db.write(first, move |tx| {
                    runs.fetch_add(1, Ordering::Relaxed);
                    log::lock(tx, first)?;
                    thread::sleep(Duration::from_millis(100));
                    log::lock(tx, second)?;
                    put(tx, first, &n.to_string())
                })
                .unwrap();
            }
        })
    };
    let threads = [cross(&one, HOME, OTHER), cross(&two, OTHER, HOME)];
    for thread in threads {
        thread.join().unwrap();
    }
    assert!(runs.load(Ordering::Relaxed) > 6, "no deadlock came about");
    assert_eq!(keys(&one, HOME), ["0", "1", "2"]);
    assert_eq!(keys(&one, OTHER), ["0", "1", "2"]);
}

/// Two servers on one database: every number is given once, in order, whoever gives it.
#[test]
fn two_processes_share_a_community_by_its_lock() {
    let place = TestDatabase::new(Engine::Postgres);
    let (one, two) = (Arc::new(open(&place)), Arc::new(open(&place)));
    begin_log(&one, HOME);
    let next = |tx: &mut Tx<'_>| -> Result<u64, StoreError> {
        let state = log::lock(tx, HOME)?;
        let new = log::LogState {
            next_seq: state.next_seq + 1,
            ..state.clone()
        };
        log::append(tx, HOME, state.size, &[], &new)?;
        put(tx, HOME, &format!("{:04}", state.next_seq))?;
        Ok(state.next_seq)
    };
    let start = Instant::now();
    let threads: Vec<_> = (0..8)
        .map(|n| {
            let db = Arc::clone(if n % 2 == 0 { &one } else { &two });
            thread::spawn(move || {
                (0..25)
                    .map(|_| db.write(HOME, next).unwrap())
                    .collect::<Vec<_>>()
            })
        })
        .collect();
    let mut given: Vec<u64> = threads
        .into_iter()
        .flat_map(|thread| thread.join().unwrap())
        .collect();
    given.sort_unstable();
    assert_eq!(given, (1..=200).collect::<Vec<_>>());
    assert_eq!(keys(&one, HOME).len(), 200);
    assert!(
        start.elapsed() < Duration::from_secs(20),
        "a deadlock was waited for"
    );
}

/// Sets how many pages the writer's file may have.
fn set_pages(tx: &mut Tx<'_>, most: i64) -> Result<(), StoreError> {
    let answer = tx.list(&format!("PRAGMA max_page_count = {most}"), &[], |row| {
        row.int(0)
    })?;
    assert_eq!(answer.len(), 1);
    Ok(())
}

#[test]
fn a_full_disk_is_told_as_that_and_when_there_is_room_writing_goes_on() {
    let place = TestDatabase::new(Engine::Sqlite);
    let db = Arc::new(open(&place));
    let large = || -> Work<()> {
        Box::new(|tx| {
            set_pages(tx, 1)?; // no more than there are
            put(tx, HOME, &"x".repeat(1_000_000))
        })
    };
    let mut alone = large();
    assert_eq!(db.write(HOME, move |tx| alone(tx)), Err(StoreError::Full));
    let answers = together(
        &db,
        vec![Box::new(|tx| put(tx, HOME, "a")), large(), large()],
    );
    assert_eq!(answers[1..], [Err(StoreError::Full), Err(StoreError::Full)]);
    // Whether the engine undid the whole transaction or the statement alone, what is told is true.
    let kept = keys(&db, HOME);
    assert_eq!(kept.len(), usize::from(answers[0].is_ok()), "{answers:?}");
    db.write(HOME, |tx| {
        set_pages(tx, 1_000_000)?;
        put(tx, HOME, "b")
    })
    .unwrap();
    assert!(keys(&db, HOME).contains(&"b".to_owned()));
}
