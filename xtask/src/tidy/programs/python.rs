//! What Python imports and starts.

use super::{Call, Notes, What, shell};
use crate::tidy::File;
use crate::tidy::tokens::{self, Kind, Language, Token, arguments, closing};

/// Functions that take a program or a list, and functions that take a line of shell.
const RUN: &[&str] = &["run", "call", "check_call", "check_output", "Popen"];
const SHELL: &[&str] = &["system", "popen"];

/// Imports and programs of one file.
pub fn calls(file: &File) -> Vec<Call> {
    if !file.has_extension(&["py"]) {
        return Vec::new();
    }
    let source = tokens::read(file.text(), Language::Python);
    let notes = Notes::new(&source.comments);
    let mut found = imported(&source.tokens);
    for at in 2..source.tokens.len().saturating_sub(1) {
        let before =
            |word| source.tokens[at - 1].is_mark('.') && source.tokens[at - 2].is_word(word);
        let is_one_of = |names: &[&str]| names.iter().any(|name| source.tokens[at].is_word(name));
        if !source.tokens[at + 1].is_mark('(') {
            continue;
        }
        if before("subprocess") && is_one_of(RUN) {
            found.extend(started(&source.tokens, at + 1, &notes));
        } else if before("os") && is_one_of(SHELL) {
            found.extend(shell_line(&source.tokens, at + 1, &notes));
        }
    }
    let texts = source
        .tokens
        .iter()
        .filter(|token| token.kind == Kind::Text);
    found.extend(texts.filter_map(|token| super::place(&token.text, token.line)));
    found
}

/// Imports of a script that somebody hands to `python3 -c`.
pub fn imports(script: &str, line: usize) -> Vec<Call> {
    let mut calls = imported(&tokens::read(script, Language::Python).tokens);
    for call in &mut calls {
        call.line += line - 1;
    }
    calls
}

/// `import a, b.c as d` and `from e.f import g`; a leading dot means this very package.
fn imported(tokens: &[Token]) -> Vec<Call> {
    let mut found = Vec::new();
    for (at, token) in tokens.iter().enumerate() {
        // A statement begins a line, or stands behind a semicolon.
        let begins = at == 0 || tokens[at - 1].line < token.line || tokens[at - 1].is_mark(';');
        let of_line = |from: usize| {
            let rest = tokens[from..].iter();
            rest.take_while(|next| next.line == token.line && !next.is_mark(';'))
        };
        if begins && token.is_word("from") {
            let module = tokens.get(at + 1).filter(|next| next.kind == Kind::Word);
            found.extend(module.map(python));
            // Under another name it could not be followed.
            let hides = |name: &str| module.is_some_and(|module| module.is_word(name));
            if hides("subprocess") || (hides("os") && of_line(at).any(is_shell)) {
                let what = What::Unreadable;
                found.push(Call {
                    line: token.line,
                    what,
                });
            }
        } else if begins && token.is_word("import") {
            let mut first = true;
            for next in of_line(at + 1) {
                if first && next.kind == Kind::Word {
                    found.push(python(next));
                }
                first = next.is_mark(',');
            }
        }
    }
    found
}

fn is_shell(token: &Token) -> bool {
    SHELL.iter().any(|name| token.is_word(name))
}

fn python(name: &Token) -> Call {
    let what = What::Python(name.text.clone());
    Call {
        line: name.line,
        what,
    }
}

fn started(tokens: &[Token], open: usize, notes: &Notes) -> Vec<Call> {
    let end = closing(tokens, open);
    let is_shell = (open..end.saturating_sub(2)).any(|at| {
        tokens[at].is_word("shell") && tokens[at + 1].is_mark('=') && tokens[at + 2].is_word("True")
    });
    if is_shell {
        return shell_line(tokens, open, notes);
    }
    let line = tokens[open].line;
    match arguments(tokens, open).first() {
        Some([one]) if one.kind == Kind::Text => vec![Call::program(one.line, &one.text)],
        Some([list, first, next, ..])
            if list.is_mark('[') && first.kind == Kind::Text && !next.is_mark('+') =>
        {
            vec![Call::program(first.line, &first.text)]
        }
        _ => notes.or_unreadable(line),
    }
}

fn shell_line(tokens: &[Token], open: usize, notes: &Notes) -> Vec<Call> {
    match arguments(tokens, open).first() {
        Some([one]) if one.kind == Kind::Text => shell::calls(&one.text, one.line),
        _ => notes.or_unreadable(tokens[open].line),
    }
}
