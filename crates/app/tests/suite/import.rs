//! Imports of an office's workbooks: all rows or none, each refusal with its row, nothing twice.

use std::sync::atomic::{AtomicI64, Ordering};

use jiff::civil::date;
use mingbai_app::App;
use mingbai_app::act::Call;
use mingbai_app::env::Clock;
use mingbai_app::error::AppError;
use mingbai_app::import::refusal::ImportRefusal;
use mingbai_app::import::{FileKind, NewFile, Outcome, RowProblem, RowRefusal, import};
use mingbai_app::money::billing;
use mingbai_app::ops::audit;
use mingbai_app::ops::setup;
use mingbai_domain::access::{Act, Actor};
use mingbai_domain::calendar::{Period, UnixMs};
use mingbai_domain::fees::BillItem;
use mingbai_domain::ids::{CommunityId, Slug};
use mingbai_domain::ledger::Fund;
use mingbai_domain::money::Fen;
use mingbai_domain::registry::ManagementMode;
use mingbai_store::registry;
use mingbai_testkit::{TestDatabase, both_engines};
use tempfile::TempDir;

use super::cast::{Home, account, community, install, target};

const REGISTER: &str = "兴园北区_住户台账.xlsx";
const BAD_REGISTER: &str = "台账_有错误.xlsx";
const JOURNAL: &str = "兴园北区_收支明细_2026年9月.xlsx";

fn sample(name: &str) -> Vec<u8> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../sheets/tests/samples/");
    std::fs::read(format!("{folder}{name}")).unwrap()
}

/// A community with an empty register and an empty book.
pub(super) struct Office {
    pub(super) app: App,
    id: CommunityId,
    pub(super) slug: Slug,
    _folder: TempDir,
}

impl Office {
    pub(super) fn new(db: &TestDatabase, mode: ManagementMode) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let (mut app, folder, now) = install(target(db), folder, "test.example");
        let id = setup::add_community(&app, community("xingyuan-north", mode)).unwrap();
        // The month is over, and every look at the clock finds a later time.
        let begun = UnixMs::start_of(date(2026, 10, 2)).0;
        now.store(begun, Ordering::Relaxed);
        app.clock = Clock::new(move || UnixMs(now.fetch_add(1, Ordering::Relaxed)));
        Self {
            app,
            id,
            slug: Slug::new("xingyuan-north").unwrap(),
            _folder: folder,
        }
    }

    /// Bills a month, on its third day.
    pub(super) fn bill(&mut self, item: BillItem, period: Period) {
        let now = AtomicI64::new(UnixMs::start_of(period.first_day()).0 + 2 * 86_400_000);
        self.app.clock = Clock::new(move || UnixMs(now.fetch_add(1, Ordering::Relaxed)));
        let call = Call::shell(Act::Bill, self.id);
        self.app
            .act(call, move |cx| billing::run(cx, item, period))
            .unwrap();
    }

    fn of(home: Home) -> Self {
        Self {
            app: home.app,
            id: home.id,
            slug: home.slug,
            _folder: home.folder,
        }
    }

    fn sample(&self, kind: FileKind, name: &str) -> Result<Outcome, AppError> {
        self.file(kind, name, &sample(name), &[], false)
    }

    pub(super) fn csv(&self, kind: FileKind, text: &str) -> Result<Outcome, AppError> {
        self.file(kind, "表.csv", text.as_bytes(), &[], false)
    }

    fn file(
        &self,
        kind: FileKind,
        name: &str,
        bytes: &[u8],
        maps: &[String],
        dry_run: bool,
    ) -> Result<Outcome, AppError> {
        import(
            &self.app,
            &self.slug,
            &NewFile {
                kind,
                name,
                bytes,
                maps,
                files: None,
                dry_run,
                allow: mingbai_app::import::Allow::default(),
            },
        )
    }

    fn size(&self) -> u64 {
        self.app.fold(self.id).unwrap().size()
    }

    fn units(&self) -> usize {
        let call = Call::shell(Act::ReadRegister, self.id);
        let units = self
            .app
            .look(call, |look| Ok(registry::units(look.tx, look.id())?));
        units.unwrap().len()
    }

    pub(super) fn balance(&self, fund: Fund, code: u16) -> Fen {
        self.app
            .fold(self.id)
            .unwrap()
            .balances()
            .of(fund, account(code))
    }

    pub(super) fn is_clean(&self) -> bool {
        audit::run(&self.app, None, |_| ()).unwrap().is_clean()
    }
}

