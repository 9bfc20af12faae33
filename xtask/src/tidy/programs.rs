//! Every program and module that the repository calls is in the list of packages.
//!
//! The sources are searched, not a second list: Rust and JavaScript (`code`), Python, shell scripts,
//! the `scripts` of npm, Go imports, code blocks of documents, absolute places of the system in texts, and
//! every mention of `apt-get install`. What cannot be read (`Command::new(path)`, `$program`) is a
//! fault until a comment `runs: NAME, NAME` on the line or the one above says what is run:
//! `runs: itself` is something that this repository builds, `runs: anything` what somebody typed.
//!
//! It does not see what a program starts in turn (rustc the linker, npm its packages' scripts),
//! nor which extension a Rust source hands to cargo. `cargo xtask bare` sees all of it, by running it.

mod code;
mod imports;
mod python;
mod shell;

use std::collections::{BTreeMap, BTreeSet};

use super::{Fault, File};
use crate::packages::list::{self, Gift};

/// Something that is called at a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Call {
    line: usize,
    what: What,
}

/// What is called.
#[derive(Clone, Debug, PartialEq, Eq)]
enum What {
    Program(String),
    Python(String),
    Node(String),
    Go(String),
    /// A Debian package.
    Package(String),
    /// A place of the system: `/usr/share/...`.
    Place(String),
    /// A program that the text does not name.
    Unreadable,
    /// A code block of a document that nothing begins: it does not say what it is.
    Indented,
}

impl Call {
    fn program(line: usize, name: &str) -> Self {
        let what = What::Program(name.to_owned());
        Self { line, what }
    }
}

/// What comments say about calls that cannot be read.
#[derive(Default)]
struct Notes(BTreeMap<usize, Vec<String>>);

impl Notes {
    fn new(comments: &[(usize, String)]) -> Self {
        let notes = comments.iter().filter_map(|(line, text)| {
            let names = text.trim_start_matches(['/', '#', '!', ' ']);
            let names = names.strip_prefix("runs: ")?;
            let names = names.split(',').map(|name| name.trim().to_owned());
            Some((*line, names.collect()))
        });
        Self(notes.collect())
    }

    /// The programs that a comment here or one line above names, or a call without a name.
    fn or_unreadable(&self, line: usize) -> Vec<Call> {
        let above = line.saturating_sub(1);
        let Some(names) = self.0.get(&line).or_else(|| self.0.get(&above)) else {
            let what = What::Unreadable;
            return vec![Call { line, what }];
        };
        let others = names
            .iter()
            .filter(|name| *name != "itself" && *name != "anything");
        others.map(|name| Call::program(line, name)).collect()
    }
}

/// An absolute place of the system that a text names; a program of it counts as one.
fn place(text: &str, line: usize) -> Option<Call> {
    const PROGRAMS: &[&str] = &[
        "/usr/bin/",
        "/usr/sbin/",
        "/bin/",
        "/sbin/",
        "/usr/local/bin/",
    ];
    const PLACES: &[&str] = &["/usr/", "/opt/"];
    let is_path = !text.contains(|c: char| c.is_whitespace());
    if !is_path || PROGRAMS.contains(&text) || PLACES.contains(&text) {
        return None;
    }
    if let Some(program) = PROGRAMS.iter().find_map(|place| text.strip_prefix(place)) {
        return Some(Call::program(line, program));
    }
    PLACES
        .iter()
        .any(|place| text.starts_with(place))
        .then(|| Call {
            line,
            what: What::Place(text.to_owned()),
        })
}

/// Checks all files against the list, and the list against all files.
pub fn check(files: &[File]) -> Vec<Fault> {
    let calls = calls(files);
    let known = Known::new(files);
    let mut faults: Vec<Fault> = calls
        .iter()
        .filter_map(|(path, call)| Some(Fault::new(path, call.line, known.missing(path, call)?)))
        .collect();
    faults.sort_by(|a, b| (&a.path, a.line, &a.text).cmp(&(&b.path, b.line, &b.text)));
    faults.dedup();
    faults
}

