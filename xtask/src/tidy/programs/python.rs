//! What Python imports and starts.

use super::imports::{SHELL, imported};
use super::{Call, Notes, shell};
use crate::tidy::File;
use crate::tidy::tokens::{self, Kind, Language, Token, arguments, closing};

/// Functions of `subprocess` that take a program or a list.
const RUN: &[&str] = &["run", "call", "check_call", "check_output", "Popen"];

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
