//! The office's own month: charges and transfers by the register, bills, lists of payments,
//! questions and answers.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use jiff::civil::{Date, date};
use mingbai_app::App;
use mingbai_app::act::{Call, Look};
use mingbai_app::book::closing;
use mingbai_app::book::refusal::BookRefusal;
use mingbai_app::error::AppError;
use mingbai_app::import::refusal::ImportRefusal;
use mingbai_app::import::{FileKind, NewFile, Outcome, RowProblem, import};
use mingbai_app::money::billing::{self, Billed};
use mingbai_app::money::refusal::MoneyRefusal;
use mingbai_app::ops::audit;
use mingbai_app::ops::setup;
use mingbai_app::threads;
use mingbai_app::words::{self, Lang};
use mingbai_domain::access::Act;
use mingbai_domain::book::RuleBroken;
use mingbai_domain::calendar::{Period, UnixMs};
use mingbai_domain::fees::BillItem;
use mingbai_domain::ids::{CommunityId, Slug};
use mingbai_domain::ledger::Fund;
use mingbai_domain::money::Fen;
use mingbai_domain::registry::ManagementMode;
use mingbai_store::registry;
use mingbai_testkit::{TestDatabase, both_engines};
use tempfile::TempDir;

use super::cast::{account, community, install, target};

struct Office {
    app: App,
    id: CommunityId,
    slug: Slug,
    now: Arc<AtomicI64>,
    _folder: TempDir,
}

const HEADER: &str =
    "楼栋,单元,房号,建筑面积,业主姓名,联系电话,交付日期,物业费单价,车位费,过户日期,备注\n";
const REGISTER: &str = "1栋,1单元,101,89.57,张三,13900000001,2020-05-01,1.85,200,,\n\
    1栋,1单元,102,121.38,李四、赵六,,2020-05-01,1.85,,,\n\
    1栋,2单元,103,88.10,王五,,,1.85,,,\n\
    2栋,1单元,101,100.00,,,,2,,,未售\n";
const PAYMENTS: &str = "日期,楼栋,单元,房号,项目,金额,收款方式,流水号\n";

fn october() -> Period {
    Period::new(2026, 10).unwrap()
}

impl Office {
    fn new(db: &TestDatabase, mode: ManagementMode) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let (app, folder, now) = install(target(db), folder, "test.example");
        let id = setup::add_community(&app, community("xingyuan-north", mode)).unwrap();
        let office = Self {
            app,
            id,
            slug: Slug::new("xingyuan-north").unwrap(),
            now,
            _folder: folder,
        };
        office.on(date(2026, 10, 20));
        office
    }

    /// With its register.
    fn ready(db: &TestDatabase) -> Self {
        let office = Self::new(db, ManagementMode::Trust);
        assert_eq!(office.register(REGISTER).unwrap().taken, 4);
        office
    }

    fn on(&self, day: Date) {
        self.now
            .store(UnixMs::start_of(day).0 + 36_000_000, Ordering::Relaxed);
    }

    fn file(&self, kind: FileKind, text: &str, dry_run: bool) -> Result<Outcome, AppError> {
        let (bytes, name) = (text.as_bytes(), "表.csv");
        let maps = &[];
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

    fn register(&self, rows: &str) -> Result<Outcome, AppError> {
        self.file(FileKind::Registry, &format!("{HEADER}{rows}"), false)
    }

    fn pay(&self, rows: &str) -> Result<Outcome, AppError> {
        self.file(FileKind::Payments, &format!("{PAYMENTS}{rows}"), false)
    }

    fn bill(&self, item: BillItem, period: Period) -> Result<Billed, AppError> {
        let call = Call::shell(Act::Bill, self.id);
        self.app.act(call, move |cx| billing::run(cx, item, period))
    }

    fn tenures(&self) -> Vec<registry::TenureRow> {
        let call = Call::shell(Act::ReadRegister, self.id);
        let read = |look: &mut Look<'_, '_>| Ok(registry::tenures(look.tx, look.id())?);
        self.app.look(call, read).unwrap()
    }

    fn heads(&self) -> i64 {
        self.app.fold(self.id).unwrap().registry().unwrap().heads
    }

    fn size(&self) -> u64 {
        self.app.fold(self.id).unwrap().size()
    }

    fn balance(&self, fund: Fund, code: u16) -> Fen {
        let call = Call::shell(Act::Summarise, self.id);
        self.app.act(call, closing::summarise).unwrap();
        let fold = self.app.fold(self.id).unwrap();
        fold.balances().of(fund, account(code))
    }

    fn is_clean(&self) -> bool {
        audit::run(&self.app, None, |_| ()).unwrap().is_clean()
    }
}

