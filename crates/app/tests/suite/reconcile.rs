//! Bank statements beside the book: what belongs together, what is open and how old, what is missing.

use std::sync::atomic::Ordering;

use jiff::civil::{Date, date};
use mingbai_app::App;
use mingbai_app::act::Call;
use mingbai_app::error::AppError;
use mingbai_app::import::bank::{Undone, imports, undo};
use mingbai_app::import::refusal::{BankRefusal, ImportRefusal};
use mingbai_app::import::{FileKind, NewFile, Outcome, RowProblem, import};
use mingbai_app::money::reconcile::{Joined, OpenItem, Reconciliation, reconcile};
use mingbai_app::ops::setup;
use mingbai_domain::access::Act;
use mingbai_domain::book::file_hash;
use mingbai_domain::calendar::UnixMs;
use mingbai_domain::ids::{CommunityId, Slug};
use mingbai_domain::money::Fen;
use mingbai_domain::registry::ManagementMode;
use mingbai_testkit::{TestDatabase, both_engines};
use tempfile::TempDir;

use super::cast::{community, install, target};

struct Desk {
    app: App,
    id: CommunityId,
    slug: Slug,
    _folder: TempDir,
}

const JOURNAL: &str = "日期,凭证号,摘要,收入,支出,科目,审批人,复核人,银行流水号\n\
    2026-09-02,记-001,广告收入,500.00,,广告收入,,,F1\n\
    2026-09-05,记-002,场地租金,300.00,,场地租金,,,\n\
    2026-09-08,记-003,保洁费,,120.00,保洁,甲,乙,\n\
    2026-09-20,记-004,维修费,,80.00,维修,甲,乙,\n";

const STATEMENT: &str = "账号,3400****0001\n交易日期,借方发生额,贷方发生额,账户余额,对方户名,交易流水号\n\
    2026-09-02,,500.00,500.00,某广告公司,F1\n\
    2026-09-07,,300.00,800.00,某商户,F2\n\
    2026-09-08,120.00,,680.00,某保洁公司,F3\n\
    2026-09-21,,66.00,746.00,某人,F4\n";

impl Desk {
    fn new(db: &TestDatabase) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let (app, folder, now) = install(target(db), folder, "test.example");
        let mode = ManagementMode::SelfManaged;
        let id = setup::add_community(&app, community("xingyuan-north", mode)).unwrap();
        now.store(UnixMs::start_of(date(2026, 10, 2)).0, Ordering::Relaxed);
        let slug = Slug::new("xingyuan-north").unwrap();
        Self {
            app,
            id,
            slug,
            _folder: folder,
        }
    }

    fn take(&self, kind: FileKind, text: impl AsRef<[u8]>) -> Result<Outcome, AppError> {
        let new = NewFile {
            kind,
            name: "表.csv",
            bytes: text.as_ref(),
            maps: &[],
            files: None,
            dry_run: false,
            allow: mingbai_app::import::Allow::default(),
        };
        import(&self.app, &self.slug, &new)
    }

    fn bank(&self, text: impl AsRef<[u8]>) -> (usize, usize) {
        let taken = self.take(FileKind::Bank, text).unwrap();
        (taken.taken, taken.unchanged)
    }

    fn take_back(&self, text: impl AsRef<[u8]>) -> Result<Option<Undone>, AppError> {
        undo(&self.app, &self.slug, file_hash(text.as_ref()))
    }

    fn compare(&self, through: Option<Date>) -> Reconciliation {
        reconcile(&self.app, self.id, through).unwrap().unwrap()
    }
}

fn open(date: Date, amount: i64, name: &str, days: i32) -> OpenItem {
    OpenItem {
        date,
        amount: Fen(amount),
        name: name.to_owned(),
        days,
    }
}

/// A file of the samples of bank statements.
fn sample(name: &str) -> Vec<u8> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../sheets/tests/samples/bank");
    std::fs::read(format!("{folder}/{name}.csv")).unwrap()
}

const HEAD: &str =
    "账号,3400****0001\n交易日期,交易时间,借方发生额,贷方发生额,账户余额,交易流水号\n";

