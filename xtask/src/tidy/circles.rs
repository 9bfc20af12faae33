//! No circles of imports between the files of one crate.
//!
//! A file uses another when its code, outside tests, names something of it by a path that begins
//! with `crate`, `super`, `self` or one of its own modules. A name that a file passes on by
//! `pub use` counts for the file that it comes from. Not counted is what cannot be otherwise:
//!
//! - `mod name;` and `pub use name::...` of a file's own modules;
//! - what a part uses of its own head (`a/b.rs` of `a.rs`): both are one subject. The root of a
//!   crate is no such head: whoever uses it is used by everything else too.
//!
//! Files that reach each other in both directions are a circle: neither can be understood, tested or
//! moved without the other. It is cut by giving what both need a file of its own.

use std::collections::{BTreeMap, BTreeSet};

use super::tokens::{self, Kind, Language, Token, closing};
use super::{Fault, File};

/// Circles that are known, each with its reason. Each file must still be in its circle, or it comes
/// off this list; nothing is added.
const KNOWN: &[&[&str]] = &[
    // `Group` is generic over its secrets and a secret over its group, whose order it is below: the
    // two are one definition, too long for one file.
    &[
        "crates/belenios/src/group.rs",
        "crates/belenios/src/scalar.rs",
    ],
];

/// A file as a module of its crate.
struct Module {
    path: String,
    /// The crate's directory.
    crate_path: String,
    /// From the root; the root itself has none.
    name: Vec<String>,
    tokens: Vec<Token>,
    /// Names that it passes on, with the path that each comes from.
    exports: BTreeMap<String, Vec<String>>,
}

/// From file to file, each with the first line that says so.
type Graph = BTreeMap<usize, BTreeMap<usize, usize>>;

/// Checks all files against each other and against the list of known circles.
pub fn check(files: &[File]) -> Vec<Fault> {
    compare(files, KNOWN)
}

fn compare(files: &[File], known: &[&[&str]]) -> Vec<Fault> {
    let modules: Vec<Module> = files.iter().filter_map(Module::read).collect();
    let graph = graph(&modules);
    let circles = circles(&graph);
    let mut faults = Vec::new();
    for circle in &circles {
        let paths: Vec<&str> = circle.iter().map(|at| modules[*at].path.as_str()).collect();
        let is_known = |group: &&[&str]| paths.iter().all(|path| group.contains(path));
        if !known.iter().any(is_known) {
            faults.extend(tell(&modules, &graph, circle));
        }
    }
    let inside = |path: &str| {
        let mut all = circles.iter().flatten();
        all.any(|at| modules[*at].path == path)
    };
    for path in known.iter().copied().flatten().filter(|path| !inside(path)) {
        let text = format!("{path} is in no circle any more: take it off the list of known ones");
        faults.push(Fault::new(file!(), 0, text));
    }
    faults
}

/// One fault for each step of a circle.
fn tell(modules: &[Module], graph: &Graph, circle: &BTreeSet<usize>) -> Vec<Fault> {
    let short = |at: usize| {
        let start = modules[at].crate_path.len() + "/src/".len();
        modules[at].path.get(start..).unwrap_or(&modules[at].path)
    };
    let mut faults = Vec::new();
    for from in circle {
        for (to, line) in &graph[from] {
            if circle.contains(to) {
                let text = format!("uses {}, which leads back here", short(*to));
                faults.push(Fault::new(&modules[*from].path, *line, text));
            }
        }
    }
    faults
}

impl Module {
    fn read(file: &File) -> Option<Self> {
        let (crate_path, inner) = file.path.split_once("/src/")?;
        let inner = inner.strip_suffix(".rs")?;
        let mut name: Vec<String> = inner.split('/').map(str::to_owned).collect();
        let is_test = name.iter().any(|part| part == "tests");
        if is_test || name.first().is_some_and(|part| part == "bin") {
            return None;
        }
        if matches!(inner, "lib" | "main") || name.last().is_some_and(|last| last == "mod") {
            name.pop();
        }
        let tokens = outside_tests(&tokens::read(file.text(), Language::Rust).tokens);
        let mut module = Self {
            path: file.path.clone(),
            crate_path: crate_path.to_owned(),
            name,
            tokens,
            exports: BTreeMap::new(),
        };
        module.exports = module
            .paths()
            .into_iter()
            .filter(|found| found.is_export)
            .filter_map(|found| Some((found.parts.last()?.clone(), found.parts)))
            .collect();
        Some(module)
    }

