//! Who may use whom: dependencies point downwards only (ARCHITECTURE.md).

use super::{Fault, File};

/// Of our own crates, what each may use. `cli` puts everything together, so it has no list.
const MAY_USE: &[(&str, &[&str])] = &[
    ("belenios", &[]),
    ("domain", &[]),
    ("tlog", &[]),
    ("sheets", &["domain"]),
    ("store", &["domain", "tlog"]),
    ("verify", &["domain", "tlog"]),
    ("app", &["domain", "tlog", "store", "sheets", "verify"]),
    ("ui", &["app", "domain"]),
    ("public", &["app", "domain", "ui"]),
    ("api", &["app", "domain", "ui"]),
    ("demo", &["app", "domain"]),
    ("testkit", &["domain"]),
];

/// Crates that compute and never act: no database, no network, no chance, no second thread of time.
const PURE: &[&str] = &["belenios", "domain", "tlog"];
const ACTING: &[&str] = &[
    "axum",
    "getrandom",
    "postgres",
    "rand",
    "reqwest",
    "rusqlite",
    "sqlx",
    "tokio",
    "ureq",
];

/// Checks one manifest below `crates/`. What only tests use is free.
pub fn check(file: &File) -> Vec<Fault> {
    let Some(name) = file
        .path
        .strip_prefix("crates/")
        .and_then(|p| p.strip_suffix("/Cargo.toml"))
    else {
        return Vec::new();
    };
    let allowed = MAY_USE
        .iter()
        .find(|(of, _)| *of == name)
        .map(|(_, allowed)| *allowed);
    if allowed.is_none() && name != "cli" {
        let text = format!("say in {} what the new crate may use", file!());
        return vec![Fault::new(&file.path, 0, text)];
    }
    let mut faults = Vec::new();
    for (line, dependency) in dependencies(file.text()) {
        let ours = dependency.strip_prefix("mingbai-");
        let wrong = match (ours, allowed) {
            (Some("testkit"), _) => Some("testkit is for tests: a dev-dependency".to_owned()),
            (Some(ours), Some(allowed)) if !allowed.contains(&ours) => {
                Some(format!("`{name}` may not use `{ours}`"))
            }
            (None, _) if PURE.contains(&name) && ACTING.contains(&dependency) => Some(format!(
                "`{name}` only computes: it may not use `{dependency}`"
            )),
            _ => None,
        };
        faults.extend(wrong.map(|text| Fault::new(&file.path, line, text)));
    }
    if !file.text().contains("[lints]\nworkspace = true") {
        faults.push(Fault::new(&file.path, 0, "take the lints of the workspace"));
    }
    faults
}

/// Names below `[dependencies]`, `[build-dependencies]` and their forms for one platform.
fn dependencies(manifest: &str) -> Vec<(usize, &str)> {
    let mut found = Vec::new();
    let mut inside = false;
    for (number, line) in manifest.lines().map(str::trim).enumerate() {
        if let Some(section) = line.strip_prefix('[') {
            let section = section.trim_end_matches(']');
            let last = section.rsplit('.').next().unwrap_or_default();
            inside = matches!(last, "dependencies" | "build-dependencies");
            // `[dependencies.name]` is a dependency of its own.
            if let Some((before, name)) = section.rsplit_once('.')
                && matches!(before, "dependencies" | "build-dependencies")
            {
                found.push((number + 1, name));
            }
        } else if inside && let Some(end) = line.find(['=', '.', ' ']) {
            found.push((number + 1, &line[..end]));
        }
    }
    found.retain(|(_, name)| !name.is_empty() && !name.starts_with('#'));
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tidy::file;

    fn faults(crate_name: &str, dependencies: &str) -> Vec<String> {
        let manifest = format!("{dependencies}\n[lints]\nworkspace = true\n");
        let found = check(&file(&format!("crates/{crate_name}/Cargo.toml"), &manifest));
        found.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn downwards_is_allowed() {
        let own = "[dependencies]\nserde.workspace = true\nmingbai-domain.workspace = true";
        assert!(faults("store", own).is_empty());
        assert!(faults("cli", "[dependencies]\nmingbai-public.workspace = true").is_empty());
    }

    #[test]
    fn upwards_and_sideways_are_not() {
        let found = faults("domain", "[dependencies]\nmingbai-store.workspace = true");
        assert_eq!(
            found,
            ["crates/domain/Cargo.toml:2: `domain` may not use `store`"]
        );
        assert_eq!(
            faults(
                "public",
                "[dependencies]\nmingbai-store = { path = \"..\" }"
            )
            .len(),
            1
        );
        assert_eq!(
            faults("public", "[dependencies.mingbai-store]\npath = \"..\"").len(),
            1
        );
        let unix = "[target.'cfg(unix)'.dependencies]\nmingbai-store.workspace = true";
        assert_eq!(faults("verify", unix).len(), 1);
    }

    #[test]
    fn tests_may_use_what_they_like() {
        assert!(
            faults(
                "public",
                "[dev-dependencies]\nmingbai-testkit.workspace = true"
            )
            .is_empty()
        );
        assert_eq!(
            faults("cli", "[dependencies]\nmingbai-testkit.workspace = true").len(),
            1
        );
    }

    #[test]
    fn what_computes_does_not_act() {
        assert_eq!(
            faults("domain", "[dependencies]\ngetrandom.workspace = true").len(),
            1
        );
        assert!(faults("app", "[dependencies]\ngetrandom.workspace = true").is_empty());
    }

    #[test]
    fn a_crate_that_nobody_placed_is_a_fault() {
        assert_eq!(faults("attic", "").len(), 1);
    }

    #[test]
    fn a_crate_without_our_lints_is_a_fault() {
        assert_eq!(
            check(&file("crates/tlog/Cargo.toml", "[dependencies]\n")).len(),
            1
        );
    }
}
