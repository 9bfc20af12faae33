//! Four processes on one PostgreSQL that pay, bill, approve and publish at once, one of them killed
//! again and again: nothing that was acknowledged is lost, nothing is there twice, and the books are
//! those of a single process that does the same.
//!
//! `MINGBAI_LONG=1` runs it for a minute with a kill every ten seconds.
#![expect(
    clippy::print_stdout,
    reason = "a process of the test says what was acknowledged"
)]

use std::collections::BTreeSet;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use jiff::civil::Date;
use mingbai_app::act::Call;
use mingbai_app::book::closing;
use mingbai_app::env::{Clock, Random};
use mingbai_app::error::AppError;
use mingbai_app::files::dir::DataDir;
use mingbai_app::money::billing;
use mingbai_app::money::expenses;
use mingbai_app::money::payments::{self, NewPayment};
use mingbai_app::money::refusal::MoneyRefusal;
use mingbai_app::ops::{audit, setup};
use mingbai_app::register::{self, NewUnit};
use mingbai_app::{App, DistrictRow, Target};
use mingbai_domain::access::Act;
use mingbai_domain::approvals::Role;
use mingbai_domain::book::{Community, Entry, EntryKind, Fold};
use mingbai_domain::calendar::{Period, UnixMs};
use mingbai_domain::fees::{BillItem, Channel};
use mingbai_domain::ids::{CommunityId, Slug, UnitId};
use mingbai_domain::ledger::templates::{accounts as a, pair};
use mingbai_domain::ledger::{Account, Fund};
use mingbai_domain::money::{AreaC, Fen, RateE4};
use mingbai_domain::registry::{CommunityKind, ManagementMode, ModeFrom};
use mingbai_testkit::{Engine, TestDatabase, TestTarget};
use mingbai_verify::{Options, Source, verify};

use super::place::Dice;

/// Tells the child below where to work: data directory, database, seed.
const WORK: &str = "MINGBAI_E2E_FOUR";
const PROCESSES: u64 = 4;
const UNITS: u32 = 8;
/// Every payment is of one yuan.
const YUAN: Fen = Fen(100);

fn slug() -> Slug {
    Slug::new("xingyuan").unwrap()
}

fn open(data: &str, target: &Target) -> App {
    let dir = DataDir::new(data);
    App::open(dir, Some(target.clone()), Clock::system(), Random::system()).unwrap()
}

/// Not a test: does what an office does until it is killed, and prints what was acknowledged.
#[test]
#[ignore = "one of the processes of the test below"]
fn child_that_works() {
    let Ok(work) = std::env::var(WORK) else {
        return;
    };
    let [data, url, seed] = work.split('|').collect::<Vec<_>>()[..] else {
        panic!("{WORK} is data|url|seed");
    };
    let app = open(data, &Target::Postgres(url.to_owned()));
    let id = app.community(&slug()).unwrap().id;
    let call = Call::shell(Act::ReadRegister, id);
    let units = app.look(call, |look| register::unit_ids(look.tx, id));
    let units: Vec<UnitId> = units.unwrap().into_values().collect();
    let mut dice = Dice(seed.parse().unwrap());
    for number in 0_u64.. {
        let name = format!("{seed}-{}-{number}", std::process::id());
        match dice.roll(12) {
            0 => bill(&app, id),
            1 => publish(&app, id),
            2 | 3 => spend(&app, id, &name),
            _ => {
                let unit = units[usize::try_from(dice.roll(u64::from(UNITS))).unwrap()];
                pay(&app, id, unit, &name);
                println!("paid {name}");
            }
        }
    }
}

fn pay(app: &App, id: CommunityId, unit: UnitId, key: &str) {
    let payment = NewPayment {
        key: key.to_owned(),
        unit,
        item: BillItem::Fee,
        amount: YUAN,
        channel: Channel::Clearing,
        at: app.clock.now(),
    };
    let call = Call::shell(Act::RecordPayments, id);
    app.act(call, move |cx| payments::record(cx, payment.clone()))
        .unwrap();
}

/// This month's bills: made once by whoever comes first, refused to all others.
fn bill(app: &App, id: CommunityId) {
    let period = Period::of(app.clock.now().date());
    let call = Call::shell(Act::Bill, id);
    match app.act(call, move |cx| billing::run(cx, BillItem::Fee, period)) {
        Ok(billed) => println!("billed {}", billed.bills),
        Err(AppError::Money(MoneyRefusal::AlreadyBilled { .. })) => {}
        Err(error) => panic!("{error}"),
    }
}

