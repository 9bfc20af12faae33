//! What Python imports.

use super::{Call, What};
use crate::tidy::tokens::{self, Kind, Language, Token};

/// Functions of `os` that take a line of shell.
pub const SHELL: &[&str] = &["system", "popen"];

/// Imports of a script that somebody hands to `python3 -c`.
pub fn imports(script: &str, line: usize) -> Vec<Call> {
    let mut calls = imported(&tokens::read(script, Language::Python).tokens);
    for call in &mut calls {
        call.line += line - 1;
    }
    calls
}

/// `import a, b.c as d` and `from e.f import g`; a leading dot means this very package.
pub fn imported(tokens: &[Token]) -> Vec<Call> {
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
