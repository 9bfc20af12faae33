//! Entries, balances, bills: the bulk paths agree with a plain model on both engines.

use std::collections::BTreeMap;

use mingbai_domain::calendar::Period;
use mingbai_domain::fees::BillItem;
use mingbai_domain::ids::{CommunityId, UnitId};
use mingbai_domain::ledger::{Account, Fund, Posting};
use mingbai_domain::money::Fen;
use mingbai_store::bills::{self, AllocationRow, BillRow};
use mingbai_store::dump;
use mingbai_store::ledger::{self, NewEntry};
use mingbai_store::{Db, StoreError};
use mingbai_testkit::both_engines;

use super::open;

const HOME: CommunityId = CommunityId(1);
const OTHER: CommunityId = CommunityId(2);

fn account(code: u16) -> Account {
    Account::new(code).unwrap()
}

fn entry(seq: u64, amount: i64) -> NewEntry {
    NewEntry {
        seq,
        household: seq.is_multiple_of(2),
        period: Period::new(2026, 9).unwrap(),
        leaf_idx: seq,
        reverses: None,
        postings: vec![
            Posting::debit(Fund::Svc, account(1002), Fen(amount)),
            Posting::credit(Fund::Svc, account(4001), Fen(amount)),
        ],
    }
}

fn insert(db: &Db, id: CommunityId, entries: Vec<NewEntry>) -> Result<(), StoreError> {
    db.write(id, move |tx| ledger::insert(tx, id, &entries))
}

both_engines! {
    fn balances_are_the_sum_of_postings_and_stay_on_their_island(db) {
        let db = open(db);
        insert(&db, HOME, (1..=700).map(|n| entry(n, i64::try_from(n).unwrap())).collect()).unwrap();
        insert(&db, OTHER, vec![entry(1, 5)]).unwrap();
        insert(&db, HOME, vec![entry(701, 1000)]).unwrap();
        let total = Fen(700 * 701 / 2 + 1000);
        let balances = db.read(|tx| ledger::balances(tx, HOME)).unwrap();
        let bank = balances[&(Fund::Svc, account(1002))];
        assert_eq!((bank.amount, bank.version), (total, 701));
        assert_eq!(balances[&(Fund::Svc, account(4001))].amount, total.negated().unwrap());
        let mut running = BTreeMap::new();
        db.read(|tx| {
            ledger::each_posting(tx, HOME, |row| {
                let sum: &mut i64 = running.entry(row.posting.account).or_default();
                *sum += row.posting.amount.0;
                assert_eq!(row.balance_after, Fen(*sum));
                Ok(())
            })
        })
        .unwrap();
        assert_eq!(db.read(|tx| ledger::balances(tx, OTHER)).unwrap().len(), 2);
    }

    fn an_entry_is_reversed_once_at_most(db) {
        let db = open(db);
        let reversal = |seq| NewEntry { reverses: Some(1), household: false, ..entry(seq, -10) };
        insert(&db, HOME, vec![entry(1, 10), reversal(2)]).unwrap();
        assert!(insert(&db, HOME, vec![reversal(3)]).unwrap_err().is_duplicate());
        assert_eq!(db.read(|tx| ledger::entries(tx, HOME)).unwrap().len(), 2);
        insert(&db, OTHER, vec![entry(1, 10), reversal(2)]).unwrap();
    }

    fn bills_are_paid_in_bulk_and_once_a_month(db) {
        let db = open(db);
        let period = Period::new(2026, 9).unwrap();
        let bill = move |unit: i64, paid: i64| BillRow {
            unit: UnitId(unit),
            item: BillItem::Fee,
            period,
            seq: u64::try_from(unit).unwrap(),
            amount: Fen(100),
            paid: Fen(paid),
            due: period.last_day(),
        };
        let bills: Vec<BillRow> = (1..=300).map(|unit| bill(unit, 0)).collect();
        db.write(HOME, move |tx| bills::insert(tx, HOME, &bills)).unwrap();
        let again = vec![bill(300, 0)];
        let refused = db.write(HOME, move |tx| bills::insert(tx, HOME, &again)).unwrap_err();
        assert!(refused.is_duplicate());
        db.write(HOME, move |tx| {
            let paid: Vec<BillRow> = (1..=200).map(|unit| bill(unit, 100)).collect();
            let rows: Vec<AllocationRow> = (1..=200)
                .map(|unit| AllocationRow {
                    seq: 1000 + u64::try_from(unit).unwrap(),
                    unit: UnitId(unit),
                    item: BillItem::Fee,
                    period,
                    amount: Fen(100),
                })
                .collect();
            bills::allocate(tx, HOME, &rows, &paid.iter().collect::<Vec<_>>())
        })
        .unwrap();
        let units: Vec<UnitId> = (195..=210).map(UnitId).collect();
        let mut open: Vec<i64> = db
            .read(|tx| bills::list_open(tx, HOME, &units))
            .unwrap()
            .into_iter()
            .map(|bill| bill.unit.0)
            .collect();
        open.sort_unstable();
        assert_eq!(open, (201..=210).collect::<Vec<_>>());
        let absent = [bill(999, 1)];
        let refused = db.write(HOME, move |tx| bills::allocate(tx, HOME, &[], &[&absent[0]]));
        assert!(matches!(refused, Err(StoreError::RowCount { .. })));
    }

    fn rows_exported_from_one_database_are_the_same_in_the_next(db) {
        let source = mingbai_testkit::TestDatabase::new(mingbai_testkit::Engine::Sqlite);
        let (first, second) = (open(&source), open(db));
        insert(&first, HOME, (1..=20).map(|n| entry(n, 3)).collect()).unwrap();
        insert(&first, OTHER, vec![entry(1, 5)]).unwrap();
        let rows = |db: &Db| {
            let mut rows = Vec::new();
            db.read(|tx| dump::export(tx, HOME, |table, row| { rows.push((table, row)); Ok(()) }))
                .unwrap();
            rows
        };
        let exported = rows(&first);
        // Every second one is a household's and has postings only.
        assert_eq!(exported.len(), 10 + 40 + 2);
        let copy = exported.clone();
        second
            .write(HOME, move |tx| copy.iter().try_for_each(|(table, row)| dump::import(tx, table, row)))
            .unwrap();
        assert_eq!(rows(&second), exported);
        let twice = exported.clone();
        let again = second
            .write(HOME, move |tx| twice.iter().try_for_each(|(table, row)| dump::import(tx, table, row)));
        assert!(again.is_err());
    }
}
