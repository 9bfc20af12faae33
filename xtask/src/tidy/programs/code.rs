//! Programs that Rust and JavaScript start, and what JavaScript imports.
//!
//! A call is found by what happens: `Command::new`, or a function of `node:child_process`. When the
//! program is a parameter, the function around it starts programs too, and its callers are read in
//! turn: a private Rust function in its file, every other one in its crate or folder.

use std::collections::{BTreeMap, BTreeSet};

use super::{Call, Notes, What, shell};
use crate::tidy::tokens::{Kind, Language, Source, Token, arguments, closing};
use crate::tidy::{File, tokens};

/// Functions of `node:child_process` that take a program, and those that take a line of shell.
const NODE_PROGRAM: &[&str] = &["execFile", "execFileSync", "spawn", "spawnSync"];
const NODE_SHELL: &[&str] = &["exec", "execSync"];

/// A file that has been read.
pub struct Code<'a> {
    path: &'a str,
    language: Language,
    source: Source,
    notes: Notes,
    functions: Vec<Function>,
    /// What the file took from `node:child_process`.
    node: BTreeSet<String>,
}

struct Function {
    name: String,
    is_private: bool,
    parameters: Vec<String>,
    from: usize,
    to: usize,
}

/// A function of ours that starts the program that its argument names.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Starter {
    name: String,
    arguments: usize,
    program: usize,
    /// The file that alone can call it.
    only_in: Option<String>,
}

impl<'a> Code<'a> {
    /// Reads a file of Rust or JavaScript.
    pub fn read(file: &'a File) -> Option<Self> {
        let language = if file.has_extension(&["rs"]) {
            Language::Rust
        } else if file.has_extension(&["js", "mjs", "cjs"]) {
            Language::JavaScript
        } else {
            return None;
        };
        let source = tokens::read(file.text(), language);
        let functions = match language {
            Language::Rust => rust_functions(&source.tokens),
            _ => script_functions(&source.tokens),
        };
        Some(Self {
            path: &file.path,
            language,
            notes: Notes::new(&source.comments),
            node: from_child_process(&source.tokens),
            functions,
            source,
        })
    }

    fn tokens(&self) -> &[Token] {
        &self.source.tokens
    }

    /// The innermost function around a token, and which of its parameters `name` is.
    fn parameter(&self, at: usize, name: &str) -> Option<(&Function, usize)> {
        let around = self
            .functions
            .iter()
            .filter(|each| (each.from..each.to).contains(&at));
        let function = around.max_by_key(|each| each.from)?;
        let position = function.parameters.iter().position(|each| each == name)?;
        Some((function, position))
    }

    /// Where programs are started: the bracket, which argument is the program, is it shell.
    fn starts(&self, starters: &BTreeSet<Starter>) -> Vec<(usize, usize, bool)> {
        let mut found = Vec::new();
        for (at, token) in self.tokens().iter().enumerate() {
            let is_call = token.kind == Kind::Word
                && self.tokens().get(at + 1).is_some_and(|t| t.is_mark('('));
            if !is_call || self.declares(at) {
                continue;
            }
            if self.is_command_new(at) || self.is_node(at, NODE_PROGRAM) {
                found.push((at + 1, 0, false));
            } else if self.is_node(at, NODE_SHELL) {
                found.push((at + 1, 0, true));
            } else {
                let count = arguments(self.tokens(), at + 1).len();
                let ours = starters.iter().find(|starter| {
                    starter.name == token.text
                        && starter.arguments == count
                        && starter
                            .only_in
                            .as_ref()
                            .is_none_or(|path| path == self.path)
                });
                found.extend(ours.map(|starter| (at + 1, starter.program, false)));
            }
        }
        found
    }

    fn declares(&self, at: usize) -> bool {
        let before = at.checked_sub(1).map(|before| &self.tokens()[before]);
        let named = before.is_some_and(|t| t.is_word("fn") || t.is_word("function"));
        named || self.functions.iter().any(|each| each.from == at)
    }