/// Entries of the list that nothing calls any more. Only the whole repository can tell.
pub fn unused(files: &[File]) -> Vec<Fault> {
    let called: BTreeSet<(&str, &str)> = BTreeSet::new();
    let calls = calls(files);
    let mut called = called;
    for (path, call) in &calls {
        if let What::Program(name) | What::Python(name) = &call.what {
            called.insert((path, name.rsplit('/').next().unwrap_or(name)));
        }
    }
    let is_called = |name: &str| called.iter().any(|(_, each)| *each == name);
    let mut faults = Vec::new();
    let mut fault = |text: String| faults.push(Fault::new(list::PLACE, 0, text));
    let base = list::BASE.iter().flat_map(|(_, programs)| *programs);
    for program in base.filter(|program| !is_called(program)) {
        fault(format!("nothing calls `{program}` any more: take it off"));
    }
    for extra in list::BY_HAND {
        for path in extra.callers {
            let uses = extra.gives.iter().any(|gift| match gift {
                Gift::Program(name) | Gift::Python(name) => called.contains(&(*path, *name)),
                Gift::Go(_) | Gift::Place(_) => false,
            });
            if !uses {
                fault(format!(
                    "{path} does not use {}: take it off",
                    extra.install
                ));
            }
        }
    }
    faults
}

/// Everything that is called, with the path of the file.
fn calls(files: &[File]) -> Vec<(String, Call)> {
    let mut found = code::calls(files);
    for file in files {
        let mut calls = python::calls(file);
        calls.extend(script(file));
        calls.extend(document(file));
        calls.extend(go(file));
        calls.extend(packages(file));
        found.extend(calls.into_iter().map(|call| (file.path.clone(), call)));
    }
    found
}

fn script(file: &File) -> Vec<Call> {
    let first = file.text().lines().next().unwrap_or_default();
    if file.has_extension(&["sh"]) || (first.starts_with("#!") && first.ends_with("sh")) {
        let mut calls = shell::calls(file.text(), 1);
        if first.starts_with("#!") {
            let interpreter = first.rsplit([' ', '/']).next().unwrap_or_default();
            calls.push(Call::program(1, interpreter));
        }
        calls
    } else if file.path.ends_with("package.json") {
        shell::npm_scripts(file.text())
    } else {
        Vec::new()
    }
}

/// Code blocks of a document: shell, unless the block says that it is something else.
fn document(file: &File) -> Vec<Call> {
    if !file.has_extension(&["md"]) {
        return Vec::new();
    }
    let mut found = Vec::new();
    let mut block: Option<(usize, bool, String)> = None;
    // A paragraph of a list is indented too, and no code.
    let (mut in_list, mut after_blank) = (false, false);
    for (number, line) in file.text().lines().enumerate() {
        let fence = line.trim_start().strip_prefix("```");
        match (fence, &mut block) {
            (Some(_), Some((begin, is_shell, text))) => {
                if *is_shell {
                    found.extend(shell::calls(text, *begin));
                }
                block = None;
            }
            (Some(name), None) => {
                let language = name.split(' ').next().unwrap_or_default();
                let is_shell = matches!(language, "" | "sh" | "bash");
                block = Some((number + 2, is_shell, String::new()));
            }
            (None, Some((.., text))) => {
                text.push_str(line);
                text.push('\n');
            }
            (None, None) => {
                if line.starts_with("    ") && after_blank && !in_list {
                    found.push(Call {
                        line: number + 1,
                        what: What::Indented,
                    });
                }
                let first = line.chars().next().unwrap_or(' ');
                let begins_item = "-*+".contains(first) || first.is_ascii_digit();
                in_list = begins_item || (in_list && first == ' ');
                after_blank = line.trim().is_empty();
            }
        }
    }
    found
}

/// Go's own packages have no dot in their first part.
fn go(file: &File) -> Vec<Call> {
    if !file.has_extension(&["go"]) {
        return Vec::new();
    }
    let mut found = Vec::new();
    for (number, line) in file.text().lines().enumerate() {
        let line = line.trim().trim_start_matches("import ");
        let path = line
            .strip_prefix('"')
            .and_then(|rest| rest.strip_suffix('"'));
        let path = path.filter(|path| path.split('/').next().is_some_and(|p| p.contains('.')));
        found.extend(path.map(|path| Call {
            line: number + 1,
            what: What::Go(path.to_owned()),
        }));
    }
    found
}

