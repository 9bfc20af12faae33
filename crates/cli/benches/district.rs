//! The reading side of a large district: 1,000 communities with 10,000 records each.
//!
//! ```text
//! cargo bench -p mingbai-cli --bench district                # makes the district in a temporary folder
//! cargo bench -p mingbai-cli --bench district -- 100         # with 100 communities
//! cargo bench -p mingbai-cli --bench district -- 1000 DIR    # keeps it in DIR, and takes it from there
//! ```
//! Run it alone; it wants 5 GB of disk. Every community has a year of 303 summaries of 31 household
//! items each, and as many public entries. Records, logs, tiles and checkpoints are real and
//! verifiable; the rows of the ledger beside them, which no page reads, are left out.
#![expect(clippy::print_stdout, reason = "a benchmark prints its table")]

use std::error::Error;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use jiff::civil::{Date, date};
use mingbai_app::App;
use mingbai_app::env::{Clock, Random};
use mingbai_app::files::dir::DataDir;
use mingbai_app::files::write::Durability;
use mingbai_app::ops::setup;
use mingbai_domain::book::{
    Community, Entry, EntryKind, Fold, ItemKind, List, ListRef, ListRow, Record, Sealed, Summary,
    file_hash,
};
use mingbai_domain::calendar::{Period, UnixMs, add_days};
use mingbai_domain::ids::Slug;
use mingbai_domain::ledger::Fund;
use mingbai_domain::ledger::templates::{accounts as a, pair};
use mingbai_domain::money::Fen;
use mingbai_domain::registry::{CommunityKind, ManagementMode, ModeFrom};
use mingbai_store::communities::DistrictRow;
use mingbai_store::log::{LogState, NewLeaf};
use mingbai_store::{Db, StoreError, Target, log};
use mingbai_tlog::{Frontier, Hash, leaf_hash};

/// Summaries of a community.
const ROUNDS: i32 = 303;
/// Household items of each.
const ITEMS: u8 = 31;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args()
        .skip(1)
        .filter(|one| !one.starts_with("--"));
    let communities = arguments.next().map_or(Ok(1_000), |text| text.parse())?;
    let folder = tempfile::tempdir()?;
    let kept = arguments.next().map(PathBuf::from);
    let data = kept.as_deref().unwrap_or(folder.path());
    println!("load: {}", std::fs::read_to_string("/proc/loadavg")?.trim());
    if !data.join("mingbai.db").exists() {
        let started = Instant::now();
        let records = make(data, communities)?;
        println!(
            "{communities} communities, {records} records made in {:.0?}",
            started.elapsed()
        );
    }
    replay(data)?;
    serve(data, communities)
}

/// What every community's book holds behind its first record.
struct Year {
    records: Vec<(bool, Vec<u8>)>,
    list: Vec<u8>,
    next_seq: u64,
}

fn community(number: usize) -> Result<Community, Box<dyn Error>> {
    let from = date(2025, 1, 1);
    let mode = ManagementMode::Trust;
    Ok(Community {
        at: UnixMs::start_of(from),
        centre: format!("第{}中心", number % 40 + 1),
        district: String::new(),
        kind: CommunityKind::Resettlement,
        manager: "虚构物业服务有限公司".into(),
        modes: vec![ModeFrom { mode, from }],
        name: format!("样板小区{number}"),
        name_en: format!("Sample {number}"),
        origin: String::new(),
        profile: "national-default".into(),
        residents_committee: "样板社居委".into(),
        slug: Slug::new(&format!("sample-{number}"))?,
        synthetic: true,
    })
}

