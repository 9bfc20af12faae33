//! `cargo xtask bare`: do the README's commands work on a machine that has only what it asks for?
//!
//! The smallest Debian is built in a folder, gets Rust and the C compiler, a clean clone of the last
//! commit, and this machine's way to the registries. There the commands of README.md run as they
//! stand in its code blocks. What a test calls and no package brings is missing there, whatever this
//! machine has.

mod machine;
mod readme;
mod registries;

use std::fs;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use crate::shell;
use crate::steps::Steps;
use machine::{Machine, Running};
use readme::Readme;

/// A release build of everything and the whole district, on a slow and busy machine.
const DEMO_LIMIT: Duration = Duration::from_hours(3);

/// A page of the demo.
const PAGE_LIMIT: Duration = Duration::from_mins(1);

/// How much of a command's output is shown at the end; the file has all of it.
const LAST_LINES: usize = 25;

/// What is asked on the command line.
#[derive(Debug, Default, PartialEq, Eq)]
struct Options {
    keep: bool,
    without_nextest: bool,
    only: Option<String>,
}

impl Options {
    fn parse(arguments: &[String]) -> Result<Self> {
        let mut options = Self::default();
        let mut rest = arguments.iter().map(String::as_str);
        while let Some(argument) = rest.next() {
            match argument {
                "--keep" => options.keep = true,
                "--without-nextest" => options.without_nextest = true,
                "--only" => match rest.next() {
                    Some(name @ ("demo" | "test")) => options.only = Some(name.to_owned()),
                    other => bail!(
                        "`--only` takes `demo` or `test`, not `{}`",
                        other.unwrap_or("")
                    ),
                },
                other => bail!("`{other}` means nothing to `cargo xtask bare`"),
            }
        }
        Ok(options)
    }

    fn wants(&self, name: &str) -> bool {
        self.only.as_deref().is_none_or(|only| only == name)
    }
}

/// Builds the machine and runs the commands; each that fails is told, with its last lines.
pub fn run(arguments: &[String]) -> Result<()> {
    let options = Options::parse(arguments)?;
    if !shell::is_root() {
        bail!("only root may build a machine and mount in it: run `cargo xtask bare` as root");
    }
    let readme = fs::read_to_string(shell::root().join("README.md"))?;
    let readme = Readme::parse(&readme, readme::ENGLISH)?;
    let machine = Machine::build(&readme.compiler, options.keep, !options.without_nextest)?;
    let mut steps = Steps::default();
    if options.wants("demo") {
        steps.run("README: demo", || demo(&machine, &readme));
    }
    if options.wants("test") {
        steps.run("README: test", || test(&machine, &readme));
    }
    steps.finish()
}

/// Runs the demo until it says where it serves, looks at the page, and stops it as an operator does.
fn demo(machine: &Machine, readme: &Readme) -> Result<()> {
    let address = address(&readme.url)?;
    // The machine shares this one's network.
    TcpListener::bind(address)
        .with_context(|| format!("something else already listens on {address}"))?;
    let log = machine.log("demo");
    let mut running = machine.start(&readme.demo, &log)?;
    let result = wait_until_served(&mut running, &log, &readme.url).and_then(|()| {
        println!("it says that it serves {}", readme.url);
        println!("the page answers: {}", page(address)?);
        let status = running.stop()?;
        if !status.success() {
            bail!("asked to stop, the demo did not end well ({status})");
        }
        println!("asked to stop, it ended well");
        Ok(())
    });
    show_end(&log);
    result
}

fn wait_until_served(running: &mut Running, log: &Path, url: &str) -> Result<()> {
    let begun = Instant::now();
    while begun.elapsed() < DEMO_LIMIT {
        if fs::read(log).is_ok_and(|said| String::from_utf8_lossy(&said).contains(url)) {
            return Ok(());
        }
        if let Some(status) = running.ended()? {
            bail!("the demo ended before it served ({status})");
        }
        thread::sleep(Duration::from_millis(500));
    }
    bail!("the demo did not serve within {} s", DEMO_LIMIT.as_secs())
}

/// The status line and the title of the first page.
fn page(address: SocketAddr) -> Result<String> {
    let mut stream = TcpStream::connect(address)?;
    stream.set_read_timeout(Some(PAGE_LIMIT))?;
    write!(
        stream,
        "GET / HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n"
    )?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer)?;
    judge_page(&String::from_utf8_lossy(&answer))
}

fn judge_page(answer: &str) -> Result<String> {
    let status = answer.lines().next().unwrap_or_default();
    let title = answer
        .split_once("<title>")
        .and_then(|(_, rest)| rest.split_once("</title>"));
    match title {
        Some((title, _)) if status == "HTTP/1.1 200 OK" && answer.contains("</html>") => {
            Ok(format!("{status}, {title}"))
        }
        _ => bail!(
            "the first page is no whole page: `{status}`, {} bytes",
            answer.len()
        ),
    }
}

fn test(machine: &Machine, readme: &Readme) -> Result<()> {
    let log = machine.log("test");
    let status = machine.start(&readme.test, &log)?.wait()?;
    show_end(&log);
    if !status.success() {
        bail!("`{}` failed ({status})", readme.test);
    }
    Ok(())
}

fn show_end(log: &Path) {
    let said = fs::read(log).unwrap_or_default();
    let said = String::from_utf8_lossy(&said);
    let lines: Vec<&str> = said.lines().collect();
    println!("the last lines of {}:", log.display());
    for line in &lines[lines.len().saturating_sub(LAST_LINES)..] {
        println!("  {line}");
    }
}

/// Address and port of `http://127.0.0.1:8282/`.
fn address(url: &str) -> Result<SocketAddr> {
    let host = url.trim_start_matches("http://").trim_end_matches('/');
    host.parse()
        .with_context(|| format!("README.md: `{url}` has no address and port"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn options(words: &[&str]) -> Result<Options> {
        let words: Vec<String> = words.iter().map(|word| (*word).to_owned()).collect();
        Options::parse(&words)
    }

    #[test]
    fn options_are_read_and_others_refused() {
        let both = options(&[]).unwrap();
        assert!(both.wants("demo") && both.wants("test") && !both.keep);
        let one = options(&["--only", "demo", "--keep"]).unwrap();
        assert!(one.wants("demo") && !one.wants("test") && one.keep);
        for wrong in [&["--only"][..], &["--only", "x"], &["demo"]] {
            assert!(options(wrong).is_err(), "{wrong:?}");
        }
    }

    #[test]
    fn only_a_whole_page_counts() {
        let page = |status, body| judge_page(&format!("HTTP/1.1 {status}\r\n\r\n{body}"));
        let whole = "<html><title>A</title></html>";
        assert_eq!(page("200 OK", whole).unwrap(), "HTTP/1.1 200 OK, A");
        assert!(page("500 Internal Server Error", whole).is_err());
        assert!(page("200 OK", "<html><title>A</title>").is_err());
        assert!(page("200 OK", "").is_err());
    }

    #[test]
    fn the_address_is_in_the_link() {
        assert_eq!(address("http://127.0.0.1:8282/").unwrap().port(), 8282);
        assert!(address("http://example.org/").is_err());
    }
}
