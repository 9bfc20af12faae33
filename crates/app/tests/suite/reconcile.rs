//! Bank statements beside the book: what belongs together, what is open and how old, what is missing.

use std::sync::atomic::Ordering;

use jiff::civil::{Date, date};
use mingbai_app::App;
use mingbai_app::act::Call;
use mingbai_app::error::AppError;
use mingbai_app::import::{FileKind, NewFile, Outcome, RowProblem, import};
use mingbai_app::reconcile::{OpenItem, Reconciliation, reconcile};
use mingbai_app::setup;
use mingbai_domain::access::Act;
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

    fn take(&self, kind: FileKind, text: &str) -> Result<Outcome, AppError> {
        let new = NewFile {
            kind,
            name: "表.csv",
            bytes: text.as_bytes(),
            maps: &[],
            files: None,
            dry_run: false,
            allow: mingbai_app::import::Allow::default(),
        };
        import(&self.app, &self.slug, &new)
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
        let Err(AppError::Rows(refused)) = desk.take(FileKind::Bank, &other) else {
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
        desk.app.act(call, |cx| mingbai_app::entries::reverse(cx, 4, "付款没有发生")).unwrap();
        desk.take(FileKind::Bank, STATEMENT).unwrap();
        // The reversal is of October: up to then the entry stands in the book.
        let found = desk.compare(Some(now.date()));
        assert_eq!(found.only_booked, []);
        assert_eq!(found.unexplained().unwrap(), Some(Fen::ZERO));
    }
}