/// The refusals of an import in which every row is well-formed.
fn rows(refused: Result<Outcome, AppError>) -> Vec<RowRefusal> {
    match refused {
        Err(AppError::Import(ImportRefusal::Rows(rows))) => rows,
        other => panic!("not refused by row: {other:?}"),
    }
}

fn numbers(rows: &[RowRefusal]) -> Vec<u32> {
    rows.iter().map(|row| row.row).collect()
}

/// Units as a sheet that is not the sample: other bytes, the same facts.
const TWO_UNITS: &str = "楼栋,单元,房号,建筑面积,业主姓名\n1栋,1单元,101,134.42,田志国\n1栋,1单元,102,98.6,杨玉国、陈娟\n";

both_engines! {
    fn a_register_is_taken_in_once(db) {
        let office = Office::new(db, ManagementMode::SelfManaged);
        let first = office.sample(FileKind::Registry, REGISTER).unwrap();
        assert_eq!((first.taken, first.unchanged, first.repeated), (264, 0, false));
        assert_eq!(office.units(), 264);
        let size = office.size();
        let fold = office.app.fold(office.id).unwrap();
        assert_eq!(fold.registry().map(|registry| registry.units), Some(264));

        let again = office.sample(FileKind::Registry, REGISTER).unwrap();
        assert_eq!((again.taken, again.unchanged, again.repeated), (0, 264, true));
        // Other bytes, units that are known.
        let same = office.csv(FileKind::Registry, TWO_UNITS).unwrap();
        assert_eq!((same.taken, same.unchanged, same.repeated), (0, 2, false));
        assert_eq!((office.size(), office.units()), (size, 264));
        assert!(office.is_clean());
    }

    fn a_unit_with_another_area_is_refused_by_its_row(db) {
        let office = Office::new(db, ManagementMode::SelfManaged);
        office.csv(FileKind::Registry, TWO_UNITS).unwrap();
        let (size, units) = (office.size(), office.units());
        let text = TWO_UNITS.replace("98.6", "98.7") + "1栋,1单元,103,50,丙\n";
        let refused = rows(office.csv(FileKind::Registry, &text));
        assert_eq!(numbers(&refused), [3]);
        let RowProblem::UnitDiffers { registered, stated, .. } = &refused[0].problem else {
            panic!("{refused:?}")
        };
        assert_eq!((registered.0, stated.0), (9860, 9870));
        assert_eq!((office.size(), office.units()), (size, units), "103 was written");
    }

    fn a_register_with_errors_is_refused_with_all_of_them(db) {
        let office = Office::new(db, ManagementMode::SelfManaged);
        let size = office.size();
        let Err(AppError::Import(ImportRefusal::Cells(cells))) = office.sample(FileKind::Registry, BAD_REGISTER) else {
            panic!("not refused by cell")
        };
        assert!(cells.len() > 2, "{cells:?}");
        assert!(cells.iter().any(|cell| cell.value == "九十"), "{cells:?}");
        assert_eq!((office.size(), office.units()), (size, 0));
        // The refused file is not remembered as imported.
        assert!(office.sample(FileKind::Registry, BAD_REGISTER).is_err());
    }

    fn a_months_journal_gives_the_balances_of_the_sheet(db) {
        let office = Office::new(db, ManagementMode::SelfManaged);
        let taken = office.sample(FileKind::Journal, JOURNAL).unwrap();
        assert_eq!((taken.taken, taken.opening_differs), (10, None));
        let of = |fund, code| office.balance(fund, code);
        assert_eq!(of(Fund::Svc, 3001), Fen(-8_800_123), "brought forward");
        assert_eq!(of(Fund::Svc, 1002), Fen(12_802_557));
        assert_eq!(of(Fund::Com, 1002), Fen(6_630_000));
        let cash: i64 = Fund::ALL.into_iter().map(|fund| of(fund, 1002).0).sum();
        assert_eq!(cash, 19_432_557);
        for (fund, code, expected) in [
            (Fund::Svc, 4001, -31_121_277), (Fund::Com, 4002, -4_530_000),
            (Fund::Com, 4003, -1_800_000), (Fund::Com, 4004, -300_000),
            (Fund::Svc, 5003, 8_600_000), (Fund::Svc, 5005, 11_200_000),
            (Fund::Svc, 5002, 486_000), (Fund::Svc, 5009, 1_287_443),
            (Fund::Svc, 5010, 3_745_128), (Fund::Svc, 5004, 1_800_272),
        ] {
            assert_eq!(of(fund, code), Fen(expected), "{fund} {code}");
        }
        let size = office.size();
        assert!(office.sample(FileKind::Journal, JOURNAL).unwrap().repeated);
        assert_eq!(office.size(), size);
        // Every entry says which row of which file it comes from.
        let fold = office.app.fold(office.id).unwrap();
        let sources = fold.entries().iter().filter_map(|posted| posted.entry.source.as_ref());
        let rows: Vec<i64> = sources.map(|source| source.row).collect();
        assert_eq!(rows, (4..=13).collect::<Vec<_>>());
        assert!(office.is_clean());
        office.app.publish(&office.slug).unwrap();
    }

    fn under_an_agreement_expenses_without_approval_or_budget_are_refused(db) {
        let home = Home::new(db);
        home.agree();
        home.set_time(date(2026, 10, 2), 9);
        let office = Office::of(home);
        let size = office.size();
        let refused = rows(office.sample(FileKind::Journal, JOURNAL));
        assert_eq!(numbers(&refused), (8..=13).collect::<Vec<_>>(), "all expenses at once");
        assert!(refused.iter().all(|row| matches!(row.problem, RowProblem::Rule(_))));
        assert_eq!(office.size(), size);
        assert!(office.is_clean());
    }

    fn in_lump_sum_mode_property_fees_are_no_business_of_the_owners_book(db) {
        let office = Office::new(db, ManagementMode::LumpSum);
        let size = office.size();
        let refused = rows(office.sample(FileKind::Journal, JOURNAL));
        assert!(numbers(&refused).contains(&4), "{refused:?}");
        assert!(!numbers(&refused).contains(&5), "parking is common income: {refused:?}");
        let fee = refused.iter().find(|row| row.row == 4).unwrap();
        assert!(matches!(fee.problem, RowProblem::Rule(_)), "{fee:?}");
        assert_eq!(office.size(), size);
    }

    fn every_row_that_breaks_a_rule_is_named_at_once(db) {
        let home = Home::in_mode(db, ManagementMode::SelfManaged);
        home.set_time(date(2026, 9, 30), 9);
        home.close(Period::new(2026, 8).unwrap()).unwrap();
        let office = Office::of(home);
        let size = office.size();
        let refused = rows(office.csv(
            FileKind::Journal,
            "日期,凭证号,摘要,收入,支出,科目,资金,楼栋\n\
             2026-09-01,1,好的一行,1.00,,物业费,,\n\
             2026-09-01,2,没有的科目,1.00,,飞船,,\n\
             2026-08-31,3,已经结账的月份,1.00,,物业费,,\n\
             2026-09-01,4,请拨打13900001234,1.00,,物业费,,\n\
             2026-09-01,5,没有的资金,1.00,,物业费,月球资金,\n\
             2026-09-01,6,没有的范围,,1.00,保洁,,水泵房\n\
             2026-09-01,7,又一行好的,,1.00,保洁,,3栋\n",
        ));
        assert_eq!(numbers(&refused), [3, 4, 5, 6, 7], "{refused:#?}");
        let problem = |row: usize| &refused[row].problem;
        assert!(matches!(problem(0), RowProblem::UnknownCategory(text) if text == "飞船"));
        assert!(matches!(problem(1), RowProblem::Rule(_)), "{:?}", problem(1));
        assert!(matches!(problem(2), RowProblem::Rule(_)), "{:?}", problem(2));
        assert!(matches!(problem(3), RowProblem::UnknownFund(text) if text == "月球资金"));
        assert!(matches!(problem(4), RowProblem::UnknownScope(text) if text == "水泵房"));
        assert_eq!(office.size(), size);
    }

    fn what_a_header_means_is_remembered_when_the_import_was_taken(db) {
        let office = Office::new(db, ManagementMode::SelfManaged);
        let header = "幢,单元,户室,面积大小,房主\n";
        let first = format!("{header}1,1,101,50,甲\n");
        let second = format!("{header}1,1,102,60,乙\n");
        let file = |text: &str, maps: &[String], dry_run| {
            office.file(FileKind::Registry, "表.csv", text.as_bytes(), maps, dry_run)
        };
        assert!(matches!(file(&first, &[], false), Err(AppError::Import(ImportRefusal::Cells(_)))));
        let maps = ["面积大小=建筑面积", "户室=房号", "房主=业主姓名"].map(str::to_owned);
        file(&first, &maps, true).unwrap();
        assert!(file(&first, &[], false).is_err(), "a dry run is remembered");
        assert_eq!(file(&first, &maps, false).unwrap().taken, 1);
        assert_eq!(file(&second, &[], false).unwrap().taken, 1);
        assert!(matches!(
            file(&second, &["面积大小=飞船".to_owned()], false),
            Err(AppError::Import(ImportRefusal::Mapping(_)))
        ));
    }

    fn a_dry_run_says_the_same_and_writes_nothing(db) {
        let office = Office::new(db, ManagementMode::SelfManaged);
        let size = office.size();
        for (kind, name, count) in
            [(FileKind::Registry, REGISTER, 264), (FileKind::Journal, JOURNAL, 10)]
        {
            for _ in 0..2 {
                let dry = office.file(kind, name, &sample(name), &[], true).unwrap();
                assert_eq!((dry.taken, dry.repeated), (count, false));
            }
        }
        assert_eq!((office.size(), office.units()), (size, 0));
        assert_eq!(office.sample(FileKind::Registry, REGISTER).unwrap().taken, 264);
        assert_eq!(office.sample(FileKind::Journal, JOURNAL).unwrap().taken, 10);
        assert!(office.is_clean());
    }

    fn vouchers_of_several_lines_become_one_entry_each(db) {
        let office = Office::new(db, ManagementMode::SelfManaged);
        let text = "日期,凭证号,摘要,科目代码,借方,贷方,资金\n\
            2026-09-01,1,三方收入,1002,100.00,,COM\n\
            2026-09-01,1,三方收入,4002,,60.00,COM\n\
            2026-09-01,1,三方收入,4003,,40.00,COM\n\
            2026-09-02,2,物业费,1002,7.00,,SVC\n\
            2026-09-02,2,物业费,4001,,7.00,SVC\n";
        assert_eq!(office.csv(FileKind::Entries, text).unwrap().taken, 2);
        let fold = office.app.fold(office.id).unwrap();
        let lines: Vec<usize> =
            fold.entries().iter().map(|posted| posted.entry.postings.len()).collect();
        assert_eq!(lines, [3, 2]);
        assert_eq!(office.balance(Fund::Com, 1002), Fen(10_000));
        let size = office.size();
        for wrong in [
            text.replace("40.00", "40.01"),              // does not balance
            text.replace("7.00,SVC", "7.00,COM"),         // does not balance in each fund
            text.replace("4003", "7777"),                // no such account
            text.replace("4003", "1002").replace("40.00", "-40.00"),
        ] {
            let refused = office.csv(FileKind::Entries, &wrong);
            assert!(
                matches!(refused, Err(AppError::Import(ImportRefusal::Cells(_) | ImportRefusal::Rows(_)))),
                "{refused:?} of {wrong}"
            );
            assert_eq!(office.size(), size);
        }
        assert!(office.is_clean());
    }

    fn a_stopped_community_takes_nothing_in(db) {
        let office = Office::new(db, ManagementMode::SelfManaged);
        let id = office.id;
        office.app.halt(Actor::Shell, id, None, Some("a reason".into())).unwrap();
        for (kind, name) in [(FileKind::Registry, REGISTER), (FileKind::Journal, JOURNAL)] {
            let refused = office.sample(kind, name);
            assert!(matches!(refused, Err(AppError::Halted { .. })), "{refused:?}");
        }
        assert_eq!(office.units(), 0);
    }
}
