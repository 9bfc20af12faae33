//! The one entry for tests, lints and checks: `cargo xtask help`.
//!
//! It stays light (the standard library and `anyhow`), so that it is built in seconds on a machine
//! that has nothing yet.
#![expect(
    clippy::print_stdout,
    reason = "a command line tool talks on standard output"
)]

mod audit;
mod bare;
mod demo;
mod e2e;
mod interop;
mod lint;
mod packages;
mod postgres;
mod shell;
mod spdx;
mod steps;
mod test;
mod tidy;

use std::process::ExitCode;

use anyhow::{Result, bail};

const HELP: &str = "\
usage: cargo xtask COMMAND

  packages                           installs what the tests need and is missing
  test                               installs what is missing and runs all tests
  lint                               format, the rules of the house, clippy without warnings
  tidy [--bless]                     the rules of the house alone; --bless records new migrations
  audit                              licences and sources of all dependencies
  ci                                 lint, audit and test
  interop                            other people's software reads what we publish
  e2e                                the browser tests
  gallery                            the browser tests of the parts that pages are made of
  pages [PART OF A PATH...]          the browser tests of some pages; SHOTS=1 keeps pictures
  bare [--only demo|test] [--keep] [--without-nextest]
                                     the README's commands on the smallest Debian; needs root
  postgres [--durable]               a private PostgreSQL until you press Ctrl-C
  with-postgres [--durable] CMD...   runs CMD with MINGBAI_TEST_POSTGRES set
";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match run(&arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("xtask: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: &[String]) -> Result<()> {
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["packages"] => packages::ensure(),
        ["test"] => test::all(),
        ["lint"] => lint::all(),
        ["tidy"] => tidy::check(false),
        ["tidy", "--bless"] => tidy::check(true),
        ["audit"] => audit::all(),
        ["ci"] => lint::all()
            .and_then(|()| audit::all())
            .and_then(|()| test::all()),
        ["interop"] => interop::all(),
        ["e2e"] => e2e::all(),
        ["gallery"] => e2e::gallery(),
        ["pages", ..] => e2e::pages(&arguments[1..]),
        ["bare", ..] => bare::run(&arguments[1..]),
        ["postgres", ..] => postgres::foreground(&arguments[1..]),
        ["with-postgres", ..] => postgres::with(&arguments[1..]),
        [] | ["help" | "--help" | "-h"] => {
            print!("{HELP}");
            Ok(())
        }
        other => bail!("there is no command `{}`\n{HELP}", other.join(" ")),
    }
}