    /// Every path of this crate that the code names, from the root, with its line.
    fn paths(&self) -> Vec<Path> {
        let own = self.declared();
        let mut found = Vec::new();
        let (mut at, mut statement) = (0, None);
        while at < self.tokens.len() {
            let token = &self.tokens[at];
            if token.is_word("use") {
                statement = Some(self.is_public(at));
            } else if token.is_mark(';') {
                statement = None;
            }
            let begins = self.begins_path(at, &own, statement.is_some());
            if let Some(start) = begins {
                let mut trees = Vec::new();
                tree(&self.tokens, at, &[], &mut trees);
                let is_export = statement == Some(true);
                for (parts, line) in trees {
                    found.extend(self.absolute(&start, parts, line, is_export));
                }
                at = behind_path(&self.tokens, at);
            } else {
                at += 1;
            }
        }
        found
    }

    /// The first word of a path of this crate.
    fn begins_path(&self, at: usize, own: &BTreeSet<String>, in_use: bool) -> Option<String> {
        let token = &self.tokens[at];
        let goes_on = is_colons(&self.tokens, at + 1);
        let is_inner =
            at >= 1 && (self.tokens[at - 1].is_mark(':') || self.tokens[at - 1].is_mark('.'));
        let is_ours =
            matches!(token.text.as_str(), "crate" | "super" | "self") || own.contains(&token.text);
        // In `use {self::a, b::c}` or `use a;` the name alone is enough.
        let counts = goes_on || (in_use && own.contains(&token.text));
        (token.kind == Kind::Word && is_ours && counts && !is_inner).then(|| token.text.clone())
    }

    /// `pub use`, `pub(crate) use`.
    fn is_public(&self, at: usize) -> bool {
        let before = &self.tokens[at.saturating_sub(4)..at];
        let of_this = before
            .iter()
            .rev()
            .take_while(|t| !t.is_mark(';') && !t.is_mark('}'));
        of_this.into_iter().any(|token| token.is_word("pub"))
    }

    /// Modules that it declares with files of their own.
    fn declared(&self) -> BTreeSet<String> {
        let windows = self.tokens.windows(3);
        windows
            .filter(|w| w[0].is_word("mod") && w[1].kind == Kind::Word && w[2].is_mark(';'))
            .map(|w| w[1].text.clone())
            .collect()
    }

    /// The path from the crate's root.
    fn absolute(
        &self,
        start: &str,
        parts: Vec<String>,
        line: usize,
        is_export: bool,
    ) -> Option<Path> {
        let mut parts = parts.into_iter().peekable();
        let mut from = self.name.clone();
        if start == "crate" {
            from.clear();
            parts.next();
        } else if start == "self" {
            parts.next();
        }
        while parts.next_if(|part| part == "super").is_some() {
            from.pop()?;
        }
        from.extend(parts.filter(|part| part != "self"));
        Some(Path {
            parts: from,
            line,
            is_export,
        })
    }
}

/// A path from the root, where it stands, and whether it is passed on.
struct Path {
    parts: Vec<String>,
    line: usize,
    is_export: bool,
}

/// Leaves of `a::{b, c::d}` with their lines.
fn tree(tokens: &[Token], mut at: usize, prefix: &[String], found: &mut Vec<(Vec<String>, usize)>) {
    let mut parts = prefix.to_vec();
    let line = tokens.get(at).map_or(0, |token| token.line);
    while let Some(token) = tokens.get(at).filter(|token| token.kind == Kind::Word) {
        parts.push(token.text.clone());
        at += 1;
        if !is_colons(tokens, at) {
            break;
        }
        at += 2;
    }
    if !tokens.get(at).is_some_and(|token| token.is_mark('{'))
        || !is_colons(tokens, at.saturating_sub(2))
    {
        found.push((parts, line));
        return;
    }
    for piece in tokens::arguments(tokens, at) {
        tree(piece, 0, &parts, found);
    }
}

/// Behind the whole path, its braces included.
fn behind_path(tokens: &[Token], mut at: usize) -> usize {
    while tokens.get(at).is_some_and(|token| token.kind == Kind::Word) {
        at += 1;
        if !is_colons(tokens, at) {
            return at;
        }
        at += 2;
    }
    if tokens.get(at).is_some_and(|token| token.is_mark('{')) {
        return closing(tokens, at);
    }
    at
}

fn is_colons(tokens: &[Token], at: usize) -> bool {
    let is_colon = |at: usize| tokens.get(at).is_some_and(|token| token.is_mark(':'));
    is_colon(at) && is_colon(at + 1)
}