both_engines! {
    fn book_and_bank_agree_up_to_items_that_are_listed_with_their_age(db) {
        let desk = Desk::new(db);
        assert!(reconcile(&desk.app, desk.id, None).unwrap().is_none());
        desk.take(FileKind::Journal, JOURNAL).unwrap();
        let taken = desk.take(FileKind::Bank, STATEMENT).unwrap();
        assert_eq!((taken.taken, taken.unchanged), (4, 0));

        let found = desk.compare(None);
        assert_eq!((found.from, found.to), (date(2026, 9, 2), date(2026, 9, 21)));
        assert_eq!((found.bank, found.booked), (Some(Fen(74_600)), Fen(60_000)));
        // F1 by its reference, the rent two days later and the cleaning by amount and day.
        assert_eq!(found.matched, 3);
        assert_eq!(found.only_bank, [open(date(2026, 9, 21), 6_600, "F4", 0)]);
        assert_eq!(found.only_booked, [open(date(2026, 9, 20), -8_000, "#4", 1)]);
        assert_eq!(found.unexplained().unwrap(), Some(Fen::ZERO));

        let half = desk.compare(Some(date(2026, 9, 10)));
        assert_eq!((half.bank, half.booked), (Some(Fen(68_000)), Fen(68_000)));
        assert_eq!((half.matched, half.only_bank.len(), half.only_booked.len()), (3, 0, 0));
    }

    fn what_was_there_before_the_first_statement_is_not_explained_away(db) {
        let desk = Desk::new(db);
        desk.take(FileKind::Journal, JOURNAL).unwrap();
        let later = STATEMENT.replace(",500.00,500.00,", ",500.00,507.00,")
            .replace(",800.00,", ",807.00,").replace(",680.00,", ",687.00,").replace(",746.00,", ",753.00,");
        desk.take(FileKind::Bank, &later).unwrap();
        assert_eq!(desk.compare(None).unexplained().unwrap(), Some(Fen(700)));
    }

    fn a_statement_is_taken_once_and_never_changed(db) {
        let desk = Desk::new(db);
        desk.take(FileKind::Bank, STATEMENT).unwrap();
        assert!(desk.take(FileKind::Bank, STATEMENT).unwrap().repeated);
        // The next export begins where the last one did and goes on.
        let longer = format!("{STATEMENT}2026-09-30,46.00,,700.00,某供水公司,F5\n");
        let again = desk.take(FileKind::Bank, &longer).unwrap();
        assert_eq!((again.taken, again.unchanged), (1, 4));
        let other = STATEMENT.replace("2026-09-21,,66.00,746.00", "2026-09-21,,65.00,745.00");
        let Err(AppError::Import(ImportRefusal::Rows(refused))) = desk.take(FileKind::Bank, &other) else {
            panic!("another amount for the same reference was taken");
        };
        assert_eq!(refused[0].problem, RowProblem::BankLineDiffers("F4".into()));
        assert_eq!(desk.compare(None).bank, Some(Fen(70_000)));
    }

    fn a_statement_that_is_missing_between_two_others_is_noticed(db) {
        let desk = Desk::new(db);
        desk.take(FileKind::Bank, STATEMENT).unwrap();
        let head = "账号,3400****0001\n交易日期,借方发生额,贷方发生额,账户余额,交易流水号\n";
        let november = format!("{head}2026-11-03,,10.00,900.00,N1\n");
        desk.take(FileKind::Bank, &november).unwrap();
        let gap = &desk.compare(None).gaps;
        assert_eq!(gap.len(), 1);
        assert_eq!((gap[0].expected, gap[0].stated), (Fen(74_600), Fen(89_000)));
    }

    fn an_entry_taken_back_moved_nothing(db) {
        let desk = Desk::new(db);
        desk.take(FileKind::Journal, JOURNAL).unwrap();
        let now = desk.app.clock.now();
        let call = Call::shell(Act::Reverse, desk.id);
        desk.app.act(call, |cx| mingbai_app::book::entries::reverse(cx, 4, "付款没有发生")).unwrap();
        desk.take(FileKind::Bank, STATEMENT).unwrap();
        // The reversal is of October: up to then the entry stands in the book.
        let found = desk.compare(Some(now.date()));
        assert_eq!(found.only_booked, []);
        assert_eq!(found.unexplained().unwrap(), Some(Fen::ZERO));
    }

    fn overlapping_downloads_give_each_movement_once_and_no_gap(db) {
        let first = sample("11a_bank_first_download");
        let second = sample("11b_bank_overlapping_download_time_without_seconds");
        let desk = Desk::new(db);
        assert_eq!(desk.bank(&first), (2, 0));
        assert_eq!(desk.bank(&second), (1, 1));
        let found = desk.compare(None);
        assert_eq!((found.only_bank.len(), found.gaps), (3, vec![]));
        // Taken back and taken the other way round, it is the same.
        desk.take_back(&first).unwrap();
        desk.take_back(&second).unwrap();
        assert!(reconcile(&desk.app, desk.id, None).unwrap().is_none());
        assert_eq!(desk.bank(&second), (2, 0));
        assert_eq!(desk.bank(&first), (1, 1));
        let found = desk.compare(None);
        assert_eq!((found.only_bank.len(), found.gaps), (3, vec![]));
        assert_eq!(found.bank, Some(Fen(112_000)));
    }

    fn a_day_that_two_downloads_share_has_the_banks_order(db) {
        let desk = Desk::new(db);
        // The second download lacks what was booked late and has what the first lacks.
        let rows = ["2026-09-15,09:00,,10.00,10.00,\n", "2026-09-15,10:00,4.00,,6.00,\n",
            "2026-09-15,11:00,,1.00,7.00,\n", "2026-09-16,08:00,,3.00,10.00,\n"];
        let some = |which: &[usize]| {
            let rows: String = which.iter().map(|&at| rows[at]).collect();
            format!("{HEAD}{rows}")
        };
        assert_eq!(desk.bank(some(&[2, 3])), (2, 0));
        assert_eq!(desk.bank(some(&[0, 1])), (2, 0));
        assert_eq!(desk.compare(None).gaps, []);
        assert_eq!(desk.bank(some(&[0, 1, 2, 3])), (0, 4));
        // Without balances, a time that both say tells two payments of one day apart.
        let silent = "账号,3400****0009\n交易日期,交易时间,支出,收入\n2026-09-15,09:00,,5.00\n";
        assert_eq!(desk.bank(silent), (1, 0));
        let again = silent.replace("09:00,,5.00\n", "09:00:31,,5.00\n2026-09-15,15:00,,5.00\n");
        assert_eq!(desk.bank(again), (1, 1));
    }

    fn a_download_without_references_is_the_same_as_one_with(db) {
        let desk = Desk::new(db);
        let with = format!("{HEAD}2026-09-15,09:00,,10.00,10.00,F1\n2026-09-15,10:00,4.00,,6.00,F2\n");
        let without = with.replace("F1", "").replace("F2", "");
        assert_eq!(desk.bank(&with), (2, 0));
        assert_eq!(desk.bank(&without), (0, 2));
        // Two references are two movements, and stars in the number hide no other account.
        let other = format!("{HEAD}2026-09-15,09:00,,10.00,10.00,F9\n");
        assert_eq!(desk.bank(&other), (1, 0));
        let plain = with.replace("3400****0001", "340012340001");
        assert_eq!(desk.bank(&plain), (0, 2));
        let elsewhere = with.replace("3400****0001", "340012340002");
        assert_eq!(desk.bank(&elsewhere), (2, 0));
    }

    fn a_rounded_serial_never_blocks_a_later_statement(db) {
        let desk = Desk::new(db);
        for name in ["10a_bank_reference_scientific_september", "10b_bank_reference_scientific_october"] {
            let Err(AppError::Import(ImportRefusal::Cells(cells))) = desk.take(FileKind::Bank, sample(name)) else {
                panic!("{name} was taken");
            };
            assert_eq!(cells[0].code.id(), "reference-rounded");
        }
        let october = String::from_utf8(sample("10b_bank_reference_scientific_october")).unwrap();
        let october = october.replacen("2.02609E+19", "X1", 1).replacen("2.02609E+19", "X2", 1);
        assert_eq!(desk.bank(october), (2, 0));
    }

    fn two_accounts_of_one_table_are_two_accounts(db) {
        let desk = Desk::new(db);
        assert_eq!(desk.bank(sample("13a_bank_two_accounts_in_one_table")), (4, 0));
        let found = desk.compare(None);
        assert_eq!((found.bank, found.gaps), (Some(Fen(1_040_000 + 4_930_000)), vec![]));
    }

    fn a_statement_says_what_moved_and_what_became_of_every_row(db) {
        let desk = Desk::new(db);
        let head = "账号：3400 1234 0001\n交易日期,收入,支出,摘要\n";
        let rows = "2026-09-01,8.00,,甲\n2026-09-03,,3.00,乙\n合计,8.00,3.00,\n2026-09-04,0.00,,丙\n";
        let taken = desk.take(FileKind::Bank, format!("{head}{rows}")).unwrap();
        let tally = &taken.tally;
        assert_eq!((tally.content, tally.taken, tally.left_out()), (6, 2, 4));
        assert_eq!(taken.days, Some((date(2026, 9, 1), date(2026, 9, 3))));
        let moved = &taken.moved[0];
        assert_eq!((moved.count, moved.came_in, moved.went_out), (2, Fen(800), Fen(300)));
        // Of an overlapping download only what is new is added up.
        let more = format!("{head}{rows}2026-09-05,1.00,,丁\n");
        let taken = desk.take(FileKind::Bank, more).unwrap();
        assert_eq!((taken.taken, taken.unchanged), (1, 2));
        assert_eq!((taken.moved[0].came_in, taken.days), (Fen(100), Some((date(2026, 9, 5), date(2026, 9, 5)))));
    }

    fn an_import_is_taken_back_once_and_what_another_has_stays(db) {
        let desk = Desk::new(db);
        let longer = format!("{STATEMENT}2026-09-30,46.00,,700.00,某供水公司,F5\n");
        assert_eq!((desk.bank(STATEMENT), desk.bank(&longer)), ((4, 0), (1, 4)));
        let listed = imports(&desk.app, desk.id).unwrap();
        let mut rows: Vec<_> = listed.iter().map(|import| (import.lines, import.days)).collect();
        rows.sort_unstable();
        let from = date(2026, 9, 2);
        assert_eq!(rows, [(4, Some((from, date(2026, 9, 21)))), (5, Some((from, date(2026, 9, 30))))]);

        let done = desk.take_back(STATEMENT).unwrap().unwrap();
        assert_eq!((done.removed, done.kept), (0, 4));
        assert_eq!(desk.take_back(STATEMENT).unwrap(), None);
        assert_eq!(desk.compare(None).bank, Some(Fen(70_000)));
        // It can be taken again, and changes nothing.
        assert_eq!(desk.bank(STATEMENT), (0, 4));
        let done = desk.take_back(&longer).unwrap().unwrap();
        assert_eq!((done.removed, done.kept), (1, 4));
        assert_eq!(desk.compare(None).bank, Some(Fen(74_600)));
        desk.take_back(STATEMENT).unwrap().unwrap();
        assert!(reconcile(&desk.app, desk.id, None).unwrap().is_none());
        assert_eq!(imports(&desk.app, desk.id).unwrap(), []);
    }

    fn an_import_that_the_book_names_stays(db) {
        let desk = Desk::new(db);
        let longer = format!("{STATEMENT}2026-09-30,46.00,,700.00,某供水公司,F5\n");
        desk.bank(STATEMENT);
        // Compared by amount and day only: nothing is written, and nothing is lost.
        let journal = JOURNAL.replace(",F1\n", ",\n");
        desk.take(FileKind::Journal, &journal).unwrap();
        assert_eq!(desk.take_back(STATEMENT).unwrap().unwrap().removed, 4);
        desk.bank(STATEMENT);
        let named = "日期,凭证号,摘要,收入,支出,科目,银行流水号\n2026-09-21,记-009,广告收入,66.00,,广告收入,F4\n";
        desk.take(FileKind::Journal, named).unwrap();
        let Err(AppError::Import(ImportRefusal::Bank(BankRefusal::Reconciled { entries }))) = desk.take_back(STATEMENT) else {
            panic!("a reconciled statement was taken back");
        };
        assert_eq!(entries, [5]);
        assert_eq!(desk.compare(None).bank, Some(Fen(74_600)));
        // As long as another statement has the movement, it stays reconciled.
        desk.bank(&longer);
        assert_eq!(desk.take_back(STATEMENT).unwrap().unwrap().kept, 4);
        assert!(desk.take_back(&longer).is_err());
        // Reversed, the entry names nothing any more.
        let call = Call::shell(Act::Reverse, desk.id);
        desk.app.act(call, |cx| mingbai_app::book::entries::reverse(cx, 5, "记错了")).unwrap();
        assert_eq!(desk.take_back(&longer).unwrap().unwrap().removed, 5);
    }

    fn one_movement_that_pays_two_entries_is_joined_and_said(db) {
        let desk = Desk::new(db);
        desk.take(FileKind::Journal, JOURNAL).unwrap();
        // 500 by its reference; 300 less nothing; 120 and 80 in one payment.
        let text = format!("{HEAD}2026-09-02,,,500.00,500.00,F1\n2026-09-05,,,300.00,800.00,F2\n\
            2026-09-09,,120.00,,680.00,F3\n2026-09-20,,80.00,,600.00,F4\n");
        desk.bank(text);
        let found = desk.compare(None);
        assert_eq!((found.matched, found.joined.len()), (4, 0));
        let more = "日期,凭证号,摘要,收入,支出,科目,审批人,复核人\n\
            2026-09-25,记-011,保洁费,,31.00,保洁,甲,乙\n2026-09-26,记-012,维修费,,15.00,维修,甲,乙\n";
        desk.take(FileKind::Journal, more).unwrap();
        desk.bank(format!("{HEAD}2026-09-27,,46.00,,554.00,F5\n"));
        let found = desk.compare(None);
        let joined = Joined {
            date: date(2026, 9, 27),
            amount: Fen(-4_600),
            name: "F5".into(),
            entries: vec!["#5".into(), "#6".into()],
        };
        assert_eq!((found.matched, found.joined), (5, vec![joined]));
        assert_eq!((found.only_bank, found.only_booked), (vec![], vec![]));
    }

    fn what_a_wallet_holds_is_not_in_the_bank(db) {
        let desk = Desk::new(db);
        assert_eq!(desk.bank(sample("form_wechat_merchant")), (4, 0));
        assert!(reconcile(&desk.app, desk.id, None).unwrap().is_none());
        desk.bank(STATEMENT);
        let found = desk.compare(None);
        assert_eq!((found.in_wallets, found.bank), (4, Some(Fen(74_600))));
        assert_eq!(found.only_bank.len(), 4);
    }
}
