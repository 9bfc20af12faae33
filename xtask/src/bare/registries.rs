//! This machine's way to apt, cargo, npm, pip and Go, carried over into the bare one: name server,
//! sources, proxies, certificates, settings. Not what has been downloaded.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Result;

use crate::shell;

/// The home directory in the machine.
pub const HOME: &str = "/root";

/// Places of the system, from the root.
const PLACES: &[&str] = &[
    "etc/resolv.conf",
    "etc/hosts",
    "etc/apt/sources.list",
    "etc/apt/sources.list.d",
    "etc/apt/keyrings",
    "etc/apt/trusted.gpg.d",
    "etc/apt/auth.conf.d",
    "usr/share/keyrings",
    "etc/ssl/certs/ca-certificates.crt",
    "etc/pip.conf",
    "etc/npmrc",
];

/// Places of the user's home.
const HOME_PLACES: &[&str] = &[
    ".npmrc",
    ".pip/pip.conf",
    ".config/pip/pip.conf",
    ".config/go/env",
];

/// Certificates that `update-ca-certificates` takes up again when a package calls it.
const OWN_CERTIFICATES: &str = "usr/local/share/ca-certificates/carried-over.crt";
const CERTIFICATES: &str = "etc/ssl/certs/ca-certificates.crt";

/// Variables by their beginning, and by their end.
const VARIABLES: &[&str] = &[
    "CARGO_HTTP_",
    "CARGO_NET_",
    "CARGO_REGISTRIES_",
    "CARGO_SOURCE_",
    "CURL_CA_BUNDLE",
    "GIT_SSL_CAINFO",
    "GOPROXY",
    "GOSUMDB",
    "NODE_EXTRA_CA_CERTS",
    "NPM_CONFIG_",
    "PIP_",
    "REQUESTS_CA_BUNDLE",
    "SSL_CERT_",
    "npm_config_",
];
const PROXY: &str = "_proxy";

/// Settings of apt that decide how it fetches.
const APT: &[&str] = &[
    "Acquire::http",
    "Acquire::Check-",
    "Acquire::Force",
    "Acquire::Retries",
];

/// Writes all of it into the machine at `root`, and says what.
pub fn carry_over(root: &Path) -> Result<()> {
    let mut carried = Vec::new();
    for place in PLACES {
        let from = Path::new("/").join(place);
        carried.extend(copy(&from, &root.join(place))?);
    }
    copy(
        &Path::new("/").join(CERTIFICATES),
        &root.join(OWN_CERTIFICATES),
    )?;
    let inner_home = root.join(HOME.trim_start_matches('/'));
    if let Some(home) = env::var_os("HOME").map(PathBuf::from) {
        for place in HOME_PLACES {
            carried.extend(copy(&home.join(place), &inner_home.join(place))?);
        }
        let cargo = env::var_os("CARGO_HOME").map_or_else(|| home.join(".cargo"), PathBuf::from);
        for name in ["config.toml", "config"] {
            carried.extend(copy(
                &cargo.join(name),
                &inner_home.join(".cargo").join(name),
            )?);
        }
    }
    let settings = apt_settings(&shell::output(
        shell::command("apt-config").args(["dump", "Acquire"]),
    )?);
    fs::write(root.join("etc/apt/apt.conf.d/carried-over"), settings)?;
    let mut names: Vec<String> = variables().into_iter().map(|(name, _)| name).collect();
    names.sort();
    println!("carried over from this machine, for the way to the registries:");
    println!("  files: {}", carried.join(" "));
    println!("  variables: {}", names.join(" "));
    Ok(())
}

/// Name and value of each variable that the machine gets.
pub fn variables() -> Vec<(String, String)> {
    env::vars().filter(|(name, _)| is_carried(name)).collect()
}

fn is_carried(name: &str) -> bool {
    VARIABLES.iter().any(|begin| name.starts_with(begin)) || name.to_lowercase().ends_with(PROXY)
}

fn apt_settings(dump: &str) -> String {
    let lines = dump
        .lines()
        .filter(|line| APT.iter().any(|begin| line.starts_with(begin)) && !line.ends_with("\"\";"));
    lines.flat_map(|line| [line, "\n"]).collect()
}

/// Copies what is there; links are followed, for they may lead out of the machine.
fn copy(from: &Path, to: &Path) -> Result<Option<String>> {
    if !from.exists() {
        return Ok(None);
    }
    if let Some(folder) = to.parent() {
        fs::create_dir_all(folder)?;
    }
    // `-T`: a folder that is there is filled, and none is made inside it.
    shell::output(
        shell::command("cp")
            .args(["-RLT", "--preserve=mode", "--remove-destination"])
            .arg(from)
            .arg(to),
    )?;
    Ok(Some(from.display().to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ways_to_registries_are_carried_over_and_nothing_else() {
        for name in [
            "https_proxy",
            "NO_PROXY",
            "PIP_CERT",
            "CARGO_HTTP_CAINFO",
            "SSL_CERT_FILE",
        ] {
            assert!(is_carried(name), "{name}");
        }
        for name in [
            "PATH",
            "HOME",
            "CARGO_HOME",
            "RUSTFLAGS",
            "MINGBAI_DATABASE",
            "LANG",
            "CHROMIUM",
        ] {
            assert!(!is_carried(name), "{name}");
        }
    }

    #[test]
    fn of_apt_only_how_it_fetches() {
        let dump = "Acquire \"\";\nAcquire::http \"\";\nAcquire::http::Proxy \"http://a:1\";\n\
                    Acquire::Check-Date \"false\";\nAcquire::IndexTargets::deb::x \"y\";\n";
        assert_eq!(
            apt_settings(dump),
            "Acquire::http::Proxy \"http://a:1\";\nAcquire::Check-Date \"false\";\n"
        );
    }
}
