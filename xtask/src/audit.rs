//! `cargo xtask audit`: licences and sources of everything that we build with.
//!
//! It reads `deny.toml`, so that `cargo deny check` agrees where that can be installed. Known
//! vulnerabilities are not looked up: docs/decisions/0002-dependency-audit.md says why and how.

use std::collections::BTreeMap;
use std::fs;

use anyhow::{Context, Result, bail};

use crate::{shell, spdx};

/// The only place that crates may come from.
const REGISTRY: &str = "registry+https://github.com/rust-lang/crates.io-index";

/// What `deny.toml` allows.
#[derive(Debug, Default, PartialEq, Eq)]
struct Policy {
    allow: Vec<String>,
    /// By crate, what it may use beyond `allow`.
    exceptions: BTreeMap<String, Vec<String>>,
}

/// Checks crates and npm packages; every fault is told before it fails.
pub fn all() -> Result<()> {
    let root = shell::root();
    let read = |name: &str| fs::read_to_string(root.join(name)).context(name.to_owned());
    let policy = Policy::parse(&read("deny.toml")?)?;
    let packages = crates()?;
    let mut faults = foreign_sources(&read("Cargo.lock")?);
    faults.extend(policy.faults(&packages));
    faults.extend(npm_faults(&policy, &read("e2e/package-lock.json")?));
    for fault in &faults {
        println!("{fault}");
    }
    if !faults.is_empty() {
        bail!("{} dependencies are not acceptable", faults.len());
    }
    println!(
        "{} crates: sources and licences are acceptable",
        packages.len()
    );
    println!("known vulnerabilities were not looked up (docs/decisions/0002-dependency-audit.md)");
    Ok(())
}

/// Every crate that this platform's builds and tests use, with its licence expression.
fn crates() -> Result<Vec<(String, String)>> {
    let mut tree = shell::cargo();
    tree.args([
        "tree",
        "--workspace",
        "--edges",
        "normal,build,dev",
        "--prefix",
        "none",
    ]);
    let text = shell::output(tree.args(["--format", "{p}|{l}"]).args(shell::locked()))?;
    let mut found: Vec<_> = text.lines().filter_map(crate_line).collect();
    found.sort();
    found.dedup();
    Ok(found)
}

/// `serde v1.0.2 (proc-macro)|MIT OR Apache-2.0 (*)` as name and licence.
fn crate_line(line: &str) -> Option<(String, String)> {
    let (package, licence) = line.split_once('|')?;
    let name = package.split(' ').next()?;
    Some((
        name.to_owned(),
        licence.trim_end_matches("(*)").trim().to_owned(),
    ))
}

fn foreign_sources(lock: &str) -> Vec<String> {
    let sources = lock
        .lines()
        .filter_map(|line| line.strip_prefix("source = "));
    let foreign = sources.filter(|source| source.trim_matches('"') != REGISTRY);
    foreign
        .map(|source| format!("a crate comes from {source}"))
        .collect()
}

impl Policy {
    /// Reads `allow` and `exceptions` below `[licenses]`: one entry a line, each exception under a
    /// comment that is its reason.
    fn parse(text: &str) -> Result<Self> {
        let mut policy = Self::default();
        let (mut section, mut list, mut reason) = ("", "", false);
        for line in text.lines().map(str::trim) {
            if line.starts_with('[') && line.ends_with(']') && list.is_empty() {
                section = line;
            } else if section == "[licenses]" && line.ends_with("= [") {
                list = line.split(' ').next().unwrap_or_default();
            } else if line == "]" {
                list = "";
            } else if list == "allow" && line.starts_with('"') {
                policy.allow.extend(quoted(line));
            } else if list == "exceptions" && line.starts_with('{') {
                let mut words = quoted(line).into_iter();
                let name = words.next().context("an exception names its crate first")?;
                if !reason {
                    bail!("deny.toml: the exception for {name} has no comment that gives a reason");
                }
                policy.exceptions.insert(name, words.collect());
            }
            reason = line.starts_with('#');
        }
        if policy.allow.is_empty() {
            bail!("deny.toml allows no licence at all");
        }
        Ok(policy)
    }

    fn allows(&self, package: &str, expression: &str) -> bool {
        let exceptions = self.exceptions.get(package).map_or(&[][..], Vec::as_slice);
        spdx::is_allowed(expression, &|name| {
            self.allow
                .iter()
                .chain(exceptions)
                .any(|allowed| allowed == name)
        })
    }