/// Without what stands behind `#[cfg(test)]`.
fn outside_tests(tokens: &[Token]) -> Vec<Token> {
    const ATTRIBUTE: &[&str] = &["#", "[", "cfg", "(", "test", ")", "]"];
    let mut kept = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        let here = tokens[at..].iter().map(|token| token.text.as_str());
        if here.take(ATTRIBUTE.len()).eq(ATTRIBUTE.iter().copied()) {
            let from = at + ATTRIBUTE.len();
            let end = (from..tokens.len())
                .find(|at| tokens[*at].is_mark(';') || tokens[*at].is_mark('{'));
            at = end.map_or(tokens.len(), |end| closing(tokens, end));
        } else {
            kept.push(tokens[at].clone());
            at += 1;
        }
    }
    kept
}

fn graph(modules: &[Module]) -> Graph {
    let mut places = BTreeMap::new();
    for (at, module) in modules.iter().enumerate() {
        places.insert((module.crate_path.as_str(), module.name.as_slice()), at);
    }
    let mut graph = Graph::new();
    for (from, module) in modules.iter().enumerate() {
        let edges = graph.entry(from).or_default();
        for path in module.paths() {
            let own = path.is_export && path.parts.starts_with(&module.name);
            let to = target(modules, &places, &module.crate_path, &path.parts);
            let Some(to) = to.filter(|to| *to != from && !own) else {
                continue;
            };
            let head = &modules[to].name;
            let is_own_head = !head.is_empty() && module.name.starts_with(head);
            if !is_own_head {
                edges.entry(to).or_insert(path.line);
            }
        }
    }
    graph
}

type Places<'a> = BTreeMap<(&'a str, &'a [String]), usize>;

/// The file that a path leads to: as far as its parts are modules, then through what is passed on.
fn target(
    modules: &[Module],
    places: &Places,
    crate_path: &str,
    parts: &[String],
) -> Option<usize> {
    // Names that are passed on in a ring lead nowhere.
    const MOST_STEPS: usize = 8;
    let mut parts = parts.to_vec();
    for _ in 0..MOST_STEPS {
        let (length, at) = (0..=parts.len())
            .rev()
            .find_map(|length| Some((length, *places.get(&(crate_path, &parts[..length]))?)))?;
        let export = parts
            .get(length)
            .and_then(|name| modules[at].exports.get(name));
        match export {
            Some(source) if *source != parts => parts.clone_from(source),
            _ => return Some(at),
        }
    }
    None
}

/// Sets of files that reach each other.
fn circles(graph: &Graph) -> Vec<BTreeSet<usize>> {
    let reached: BTreeMap<usize, BTreeSet<usize>> = graph
        .keys()
        .map(|from| (*from, reach(graph, *from)))
        .collect();
    let mut found: Vec<BTreeSet<usize>> = Vec::new();
    for (from, to) in &reached {
        if to.contains(from) && !found.iter().any(|circle| circle.contains(from)) {
            let back = to.iter().filter(|each| reached[each].contains(from));
            found.push(back.copied().collect());
        }
    }
    found
}