/// Row and problem of each refused row; no name in any of them.
fn problems(refused: Result<Outcome, AppError>) -> Vec<(u32, RowProblem)> {
    let Err(AppError::Import(ImportRefusal::Rows(rows))) = refused else {
        panic!("not refused by row: {refused:?}")
    };
    for row in &rows {
        let said = words::row(row, Lang::Zh) + &words::row(row, Lang::En);
        for name in ["张三", "李四", "王五", "赵六", "孙七"] {
            assert!(!said.contains(name), "{said}");
        }
    }
    rows.into_iter().map(|row| (row.row, row.problem)).collect()
}

both_engines! {
    fn the_register_sets_charges_and_later_files_change_what_they_state(db) {
        let office = Office::ready(db);
        // Worked numbers B1, B2, B3 and the developer's unsold unit.
        let billed = office.bill(BillItem::Fee, october()).unwrap();
        assert_eq!((billed.bills, billed.total), (4, Fen(16_570 + 22_455 + 16_299 + 20_000)));
        let parking = office.bill(BillItem::Parking, october()).unwrap();
        assert_eq!((parking.bills, parking.total), (1, Fen(20_000)));
        assert!(matches!(
            office.bill(BillItem::Fee, october()),
            Err(AppError::Money(MoneyRefusal::AlreadyBilled { .. }))
        ));

        let again = office.register(REGISTER).unwrap();
        assert!(again.repeated, "{again:?}");
        let size = office.size();
        let changed = office
            .register(
                "1栋,1单元,101,89.57,张三,,,2.00,0,,\n\
                 1栋,1单元,102,121.38,赵六、李四,,,,150.50,,\n\
                 1栋,2单元,103,88.10,王五,,,1.85,,,\n",
            )
            .unwrap();
        assert_eq!((changed.charges_changed, changed.unchanged), (3, 1));
        assert_eq!((changed.taken, changed.transfers), (0, 0));
        assert_eq!(office.size(), size, "charges are private rows");
        let billed = office.bill(BillItem::Fee, october().next()).unwrap();
        assert_eq!(billed.total, Fen(17_914 + 22_455 + 16_299 + 20_000));
        let parking = office.bill(BillItem::Parking, october().next()).unwrap();
        assert_eq!((parking.bills, parking.total), (1, Fen(15_050)));
        assert!(office.is_clean());
    }

    fn a_dry_run_of_a_register_changes_no_charge(db) {
        let office = Office::ready(db);
        let text = format!("{HEADER}1栋,1单元,101,89.57,张三,,,3.00,,,\n");
        let dry = office.file(FileKind::Registry, &text, true).unwrap();
        assert_eq!(dry.charges_changed, 1);
        assert_eq!(office.bill(BillItem::Fee, october()).unwrap().total, Fen(75_324));
    }

    fn other_owners_need_the_day_of_transfer(db) {
        let office = Office::ready(db);
        assert_eq!(office.heads(), 4);
        let (records, rows) = (office.size(), "1栋,1单元,101,89.57,孙七,,,,,,\n");
        let refused = problems(office.register(rows));
        let unit = || "1-1-101".to_owned();
        assert_eq!(refused, [(2, RowProblem::OwnersDiffer { unit: unit() })]);
        let refused =
            problems(office.register("1栋,1单元,101,89.57,孙七,,,,,2026-10-21,\n"));
        assert_eq!(refused, [(2, RowProblem::DayToCome(date(2026, 10, 21)))]);
        let refused =
            problems(office.register("1栋,1单元,101,89.57,孙七,,,,,2020-05-01,\n"));
        let from = date(2020, 5, 2);
        assert_eq!(refused, [(2, RowProblem::TransferDay { unit: unit(), from })]);
        let refused = problems(office.register("1栋,1单元,101,89.57,,,,,,,未售\n"));
        assert_eq!(refused, [(2, RowProblem::OwnersDiffer { unit: unit() })]);
        assert_eq!(office.size(), records);

        // 王五 buys it. A name alone does not tell that he is the one who has a home already.
        let taken = office
            .register("1栋,1单元,101,89.57,王五,,,1.85,200,2026-10-15,\n")
            .unwrap();
        assert_eq!((taken.transfers, taken.charges_changed, taken.taken), (1, 0, 0));
        assert_eq!(office.heads(), 4);
        let held = office.tenures();
        let day = date(2026, 10, 15);
        assert_eq!(held.iter().filter(|t| t.to == Some(day)).count(), 1);
        assert_eq!(held.iter().filter(|t| t.from == day && t.to.is_none()).count(), 1);
        // The same facts in another file change nothing more.
        let again = office
            .register("1栋,1单元,101,89.57,王五,,2020-05-01,1.85,200,2026-10-15,\n")
            .unwrap();
        assert_eq!((again.transfers, again.unchanged), (0, 1));
        assert!(office.is_clean());
    }

    fn a_transfer_before_the_first_import_is_taken_where_nobody_knew_since_when(db) {
        let office = Office::ready(db);
        let taken = office
            .register("1栋,2单元,103,88.10,王五、孙七,,,,,2025-01-10,\n")
            .unwrap();
        assert_eq!(taken.transfers, 1);
        let held = office.tenures();
        let ended: Vec<_> = held.iter().filter_map(|t| Some((t.from, t.to?))).collect();
        assert_eq!(ended, [(date(2025, 1, 9), date(2025, 1, 10))]);
        assert_eq!(office.heads(), 4);
        assert!(office.is_clean());
    }

    fn an_unsold_home_gets_its_first_owner_on_the_day_of_delivery(db) {
        let office = Office::ready(db);
        let refused = problems(office.register("2栋,1单元,101,100.00,孙七,,,,,,\n"));
        let unit = "2-1-101".to_owned();
        assert_eq!(refused, [(2, RowProblem::OwnersDiffer { unit })]);
        let sold = office
            .register("2栋,1单元,101,100.00,孙七,,2026-10-01,,,,\n")
            .unwrap();
        assert_eq!(sold.transfers, 1);
        let fold = office.app.fold(office.id).unwrap();
        let totals = fold.registry().unwrap();
        assert_eq!((totals.heads, totals.held_by_developer), (4, 0));
        assert!(office.is_clean());
    }

    fn a_lump_sum_fee_and_a_far_month_are_not_billed(db) {
        let office = Office::new(db, ManagementMode::LumpSum);
        office.register(REGISTER).unwrap();
        let refused = office.bill(BillItem::Fee, october());
        assert!(
            matches!(&refused, Err(AppError::Rule(broken)) if broken.rule == RuleBroken::LumpSum),
            "{refused:?}"
        );
        assert_eq!(office.bill(BillItem::Parking, october()).unwrap().bills, 1);
        let refused = problems(office.pay("2026-10-10,1栋,1单元,101,物业费,1.00,现金,\n"));
        assert_eq!(refused, [(2, RowProblem::Rule(RuleBroken::LumpSum))]);
        for far in [Period::new(2027, 11).unwrap(), Period::new(2024, 12).unwrap()] {
            let refused = office.bill(BillItem::Parking, far);
            assert!(matches!(refused, Err(AppError::Money(MoneyRefusal::BillMonth(_)))), "{refused:?}");
        }
    }

    fn owners_of_one_name_without_numbers_are_as_many_heads_as_units(db) {
        let office = Office::new(db, ManagementMode::Trust);
        let row = |room: u16, owner: &str, phone: &str| {
            format!("1栋,1单元,{room},80,{owner},{phone},2020-05-01,1.85,,,\n")
        };
        let rows = [
            row(101, "张伟", ""), row(102, "张伟", ""), row(103, "李四", "13900000001"),
            row(104, "李四", "13900000001"), row(105, "王五", "13900000002、13900000003"),
        ];
        let taken = office.register(&rows.concat()).unwrap();
        assert_eq!(office.heads(), 4, "two 张伟, one 李四, one 王五");
        let warned = taken.warnings.iter().map(|w| (w.row, w.code.id())).collect::<Vec<_>>();
        assert_eq!(warned, [(6, "phone-count-differs"), (3, "same-name")]);
        let said: String = taken.warnings.iter().map(|w| w.text(Lang::Zh)).collect();
        assert!(!said.contains("139") && !said.contains("张"), "{said}");
        // A unit that changes hands to one more of the name.
        let sold = "1栋,1单元,103,80,张伟,,2020-05-01,1.85,,2026-10-10,\n";
        office.register(sold).unwrap();
        assert_eq!(office.heads(), 5);
        assert!(office.is_clean());
    }

    fn an_earlier_register_undoes_a_later_one(db) {
        let office = Office::ready(db);
        let dearer = REGISTER.replace("1.85,200", "2.05,300");
        assert_eq!(office.register(&dearer).unwrap().charges_changed, 2);
        let back = office.register(REGISTER).unwrap();
        assert_eq!((back.charges_changed, back.repeated), (2, false));
        assert_eq!(office.register(&dearer).unwrap().charges_changed, 2);
        assert_eq!(office.register(REGISTER).unwrap().charges_changed, 2);
        let again = office.register(REGISTER).unwrap();
        assert_eq!((again.charges_changed, again.unchanged, again.repeated), (0, 4, true));
        assert!(office.is_clean());
    }

    fn a_list_of_payments_is_taken_in_once(db) {
        let office = Office::ready(db);
        office.bill(BillItem::Fee, october()).unwrap();
        office.bill(BillItem::Parking, october()).unwrap();
        let list = "2026-10-08,1栋,1单元,101,物业费,165.70,微信,W1\n\
            2026-10-08,1栋,1单元,101,车位费,200,现金,\n\
            2026-10-09,1栋,,103,,200.00,银行转账,B1\n";
        let dry = office
            .file(FileKind::Payments, &format!("{PAYMENTS}{list}"), true)
            .unwrap();
        assert_eq!(dry.taken, 3);
        let records = office.size();
        let taken = office.pay(list).unwrap();
        assert_eq!((taken.taken, taken.unchanged), (3, 0));
        assert!(office.size() > records);
        assert_eq!(office.balance(Fund::Svc, 1003), Fen(16_570));
        assert_eq!(office.balance(Fund::Svc, 1002), Fen(20_000));
        assert_eq!(office.balance(Fund::Svc, 2003), Fen(-3_701), "paid ahead");
        assert_eq!(office.balance(Fund::Com, 1002), Fen(20_000));
        assert_eq!(office.balance(Fund::Com, 1102), Fen::ZERO);

        let records = office.size();
        assert!(office.pay(list).unwrap().repeated);
        // A longer list: what has a reference is known, what has none must not be counted twice.
        let longer = format!("{list}2026-10-12,1栋,1单元,102,物业费,1.00,微信,W2\n");
        let refused = problems(office.pay(&longer));
        assert_eq!(refused, [(3, RowProblem::PaidAlready("1-1-101".into()))]);
        assert_eq!(office.size(), records, "nothing half written");
        let rest = "2026-10-08,1栋,1单元,101,物业费,165.70,微信,W1\n\
            2026-10-12,1栋,1单元,102,物业费,1.00,微信,W2\n";
        let taken = office.pay(rest).unwrap();
        assert_eq!((taken.taken, taken.unchanged), (1, 1));
        assert!(office.is_clean());
    }

    fn every_refused_payment_is_named_by_its_unit_and_nothing_is_written(db) {
        let office = Office::ready(db);
        office.bill(BillItem::Parking, october()).unwrap();
        office.pay("2026-10-08,1栋,1单元,101,物业费,10,微信,W1\n").unwrap();
        let records = office.size();
        let refused = problems(office.pay(
            "2026-10-08,9栋,1单元,101,物业费,10,微信,W2\n\
             2026-10-21,1栋,1单元,101,物业费,10,微信,W3\n\
             2026-10-08,1栋,1单元,101,车位费,200.01,微信,W4\n\
             2026-10-08,1栋,1单元,102,车位费,1,微信,W5\n\
             2026-10-08,1栋,1单元,101,物业费,11,微信,W1\n\
             2026-10-08,1栋,1单元,102,物业费,11,微信,W6\n",
        ));
        let overpaid = |unit: &str, left| RowProblem::Overpaid {
            unit: unit.into(),
            left: Fen(left),
        };
        assert_eq!(
            refused,
            [
                (2, RowProblem::UnknownUnit("9-1-101".into())),
                (3, RowProblem::DayToCome(date(2026, 10, 21))),
                (4, overpaid("1-1-101", 1)),
                (5, overpaid("1-1-102", 100)),
                (6, RowProblem::ReferenceUsed("W1".into())),
            ]
        );
        assert_eq!(office.size(), records);
        assert!(office.is_clean());
    }

    fn a_payment_in_a_closed_month_is_refused_by_its_row(db) {
        let office = Office::ready(db);
        let september = Period::new(2026, 9).unwrap();
        let call = Call::shell(Act::ClosePeriod, office.id);
        office.app.act(call, move |cx| closing::close_period(cx, september)).unwrap();
        let refused = problems(office.pay("2026-09-30,1栋,1单元,101,物业费,10,微信,W1\n"));
        assert_eq!(refused, [(2, RowProblem::Rule(RuleBroken::PeriodClosed(september)))]);
    }

    fn an_objection_is_due_by_the_profile_and_is_answered(db) {
        let office = Office::ready(db);
        let journal = "日期,凭证号,摘要,收入,支出,科目,对方单位\n\
            2026-10-02,记-001,地面广告费,300.00,,广告,某广告公司\n";
        office.file(FileKind::Journal, journal, false).unwrap();
        let (id, now) = (office.id, office.app.clock.now());
        let ask = |entry, text: &'static str| {
            let call = Call::shell(Act::Object, id);
            office.app.act(call, move |cx| threads::object(cx, entry, text))
        };
        assert!(matches!(ask(9, "钱去哪了"), Err(AppError::Book(BookRefusal::UnknownEntry(9)))));
        assert!(ask(1, "请打13900001234").is_err(), "personal data");
        let made = ask(1, "这笔广告费是哪个月的？").unwrap();
        assert_eq!(made.no, 1);
        assert!(made.due > now.date(), "{made:?}");
        let say = |no| {
            let call = Call::shell(Act::Answer, id);
            office.app.act(call, move |cx| {
                threads::answer(cx, no, "兴园社居委", "是九月的，合同已公布。")
            })
        };
        assert!(say(2).is_err(), "there is no objection 2");
        say(1).unwrap();
        let fold = office.app.fold(id).unwrap();
        assert_eq!(fold.threads()[0].answers.len(), 1);
        assert!(office.is_clean());
    }
}
