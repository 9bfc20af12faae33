//! Files as we like to read them: short, with a head, with nothing left to do, no heavy binaries.

use super::{Fault, File};

/// Lines outside tests. A file that is longer is usually two subjects.
const MOST_LINES: usize = 900;

/// Files that are one thing and long all the same, with the reason.
const LONG: &[(&str, &str)] = &[];

/// What a repository carries for ever.
const MOST_BINARY_BYTES: usize = 1_000_000;

/// Written in two parts, so that this file does not find itself.
const UNFINISHED: &[&str] = &[concat!("todo", "!("), concat!("unimplemented", "!(")];
const LEFT_BEHIND: &str = concat!("dbg", "!(");

/// Checks one file.
pub fn check(file: &File) -> Vec<Fault> {
    let mut faults = Vec::new();
    if file.text.is_none() && file.size > MOST_BINARY_BYTES {
        faults.push(Fault::new(
            &file.path,
            0,
            format!("a binary file of {} bytes", file.size),
        ));
    }
    if file.has_extension(&["rs", "js", "mjs", "css", "sql"]) {
        faults.extend(too_long(file));
    }
    if file.has_extension(&["rs"]) {
        faults.extend(headless(file));
        faults.extend(unfinished(file));
    }
    faults
}

fn too_long(file: &File) -> Option<Fault> {
    let exempt = LONG.iter().any(|(path, _)| *path == file.path);
    let lines = lines_outside_tests(file);
    if exempt || lines <= MOST_LINES {
        return None;
    }
    let text = format!("{lines} lines; split it by subject at {MOST_LINES}");
    Some(Fault::new(&file.path, 0, text))
}

/// Files of tests alone.
fn is_test(file: &File) -> bool {
    file.path
        .split('/')
        .any(|part| matches!(part, "tests" | "tests.rs" | "benches"))
}

/// By custom the tests are the last module of a file, or files of their own.
fn lines_outside_tests(file: &File) -> usize {
    if is_test(file) {
        return 0;
    }
    file.text()
        .lines()
        .take_while(|line| line.trim() != "#[cfg(test)]")
        .count()
}

/// Every module says first what it is. Tests say it by their names.
fn headless(file: &File) -> Option<Fault> {
    if is_test(file) {
        return None;
    }
    let first = file
        .text()
        .lines()
        .find(|line| !line.is_empty() && !line.starts_with("#!"));
    let has_head = first.is_some_and(|line| line.starts_with("//!"));
    (!has_head).then(|| Fault::new(&file.path, 1, "begin with `//!`: what the module is"))
}

fn unfinished(file: &File) -> Vec<Fault> {
    let mut faults = Vec::new();
    for (number, line) in file.text().lines().enumerate() {
        let code = line.split("//").next().unwrap_or_default();
        if UNFINISHED.iter().any(|word| code.contains(word)) {
            faults.push(Fault::new(&file.path, number + 1, "unfinished"));
        }
        if code.contains(LEFT_BEHIND) {
            faults.push(Fault::new(
                &file.path,
                number + 1,
                "left behind from a search for a fault",
            ));
        }
    }
    faults
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tidy::file;

    fn count(path: &str, text: &str) -> usize {
        check(&file(path, text)).len()
    }

    #[test]
    fn long_files_are_found_and_their_tests_do_not_count() {
        let long = format!("//! A module.\n{}", "fn a() {}\n".repeat(MOST_LINES));
        assert_eq!(count("a.rs", &long), 1);
        assert_eq!(count("crates/a/tests/a.rs", &long), 0);
        let tested = format!("//! A module.\n#[cfg(test)]\nmod tests {{\n{long}}}\n");
        assert_eq!(count("a.rs", &tested), 0);
    }

    #[test]
    fn a_module_says_what_it_is() {
        assert_eq!(count("a.rs", "fn a() {}\n"), 1);
        assert_eq!(count("a.rs", "//! A module.\n"), 0);
    }

    #[test]
    fn unfinished_work_is_found_and_talking_about_it_is_not() {
        assert_eq!(
            count("a.rs", concat!("//! A.\nfn a() { todo", "!() }\n")),
            1
        );
        assert_eq!(
            count("a.rs", concat!("//! A.\nfn a() { dbg", "!(1); }\n")),
            1
        );
        assert_eq!(count("a.rs", concat!("//! No todo", "!() here.\n")), 0);
    }

    #[test]
    fn only_large_binaries_are_found() {
        let binary = |size| File {
            path: "a.png".to_owned(),
            text: None,
            size,
        };
        assert_eq!(check(&binary(2_000_000)).len(), 1);
        assert_eq!(check(&binary(2_000)).len(), 0);
    }
}
