//! Installs what the tests need from the system's package manager, and says so. It never installs
//! anything that is there already, and never anything outside the package manager.

use std::env;
use std::io::IsTerminal;
use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Result, bail};

use crate::{postgres, shell};

/// One thing that the tests need.
struct Need {
    /// The package's name on Debian and Ubuntu.
    package: &'static str,
    /// What it is for.
    purpose: &'static str,
    is_there: fn() -> bool,
}

const NEEDS: &[Need] = &[
    Need {
        package: "gcc",
        purpose: "links Rust, builds SQLite",
        is_there: || has("cc"),
    },
    Need {
        package: "libc6-dev",
        purpose: "the C library's headers, for SQLite",
        is_there: || Path::new("/usr/include/stdio.h").is_file(),
    },
    Need {
        package: "git",
        purpose: "lists the repository's files",
        is_there: || has("git"),
    },
    Need {
        package: "postgresql",
        purpose: "the second database engine, 15 or newer",
        is_there: || postgres::binaries().is_some(),
    },
    Need {
        package: "golang-go",
        purpose: "the log's verifier in Go",
        is_there: || has("go"),
    },
    Need {
        package: "golang-golang-x-mod-dev",
        purpose: "the Go authors' own log library",
        is_there: || Path::new("/usr/share/gocode/src/golang.org/x/mod/sumdb/tlog").is_dir(),
    },
    Need {
        package: "hledger",
        purpose: "reads our exports",
        is_there: || has("hledger"),
    },
    Need {
        package: "ledger",
        purpose: "reads our exports",
        is_there: || has("ledger"),
    },
    Need {
        package: "beancount",
        purpose: "reads our exports",
        is_there: || has("bean-check"),
    },
    Need {
        package: "belenios-tool",
        purpose: "the third party's verifier of secret ballots",
        is_there: || has("belenios-tool"),
    },
    Need {
        package: "python3",
        purpose: "the log's verifier in Python",
        is_there: || has("python3"),
    },
    Need {
        package: "python3-venv",
        purpose: "keeps its packages apart",
        is_there: has_venv,
    },
    Need {
        package: "nodejs",
        purpose: "drives the browser",
        is_there: || has("node"),
    },
    Need {
        package: "npm",
        purpose: "fetches the browser tests' library",
        is_there: || has("npm"),
    },
    Need {
        package: "chromium",
        purpose: "the browser",
        is_there: has_chromium,
    },
    Need {
        package: "fonts-noto-cjk",
        purpose: "Chinese letters in the browser",
        is_there: has_cjk,
    },
];

/// Installs what is missing, or says what to install when it may not.
pub fn ensure() -> Result<()> {
    let missing: Vec<&Need> = NEEDS.iter().filter(|need| !(need.is_there)()).collect();
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
        .filter(|need| !(need.is_there)())
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
        shell::command("env")
    } else if may_use_sudo() {
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
    has("sudo")
        && (std::io::stdin().is_terminal() || succeeds(Command::new("sudo").args(["-n", "true"])))
}

fn has(program: &str) -> bool {
    shell::find(program).is_some()
}

fn has_venv() -> bool {
    succeeds(Command::new("python3").args(["-c", "import ensurepip, venv"]))
}

fn has_chromium() -> bool {
    env::var_os("CHROMIUM").is_some()
        || ["chromium", "chromium-browser", "google-chrome"]
            .into_iter()
            .any(has)
}

fn has_cjk() -> bool {
    // fontconfig comes with the browser; before that, no font counts as installed.
    shell::output(Command::new("fc-list").arg(":lang=zh-cn")).is_ok_and(|fonts| !fonts.is_empty())
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