    fn faults(&self, packages: &[(String, String)]) -> Vec<String> {
        let refused = packages
            .iter()
            .filter(|(name, licence)| !self.allows(name, licence));
        let mut faults: Vec<String> = refused
            .map(|(name, licence)| format!("{name}: the licence `{licence}` is not allowed"))
            .collect();
        for name in self.exceptions.keys() {
            if !packages.iter().any(|(package, _)| package == name) {
                faults.push(format!(
                    "{name} is not used any more: take its exception out"
                ));
            }
        }
        faults
    }
}

/// Test tools of the browser tests. They are not shipped, so the Mozilla licence is fine too.
fn npm_faults(policy: &Policy, lock: &str) -> Vec<String> {
    let is_allowed =
        |name: &str, licence: &str| licence == "MPL-2.0" || policy.allows(name, licence);
    let mut faults = Vec::new();
    let mut package = String::new();
    for line in lock.lines().map(str::trim) {
        let words = quoted(line);
        match words.as_slice() {
            [name] if name.starts_with("node_modules/") => package.clone_from(name),
            [key, licence] if key == "license" && !is_allowed(&package, licence) => {
                faults.push(format!("{package}: the licence `{licence}` is not allowed"));
            }
            [key, url] if key == "resolved" && !url.starts_with("https://registry.npmjs.org/") => {
                faults.push(format!("{package} comes from {url}"));
            }
            _ => {}
        }
    }
    faults
}

/// The texts in double quotes.
fn quoted(line: &str) -> Vec<String> {
    line.split('"')
        .skip(1)
        .step_by(2)
        .map(str::to_owned)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const DENY: &str = r#"
[licenses]
allow = [
    "MIT",
    # why
    "Apache-2.0",
]
exceptions = [
    # Data, not code.
    { crate = "roots", allow = ["CDLA-Permissive-2.0"] },
]
[bans]
multiple-versions = "allow"
"#;

    fn package(name: &str, licence: &str) -> (String, String) {
        (name.to_owned(), licence.to_owned())
    }

    #[test]
    fn an_exception_holds_for_its_crate_alone() {
        let policy = Policy::parse(DENY).unwrap();
        let roots = package("roots", "CDLA-Permissive-2.0");
        assert!(
            policy
                .faults(&[package("a", "MIT OR X"), roots.clone()])
                .is_empty()
        );
        let other = package("other", "CDLA-Permissive-2.0");
        assert_eq!(policy.faults(&[roots, other]).len(), 1);
    }

    #[test]
    fn an_exception_that_nobody_needs_is_a_fault() {
        let policy = Policy::parse(DENY).unwrap();
        let faults = policy.faults(&[package("a", "MIT")]);
        assert_eq!(
            faults,
            ["roots is not used any more: take its exception out"]
        );
    }

    #[test]
    fn an_exception_without_a_reason_is_refused() {
        assert!(Policy::parse(&DENY.replace("# Data, not code.", "")).is_err());
    }

    #[test]
    fn a_crate_without_a_licence_is_a_fault() {
        let policy = Policy::parse(DENY).unwrap();
        assert!(!policy.allows("a", ""));
    }

    #[test]
    fn lines_of_cargo_tree_are_read() {
        let read = |line| crate_line(line);
        assert_eq!(read("a v1.0.0|MIT"), Some(package("a", "MIT")));
        assert_eq!(
            read("a v1.0.0 (proc-macro)|MIT (*)"),
            Some(package("a", "MIT"))
        );
        assert_eq!(read(""), None);
    }

    #[test]
    fn a_crate_from_a_repository_is_a_fault() {
        let good = format!("[[package]]\nsource = \"{REGISTRY}\"\n");
        assert!(foreign_sources(&good).is_empty());
        assert_eq!(
            foreign_sources("source = \"git+https://example.org/a\"\n").len(),
            1
        );
    }

    #[test]
    fn npm_packages_are_checked_too() {
        let policy = Policy::parse(DENY).unwrap();
        let lock = |licence: &str, url: &str| {
            format!(
                "\"node_modules/x\": {{\n \"resolved\": \"{url}\",\n \"license\": \"{licence}\",\n}}"
            )
        };
        let home = "https://registry.npmjs.org/x.tgz";
        assert!(npm_faults(&policy, &lock("MPL-2.0", home)).is_empty());
        assert_eq!(npm_faults(&policy, &lock("SSPL-1.0", home)).len(), 1);
        assert_eq!(
            npm_faults(&policy, &lock("MIT", "https://example.org/x.tgz")).len(),
            1
        );
    }
}
