//! The cast: 兴园北区 with six homes and a resettlement committee, and 长宁家园 in trust mode.

use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex};

use jiff::civil::{Date, date};
use mingbai_app::App;
use mingbai_app::act::{Call, Cx};
use mingbai_app::book::closing;
use mingbai_app::env::{Clock, Random};
use mingbai_app::error::AppError;
use mingbai_app::files::dir::DataDir;
use mingbai_app::money::billing;
use mingbai_app::money::payments::{self, NewPayment, Receipt};
use mingbai_app::ops::setup;
use mingbai_app::register::{self, NewOwner, NewUnit};
use mingbai_domain::access::Act;
use mingbai_domain::approvals::Policy;
use mingbai_domain::book::{Agreement, Budget, BudgetLine, Community, Record};
use mingbai_domain::calendar::{Period, UnixMs};
use mingbai_domain::fees::{BillItem, Channel};
use mingbai_domain::ids::{CommunityId, Slug, UnitId};
use mingbai_domain::ledger::{Account, Fund};
use mingbai_domain::money::{AreaC, Fen, RateE4};
use mingbai_domain::registry::{CommunityKind, ManagementMode, ModeFrom};
use mingbai_domain::trust;
use mingbai_store::communities::DistrictRow;
use mingbai_store::{Db, Limits, Target};
use mingbai_testkit::{TestDatabase, TestTarget};
use tempfile::TempDir;

/// An installation with one community.
pub struct Home {
    pub app: App,
    pub id: CommunityId,
    pub slug: Slug,
    pub units: Vec<UnitId>,
    pub folder: TempDir,
    now: Arc<AtomicI64>,
    pub target: Target,
}

pub fn september() -> Period {
    Period::new(2026, 9).unwrap()
}

pub fn account(code: u16) -> Account {
    Account::new(code).unwrap()
}

pub fn target(db: &TestDatabase) -> Target {
    match &db.target {
        TestTarget::Sqlite(path) => Target::Sqlite(path.clone()),
        TestTarget::Postgres(url) => Target::Postgres(url.clone()),
    }
}

/// A counter as randomness: every salt is different, every run the same.
fn random() -> Random {
    let counter = AtomicI64::new(1);
    Random::new(move |bytes| {
        for chunk in bytes.chunks_mut(8) {
            // What changes comes first: ids are made of a few leading bits.
            let n = counter.fetch_add(1, Ordering::Relaxed).to_le_bytes();
            chunk.copy_from_slice(&n[..chunk.len()]);
        }
        Ok(())
    })
}

pub fn install(db: Target, folder: TempDir, host: &str) -> (App, TempDir, Arc<AtomicI64>) {
    let now = Arc::new(AtomicI64::new(UnixMs::start_of(date(2026, 9, 1)).0));
    let clock = Arc::clone(&now);
    let clock = Clock::new(move || UnixMs(clock.load(Ordering::Relaxed)));
    let district = DistrictRow {
        name: "云溪高新区".into(),
        name_en: "Yunxi".into(),
        host: host.into(),
        synthetic: true,
    };
    let dir = DataDir::new(folder.path());
    let app = setup::init(dir, Some(db), district, clock, random()).unwrap();
    (app, folder, now)
}

pub fn community(slug: &str, mode: ManagementMode) -> Community {
    Community {
        at: UnixMs(0),
        centre: "东苑中心".into(),
        district: String::new(),
        kind: CommunityKind::Resettlement,
        manager: "兴园社居委".into(),
        modes: vec![ModeFrom {
            mode,
            from: date(2025, 1, 1),
        }],
        name: "兴园北区".into(),
        name_en: "Xingyuan North".into(),
        origin: String::new(),
        profile: "national-default".into(),
        residents_committee: "兴园社居委".into(),
        slug: Slug::new(slug).unwrap(),
        synthetic: true,
    }
}

pub fn unit(room: u32) -> NewUnit {
    NewUnit {
        building: "1".into(),
        entrance: "1".into(),
        room: room.to_string(),
        area: AreaC(8957),
        area_source: "registered".into(),
        use_: "residential".into(),
        status: "delivered".into(),
        delivered: Some(date(2020, 5, 1)),
        owners: vec![NewOwner {
            name: format!("业主{room}"),
            phone: "13900000000".into(),
            id_number: String::new(),
        }],
        fee_rate: RateE4(18_500),
        parking: if room.is_multiple_of(2) {
            Fen(10_000)
        } else {
            Fen::ZERO
        },
    }
}

