//! The repository speaks of the project alone: not of one machine's directories, nor of the tools
//! that somebody writes with.

use super::{Fault, File};

/// In lower case, in two parts each, so that this file does not find itself.
const WORDS: &[&str] = &[
    concat!("clau", "de"),
    concat!("anthro", "pic"),
    concat!("open", "ai"),
    concat!("chat", "gpt"),
    concat!("copi", "lot"),
    concat!("code", "x cli"),
];

/// Absolute directories of somebody's machine. They count only where a path begins.
const DIRECTORIES: &[&str] = &[
    concat!("/wo", "rk/"),
    concat!("/ro", "ot/"),
    concat!("/Us", "ers/"),
];

/// Checks one file.
pub fn check(file: &File) -> Vec<Fault> {
    let mut faults = Vec::new();
    for (number, line) in file.text().lines().enumerate() {
        let lower = line.to_lowercase();
        let word = WORDS.iter().find(|word| lower.contains(*word));
        let directory = DIRECTORIES
            .iter()
            .find(|directory| begins_path(line, directory));
        for found in word.into_iter().chain(directory) {
            faults.push(Fault::new(
                &file.path,
                number + 1,
                format!("`{found}` does not belong here"),
            ));
        }
    }
    faults
}

fn begins_path(line: &str, directory: &str) -> bool {
    line.match_indices(directory).any(|(at, _)| {
        let before = line[..at].chars().next_back();
        !before.is_some_and(|c| c.is_alphanumeric() || "/._-})".contains(c))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tidy::file;

    fn count(text: &str) -> usize {
        check(&file("a.md", text)).len()
    }

    #[test]
    fn a_directory_of_one_machine_is_found() {
        assert_eq!(count(concat!("see /wo", "rk/a.txt\n")), 1);
        assert_eq!(count(concat!("`/ro", "ot/.cache`\n")), 1);
    }

    #[test]
    fn the_same_name_further_down_a_path_is_not() {
        assert_eq!(
            count(concat!(
                "https://example.org/wo",
                "rk/a and src/ro",
                "ot/a\n"
            )),
            0
        );
    }

    #[test]
    fn words_are_found_in_any_case() {
        assert_eq!(count(concat!("Open", "AI\n")), 1);
        assert_eq!(count("opening an account\n"), 0);
    }
}