fn publish(app: &App, id: CommunityId) {
    app.act(Call::shell(Act::Summarise, id), closing::summarise)
        .unwrap();
    app.publish(&slug()).unwrap();
}

/// A draft, two approvals and a payment, each an act of its own.
fn spend(app: &App, id: CommunityId, name: &str) {
    let postings = pair(Fund::Svc, Account::new(5003).unwrap(), a::BANK, YUAN);
    let mut entry = Entry::new(EntryKind::Expense, app.clock.now().date(), "保洁", postings);
    entry.payee = Some("某保洁公司".into());
    let draft = Call::shell(Act::DraftExpense, id);
    let expense = app
        .act(draft, move |cx| expenses::draft(cx, entry.clone()))
        .unwrap();
    for (person, role) in [("王经理", Role::Manager), ("李四", Role::Steward)] {
        let call = Call::shell(Act::ApproveExpense, id);
        app.act(call, move |cx| expenses::approve(cx, expense, person, role))
            .unwrap();
    }
    let bank_ref = name.to_owned();
    let call = Call::shell(Act::PayExpense, id);
    let seq = app
        .act(call, move |cx| expenses::pay(cx, expense, &bank_ref))
        .unwrap();
    println!("spent {seq}");
}

fn begin(dir: &Path, target: Target) -> App {
    let district = DistrictRow {
        name: "云溪高新区".into(),
        name_en: "Yunxi".into(),
        host: "four.example".into(),
        synthetic: true,
    };
    let dir = DataDir::new(dir);
    let app = setup::init(
        dir,
        Some(target),
        district,
        Clock::system(),
        Random::system(),
    )
    .unwrap();
    let from = first_of_month(&app);
    let community = Community {
        at: UnixMs(0),
        centre: String::new(),
        district: String::new(),
        kind: CommunityKind::Commercial,
        manager: "某物业".into(),
        modes: vec![ModeFrom {
            mode: ManagementMode::Trust,
            from,
        }],
        name: "兴园".into(),
        name_en: String::new(),
        origin: String::new(),
        profile: "national-default".into(),
        residents_committee: String::new(),
        slug: slug(),
        synthetic: true,
    };
    setup::add_community_with(&app, community, move |cx| {
        let units: Vec<NewUnit> = (0..UNITS).map(unit).collect();
        register::add_units(cx, &units, from)
    })
    .unwrap();
    app
}

fn first_of_month(app: &App) -> Date {
    app.clock.now().date().first_of_month()
}

fn unit(room: u32) -> NewUnit {
    NewUnit {
        building: "1".into(),
        entrance: "1".into(),
        room: (101 + room).to_string(),
        area: AreaC(10_000),
        area_source: "registered".into(),
        use_: "residential".into(),
        status: "unsold".into(),
        delivered: None,
        owners: Vec::new(),
        fee_rate: RateE4(20_000),
        parking: Fen::ZERO,
    }
}

/// A running process and what it printed.
struct Running {
    child: Child,
    reader: thread::JoinHandle<()>,
}

fn start(data: &str, url: &str, seed: u64, said: &mpsc::Sender<String>) -> Running {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args([
            "--exact",
            "four::child_that_works",
            "--ignored",
            "--nocapture",
        ])
        .env(WORK, format!("{data}|{url}|{seed}"))
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let (out, said) = (child.stdout.take().unwrap(), said.clone());
    let reader = thread::spawn(move || {
        for line in BufReader::new(out).lines().map_while(Result::ok) {
            let _ = said.send(line);
        }
    });
    Running { child, reader }
}

impl Running {
    /// Kills it. One that had ended by itself met an error, and says which.
    fn kill(mut self) {
        if let Some(status) = self.child.try_wait().unwrap() {
            let mut why = String::new();
            std::io::Read::read_to_string(&mut self.child.stderr.take().unwrap(), &mut why)
                .unwrap();
            panic!("a process ended by itself: {status}\n{why}");
        }
        self.child.kill().unwrap();
        self.child.wait().unwrap();
        self.reader.join().unwrap();
    }
}

