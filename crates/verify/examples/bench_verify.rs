//! How fast a book of many public entries is verified.
//!
//! `cargo run --release -p mingbai-verify --example bench_verify -- 1000000` writes such a district to
//! a temporary directory (about 450 bytes an entry), verifies it and prints entries a second.
#![expect(clippy::print_stdout, reason = "a program that prints its result")]

use std::error::Error;
use std::fs;
use std::path::Path;
use std::time::Instant;

use mingbai_domain::book::{Community, DistrictRecord, Entry, EntryKind, Record, Scope};
use mingbai_domain::calendar::{Period, UnixMs};
use mingbai_domain::ids::Slug;
use mingbai_domain::ledger::Fund;
use mingbai_domain::ledger::templates::{self, accounts as a};
use mingbai_domain::money::Fen;
use mingbai_domain::registry::{CommunityKind, ManagementMode, ModeFrom};
use mingbai_tlog::tile::{TILE_WIDTH, TilePath, encode_entries};
use mingbai_tlog::{Checkpoint, RightEdge, Signer, leaf_hash};
use mingbai_verify::{Options, Source, verify};

const ORIGIN: &str = "bench.example";

fn main() -> Result<(), Box<dyn Error>> {
    let count: u64 = std::env::args()
        .nth(1)
        .unwrap_or_else(|| "100000".to_owned())
        .parse()?;
    let dir = tempfile::tempdir()?;
    let slug = Slug::new("bench")?;
    let first = Record::from(community(&slug)).to_bytes()?;
    let entries = (1..count).map(|seq| Record::from(entry(seq)).to_bytes().unwrap_or_default());
    let checkpoint = write_log(
        dir.path(),
        "c/bench/log",
        [first].into_iter().chain(entries),
    )?;
    let record = DistrictRecord {
        checkpoint,
        community: slug,
    }
    .to_bytes()?;
    write_log(dir.path(), "district/log", [record].into_iter())?;

    let source = Source::dir(dir.path()).ok_or("no directory")?;
    let start = Instant::now();
    let report = verify(&source, &Options::default(), &|_| ());
    let seconds = start.elapsed();
    for failure in &report.failures {
        println!("{failure}");
    }
    let rate = u128::from(report.entries) * 1000 / seconds.as_millis().max(1);
    println!(
        "{} entries in {seconds:.2?}: {rate} a second",
        report.entries
    );
    Ok(())
}

fn write_log(
    root: &Path,
    path: &str,
    entries: impl Iterator<Item = Vec<u8>>,
) -> Result<String, Box<dyn Error>> {
    let folder = root.join(path);
    let put = |name: &str, bytes: &[u8]| {
        let file = folder.join(name);
        fs::create_dir_all(file.parent().unwrap_or(&folder))?;
        fs::write(file, bytes)
    };
    let (mut edge, mut bundle) = (RightEdge::new(), Vec::new());
    for entry in entries {
        for tile in edge.append(leaf_hash(&entry)) {
            put(&tile.path.to_string(), &tile.bytes)?;
        }
        bundle.push(entry);
        if bundle.len() == usize::from(TILE_WIDTH) {
            let name = TilePath::entries(edge.size() / 256 - 1, TILE_WIDTH)?;
            put(&name.to_string(), &encode_entries(&bundle)?)?;
            bundle.clear();
        }
    }
    if !bundle.is_empty() {
        let name = TilePath::entries(edge.size() / 256, u16::try_from(bundle.len())?)?;
        put(&name.to_string(), &encode_entries(&bundle)?)?;
    }
    for tile in edge.partial_tiles() {
        put(&tile.path.to_string(), &tile.bytes)?;
    }
    let origin = format!("{ORIGIN}/{path}");
    let signer = Signer::new(&origin, &[7; 32])?;
    let head = Checkpoint {
        origin,
        size: edge.size(),
        root: edge.root(),
    };
    let note = head.sign(&signer)?.to_string();
    put(
        "policy",
        format!("log {}\nquorum none\n", signer.verifier()).as_bytes(),
    )?;
    put("checkpoint", note.as_bytes())?;
    Ok(note)
}

fn community(slug: &Slug) -> Community {
    Community {
        at: UnixMs(1_790_000_000_000),
        centre: String::new(),
        district: "示范区".into(),
        kind: CommunityKind::Commercial,
        manager: "示范物业服务有限公司".into(),
        modes: vec![ModeFrom {
            mode: ManagementMode::Remuneration,
            from: UnixMs(1_700_000_000_000).date(),
        }],
        name: "测速小区".into(),
        name_en: String::new(),
        origin: format!("{ORIGIN}/c/{slug}/log"),
        profile: "cn-2026".into(),
        residents_committee: String::new(),
        slug: slug.clone(),
        synthetic: true,
    }
}

fn entry(seq: u64) -> Entry {
    let at = UnixMs(1_790_000_000_000);
    let amount = Fen(i64::try_from(seq % 100_000).unwrap_or(0) + 1);
    Entry {
        approvals: Vec::new(),
        at,
        bank_ref: Some(format!("回单 {seq}")),
        basis: Vec::new(),
        budget: None,
        date: at.date(),
        draw: None,
        kind: EntryKind::Income,
        number: Some(format!("记-{seq}")),
        payee: Some("示范传媒有限公司".into()),
        period: Period::of(at.date()),
        postings: templates::pair(Fund::Com, a::BANK, a::ADVERTISING, amount),
        reason: None,
        related_party: false,
        reverses: None,
        scope: Scope::All,
        seq,
        source: None,
        text: "电梯广告收入".into(),
        vouchers: Vec::new(),
    }
}
