//! How fast archives are verified: ours, then `belenios-tool`, one after the other.
//!
//! ```text
//! cargo run --release -p mingbai-belenios --example bench_archive -- FILE.bel
//! cargo run --release -p mingbai-belenios --example bench_archive -- --make 300
//! ```
//!
//! `--make N` first makes an election of N ballots, 5 questions of 3 options, in the temporary
//! directory. The tool is left out where it is not installed.
#![expect(clippy::print_stdout, reason = "a bench prints what it measured")]
#![expect(clippy::float_arithmetic, reason = "speeds are ratios")]

use std::error::Error;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use mingbai_belenios::verify::{self, Outside};

mod support;

fn main() -> Result<(), Box<dyn Error>> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let file = match args.as_slice() {
        [make, count] if make == "--make" => made(count.parse()?)?,
        [file] => PathBuf::from(file),
        _ => return Err("give FILE.bel, or --make COUNT".into()),
    };
    let start = Instant::now();
    let bytes = std::fs::read(&file)?;
    let report = verify::verify(&bytes, &Outside::default(), &|_| {})?;
    let ours = start.elapsed();
    println!(
        "{}: {} bytes, {} ballots, {} of them count",
        file.display(),
        bytes.len(),
        report.ballots,
        report.counted
    );
    say("ours", ours, report.ballots);
    if let Some(theirs) = tool(&file)? {
        say("belenios-tool", theirs, report.ballots);
        println!("ratio {:.1}", theirs.as_secs_f64() / ours.as_secs_f64());
    }
    Ok(())
}

fn say(who: &str, time: Duration, ballots: usize) {
    let seconds = time.as_secs_f64();
    let count = f64::from(u32::try_from(ballots).unwrap_or(u32::MAX));
    println!(
        "{who:>14}: {seconds:.2} s, {:.1} ballots/s",
        count / seconds
    );
}

/// Wall time of `belenios-tool election verify`; None where there is no such program.
fn tool(file: &Path) -> Result<Option<Duration>, Box<dyn Error>> {
    let folder = tempfile::tempdir()?;
    let name = file.file_name().ok_or("no file name")?;
    std::fs::copy(file, folder.path().join(name))?;
    let start = Instant::now();
    let ran = Command::new("belenios-tool")
        .args(["election", "verify", "--dir"])
        .arg(folder.path())
        .output();
    match ran {
        Ok(done) if done.status.success() => Ok(Some(start.elapsed())),
        Ok(done) => Err(String::from_utf8_lossy(&done.stderr).into_owned().into()),
        Err(_) => Ok(None),
    }
}

/// An election of so many ballots, 5 questions of 3 options, in the temporary directory.
fn made(ballots: usize) -> Result<PathBuf, Box<dyn Error>> {
    let plan = support::Plan {
        voters: ballots,
        ballots,
        questions: 5,
        trustees: 3,
        blank: false,
    };
    let start = Instant::now();
    let bytes = support::finished::<mingbai_belenios::Belenios2048>(plan)?;
    say("made", start.elapsed(), ballots);
    let file = std::env::temp_dir().join(format!("bench-{ballots}.bel"));
    std::fs::write(&file, bytes)?;
    Ok(file)
}