#[test]
fn four_processes_on_one_database_are_like_one() {
    let (span, every) = match std::env::var_os("MINGBAI_LONG") {
        Some(_) => (Duration::from_mins(1), Duration::from_secs(10)),
        None => (Duration::from_secs(12), Duration::from_secs(3)),
    };
    let db = TestDatabase::new(Engine::Postgres);
    let TestTarget::Postgres(url) = &db.target else {
        unreachable!("a server was asked for");
    };
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().to_str().unwrap();
    let app = begin(folder.path(), Target::Postgres(url.clone()));
    let id = app.community(&slug()).unwrap().id;

    let (say, said) = mpsc::channel();
    let mut seed = 0;
    let mut next = || {
        seed += 1;
        start(data, url, seed, &say)
    };
    let mut running: Vec<Running> = (0..PROCESSES).map(|_| next()).collect();
    let begun = Instant::now();
    while begun.elapsed() < span {
        thread::sleep(every);
        running.remove(0).kill();
        running.push(next());
    }
    running.into_iter().for_each(Running::kill);
    drop(say);
    let said: Vec<String> = said.into_iter().collect();
    let of = |what: &str| -> Vec<&str> {
        let lines = said.iter().filter_map(|line| line.strip_prefix(what));
        lines.map(str::trim).collect()
    };

    publish(&app, id);
    let audited = audit::run(&app, None, |_| ()).unwrap();
    assert!(audited.is_clean(), "{:?}", audited.findings);
    let report = verify(
        &Source::dir(folder.path()).unwrap(),
        &Options::default(),
        &|_| (),
    );
    assert!(report.holds(), "{:?}", report.failures);

    let fold = app.fold(id).unwrap();
    let keys = payment_keys(url);
    for key in of("paid") {
        assert!(
            keys.contains(key),
            "the payment {key} was acknowledged and is lost"
        );
    }
    assert!(
        of("paid").len() > 50,
        "only {} payments: the test does not test",
        of("paid").len()
    );
    assert_eq!(
        of("billed").iter().filter(|bills| **bills != "8").count(),
        0
    );
    assert!(
        of("billed").len() <= 1,
        "billed {} times",
        of("billed").len()
    );
    for seq in of("spent") {
        let posted = fold.entry(seq.parse().unwrap());
        assert!(posted.is_some_and(|posted| posted.entry.kind == EntryKind::Expense));
    }
    let spent = fold.entries().len();
    assert!(spent > 0, "nothing was spent: the test does not test");
    same_as_one(&fold, keys.len(), spent);
}

/// The keys of all payments that the database has.
fn payment_keys(url: &str) -> BTreeSet<String> {
    let mut keys = BTreeSet::new();
    let db = mingbai_store::Db::open(Target::Postgres(url.to_owned())).unwrap();
    let read: Result<(), mingbai_store::StoreError> = db.read(|tx| {
        tx.each("SELECT request_key FROM request", &[], |row| {
            keys.insert(row.text(0)?);
            Ok(())
        })
    });
    read.unwrap();
    keys
}

/// A single process that does as much: the same balances, whatever came before what.
fn same_as_one(fold: &Fold, paid: usize, spent: usize) {
    let folder = tempfile::tempdir().unwrap();
    let app = begin(folder.path(), Target::Sqlite(folder.path().join("one.db")));
    let id = app.community(&slug()).unwrap().id;
    let call = Call::shell(Act::ReadRegister, id);
    let units = app
        .look(call, |look| register::unit_ids(look.tx, id))
        .unwrap();
    let unit = *units.values().next().unwrap();
    if fold.balances().of(Fund::Svc, a::FEE_INCOME) != Fen::ZERO {
        bill(&app, id);
    }
    for number in 0..paid {
        pay(&app, id, unit, &number.to_string());
    }
    for number in 0..spent {
        spend(&app, id, &number.to_string());
    }
    app.act(Call::shell(Act::Summarise, id), closing::summarise)
        .unwrap();
    let one = app.fold(id).unwrap();
    let of = |fold: &Fold, account| fold.balances().of(Fund::Svc, account);
    for account in [
        a::BANK,
        a::CLEARING,
        a::FEE_INCOME,
        Account::new(5003).unwrap(),
    ] {
        assert_eq!(of(fold, account), of(&one, account), "{account}");
    }
    // What is owed and what is ahead depends on who paid; together they do not.
    let owed = |fold: &Fold| {
        of(fold, a::FEES_RECEIVABLE)
            .plus(of(fold, a::PREPAID_FEES))
            .unwrap()
    };
    assert_eq!(owed(fold), owed(&one));
}
