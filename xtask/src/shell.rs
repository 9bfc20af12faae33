//! Running other programs: shows what is run, and turns a failure into a sentence.

use std::env;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};

/// The repository's root.
pub fn root() -> PathBuf {
    // The manifest's directory is fixed at compile time, and the root is its parent.
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .unwrap_or(Path::new("."))
        .to_path_buf()
}

/// A command that starts in the root.
pub fn command(program: impl AsRef<OsStr>) -> Command {
    let mut command = Command::new(program);
    command.current_dir(root());
    command
}

/// Cargo, without what `cargo run` told this process about its own package: build scripts that
/// watch these variables would run again.
pub fn cargo() -> Command {
    let mut command = command("cargo");
    clean(&mut command);
    command
}

/// Takes the variables of this process' own package out of `command`'s environment.
pub fn clean(command: &mut Command) {
    for (name, _) in env::vars_os() {
        let text = name.to_string_lossy();
        if text.starts_with("CARGO_PKG_") || text.starts_with("CARGO_MANIFEST_") {
            command.env_remove(&name);
        }
    }
}

/// Shows the command, runs it, and fails when it fails.
pub fn run(command: &mut Command) -> Result<()> {
    println!("$ {}", line(command));
    let status = command
        .status()
        .with_context(|| format!("could not start {}", line(command)))?;
    if !status.success() {
        bail!("failed ({status}): {}", line(command));
    }
    Ok(())
}

/// Runs a command silently and returns its standard output; its errors are part of the failure.
pub fn output(command: &mut Command) -> Result<String> {
    let made = command
        .stdin(Stdio::null())
        .output()
        .with_context(|| format!("could not start {}", line(command)))?;
    if !made.status.success() {
        let errors = String::from_utf8_lossy(&made.stderr);
        bail!(
            "failed ({}): {}\n{}",
            made.status,
            line(command),
            errors.trim()
        );
    }
    String::from_utf8(made.stdout).with_context(|| format!("no text came from {}", line(command)))
}

/// In CI the lock file is law; at a desk cargo may complete it.
pub fn locked() -> &'static [&'static str] {
    if env::var_os("CI").is_some() {
        &["--locked"]
    } else {
        &[]
    }
}

/// Where `program` is found on the search path.
pub fn find(program: &str) -> Option<PathBuf> {
    let paths = env::var_os("PATH")?;
    env::split_paths(&paths)
        .map(|directory| directory.join(program))
        .find(|path| path.is_file())
}

/// Whether `this` exists and was written after `that`.
pub fn is_newer(this: &Path, that: &Path) -> bool {
    let time = |path: &Path| path.metadata().and_then(|found| found.modified()).ok();
    matches!((time(this), time(that)), (Some(this), Some(that)) if this >= that)
}

/// Whether this process may do everything.
pub fn is_root() -> bool {
    output(Command::new("id").arg("-u")).is_ok_and(|id| id.trim() == "0")
}

fn line(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    words
        .map(|word| word.to_string_lossy())
        .collect::<Vec<_>>()
        .join(" ")
}
