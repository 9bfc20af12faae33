//! `cargo xtask interop`: other people's programs read what we publish.
//!
//! Each directory of `interop/` has an executable `run`. It is started with the demo's data ready
//! and these variables: `MINGBAI` (our program), `MINGBAI_DATA` (a data directory), `MINGBAI_MIRROR`
//! (a mirror of all public files), `WORK` (a directory of its own to write to). It must fail when
//! anything differs.

use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result, bail};

use crate::demo::Demo;
use crate::shell;

/// Runs all of them; no program is skipped.
pub fn all() -> Result<()> {
    let runs = runs()?;
    if runs.is_empty() {
        println!("interop/ has no programs yet");
        return Ok(());
    }
    let demo = Demo::new("interop")?.context("`mingbai demo` does not exist yet")?;
    demo.build()?;
    let mirror = demo.beside("mirror");
    shell::run(
        shell::command(&demo.program)
            .arg("mirror")
            .arg(&demo.data)
            .arg(&mirror),
    )?;

    let mut failed = 0;
    for run in &runs {
        let name = run.parent().and_then(|p| p.file_name()).unwrap_or_default();
        let work = demo.beside(&name.to_string_lossy());
        fs::create_dir_all(&work)?;
        let mut command = shell::command(run);
        command
            .env("MINGBAI", &demo.program)
            .env("MINGBAI_DATA", &demo.data);
        command.env("MINGBAI_MIRROR", &mirror).env("WORK", &work);
        if let Err(error) = shell::run(&mut command) {
            println!("{error:#}");
            failed += 1;
        }
    }
    println!("{} passed, {failed} failed", runs.len() - failed);
    if failed > 0 {
        bail!("{failed} of {} programs do not agree with us", runs.len());
    }
    Ok(())
}

/// `interop/*/run`, in the order of their names.
fn runs() -> Result<Vec<PathBuf>> {
    let directory = shell::root().join("interop");
    if !directory.is_dir() {
        return Ok(Vec::new());
    }
    let mut found = Vec::new();
    for entry in fs::read_dir(directory)? {
        let run = entry?.path().join("run");
        if run.is_file() {
            found.push(run);
        }
    }
    found.sort();
    Ok(found)
}