/// Made once, through the fold, which checks every record.
fn year() -> Result<Year, Box<dyn Error>> {
    let mut fold = Fold::default();
    fold.apply(&community(0)?.into())?;
    let rows = (0..ITEMS).map(|item| ListRow {
        cid: [item; 32],
        amount: Fen(16_570),
    });
    let list = List::new(rows.collect())?;
    let (total_fen, bytes) = (list.total()?, list.to_bytes());
    let mut records = Vec::new();
    for round in 0..ROUNDS {
        let day = add_days(date(2025, 1, 2), round);
        for item in 0..ITEMS {
            let sealed = Sealed {
                cid: [item; 32],
                seq: fold.next_seq(),
            };
            records.push((true, Record::from(sealed).to_bytes()?));
            fold.apply_sealed(1);
        }
        let reference = ListRef {
            credit: a::FEES_RECEIVABLE,
            debit: a::BANK,
            fund: Fund::Svc,
            item: ItemKind::Payment,
            period: Period::of(day),
            rows: u64::from(ITEMS),
            sha256: file_hash(&bytes),
            total_fen,
        };
        let summary = Summary {
            at: at(day),
            from: fold.summarised_to(),
            lists: vec![reference],
            no: u64::try_from(round)? + 1,
            to: fold.size(),
        };
        for record in [summary.into(), entry(&fold, day, round).into()] {
            fold.apply(&record)?;
            records.push((false, record.to_bytes()?));
        }
    }
    Ok(Year {
        records,
        list: bytes,
        next_seq: fold.next_seq(),
    })
}

fn at(day: Date) -> UnixMs {
    UnixMs(UnixMs::start_of(day).0 + 10 * 3_600_000)
}

fn entry(fold: &Fold, day: Date, round: i32) -> Entry {
    let amount = Fen(50_000 + i64::from(round) * 37);
    let postings = pair(Fund::Com, a::BANK, a::ADVERTISING, amount);
    Entry {
        at: at(day),
        seq: fold.next_seq(),
        number: Some(format!("记-{:04}", round + 1)),
        payee: Some("虚构广告传媒有限公司".into()),
        bank_ref: Some(format!("BK{:08}", round * 7919)),
        ..Entry::new(
            EntryKind::Income,
            day,
            "电梯轿厢广告位租金，按合同每日结算",
            postings,
        )
    }
}

/// Makes the district; answers the number of its records.
fn make(data: &Path, communities: usize) -> Result<u64, Box<dyn Error>> {
    let district = DistrictRow {
        name: "样板区（虚构）".into(),
        name_en: "Sample".into(),
        host: "bench.invalid".into(),
        synthetic: true,
    };
    let app = setup::init(
        DataDir::new(data),
        None,
        district,
        Clock::system(),
        Random::system(),
    )?;
    app.limit_folds(0);
    let rows = Db::open(Target::Sqlite(data.join("mingbai.db")))?;
    let year = year()?;
    let mut records = 0;
    for number in 0..communities {
        let first = community(number)?;
        let slug = first.slug.clone();
        let id = setup::add_community(&app, first)?;
        let mut state = rows.read(|tx| log::get(tx, id))?;
        let mut tree = Frontier::from_bytes(&state.frontier).ok_or("the tree")?;
        let leaves: Vec<NewLeaf> = year
            .records
            .iter()
            .map(|(sealed, bytes)| {
                let Hash(hash) = leaf_hash(bytes);
                tree.append(Hash(hash));
                NewLeaf {
                    sealed: *sealed,
                    hash,
                    bytes: bytes.clone(),
                }
            })
            .collect();
        let old_size = state.size;
        state = LogState {
            size: tree.size(),
            frontier: tree.to_bytes(),
            next_seq: year.next_seq,
        };
        records += state.size;
        rows.write(id, move |tx| -> Result<(), StoreError> {
            log::append(tx, id, old_size, &leaves, &state)
        })?;
        app.dir
            .put_public(&slug, "lists", &year.list, Durability::Lazy)?;
        app.publish_community(&slug, Durability::Lazy)?;
    }
    app.publish_district(Durability::Lazy)?;
    Ok(records)
}