    fn is_command_new(&self, at: usize) -> bool {
        let tokens = self.tokens();
        self.language == Language::Rust
            && at >= 3
            && tokens[at].is_word("new")
            && tokens[at - 1].is_mark(':')
            && tokens[at - 3].is_word("Command")
    }

    fn is_node(&self, at: usize, names: &[&str]) -> bool {
        let name = self.tokens()[at].text.as_str();
        names.contains(&name) && (self.node.contains(name) || self.node.contains("*"))
    }

    /// What one argument names: calls, or one more function that starts programs.
    fn resolve(&self, open: usize, position: usize, is_shell: bool) -> Result<Vec<Call>, Starter> {
        let pieces = arguments(self.tokens(), open);
        let line = self.tokens()[open].line;
        let unreadable = || self.notes.or_unreadable(line);
        let Some(piece) = pieces.get(position) else {
            return Ok(Vec::new());
        };
        let piece = without_reference(piece);
        match piece {
            [one] if one.kind == Kind::Text && is_shell => Ok(shell::calls(&one.text, one.line)),
            [one] if one.kind == Kind::Text => {
                let mut calls = vec![Call::program(one.line, &one.text)];
                // Its arguments are a command, which may be put together anywhere.
                if shell::is_runner(&one.text) {
                    calls.extend(unreadable());
                }
                calls.extend(self.given_text(open, &one.text));
                Ok(calls)
            }
            [one] if one.kind == Kind::Word => match self.parameter(open, &one.text) {
                Some((function, position)) => Err(Starter {
                    name: function.name.clone(),
                    arguments: function.parameters.len(),
                    program: position,
                    only_in: function.is_private.then(|| self.path.to_owned()),
                }),
                None => Ok(unreadable()),
            },
            _ if is_own_program(piece) => Ok(Vec::new()),
            _ => Ok(unreadable()),
        }
    }

    /// The script that a shell or Python is given behind `-c`.
    fn given_text(&self, open: usize, program: &str) -> Vec<Call> {
        let is_python = program.starts_with("python");
        if !is_python && !matches!(program, "sh" | "bash") {
            return Vec::new();
        }
        let around = self
            .functions
            .iter()
            .filter(|each| (each.from..each.to).contains(&open));
        let end = around.map(|each| each.to).min().unwrap_or(usize::MAX);
        let tokens = self.tokens();
        let end = end.min(tokens.len());
        let flag = (open..end).find(|at| {
            let text = tokens[*at].text.as_str();
            tokens[*at].kind == Kind::Text && text.starts_with('-') && text.ends_with('c')
        });
        let Some(flag) = flag else {
            return Vec::new();
        };
        self.script_behind(flag, end, is_python)
    }

    /// Scripts in lists of arguments: `"bash", "-c", SCRIPT`.
    fn listed_scripts(&self) -> Vec<Call> {
        let mut found = Vec::new();
        for (at, window) in self.tokens().windows(4).enumerate() {
            let [program, comma, flag, behind] = window else {
                continue;
            };
            let is_python = program.text.starts_with("python");
            let is_script = program.kind == Kind::Text
                && (is_python || matches!(program.text.as_str(), "sh" | "bash"))
                && (comma.is_mark(',') && behind.is_mark(','))
                && (flag.kind == Kind::Text && flag.text.starts_with('-'))
                && flag.text.ends_with('c');
            if is_script {
                found.push(Call::program(program.line, &program.text));
                found.extend(self.script_behind(at + 2, self.tokens().len(), is_python));
            }
        }
        found
    }

    /// The script behind the `-c` at `flag`: a text, or a constant of this file.
    fn script_behind(&self, flag: usize, end: usize, is_python: bool) -> Vec<Call> {
        let tokens = self.tokens();
        let value = (flag + 1..end).find(|at| tokens[*at].kind != Kind::Mark);
        // In `.arg("-c").arg(script)` the next word is `arg`.
        let value = value.and_then(|at| {
            let from = at + usize::from(tokens[at].is_word("arg"));
            (from..end).find(|at| tokens[*at].kind != Kind::Mark)
        });
        let script = value.and_then(|at| match tokens[at].kind {
            Kind::Text => Some(&tokens[at]),
            _ => self.constant(&tokens[at].text),
        });
        match script {
            Some(script) if is_python => super::imports::imports(&script.text, script.line),
            Some(script) => shell::calls(&script.text, script.line),
            None => self.notes.or_unreadable(tokens[flag].line),
        }
    }

