//! Looks for an archive that `belenios-tool` refuses and ours accepts. There must be none.
//!
//! ```text
//! cargo run --release -p mingbai-belenios --example fuzz_against_tool -- COUNT SEED [EVERY] [FILE.bel ..]
//! ```
//!
//! Every archive that ours accepts is given to the tool; of those that ours refuses, one in EVERY (5)
//! is, to see how much stricter ours is. FILEs are further archives to start from, such as those of
//! elections wholly made by the tool.
#![expect(clippy::print_stdout, reason = "a fuzzer says what it found")]

use std::collections::BTreeMap;
use std::error::Error;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use mingbai_belenios::verify::{self, Outside};

#[path = "support/mod.rs"]
mod support;
use support::mutate::{Dice, mutate};

fn main() -> Result<(), Box<dyn Error>> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let number = |at: usize, default: usize| args.get(at).map_or(Ok(default), |arg| arg.parse());
    let (count, seed, every) = (number(0, 1000)?, number(1, 1)?, number(2, 5)?);
    let mut held = support::Held::new(support::Plan {
        voters: 2,
        ballots: 0,
        questions: 2,
        trustees: 2,
        blank: true,
    })?;
    for voter in [0, 1, 0] {
        held.vote(voter)?;
    }
    let open = held.archive.bytes().to_vec();
    held.finish()?;
    let mut bases = vec![held.archive.bytes().to_vec(), open];
    for file in args.iter().skip(3) {
        bases.push(std::fs::read(file)?);
    }
    let folder = tempfile::tempdir()?;
    let mut dice = Dice(seed as u64);
    let mut table: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    let mut rules: BTreeMap<String, usize> = BTreeMap::new();
    let mut slowest = Duration::ZERO;
    for round in 0..count {
        let base = dice.pick(&bases).clone();
        let (kind, bytes) = loop {
            let (kind, bytes) = mutate(&base, &held.voters, &mut dice);
            if bytes != base {
                break (kind, bytes);
            }
        };
        let start = Instant::now();
        let ours = verify::verify(&bytes, &Outside::default(), &|_| {});
        slowest = slowest.max(start.elapsed());
        let ask = ours.is_ok() || dice.roll(every) == 0;
        let theirs = if ask {
            Some(tool_accepts(folder.path(), &bytes)?)
        } else {
            None
        };
        let outcome = match (&ours, theirs) {
            (Ok(_), Some(false)) => {
                let file = std::env::temp_dir().join(format!("found-{seed}-{round}.bel"));
                std::fs::write(&file, &bytes)?;
                println!("FOUND {}: {kind}", file.display());
                "only ours accepts"
            }
            (Ok(_), _) => "both accept",
            (Err(_), Some(true)) => "only ours refuses",
            (Err(_), Some(false)) => "both refuse",
            (Err(_), None) => "ours refuses, tool not asked",
        };
        if let (Err(refused), Some(true)) = (&ours, theirs) {
            *rules.entry(refused.0[0].rule.code()).or_default() += 1;
        }
        *table.entry((kind, outcome)).or_default() += 1;
        if (round + 1) % 1000 == 0 || round + 1 == count {
            println!("{} of {count}, slowest of ours {slowest:?}", round + 1);
        }
    }
    for ((kind, outcome), count) in &table {
        println!("{kind:>20}  {outcome:<30} {count:>6}");
    }
    println!("refused by ours alone, by rule: {rules:?}");
    let found = table
        .iter()
        .any(|((_, outcome), _)| *outcome == "only ours accepts");
    if found { Err("found".into()) } else { Ok(()) }
}

fn tool_accepts(folder: &Path, bytes: &[u8]) -> Result<bool, Box<dyn Error>> {
    std::fs::write(folder.join("MingbaiTestBench.bel"), bytes)?;
    let done = Command::new("belenios-tool")
        .args(["election", "verify", "--dir"])
        .arg(folder)
        .output()?;
    Ok(done.status.success())
}