/// What any text tells somebody to install.
fn packages(file: &File) -> Vec<Call> {
    const INSTALL: &str = concat!("apt-get ", "install ");
    let mut found = Vec::new();
    for (number, line) in file.text().lines().enumerate() {
        for (at, _) in line.match_indices(INSTALL) {
            for word in line[at + INSTALL.len()..].split(' ') {
                let is_option = word.starts_with('-');
                let name: String = word.chars().take_while(|c| is_of_package(*c)).collect();
                if !is_option && name.is_empty() {
                    break;
                }
                let ends = name.len() < word.len();
                if !is_option {
                    found.push(Call {
                        line: number + 1,
                        what: What::Package(name),
                    });
                }
                if ends && !is_option {
                    break;
                }
            }
        }
    }
    found
}

fn is_of_package(c: char) -> bool {
    c.is_ascii_lowercase() || c.is_ascii_digit() || "+.-".contains(c)
}

/// What the list and the repository themselves provide.
struct Known<'a> {
    files: &'a [File],
}

impl<'a> Known<'a> {
    fn new(files: &'a [File]) -> Self {
        Self { files }
    }

    /// What is wrong with a call, or nothing.
    fn missing(&self, path: &str, call: &Call) -> Option<String> {
        let gift = |is: &dyn Fn(&Gift) -> bool| is_given(path, is);
        let (kind, name, is_known) = match &call.what {
            What::Program(name) => return self.program(path, name),
            What::Python(name) => {
                let known = list::PYTHON.contains(&name.as_str())
                    || self.is_sibling(path, &format!("{name}.py"))
                    || self.is_required(path, name)
                    || gift(&|gift| matches!(gift, Gift::Python(given) if given == name));
                ("the Python module", name, known)
            }
            What::Node(name) => ("the Node module", name, self.is_locked(path, name)),
            What::Go(name) => {
                let known = gift(&|g| matches!(g, Gift::Go(given) if is_below(name, given)));
                ("the Go package", name, known)
            }
            What::Place(name) => {
                let known = gift(&|g| matches!(g, Gift::Place(given) if is_below(name, given)));
                ("the place", name, known)
            }
            What::Package(name) => ("the package", name, list::names_package(name)),
            What::Indented => {
                return Some("put code between lines of ```, which can say what it is".to_owned());
            }
            What::Unreadable => {
                let text = "say in a comment what this starts: `runs: NAME`, or `runs: itself`";
                return Some(text.to_owned());
            }
        };
        (!is_known).then(|| format!("{kind} `{name}` is not in {}", list::PLACE))
    }

    fn program(&self, path: &str, name: &str) -> Option<String> {
        // A path is a script of ours, something built here, or a place of the system.
        if name.contains('/') && !name.starts_with('/') {
            let made = name.starts_with("target/") || name.starts_with('~');
            let there = made || self.files.iter().any(|file| file.path == name);
            return (!there).then(|| format!("there is no `{name}` here"));
        }
        let short = name.rsplit('/').next().unwrap_or(name);
        let is_known = list::is_everywhere(short)
            || is_given(
                path,
                &|gift| matches!(gift, Gift::Program(given) if *given == short),
            );
        let hint = if is_document(path) {
            ", or the block is no shell: say what it is, like ```text"
        } else {
            ""
        };
        (!is_known).then(|| format!("the program `{short}` is not in {}{hint}", list::PLACE))
    }

    fn is_sibling(&self, path: &str, name: &str) -> bool {
        let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
        let sibling = format!("{folder}/{name}");
        self.files.iter().any(|file| file.path == sibling)
    }

    /// `requirements.txt` beside the script, or of any folder when it is one line of a shell script.
    fn is_required(&self, path: &str, name: &str) -> bool {
        let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
        let lists = self.files.iter().filter(|file| {
            file.path.ends_with("/requirements.txt") && file.path.starts_with(&format!("{folder}/"))
        });
        let mut lines = lists.flat_map(|file| file.text().lines());
        lines.any(|line| {
            let package = line.split("==").next().unwrap_or_default();
            package.replace('-', "_") == name
        })
    }