    /// The text of `const NAME: &str = "..."`.
    fn constant(&self, name: &str) -> Option<&Token> {
        let tokens = self.tokens();
        let at = (1..tokens.len()).find(|at| {
            tokens[*at].is_word(name)
                && (tokens[at - 1].is_word("const") || tokens[at - 1].is_word("static"))
        })?;
        let end = (at..tokens.len()).find(|at| tokens[*at].is_mark(';'))?;
        tokens[at..end]
            .iter()
            .find(|token| token.kind == Kind::Text)
    }

    /// Modules that JavaScript imports from elsewhere.
    fn imports(&self) -> Vec<Call> {
        if self.language != Language::JavaScript {
            return Vec::new();
        }
        let tokens = self.tokens();
        let mut found = Vec::new();
        for (at, token) in tokens.iter().enumerate() {
            let after = |back: usize, word: &str| at >= back && tokens[at - back].is_word(word);
            let called = at >= 1 && tokens[at - 1].is_mark('(');
            let is_import = after(1, "from")
                || after(1, "import")
                || (called && (after(2, "import") || after(2, "require")));
            if token.kind == Kind::Text && is_import {
                found.extend(module(&token.text).map(|name| Call {
                    line: token.line,
                    what: What::Node(name),
                }));
            }
        }
        found
    }

    /// Absolute places of the system that a text names.
    fn places(&self) -> Vec<Call> {
        let texts = self
            .tokens()
            .iter()
            .filter(|token| token.kind == Kind::Text);
        texts
            .filter_map(|token| super::place(&token.text, token.line))
            .collect()
    }
}

/// Calls of all files, with the path that each stands in.
pub fn calls(files: &[File]) -> Vec<(String, Call)> {
    let mut groups: BTreeMap<&str, Vec<Code>> = BTreeMap::new();
    for code in files.iter().filter_map(Code::read) {
        groups.entry(group(code.path)).or_default().push(code);
    }
    let mut found = Vec::new();
    for group in groups.values() {
        let starters = starters(group);
        for code in group {
            let mut calls = code.imports();
            calls.extend(code.places());
            calls.extend(code.listed_scripts());
            for (open, position, is_shell) in code.starts(&starters) {
                calls.extend(code.resolve(open, position, is_shell).into_iter().flatten());
            }
            found.extend(calls.into_iter().map(|call| (code.path.to_owned(), call)));
        }
    }
    found
}

/// All functions of a crate that start programs, found until there is no new one.
fn starters(group: &[Code]) -> BTreeSet<Starter> {
    let mut known = BTreeSet::new();
    loop {
        let mut new = BTreeSet::new();
        for code in group {
            for (open, position, is_shell) in code.starts(&known) {
                new.extend(code.resolve(open, position, is_shell).err());
            }
        }
        if new.is_subset(&known) {
            return known;
        }
        known.extend(new);
    }
}

/// The crate or folder within which functions can be called.
fn group(path: &str) -> &str {
    let depth = if path.starts_with("crates/") || path.starts_with("clients/") {
        2
    } else {
        1
    };
    match path.match_indices('/').nth(depth - 1) {
        Some((at, _)) => &path[..at],
        None => "",
    }
}

fn without_reference(piece: &[Token]) -> &[Token] {
    match piece {
        [first, rest @ ..] if first.is_mark('&') => rest,
        all => all,
    }
}

/// The program that is being tested, or this very one.
fn is_own_program(piece: &[Token]) -> bool {
    let has = |word: &str| piece.iter().any(|token| token.is_word(word));
    let of_cargo = piece
        .iter()
        .any(|t| t.kind == Kind::Text && t.text.starts_with("CARGO_BIN_EXE_"));
    (has("env") && of_cargo) || has("current_exe") || (has("process") && has("execPath"))
}