/// What bringing up one book from its first record costs, by its parts: whether a kept copy of a fold
/// could save much.
fn replay(data: &Path) -> Result<(), Box<dyn Error>> {
    let app = App::open(DataDir::new(data), None, Clock::system(), Random::system())?;
    let row = app.community(&Slug::new("sample-0")?)?;
    let rows = Db::open(Target::Sqlite(data.join("mingbai.db")))?;
    let mut bytes = Vec::new();
    let read = timed(|| {
        bytes = rows.read(|tx| log::public_leaves(tx, row.id, 0))?;
        Ok(())
    })?;
    let mut parsed = Vec::new();
    let parse = timed(|| {
        for (_, bytes) in &bytes {
            parsed.push(Record::from_bytes(bytes)?);
        }
        Ok(())
    })?;
    let mut fold = Fold::default();
    let apply = timed(|| {
        for ((index, _), record) in bytes.iter().zip(&parsed) {
            fold.apply_sealed(index - fold.size());
            fold.apply(record)?;
        }
        Ok(())
    })?;
    println!(
        "one book of {} public records: read {read:.1?}, parsed {parse:.1?}, applied {apply:.1?}",
        bytes.len()
    );
    Ok(())
}

fn timed(work: impl FnOnce() -> Result<(), Box<dyn Error>>) -> Result<Duration, Box<dyn Error>> {
    let started = Instant::now();
    work()?;
    Ok(started.elapsed())
}

/// A running server, ended with its value.
struct Server(Child);

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn serve(data: &Path, communities: usize) -> Result<(), Box<dyn Error>> {
    let started = Instant::now();
    let mut command = Command::new(env!("CARGO_BIN_EXE_mingbai"));
    command
        .args(["--lang", "en", "serve", "--listen", "127.0.0.1:0", "--data"])
        .arg(data);
    let server = command
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()?;
    let mut server = Server(server);
    let mut said = String::new();
    let stdout = server.0.stdout.take().ok_or("no output")?;
    BufReader::new(stdout).read_line(&mut said)?;
    let address = said
        .trim()
        .trim_end_matches('/')
        .rsplit('/')
        .next()
        .unwrap_or_default()
        .to_owned();
    get(&address, "/")?;
    println!(
        "start until the first page: {:.2?} (goal 10 s)",
        started.elapsed()
    );
    let pid = server.0.id();
    println!("memory after the start: {} (goal 500 MB)", memory(pid)?);
    let mut cold = Vec::new();
    for number in 0..communities {
        let asked = Instant::now();
        get(&address, &format!("/c/sample-{number}"))?;
        cold.push(asked.elapsed());
    }
    cold.sort_unstable();
    let of = |share: usize| cold[(cold.len() - 1) * share / 100];
    println!(
        "a cold page: median {:.1?}, p99 {:.1?}, longest {:.1?}",
        of(50),
        of(99),
        of(100)
    );
    println!(
        "memory after all communities: {} (goal 500 MB)",
        memory(pid)?
    );
    let again = Instant::now();
    get(&address, &format!("/c/sample-{}", communities - 1))?;
    println!("a page in memory: {:.1?}", again.elapsed());
    let district = Instant::now();
    get(&address, "/")?;
    println!("the district's page: {:.1?}", district.elapsed());
    Ok(())
}

fn get(address: &str, path: &str) -> Result<(), Box<dyn Error>> {
    let mut stream = TcpStream::connect(address)?;
    write!(
        stream,
        "GET {path} HTTP/1.1\r\nHost: bench\r\nConnection: close\r\n\r\n"
    )?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer)?;
    if answer.starts_with(b"HTTP/1.1 200") {
        Ok(())
    } else {
        let head = String::from_utf8_lossy(&answer[..answer.len().min(200)]).into_owned();
        Err(format!("{path}: {head}").into())
    }
}

/// Resident memory of a process, now and at most.
fn memory(pid: u32) -> Result<String, Box<dyn Error>> {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status"))?;
    let of = |name: &str| {
        status
            .lines()
            .find_map(|line| line.strip_prefix(name))
            .map_or("?", str::trim)
    };
    Ok(format!("{}, at most {}", of("VmRSS:"), of("VmHWM:")))
}
