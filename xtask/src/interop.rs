//! `cargo xtask interop`: software that other people wrote reads what we publish, and must agree.
//!
//! Here the logs are read. The exports for accounting programs are compared by `crates/verify/tests`
//! and, on the demo district, by `crates/cli/tests`.

use std::path::PathBuf;
use std::process::Command;

use anyhow::Result;

use crate::demo::Demo;
use crate::shell;

/// The Go and Python verifiers on good and damaged samples, then on the demo district's mirror.
pub fn all() -> Result<()> {
    let python = python()?;
    let check = || {
        let mut command = shell::command("interop/check.sh");
        command.env("MINGBAI_INTEROP_PYTHON", &python);
        shell::clean(&mut command);
        command
    };
    shell::run(&mut check())?;

    let demo = Demo::new("interop")?;
    demo.build()?;
    let mirror = demo.beside("mirror");
    shell::run(
        // runs: itself
        Command::new(&demo.program)
            .arg("mirror")
            .arg(&demo.data)
            .arg(&mirror),
    )?;
    // runs: itself
    shell::run(Command::new(&demo.program).arg("verify").arg(&mirror))?;
    shell::run(check().arg(&mirror))
}

/// A Python with the verifier's packages, exactly as `interop/python/requirements.txt` names them.
fn python() -> Result<PathBuf> {
    let requirements = shell::root().join("interop/python/requirements.txt");
    let place = shell::root().join("target/interop-venv");
    let python = place.join("bin/python");
    let installed = place.join("installed");
    if shell::is_newer(&installed, &requirements) {
        return Ok(python);
    }
    shell::run(shell::command("python3").args(["-m", "venv"]).arg(&place))?;
    // runs: python3
    let mut pip = shell::command(&python);
    pip.args([
        "-m",
        "pip",
        "install",
        "--quiet",
        "--disable-pip-version-check",
    ]);
    pip.args(["--ignore-requires-python", "--no-deps", "-r"])
        .arg(&requirements);
    shell::run(&mut pip)?;
    std::fs::write(installed, "")?;
    Ok(python)
}