    /// The lock file of the folder or of the next one above that has one.
    fn is_locked(&self, path: &str, name: &str) -> bool {
        let entry = format!("\"node_modules/{name}\": {{");
        let mut folder = path;
        while let Some((above, _)) = folder.rsplit_once('/') {
            folder = above;
            let lock = format!("{folder}/package-lock.json");
            if let Some(lock) = self.files.iter().find(|file| file.path == lock) {
                return lock.text().contains(&entry);
            }
        }
        false
    }
}

/// Whether a package gives it, or one that only this file calls, by hand.
fn is_given(path: &str, is: &dyn Fn(&Gift) -> bool) -> bool {
    let installed = list::NEEDS.iter().flat_map(|need| need.gives);
    let by_hand = list::BY_HAND.iter();
    let by_hand = by_hand.filter(|extra| extra.callers.contains(&path));
    installed
        .chain(by_hand.flat_map(|extra| extra.gives))
        .any(is)
}

fn is_document(path: &str) -> bool {
    path.rsplit_once('.').is_some_and(|(_, end)| end == "md")
}

fn is_below(name: &str, given: &str) -> bool {
    name.strip_prefix(given)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tidy::file;

    fn faults(files: &[(&str, &str)]) -> Vec<String> {
        let files: Vec<File> = files.iter().map(|(path, text)| file(path, text)).collect();
        check(&files).iter().map(ToString::to_string).collect()
    }

    /// One file whose only fault is a missing `name` in `line`.
    fn is_missing(path: &str, text: &str, line: usize, name: &str) {
        let found = faults(&[(path, text)]);
        let (begin, quoted) = (format!("{path}:{line}: "), format!("`{name}` is not in"));
        assert!(
            found.len() == 1 && found[0].starts_with(&begin) && found[0].contains(&quoted),
            "{found:?}"
        );
    }

    fn is_fine(path: &str, text: &str) {
        assert_eq!(faults(&[(path, text)]), [""; 0], "{text}");
    }

    #[test]
    fn a_program_that_a_rust_test_starts() {
        is_fine(
            "crates/a/tests/a.rs",
            "fn a() { Command::new(\"hledger\"); }",
        );
        is_missing(
            "crates/a/tests/a.rs",
            "fn a() {\n    std::process::Command::new(\"xyzzy\").arg(\"x\");\n}",
            2,
            "xyzzy",
        );
        is_fine(
            "crates/a/tests/a.rs",
            "// Command::new(\"xyzzy\")\nfn a() { f(\"Command::new\"); }",
        );
    }

    #[test]
    fn a_program_that_reaches_a_command_through_functions() {
        let text = "fn tool(dir: &Path, program: &str) -> String { Command::new(program); }\n\
                    fn again(name: &str) { tool(&x, name); }\n\
                    fn a() { tool(&x, \"ledger\"); other(\"no program\"); }\n\
                    fn b() { again(\"xyzzy\"); }";
        is_missing("crates/a/tests/a.rs", text, 4, "xyzzy");
    }

    #[test]
    fn a_public_function_is_followed_through_its_crate_and_a_private_one_is_not() {
        let public = "pub fn command(program: &str) { Command::new(program); }";
        let caller = "fn a() { shell::command(\"xyzzy\"); }";
        let found = faults(&[("xtask/src/shell.rs", public), ("xtask/src/a.rs", caller)]);
        assert!(
            found.len() == 1 && found[0].starts_with("xtask/src/a.rs:1: "),
            "{found:?}"
        );
        let private = public.trim_start_matches("pub ");
        assert_eq!(
            faults(&[("xtask/src/b.rs", private), ("xtask/src/a.rs", caller)]),
            [""; 0]
        );
    }

    #[test]
    fn a_program_without_a_name_must_be_named_by_a_comment() {
        let found = faults(&[("xtask/src/a.rs", "fn a() {\n Command::new(&path);\n}")]);
        assert!(found.len() == 1 && found[0].contains("xtask/src/a.rs:2: say in a comment"));
        is_fine(
            "xtask/src/a.rs",
            "fn a() {\n // runs: git, sh\n Command::new(&path);\n}",
        );
        is_missing(
            "xtask/src/a.rs",
            "fn a() {\n // runs: xyzzy\n Command::new(&path);\n}",
            3,
            "xyzzy",
        );
        is_fine(
            "crates/a/tests/a.rs",
            "fn a() { Command::new(env!(\"CARGO_BIN_EXE_mingbai\")); }",
        );
    }

    #[test]
    fn scripts_inside_rust() {
        is_missing(
            "xtask/src/a.rs",
            "const KEEPER: &str = r#\"read -r _\nxyzzy stop\"#;\nfn a() { let mut k = Command::new(\"sh\");\n k.args([\"-c\", KEEPER]); }",
            2,
            "xyzzy",
        );
        is_missing(
            "xtask/src/a.rs",
            "fn a() { Command::new(\"python3\").args([\"-c\", \"import xyzzy\"]); }",
            1,
            "xyzzy",
        );
        is_missing(
            "xtask/src/a.rs",
            "fn a(mut c: Command) { c.args([\"-x\", \"bash\", \"-c\", \"git x; xyzzy\"]); }",
            1,
            "xyzzy",
        );
        let runner = "fn a() { Command::new(\"env\").args(&others); }";
        assert_eq!(faults(&[("xtask/src/a.rs", runner)]).len(), 1);
        let noted = format!("// runs: git\n{runner}");
        assert_eq!(faults(&[("xtask/src/a.rs", &noted)]), [""; 0]);
        let hidden = "fn a() { Command::new(\"sh\").arg(\"-euc\").arg(recipe); }";
        assert_eq!(faults(&[("xtask/src/a.rs", hidden)]).len(), 1);
    }

    #[test]
    fn a_module_that_python_imports() {
        is_fine(
            "a/b.py",
            "import json, struct\nfrom pathlib import Path\nimport jsonschema\n",
        );
        is_missing("a/b.py", "import json\nfrom xyzzy.a import b\n", 2, "xyzzy");
        is_missing(
            "a/b.py",
            "def f():\n    import json; import xyzzy as x\n",
            2,
            "xyzzy",
        );
        is_fine(
            "a/b.py",
            "\"\"\"\nimport xyzzy\n\"\"\"\n# import xyzzy\nfrom . import c\n",
        );
        assert_eq!(faults(&[("a/b.py", "import c"), ("a/c.py", "")]), [""; 0]);
        let required = ("i/p/requirements.txt", "xyzzy-a==1.0\n");
        assert_eq!(faults(&[("i/p/b.py", "import xyzzy_a"), required]), [""; 0]);
        assert_eq!(faults(&[("i/q/b.py", "import xyzzy_a"), required]).len(), 1);
    }

    #[test]
    fn a_program_that_python_starts() {
        is_fine(
            "a/b.py",
            "import subprocess\nsubprocess.run([\"git\", x])\n",
        );
        is_missing(
            "a/b.py",
            "import subprocess\nsubprocess.run([\"xyzzy\", x])\n",
            2,
            "xyzzy",
        );
        is_missing(
            "a/b.py",
            "subprocess.run(\"mv a b && xyzzy\", shell=True)\n",
            1,
            "xyzzy",
        );
        assert_eq!(faults(&[("a/b.py", "subprocess.run(command)\n")]).len(), 1);
        assert_eq!(
            faults(&[("a/b.py", "from subprocess import run\n")]).len(),
            1
        );
    }

    #[test]
    fn a_module_that_javascript_imports() {
        let lock = ("e2e/package-lock.json", "  \"node_modules/@a/b\": {\n");
        let text =
            "import { x } from \"@a/b/c\";\nimport \"./d.mjs\";\nimport fs from \"node:fs\";\n";
        assert_eq!(faults(&[("e2e/a.mjs", text), lock]), [""; 0]);
        let text = "// import \"xyzzy\"\nconst x = await import(\"xyzzy\");\n";
        let found = faults(&[("e2e/a.mjs", text), lock]);
        assert!(found.len() == 1 && found[0].starts_with("e2e/a.mjs:2: the Node module `xyzzy`"));
        is_missing("clients/a/b.js", "import x from \"@a/b\";", 1, "@a/b");
        is_missing("clients/a/b.cjs", "const x = require('xyzzy');", 1, "xyzzy");
    }

    #[test]
    fn a_program_that_javascript_starts() {
        let import = "import { execFileSync } from \"node:child_process\";\n";
        is_fine(
            "e2e/a.mjs",
            &format!("{import}execFileSync(process.execPath, []); /x/.exec(\"xyzzy\");"),
        );
        is_missing(
            "e2e/a.mjs",
            &format!("{import}execFileSync(\"xyzzy\", []);"),
            2,
            "xyzzy",
        );
        let method = "class T { start(program, args) { return execFileSync(program, args); }\n\
                      run(args) { return this.start(\"xyzzy\", args); } }";
        is_missing("e2e/a.mjs", &format!("{import}{method}"), 3, "xyzzy");
        let shell =
            "import { execSync } from \"node:child_process\";\nexecSync(\"git x | xyzzy\");";
        is_missing("e2e/a.mjs", shell, 2, "xyzzy");
    }

    #[test]
    fn programs_of_scripts_and_documents() {
        is_missing(
            ".ci/run",
            "#!/usr/bin/env bash\nset -e\nxyzzy x\n",
            3,
            "xyzzy",
        );
        is_missing("a/b.sh", "git x\ngit \"$(xyzzy)\"\n", 2, "xyzzy");
        is_missing("docs/a.md", "text\n\n```\ngit x | xyzzy\n```\n", 4, "xyzzy");
        is_missing("docs/a.md", "```sh lists\nxyzzy\n```\n", 2, "xyzzy");
        is_fine(
            "docs/a.md",
            "xyzzy\n```text\nxyzzy\n```\n`xyzzy`\n```json\nxyzzy\n```\n",
        );
    }

    #[test]
    fn code_that_is_only_indented_cannot_say_what_it_is() {
        let found = faults(&[("docs/a.md", "text\n\n    xyzzy\n")]);
        assert!(found.len() == 1 && found[0].starts_with("docs/a.md:3: put code between"));
        is_fine("docs/a.md", "- item\n\n    of the item\n");
    }

    #[test]
    fn packages_that_a_text_names_places_and_go() {
        let install = concat!("apt-get ", "install -y");
        is_fine("a.md", &format!("`{install} gcc libc6-dev`, xyzzy"));
        is_missing(
            "a.md",
            &format!("`{install} gcc xyzzy-dev`"),
            1,
            "xyzzy-dev",
        );
        let place = concat!("/us", "r/share/xyzzy/a");
        is_missing(
            "crates/a/src/a.rs",
            &format!("fn a() {{ f(\"{place}\"); }}"),
            1,
            place,
        );
        is_missing("e2e/a.mjs", "const a = [\"/usr/bin/xyzzy\"];", 1, "xyzzy");
        is_fine(
            "a/a.go",
            "import (\n\t\"crypto/sha256\"\n\t\"golang.org/x/mod/sumdb/note\"\n)\n",
        );
        is_missing(
            "a/a.go",
            "import \"example.org/xyzzy\"\n",
            1,
            "example.org/xyzzy",
        );
    }

    #[test]
    fn what_is_installed_by_hand_is_for_its_callers_alone() {
        let extra = &list::BY_HAND[0];
        let Some(Gift::Program(program)) = extra.gives.first() else {
            panic!("the first one gives a program");
        };
        let text = format!("import subprocess\nsubprocess.run([\"{program}\"])\n");
        is_fine(extra.callers[0], &text);
        is_missing("a/b.py", &text, 2, program);
    }

    #[test]
    fn an_entry_that_nothing_uses_is_a_fault() {
        let all = unused(&[]);
        let of = |name: &str| all.iter().any(|fault| fault.text.contains(name));
        assert!(of("`tar`") && of(list::BY_HAND[0].callers[0]));
        let used = unused(&[file("a.sh", "tar x\n")]);
        assert!(!used.iter().any(|fault| fault.text.contains("`tar`")));
    }
}
