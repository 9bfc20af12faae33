//! `cargo xtask test`: everything that can fail, on a machine that had only Rust.

use anyhow::Result;

use crate::postgres::{self, Cluster, Durability};
use crate::steps::Steps;
use crate::{demo, e2e, interop, packages, shell};

/// Installs, starts the database server, runs all tests, and stops the server in every case.
pub fn all() -> Result<()> {
    packages::ensure()?;
    let mut steps = Steps::default();
    steps.run("tests of the crates", crates);
    steps.run("examples in the documentation", || {
        shell::run(
            shell::cargo()
                .args(["test", "--workspace", "--doc"])
                .args(shell::locked()),
        )
    });
    steps.run("ballot client", ballot_client);
    steps.run("other people's software", interop::all);
    steps.run("browser", e2e::all);
    steps.finish()
}

/// Secret ballots in JavaScript: against the vectors, and judged by `belenios-tool` and by `mingbai`.
fn ballot_client() -> Result<()> {
    let mut node = shell::command("node");
    node.arg("--test")
        .env("MINGBAI_PROGRAM", demo::program()?)
        .current_dir(shell::root().join("clients/ballot"));
    shell::run(&mut node)
}

fn crates() -> Result<()> {
    let cluster = Cluster::start(Durability::None)?;
    let mut command = shell::cargo();
    if shell::find("cargo-nextest").is_some() {
        command.args(["nextest", "run", "--workspace", "--profile", profile()]);
    } else {
        // Building nextest takes longer than running the tests one crate after the other.
        println!("cargo-nextest is not installed: running `cargo test`, which is slower");
        command.args(["test", "--workspace", "--all-targets", "--no-fail-fast"]);
    }
    shell::run(
        command
            .args(shell::locked())
            .env(postgres::VARIABLE, &cluster.url),
    )
}

/// In CI only failures are told while it runs (`.config/nextest.toml`).
fn profile() -> &'static str {
    if std::env::var_os("CI").is_some() {
        "ci"
    } else {
        "default"
    }
}
