//! How much work the result is: ours, then `belenios-tool`, of the same election.
//!
//! ```text
//! cargo run --release -p mingbai-belenios --example bench_tally -- QUESTIONS RUNS WEIGHT..
//! ```
//!
//! Voter n, counted from 0, has the n-th weight and chooses the (n + q)-th of the three options of
//! question q. Prints seconds of processor time (of all threads), and the machine's load. Linux only;
//! the tool is left out where it is not installed.
#![expect(clippy::print_stdout, reason = "a bench prints what it measured")]

use std::error::Error;
use std::fs;
use std::process::Command;

use mingbai_belenios::Belenios2048;
use mingbai_belenios::archive::write::Archive;

mod support;

type G = Belenios2048;

fn main() -> Result<(), Box<dyn Error>> {
    let args = std::env::args().skip(1);
    let numbers: Vec<u64> = args.map(|arg| arg.parse()).collect::<Result<_, _>>()?;
    let [questions, runs, weights @ ..] = numbers.as_slice() else {
        return Err("give QUESTIONS RUNS WEIGHT..".into());
    };
    let plan = support::Plan {
        voters: weights.len(),
        ballots: weights.len(),
        questions: usize::try_from(*questions)?,
        trustees: 2,
        blank: false,
    };
    let mut held = support::Held::<G>::with_weights(plan, weights)?;
    for voter in 0..weights.len() {
        held.vote(voter)?;
    }
    held.decrypt()?;
    let folder = tempfile::tempdir()?;
    fs::write(
        folder.path().join("MingbaiTestBench.bel"),
        held.archive.bytes(),
    )?;
    let load = fs::read_to_string("/proc/loadavg")?;
    println!(
        "total weight {}, load {}",
        weights.iter().sum::<u64>(),
        load.trim()
    );
    for run in 1..=*runs {
        let mut archive = Archive::<G>::resume(held.archive.bytes())?;
        let before = ticks()?;
        let result = archive.add_result()?.to_json();
        let ours = ticks()?.0 - before.0;
        let ran = Command::new("belenios-tool")
            .args(["election", "compute-result", "--dir"])
            .arg(folder.path())
            .output();
        let theirs = match ran {
            Ok(done) if String::from_utf8_lossy(&done.stdout).trim() == result => {
                seconds(ticks()?.1 - before.1)
            }
            Ok(done) => return Err(format!("{done:?}").into()),
            Err(_) => "-".to_owned(),
        };
        println!(
            "run {run}: ours {} s, belenios-tool {theirs} s",
            seconds(ours)
        );
    }
    Ok(())
}

/// Processor time of this process and of its ended children, in 0.01 s.
fn ticks() -> Result<(u64, u64), Box<dyn Error>> {
    let stat = fs::read_to_string("/proc/self/stat")?;
    let fields = stat.rsplit(')').next().unwrap_or_default();
    let fields: Vec<&str> = fields.split_whitespace().collect();
    // After the name come the fields from the third on; utime is the 14th.
    let sum = |at: usize| -> Result<u64, Box<dyn Error>> {
        Ok(fields[at].parse::<u64>()? + fields[at + 1].parse::<u64>()?)
    };
    Ok((sum(11)?, sum(13)?))
}

fn seconds(ticks: u64) -> String {
    format!("{}.{:02}", ticks / 100, ticks % 100)
}
