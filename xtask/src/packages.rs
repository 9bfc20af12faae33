//! Installs what the tests need from the system's package manager, and says so. It never installs
//! anything that is there already, and never anything outside the package manager.

pub mod list;

use std::io::IsTerminal;
use std::process::{Command, Stdio};

use anyhow::{Result, bail};

use crate::shell;
use list::{NEEDS, Need};

/// Installs what is missing, or says what to install when it may not.
pub fn ensure() -> Result<()> {
    let missing: Vec<&Need> = NEEDS.iter().filter(|need| !need.is_there()).collect();
    if missing.is_empty() {
        println!("everything that the tests need is installed");
        return Ok(());
    }
    println!("missing, to be installed through apt-get:");
    for need in &missing {
        println!("  {:<24} {}", need.package, need.purpose);
    }
    let packages: Vec<&str> = missing.iter().map(|need| need.package).collect();
    apt_get(&["update", "-q"], &packages)?;
    let mut install = vec!["install", "-q", "-y", "--no-install-recommends"];
    install.extend(&packages);
    apt_get(&install, &packages)?;
    let still: Vec<&str> = missing
        .iter()
        .filter(|need| !need.is_there())
        .map(|need| need.package)
        .collect();
    if !still.is_empty() {
        bail!(
            "installed, but not usable here: {} (too old, or another place?)",
            still.join(", ")
        );
    }
    Ok(())
}

fn apt_get(arguments: &[&str], packages: &[&str]) -> Result<()> {
    let by_hand = || {
        format!(
            "install these yourself and run it again: {}",
            packages.join(" ")
        )
    };
    if !has("apt-get") {
        bail!("there is no apt-get here; {}", by_hand());
    }
    let mut command = if shell::is_root() {
        shell::command("env") // runs: apt-get
    } else if may_use_sudo() {
        // runs: env, apt-get
        let mut sudo = shell::command("sudo");
        sudo.arg("env");
        sudo
    } else {
        bail!(
            "only root may install packages, and sudo cannot be used; {}",
            by_hand()
        );
    };
    command.args([
        "DEBIAN_FRONTEND=noninteractive",
        "NEEDRESTART_MODE=a",
        "apt-get",
    ]);
    shell::run(command.args(arguments))
}

/// `sudo` without a password, or with somebody there to type it.
fn may_use_sudo() -> bool {
    // runs: true
    let without_password = || succeeds(Command::new("sudo").args(["-n", "true"]));
    has("sudo") && (std::io::stdin().is_terminal() || without_password())
}

fn has(program: &str) -> bool {
    shell::find(program).is_some()
}

/// Whether Python finds a module.
fn imports(module: &str) -> bool {
    let mut python = Command::new("python3");
    succeeds(python.args(["-c", "import sys; __import__(sys.argv[1])", module]))
}

fn succeeds(command: &mut Command) -> bool {
    let command = command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    command.status().is_ok_and(|status| status.success())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_program_that_nobody_has_is_missing() {
        assert!(has("sh"));
        assert!(!has("no-such-program-anywhere"));
    }
}
