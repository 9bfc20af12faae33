//! Links in Markdown files lead to files that exist.

use super::{Fault, File};

/// Checks one file; `exists` answers for paths from the repository's root.
pub fn check(file: &File, exists: &dyn Fn(&str) -> bool) -> Vec<Fault> {
    if !file.has_extension(&["md"]) {
        return Vec::new();
    }
    let mut faults = Vec::new();
    let mut in_code = false;
    for (number, line) in file.text().lines().enumerate() {
        if line.trim_start().starts_with("```") {
            in_code = !in_code;
        }
        if in_code {
            continue;
        }
        for target in targets(line) {
            let Some(path) = local_path(&file.path, target) else {
                continue;
            };
            if !exists(&path) {
                let text = format!("the link `{target}` leads nowhere");
                faults.push(Fault::new(&file.path, number + 1, text));
            }
        }
    }
    faults
}

/// What stands in brackets after `]`, outside of `code`.
fn targets(line: &str) -> Vec<&str> {
    let text = line.split('`').step_by(2);
    let links = text.flat_map(|part| part.split("](").skip(1));
    links
        .filter_map(|rest| rest.split_once(')'))
        .map(|(target, _)| target)
        .collect()
}

/// The path from the root, or `None` for other sites and for places on the same page.
fn local_path(from: &str, target: &str) -> Option<String> {
    let target = target.split([' ', '#']).next().unwrap_or_default();
    if target.is_empty() || target.contains("://") || target.starts_with("mailto:") {
        return None;
    }
    let mut parts: Vec<&str> = from.split('/').collect();
    parts.pop();
    if target.starts_with('/') {
        parts.clear();
    }
    for part in target.split('/') {
        match part {
            // Above the root is nowhere: the part that is left over cannot exist.
            ".." if parts.pop().is_none() => parts.push(".."),
            "" | "." | ".." => {}
            name => parts.push(name),
        }
    }
    Some(parts.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tidy::file;

    fn broken(path: &str, text: &str) -> usize {
        let there = ["README.md", "docs/a.md", "docs/b/c.md", ""];
        check(&file(path, text), &|path| there.contains(&path)).len()
    }

    #[test]
    fn links_are_followed_from_their_file() {
        assert_eq!(
            broken("README.md", "[a](docs/a.md) and [c](docs/b/c.md#part)\n"),
            0
        );
        assert_eq!(
            broken(
                "docs/b/c.md",
                "[a](../a.md), [home](../../README.md), [r](/README.md)\n"
            ),
            0
        );
        assert_eq!(
            broken("docs/b/c.md", "[a](a.md) [b](../../../README.md)\n"),
            2
        );
    }

    #[test]
    fn other_sites_and_code_are_left_alone() {
        let text = "[x](https://example.org/a) [y](#here) `[z](gone.md)`\n```\n[z](gone.md)\n```\n";
        assert_eq!(broken("README.md", text), 0);
    }
}
