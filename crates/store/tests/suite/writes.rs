//! The single write path: group commit, refusals that undo themselves alone, durability.

use std::sync::Arc;

use mingbai_domain::calendar::UnixMs;
use mingbai_domain::ids::{CommunityId, Slug};
use mingbai_store::communities::{self, CommunityRow};
use mingbai_store::requests::{self, RequestRow};
use mingbai_store::{Db, StoreError, Value};
use mingbai_testkit::both_engines;

use super::open;

const HOME: CommunityId = CommunityId(7);

fn slug(text: &str) -> Slug {
    Slug::new(text).unwrap()
}

fn insert(db: &Db, id: i64, name: &str) -> Result<(), StoreError> {
    let name = slug(name);
    let id = CommunityId(id);
    db.write(id, move |tx| communities::insert(tx, id, &name, UnixMs(0)))
}

both_engines! {
    fn what_was_written_is_there_when_the_database_is_opened_again(db) {
        let first = open(db);
        insert(&first, 7, "home").unwrap();
        drop(first);
        let rows = open(db).read(communities::list).unwrap();
        let row = CommunityRow { id: HOME, slug: slug("home"), halted: None };
        assert_eq!(rows, [row]);
    }

    fn a_refused_write_leaves_nothing_and_the_next_one_goes_on(db) {
        let db = open(db);
        insert(&db, 7, "home").unwrap();
        let refused = insert(&db, 8, "home").unwrap_err();
        assert!(refused.is_duplicate(), "{refused}");
        let half = db.write(CommunityId(9), |tx| -> Result<(), StoreError> {
            communities::insert(tx, CommunityId(9), &Slug::new("half").unwrap(), UnixMs(0))?;
            Err(StoreError::Inconsistent("on purpose".into()))
        });
        assert!(half.is_err());
        insert(&db, 10, "next").unwrap();
        let slugs: Vec<String> = db
            .read(communities::list)
            .unwrap()
            .into_iter()
            .map(|row| row.slug.to_string())
            .collect();
        assert_eq!(slugs, ["home", "next"]);
    }

    fn writes_from_many_threads_are_all_there_and_the_refused_ones_are_not(db) {
        let db = Arc::new(open(db));
        let threads: Vec<_> = (0..8_i64)
            .map(|thread| {
                let db = Arc::clone(&db);
                std::thread::spawn(move || {
                    (0..50_i64)
                        .filter(|n| {
                            // Every tenth name is one that all threads use: one of them wins.
                            let name = if n % 10 == 0 {
                                format!("same{n}")
                            } else {
                                format!("t{thread}-{n}")
                            };
                            insert(&db, thread * 1000 + n + 1, &name).is_ok()
                        })
                        .count()
                })
            })
            .collect();
        let accepted: usize = threads.into_iter().map(|thread| thread.join().unwrap()).sum();
        assert_eq!(accepted, 8 * 45 + 5);
        assert_eq!(db.read(communities::list).unwrap().len(), accepted);
    }

    fn the_five_kinds_of_values_come_back_as_they_went_in(db) {
        let db = open(db);
        let big = i64::MAX;
        let bytes = vec![0_u8, 255, 10];
        let text = "春和苑 'quoted' \" \\ 🏠".to_owned();
        let (t, b) = (text.clone(), bytes.clone());
        db.write(HOME, move |tx| -> Result<(), StoreError> {
            requests::insert(tx, HOME, &[RequestRow {
                key: t.clone(),
                body: [7; 32],
                answer: String::new(),
            }])?;
            tx.execute(
                "INSERT INTO leaf (community_id, idx, sealed, hash, bytes) \
                 VALUES ($1, $2, $3, $4, $5)",
                &[7_i64.into(), big.into(), true.into(), (&[9_u8; 32]).into(), (&b).into()],
            )?;
            Ok(())
        })
        .unwrap();
        let back = db.read(|tx| requests::list(tx, HOME, &[&text, "absent"])).unwrap();
        assert_eq!(back.len(), 1);
        assert_eq!((back[0].key.as_str(), back[0].body), (text.as_str(), [7; 32]));
        let leaf = db
            .read(|tx| {
                tx.list(
                    "SELECT idx, sealed, bytes FROM leaf WHERE community_id = $1 ORDER BY idx",
                    &[Value::Int(7)],
                    |row| Ok((row.int(0)?, row.bool(1)?, row.bytes(2)?)),
                )
            })
            .unwrap();
        assert_eq!(leaf, [(big, true, bytes)]);
        let wrong = db.read(|tx| {
            tx.list(
                "SELECT bytes FROM leaf WHERE community_id = $1 ORDER BY idx",
                &[Value::Int(7)],
                |row| row.int(0),
            )
        });
        assert!(wrong.is_err(), "bytes were read as a number");
    }

    fn a_newer_schema_is_refused(db) {
        let first = open(db);
        first
            .write(communities::DISTRICT, |tx| {
                tx.execute(
                    "INSERT INTO migration (name, body) VALUES ($1, $2)",
                    &["9999_future".into(), "CREATE TABLE future (x BIGINT)".into()],
                )
            })
            .unwrap();
        let target = first.target().clone();
        drop(first);
        assert!(matches!(Db::open(target), Err(StoreError::Schema(_))));
    }
}