/// `a` of `a/b`, `@a/b` of `@a/b/c`; nothing for Node's own modules and for files.
fn module(name: &str) -> Option<String> {
    if name.starts_with("node:") || name.starts_with('.') || name.starts_with('/') {
        return None;
    }
    let parts = if name.starts_with('@') { 2 } else { 1 };
    Some(name.split('/').take(parts).collect::<Vec<_>>().join("/"))
}

/// Names in `import { a, b } from "node:child_process"`; `*` when it is taken whole.
fn from_child_process(tokens: &[Token]) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for (at, token) in tokens.iter().enumerate() {
        if token.kind != Kind::Text || !token.text.trim_start_matches("node:").eq("child_process") {
            continue;
        }
        let open = (0..at).rev().find(|at| {
            tokens[*at].is_mark('{') || tokens[*at].is_mark(';') || tokens[*at].is_mark('*')
        });
        match open {
            Some(open) if tokens[open].is_mark('{') => {
                let words = tokens[open..at].iter().filter(|t| t.kind == Kind::Word);
                names.extend(words.map(|token| token.text.clone()));
            }
            _ => {
                names.insert("*".to_owned());
            }
        }
    }
    names
}

fn rust_functions(tokens: &[Token]) -> Vec<Function> {
    let mut found = Vec::new();
    for at in 0..tokens.len().saturating_sub(1) {
        if !tokens[at].is_word("fn") || tokens[at + 1].kind != Kind::Word {
            continue;
        }
        let Some(open) = behind_generics(tokens, at + 2) else {
            continue;
        };
        let close = closing(tokens, open);
        let Some(body) =
            (close..tokens.len()).find(|at| tokens[*at].is_mark('{') || tokens[*at].is_mark(';'))
        else {
            continue;
        };
        let pieces = arguments(tokens, open).into_iter();
        let parameters = pieces.filter_map(rust_parameter).collect();
        let before = at.saturating_sub(4)..at;
        found.push(Function {
            name: tokens[at + 1].text.clone(),
            is_private: !tokens[before].iter().any(|token| token.is_word("pub")),
            parameters,
            from: body,
            to: closing(tokens, body),
        });
    }
    found
}

/// The bracket of the parameters, which may stand behind `<F: Fn(u8) -> u8>`.
fn behind_generics(tokens: &[Token], from: usize) -> Option<usize> {
    let mut depth = 0_usize;
    for at in from..tokens.len() {
        let arrow = at > 0 && tokens[at - 1].is_mark('-');
        if tokens[at].is_mark('<') {
            depth += 1;
        } else if tokens[at].is_mark('>') && !arrow {
            depth = depth.saturating_sub(1);
        } else if tokens[at].is_mark('(') && depth == 0 {
            return Some(at);
        }
    }
    None
}

/// The name before `:`; `self` is none.
fn rust_parameter(piece: &[Token]) -> Option<String> {
    let colon = piece.iter().position(|token| token.is_mark(':'))?;
    let word = piece[..colon]
        .iter()
        .rev()
        .find(|token| token.kind == Kind::Word)?;
    (word.text != "self").then(|| word.text.clone())
}

/// `function name(a, b) {` and methods `name(a, b) {`.
fn script_functions(tokens: &[Token]) -> Vec<Function> {
    const NO_NAMES: &[&str] = &[
        "if", "for", "while", "switch", "catch", "with", "function", "return",
    ];
    let mut found = Vec::new();
    for at in 0..tokens.len().saturating_sub(1) {
        let is_name =
            tokens[at].kind == Kind::Word && !NO_NAMES.contains(&tokens[at].text.as_str());
        if !is_name || !tokens[at + 1].is_mark('(') {
            continue;
        }
        let close = closing(tokens, at + 1);
        if tokens.get(close).is_some_and(|token| token.is_mark('{')) {
            let pieces = arguments(tokens, at + 1).into_iter();
            let names = pieces.filter_map(|piece| piece.first());
            found.push(Function {
                name: tokens[at].text.clone(),
                is_private: false,
                parameters: names.map(|token| token.text.clone()).collect(),
                from: at,
                to: closing(tokens, close),
            });
        }
    }
    found
}