/// An installation's database, beside the application. It is opened once a test.
pub fn rows_of(app: &App) -> Arc<Db> {
    static OPEN: Mutex<Vec<(Target, Arc<Db>)>> = Mutex::new(Vec::new());
    let mut open = OPEN.lock().unwrap();
    if let Some((_, db)) = open.iter().find(|(target, _)| target == app.target()) {
        return Arc::clone(db);
    }
    let limits = Limits {
        lanes: 1,
        ..Limits::default()
    };
    let db = Arc::new(Db::open_with(app.target().clone(), limits).unwrap());
    open.push((app.target().clone(), Arc::clone(&db)));
    db
}

impl Home {
    pub fn new(db: &TestDatabase) -> Self {
        Self::in_mode(db, ManagementMode::Trust)
    }

    pub fn in_mode(db: &TestDatabase, mode: ManagementMode) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let (app, folder, now) = install(target(db), folder, "test.example");
        let id = setup::add_community(&app, community("xingyuan-north", mode)).unwrap();
        let units: Vec<NewUnit> = (101..=106).map(unit).collect();
        let call = Call::shell(Act::ChangeRegister, id);
        let from = date(2026, 9, 1);
        let units = app
            .act(call, move |cx| register::add_units(cx, &units, from))
            .unwrap();
        Self {
            app,
            id,
            slug: Slug::new("xingyuan-north").unwrap(),
            units,
            folder,
            now,
            target: target(db),
        }
    }

    pub fn set_time(&self, day: Date, hour: i64) {
        let at = UnixMs::start_of(day).0 + hour * 3_600_000;
        self.now.store(at, Ordering::Relaxed);
    }

    /// A part of the first second.
    pub fn set_ms(&self, ms: i64) {
        let at = UnixMs::start_of(date(2026, 9, 1)).0 + ms;
        self.now.store(at, Ordering::Relaxed);
    }

    pub fn now(&self) -> UnixMs {
        self.app.clock.now()
    }

    pub fn bill(&self, item: BillItem, period: Period) -> Result<billing::Billed, AppError> {
        self.act(Act::Bill, move |cx| billing::run(cx, item, period))
    }

    pub fn payment(&self, key: &str, unit: usize, amount: i64) -> NewPayment {
        NewPayment {
            key: key.into(),
            unit: self.units[unit],
            item: BillItem::Fee,
            amount: Fen(amount),
            channel: Channel::Clearing,
            at: self.now(),
        }
    }

    pub fn pay(&self, payment: NewPayment) -> Result<Receipt, AppError> {
        self.act(Act::RecordPayments, move |cx| {
            payments::record(cx, payment.clone())
        })
    }

    pub fn summarise(&self) -> Option<u64> {
        self.act(Act::Summarise, closing::summarise).unwrap()
    }

    pub fn close(&self, period: Period) -> Result<(), AppError> {
        self.act(Act::ClosePeriod, move |cx| {
            closing::close_period(cx, period)
        })
    }

    pub fn record(&self, record: impl Into<Record>) -> Result<u64, AppError> {
        let record = record.into();
        self.act(Act::Record, move |cx| cx.book.record(record.clone()))
    }

    pub fn act<T: Send + 'static>(
        &self,
        act: Act,
        work: impl FnMut(&mut Cx<'_, '_>) -> Result<T, AppError> + Send + 'static,
    ) -> Result<T, AppError> {
        self.app.act(Call::shell(act, self.id), work)
    }

    /// The database, beside the application: for a test that changes rows behind its back.
    pub fn rows(&self) -> Arc<Db> {
        rows_of(&self.app)
    }

    /// 10 % of cash fees, a steward up to 5,000 yuan, the committee up to 50,000.
    pub fn agree(&self) {
        let policy = Policy::usual(Fen(500_000), Fen(5_000_000));
        let terms = trust::Agreement::usual(date(2026, 9, 1), policy);
        self.record(Agreement {
            at: self.now(),
            document: None,
            id: "trust-2026".into(),
            resolution: None,
            terms,
            title: "物业服务信托合同".into(),
        })
        .unwrap();
        self.record(Budget {
            at: self.now(),
            document: None,
            id: "2026".into(),
            lines: vec![BudgetLine {
                account: account(5003),
                amount_fen: Fen(5_000_000),
                fund: Fund::Svc,
                line: 1,
                name: "保洁".into(),
            }],
            resolution: None,
            title: "2026年预算".into(),
            year: 2026,
        })
        .unwrap();
    }
}