/// Every file that one leads to, itself only when a way leads back.
fn reach(graph: &Graph, from: usize) -> BTreeSet<usize> {
    let mut reached = BTreeSet::new();
    let mut open = vec![from];
    while let Some(at) = open.pop() {
        for next in graph[&at].keys() {
            if reached.insert(*next) {
                open.push(*next);
            }
        }
    }
    reached
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tidy::file;

    fn faults(files: &[(&str, &str)], known: &[&[&str]]) -> Vec<String> {
        let files: Vec<File> = files
            .iter()
            .map(|(path, text)| file(&format!("crates/x/src/{path}"), text))
            .collect();
        let found = compare(&files, known);
        found.iter().map(ToString::to_string).collect()
    }

    fn is_circle(files: &[(&str, &str)]) -> bool {
        !faults(files, &[]).is_empty()
    }

    #[test]
    fn a_circle_is_told_with_files_and_lines() {
        let files = [
            ("a.rs", "//! A.\nuse crate::b::B;\n"),
            ("b.rs", "//! B.\nfn b() {\n    crate::c::d();\n}\n"),
            ("c.rs", "use super::a::A;\n"),
            ("d.rs", "use crate::a::A;\n"),
        ];
        assert_eq!(
            faults(&files, &[]),
            [
                "crates/x/src/a.rs:2: uses b.rs, which leads back here",
                "crates/x/src/b.rs:3: uses c.rs, which leads back here",
                "crates/x/src/c.rs:1: uses a.rs, which leads back here",
            ]
        );
    }

    #[test]
    fn one_direction_is_fine() {
        let down = [
            ("a.rs", "use crate::{b::{B, C}, c};"),
            ("b.rs", "use crate::c::D;"),
            ("c.rs", ""),
        ];
        assert!(!is_circle(&down));
    }

    #[test]
    fn groups_nested_and_mixed_are_read() {
        let a = ("a.rs", "use crate::{c, d::{self, b::{E, F as G}}};\n");
        assert!(is_circle(&[a, ("d.rs", ""), ("d/b.rs", "use crate::a;")]));
        assert!(is_circle(&[a, ("c.rs", "use super::a::x;")]));
        assert!(!is_circle(&[a, ("f.rs", "use super::a::x;")]));
    }

    #[test]
    fn tests_comments_and_texts_do_not_count() {
        let b = ("b.rs", "use crate::a::A;");
        for text in [
            "#[cfg(test)]\nmod tests {\n    use crate::b::B;\n}\n",
            "#[cfg(test)]\nuse crate::b::B;\n",
            "/// [`crate::b::B`]\nfn a() { f(\"crate::b::B\"); }\n",
        ] {
            assert!(!is_circle(&[("a.rs", text), b]), "{text}");
        }
        assert!(is_circle(&[
            ("a.rs", "#[cfg(test)]\nmod tests {}\nuse crate::b::B;\n"),
            b
        ]));
        assert!(!is_circle(&[
            ("a/tests.rs", "use crate::b::B;"),
            ("b.rs", "use crate::a::tests;")
        ]));
    }

    #[test]
    fn a_head_and_its_parts_are_one_subject_and_a_way_round_them_is_a_circle() {
        let head = ("a.rs", "mod b;\nuse b::B;\n");
        assert!(!is_circle(&[
            head,
            ("a/b.rs", "use super::A;\nuse crate::a::C;")
        ]));
        let other = ("c.rs", "use crate::a::A;");
        assert!(is_circle(&[head, ("a/b.rs", "use crate::c::C;"), other]));
        let parts = ("a.rs", "mod b;\nmod c;\n");
        let (b, c) = ("use super::c::C;", "use super::b::B;");
        assert!(is_circle(&[parts, ("a/b.rs", b), ("a/c.rs", c)]));
    }

    #[test]
    fn the_root_is_no_head() {
        let root = |text| ("lib.rs", text);
        let user = ("a.rs", "use crate::App;");
        assert!(is_circle(&[
            root("mod a;\nuse a::A;\npub struct App;"),
            user
        ]));
        assert!(is_circle(&[root("mod a;\nfn b() { a::b(); }"), user]));
        assert!(!is_circle(&[
            root("pub mod a;\npub use a::A;\npub struct App;"),
            user
        ]));
    }

    #[test]
    fn a_name_that_is_passed_on_counts_for_its_own_file() {
        let root = (
            "lib.rs",
            "mod a;\nmod b;\npub use b::B;\npub(crate) use b::{C, D};",
        );
        let b = ("b.rs", "use crate::a::A;");
        for name in ["B", "C", "D"] {
            let user = format!("use crate::{name};");
            assert!(is_circle(&[root, ("a.rs", &user), b]), "{name}");
        }
        assert!(!is_circle(&[root, ("a.rs", "use crate::E;"), b]));
    }

    #[test]
    fn crates_are_apart_and_modules_in_folders_are_found() {
        assert!(is_circle(&[
            ("a/mod.rs", "use crate::b;"),
            ("b.rs", "use crate::a::c;")
        ]));
        let files = [
            file("crates/x/src/a.rs", "use crate::b;"),
            file("crates/y/src/b.rs", "use crate::a;"),
        ];
        assert_eq!(compare(&files, &[]), []);
    }

    #[test]
    fn a_known_circle_is_borne_until_it_is_gone_and_does_not_grow() {
        let (a, b, c) = (
            "crates/x/src/a.rs",
            "crates/x/src/b.rs",
            "crates/x/src/c.rs",
        );
        let files = [("a.rs", "use crate::b;"), ("b.rs", "use crate::a;")];
        assert_eq!(faults(&files, &[&[a, b]]), [""; 0]);
        let gone = faults(&files[..1], &[&[a, b]]);
        assert!(
            gone.len() == 2 && gone[0].contains("a.rs is in no circle any more"),
            "{gone:?}"
        );
        let grown = [
            ("a.rs", "use crate::c;"),
            files[1],
            ("c.rs", "use crate::b;"),
        ];
        assert_eq!(faults(&grown, &[&[a, b]]).len(), 3);
        // Two circles that became one are a new one.
        assert_eq!(faults(&grown, &[&[a, b], &[c]]).len(), 3);
    }
}
