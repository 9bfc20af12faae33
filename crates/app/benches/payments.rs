//! Payments a second, durable, with all postings, balances, allocations and sealed leaves.
//!
//! ```text
//! cargo bench -p mingbai-app --bench payments                       # SQLite in a temporary file
//! cargo bench -p mingbai-app --bench payments -- --postgres URL     # and that PostgreSQL database
//! ```
//! Run it alone. The database of `--postgres` must be empty.
#![expect(clippy::print_stdout, reason = "a benchmark prints its table")]

use std::fmt::Write;
use std::time::{Duration, Instant};

use jiff::civil::date;
use mingbai_app::App;
use mingbai_app::act::Call;
use mingbai_app::env::{Clock, Random};
use mingbai_app::files::dir::DataDir;
use mingbai_app::money::billing;
use mingbai_app::money::payments::{self, NewPayment};
use mingbai_app::ops::setup;
use mingbai_app::register::{self, NewUnit};
use mingbai_domain::access::Act;
use mingbai_domain::book::Community;
use mingbai_domain::calendar::{Period, UnixMs};
use mingbai_domain::fees::{BillItem, Channel};
use mingbai_domain::ids::{CommunityId, Slug, UnitId};
use mingbai_domain::money::{AreaC, Fen, RateE4};
use mingbai_domain::registry::{CommunityKind, ManagementMode, ModeFrom};
use mingbai_store::Target;
use mingbai_store::communities::DistrictRow;

/// Units of the one community that is measured.
const UNITS: u32 = 2_000;
/// How long each batch size is measured.
const SPAN: Duration = Duration::from_secs(4);

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folder = tempfile::tempdir()?;
    println!("payments/s, durable; best of the goals in brackets");
    println!(
        "{:<12}{:>10}{:>10}{:>10}{:>10}",
        "engine", "1", "10", "100", "1000"
    );
    measure(
        "sqlite",
        Target::Sqlite(folder.path().join("bench.db")),
        folder.path(),
    )?;
    let arguments: Vec<String> = std::env::args().collect();
    if let Some(at) = arguments
        .iter()
        .position(|argument| argument == "--postgres")
    {
        let url = arguments.get(at + 1).ok_or("--postgres needs a URL")?;
        let folder = tempfile::tempdir()?;
        measure("postgres", Target::Postgres(url.clone()), folder.path())?;
    }
    println!(
        "goals       4,000 one by one on SQLite; batches of 1,000: SQLite 50,000, PostgreSQL 30,000"
    );
    Ok(())
}

fn measure(
    name: &str,
    target: Target,
    folder: &std::path::Path,
) -> Result<(), Box<dyn std::error::Error>> {
    let district = DistrictRow {
        name: "bench".into(),
        name_en: String::new(),
        host: "bench.invalid".into(),
        synthetic: true,
    };
    let clock = Clock::new(|| UnixMs::start_of(date(2026, 9, 1)));
    let dir = DataDir::new(folder);
    let app = setup::init(dir, Some(target), district, clock, Random::system())?;
    let (id, units) = community(&app)?;
    let mut row = format!("{name:<12}");
    let mut made = 0_usize;
    for batch in [1_usize, 10, 100, 1_000] {
        let start = Instant::now();
        let mut count = 0;
        while start.elapsed() < SPAN {
            let payments: Vec<NewPayment> = (0..batch)
                .map(|at| payment(&units, made + at, app.clock.now()))
                .collect();
            made += batch;
            count += batch;
            let call = Call::shell(Act::RecordPayments, id);
            let answers = app.act(call, move |cx| payments::record_many(cx, &payments))?;
            assert!(answers.iter().all(Result::is_ok), "a payment was refused");
        }
        let seconds = start.elapsed().as_millis().max(1);
        let rate = count as u128 * 1000 / seconds;
        write!(row, "{rate:>10}")?;
    }
    println!("{row}");
    Ok(())
}

/// One community whose units each have one large open bill, so that every payment is allocated.
fn community(app: &App) -> Result<(CommunityId, Vec<UnitId>), Box<dyn std::error::Error>> {
    let from = date(2026, 1, 1);
    let community = Community {
        at: UnixMs(0),
        centre: String::new(),
        district: String::new(),
        kind: CommunityKind::Commercial,
        manager: "bench".into(),
        modes: vec![ModeFrom {
            mode: ManagementMode::Trust,
            from,
        }],
        name: "bench".into(),
        name_en: String::new(),
        origin: String::new(),
        profile: "national-default".into(),
        residents_committee: String::new(),
        slug: Slug::new("bench")?,
        synthetic: true,
    };
    let id = setup::add_community(app, community)?;
    let unit = |room: u32| NewUnit {
        building: (room / 100).to_string(),
        entrance: "1".into(),
        room: room.to_string(),
        area: AreaC(10_000_000),
        area_source: "registered".into(),
        use_: "residential".into(),
        status: "unsold".into(),
        delivered: None,
        owners: Vec::new(),
        fee_rate: RateE4(1_000_000),
        parking: Fen::ZERO,
    };
    let units: Vec<NewUnit> = (0..UNITS).map(unit).collect();
    let call = Call::shell(Act::ChangeRegister, id);
    let units = app.act(call, move |cx| register::add_units(cx, &units, from))?;
    let period = Period::of(date(2026, 9, 1));
    let call = Call::shell(Act::Bill, id);
    app.act(call, move |cx| billing::run(cx, BillItem::Fee, period))?;
    Ok((id, units))
}

fn payment(units: &[UnitId], number: usize, at: UnixMs) -> NewPayment {
    NewPayment {
        key: format!("bench-{number}"),
        unit: units[number % units.len()],
        item: BillItem::Fee,
        amount: Fen(1),
        channel: Channel::Clearing,
        at,
    }
}
