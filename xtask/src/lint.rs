//! `cargo xtask lint`: form, warnings, and the rules of the house.

use anyhow::Result;

use crate::steps::Steps;
use crate::{shell, tidy};

/// Runs all three, and tells about all three.
pub fn all() -> Result<()> {
    let mut steps = Steps::default();
    steps.run("format", || {
        shell::run(shell::cargo().args(["fmt", "--all", "--check"]))
    });
    steps.run("tidy", || tidy::check(false));
    steps.run("clippy", || {
        let mut clippy = shell::cargo();
        clippy
            .args(["clippy", "--quiet", "--workspace", "--all-targets"])
            .args(shell::locked());
        shell::run(clippy.args(["--", "-D", "warnings"]))
    });
    steps.finish()
}
