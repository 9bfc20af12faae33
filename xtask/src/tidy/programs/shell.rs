//! Programs that a shell script starts.
//!
//! It reads words, quotes, substitutions, functions and `case`; it knows the commands that start
//! another one (`env`, `exec`, `xargs`, `eval` ...), and functions that run their own arguments.
//! A command that it cannot read is a call without a name, which is a fault unless a comment
//! `# runs: NAME` says what is run.

use std::collections::{BTreeMap, VecDeque};

use super::{Call, Notes, imports, place};

/// Commands that run the command behind them: options that take a value, and how many other words
/// stand before it.
const RUNNERS: &[(&str, &[&str], usize)] = &[
    ("chroot", &[], 1),
    ("command", &[], 0),
    ("env", &["-u", "-C"], 0),
    ("exec", &["-a"], 0),
    ("nice", &["-n"], 0),
    ("nohup", &[], 0),
    ("runuser", &["-u"], 0),
    ("setpriv", &["--pdeathsig"], 0),
    ("sudo", &["-u"], 0),
    ("time", &[], 0),
    ("timeout", &["-k", "-s"], 1),
    ("unshare", &["--propagation"], 0),
    ("xargs", &["-n", "-I", "-P", "-d"], 0),
];

/// Words behind which a command stands.
const OPENING: &[&str] = &[
    "if", "then", "else", "elif", "do", "while", "until", "!", "{",
];

/// Words that end something, and have no arguments.
const CLOSING: &[&str] = &["fi", "done", "esac", "}"];

#[derive(Clone, Debug)]
enum Token {
    Word(Word),
    /// `;`, `&&`, `|`, a line's end ...
    Operator(String),
}

#[derive(Clone, Debug)]
struct Word {
    text: String,
    /// Some of it stood in quotes: it is no keyword.
    quoted: bool,
    line: usize,
}

/// One simple command.
struct Command {
    words: Vec<Word>,
    /// The function that it stands in.
    function: Option<String>,
}

/// What a function does with its arguments.
#[derive(Clone, Copy)]
enum Passes {
    /// It runs them as a command.
    All,
    /// It evaluates the one of this number.
    Evaluates(usize),
}

/// Whether a program runs the command that its arguments are.
pub fn is_runner(program: &str) -> bool {
    RUNNERS.iter().any(|(runner, ..)| *runner == program)
}

/// Programs that `script` starts; `line` is where its first line stands.
pub fn calls(script: &str, line: usize) -> Vec<Call> {
    let lexer = Lexer::read_all(script, line);
    let notes = Notes::new(&lexer.comments);
    let (commands, functions, values) = commands(&lexer.tokens);
    let reader = Reader {
        passes: passes(&commands, functions),
        values,
        notes,
    };
    let mut found: Vec<Call> = lexer
        .inner
        .iter()
        .flat_map(|(text, line)| calls_inside(text, *line, &reader))
        .collect();
    for command in &commands {
        found.extend(reader.resolve(&command.words, command.function.is_some()));
    }
    let words = lexer.tokens.iter().filter_map(|token| match token {
        Token::Word(word) => Some(word),
        Token::Operator(_) => None,
    });
    found.extend(words.filter_map(|word| place(after_assignment(&word.text), word.line)));
    found
}

/// A substitution knows the functions and variables of the script around it.
fn calls_inside(script: &str, line: usize, outer: &Reader) -> Vec<Call> {
    let lexer = Lexer::read_all(script, line);
    let (commands, ..) = commands(&lexer.tokens);
    let own = commands
        .iter()
        .flat_map(|command| outer.resolve(&command.words, true));
    let mut found: Vec<Call> = own.collect();
    for (text, line) in &lexer.inner {
        found.extend(calls_inside(text, *line, outer));
    }
    found
}

struct Reader {
    passes: BTreeMap<String, Option<Passes>>,
    /// What variables were set to.
    values: BTreeMap<String, String>,
    notes: Notes,
}

impl Reader {
    fn resolve(&self, words: &[Word], in_function: bool) -> Vec<Call> {
        let Some((first, rest)) = words.split_first() else {
            return Vec::new();
        };
        let name = self.value(&first.text);
        if name == "$@" || name == "$*" {
            // In a function its callers' words are read instead.
            return if in_function {
                Vec::new()
            } else {
                self.notes.or_unreadable(first.line)
            };
        }
        if let Some(passes) = self.passes.get(name.as_str()) {
            return match passes {
                Some(Passes::All) => self.resolve(rest, in_function),
                Some(Passes::Evaluates(number)) => self.evaluate(rest.get(number - 1)),
                None => Vec::new(),
            };
        }
        let mut found = self.program(&name, first.line);
        found.extend(self.behind(&name, rest, in_function));
        found
    }

    /// The program itself. A path that begins with a variable is something that was made here.
    fn program(&self, name: &str, line: usize) -> Vec<Call> {
        if name.contains('/') && (name.starts_with('$') || name.starts_with('\0')) {
            return Vec::new();
        }
        if name.contains(['$', '\0']) {
            return self.notes.or_unreadable(line);
        }
        vec![Call::program(line, name)]
    }

    /// What else a command starts: the command behind `env`, the script behind `sh -c` ...
    fn behind(&self, name: &str, rest: &[Word], in_function: bool) -> Vec<Call> {
        let short = name.rsplit('/').next().unwrap_or(name);
        let script = |flags: &[&str]| {
            let at = rest.iter().position(|word| {
                flags.contains(&word.text.as_str())
                    || (flags.contains(&"-c")
                        && word.text.starts_with('-')
                        && !word.text.starts_with("--")
                        && word.text.ends_with('c'))
            });
            at.and_then(|at| rest.get(at + 1))
        };
        match short {
            "sh" | "bash" => {
                script(&["-c"]).map_or_else(Vec::new, |text| self.evaluate(Some(text)))
            }
            "eval" if in_function && rest.first().is_some_and(|w| is_parameter(&w.text)) => {
                Vec::new()
            }
            "eval" | "trap" => self.evaluate(rest.first()),
            "command" if rest.first().is_some_and(|word| word.text == "-v") => Vec::new(),
            "cargo" => self.cargo(rest, in_function),
            _ if short.starts_with("python") => script(&["-c"])
                .map_or_else(Vec::new, |text| imports::imports(&text.text, text.line)),
            _ => RUNNERS
                .iter()
                .find(|(runner, ..)| *runner == short)
                .map_or_else(Vec::new, |(_, valued, skipped)| {
                    self.resolve(behind_options(rest, valued, *skipped), in_function)
                }),
        }
    }

    /// `cargo NAME` starts `cargo-NAME`; one of our own commands starts what follows it.
    fn cargo(&self, rest: &[Word], in_function: bool) -> Vec<Call> {
        let Some(command) = rest.first() else {
            return Vec::new();
        };
        let with_postgres = rest.get(1).is_some_and(|word| word.text == "with-postgres");
        if command.text == "xtask" && with_postgres {
            let words = behind_options(rest.get(2..).unwrap_or_default(), &[], 0);
            return self.resolve(words, in_function);
        }
        let name = format!("cargo-{}", command.text);
        if command.text.starts_with('-') {
            return Vec::new();
        }
        vec![Call::program(command.line, &name)]
    }

    fn evaluate(&self, script: Option<&Word>) -> Vec<Call> {
        let Some(script) = script else {
            return Vec::new();
        };
        if script.text.starts_with(['$', '\0']) {
            return self.notes.or_unreadable(script.line);
        }
        calls_inside(&script.text, script.line, self)
    }

    /// A variable's value when the word is one, and when that value is known.
    fn value(&self, text: &str) -> String {
        let name = text
            .strip_prefix('$')
            .map(|name| name.trim_matches(['{', '}']));
        let value = name.and_then(|name| self.values.get(name));
        value.cloned().unwrap_or_else(|| text.to_owned())
    }
}

/// Behind options, assignments and so many other words.
fn behind_options<'a>(words: &'a [Word], valued: &[&str], mut skipped: usize) -> &'a [Word] {
    let mut at = 0;
    while let Some(word) = words.get(at) {
        if word.text == "--" {
            at += 1;
            break;
        } else if valued.contains(&word.text.as_str()) {
            at += 2;
        } else if word.text.starts_with('-') || assignment(word).is_some() {
            at += 1;
        } else if skipped > 0 {
            skipped -= 1;
            at += 1;
        } else {
            break;
        }
    }
    words.get(at..).unwrap_or_default()
}

fn is_parameter(text: &str) -> bool {
    text.strip_prefix('$')
        .is_some_and(|rest| rest.parse::<usize>().is_ok())
}

/// What each function does with its arguments, from the commands in it.
fn passes(commands: &[Command], functions: Vec<String>) -> BTreeMap<String, Option<Passes>> {
    let mut found: BTreeMap<_, _> = functions.into_iter().map(|name| (name, None)).collect();
    for command in commands {
        let (Some(function), Some(first)) = (&command.function, command.words.first()) else {
            continue;
        };
        let evaluated = command.words.get(1).and_then(|word| {
            let number = word.text.strip_prefix('$')?.parse().ok()?;
            (first.text == "eval" && number > 0).then_some(Passes::Evaluates(number))
        });
        if first.text == "$@" {
            found.insert(function.clone(), Some(Passes::All));
        } else if evaluated.is_some() {
            found.insert(function.clone(), evaluated);
        }
    }
    found
}

type Script = (Vec<Command>, Vec<String>, BTreeMap<String, String>);

/// Simple commands, the names of functions, and what variables are set to.
fn commands(tokens: &[Token]) -> Script {
    let mut walk = Walk::default();
    let mut at = 0;
    while at < tokens.len() {
        at += walk.step(&tokens[at..]);
    }
    walk.end_command();
    (walk.commands, walk.functions, walk.values)
}

#[derive(Default)]
struct Walk {
    commands: Vec<Command>,
    functions: Vec<String>,
    values: BTreeMap<String, String>,
    words: Vec<Word>,
    /// Open functions with the depth of braces that they began at.
    open: Vec<(String, usize)>,
    depth: usize,
    /// A function's head was read, its brace not yet.
    head: Option<String>,
    /// How many `case` are open, and whether a pattern comes next.
    cases: usize,
    in_pattern: bool,
}

impl Walk {
    /// Takes one token, or the few that make a function's head.
    fn step(&mut self, tokens: &[Token]) -> usize {
        match tokens {
            [
                Token::Word(name),
                Token::Operator(open),
                Token::Operator(close),
                ..,
            ] if self.words.is_empty() && open == "(" && close == ")" => {
                self.head = Some(name.text.clone());
                self.functions.push(name.text.clone());
                3
            }
            [Token::Operator(operator), ..] => {
                self.operator(operator);
                1
            }
            [Token::Word(word), ..] => {
                self.word(word);
                1
            }
            [] => 1,
        }
    }

    fn operator(&mut self, operator: &str) {
        if self.in_pattern {
            self.in_pattern = operator != ")";
            return;
        }
        self.end_command();
        self.in_pattern = operator == ";;" && self.cases > 0;
    }

    fn word(&mut self, word: &Word) {
        let keyword = if word.quoted { "" } else { word.text.as_str() };
        if self.in_pattern {
            if keyword == "esac" {
                self.in_pattern = false;
                self.cases = self.cases.saturating_sub(1);
            }
            return;
        }
        let begins = self.words.is_empty();
        if begins && (OPENING.contains(&keyword) || CLOSING.contains(&keyword)) {
            self.keyword(keyword);
        } else if begins && let Some((name, value)) = assignment(word) {
            self.values.insert(name.to_owned(), value.to_owned());
        } else if keyword == "in" && self.words.first().is_some_and(|w| w.text == "case") {
            self.words.clear();
            self.cases += 1;
            self.in_pattern = true;
        } else {
            self.words.push(word.clone());
        }
    }

    fn keyword(&mut self, keyword: &str) {
        match keyword {
            "{" => {
                if let Some(name) = self.head.take() {
                    self.open.push((name, self.depth));
                }
                self.depth += 1;
            }
            "}" => {
                self.depth = self.depth.saturating_sub(1);
                if self
                    .open
                    .last()
                    .is_some_and(|(_, depth)| *depth == self.depth)
                {
                    self.open.pop();
                }
            }
            "esac" => self.cases = self.cases.saturating_sub(1),
            _ => {}
        }
    }

    fn end_command(&mut self) {
        let words = std::mem::take(&mut self.words);
        if !words.is_empty() {
            self.commands.push(Command {
                words,
                function: self.open.last().map(|(name, _)| name.clone()),
            });
        }
    }
}

/// `name=value`.
fn assignment(word: &Word) -> Option<(&str, &str)> {
    let (name, value) = word.text.split_once('=')?;
    let name = name.strip_suffix('+').unwrap_or(name);
    let is_name = name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
        && name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
    is_name.then_some((name, value))
}

fn after_assignment(text: &str) -> &str {
    text.rsplit('=').next().unwrap_or(text)
}

#[derive(Default)]
struct Lexer {
    characters: Vec<char>,
    at: usize,
    line: usize,
    tokens: Vec<Token>,
    /// What stands in `$(...)` and backticks.
    inner: Vec<(String, usize)>,
    comments: Vec<(usize, String)>,
    /// Ends of texts that begin with the next line.
    heredocs: VecDeque<String>,
}

impl Lexer {
    fn read_all(script: &str, line: usize) -> Self {
        let mut lexer = Self {
            characters: script.chars().collect(),
            line,
            ..Self::default()
        };
        lexer.read();
        lexer
    }

    fn peek(&self, ahead: usize) -> char {
        self.characters
            .get(self.at + ahead)
            .copied()
            .unwrap_or('\0')
    }

    fn is_over(&self) -> bool {
        self.at >= self.characters.len()
    }

    fn next(&mut self) -> char {
        let c = self.peek(0);
        self.at += 1;
        if c == '\n' {
            self.line += 1;
        }
        c
    }

    fn operator(&mut self, text: &str) {
        self.tokens.push(Token::Operator(text.to_owned()));
    }

    fn read(&mut self) {
        while !self.is_over() {
            match self.peek(0) {
                '\n' => {
                    self.next();
                    self.operator("\n");
                    self.skip_heredocs();
                }
                '\\' if self.peek(1) == '\n' => {
                    self.next();
                    self.next();
                }
                c if c.is_whitespace() => {
                    self.next();
                }
                '#' => self.comment(),
                '<' | '>' => self.redirection(),
                '&' if self.peek(1) == '>' => {
                    self.next();
                    self.redirection();
                }
                c @ (';' | '&' | '|') => {
                    self.next();
                    if self.peek(0) == c {
                        self.next();
                        self.operator(&format!("{c}{c}"));
                    } else {
                        self.operator(&c.to_string());
                    }
                }
                c @ ('(' | ')') => {
                    self.next();
                    self.operator(&c.to_string());
                }
                _ => {
                    let word = self.word();
                    let number = word.text.chars().all(|c| c.is_ascii_digit());
                    // `2` of `2>file`.
                    if !(number && matches!(self.peek(0), '<' | '>')) {
                        self.tokens.push(Token::Word(word));
                    }
                }
            }
        }
    }

    fn comment(&mut self) {
        let line = self.line;
        let mut text = String::new();
        while !self.is_over() && self.peek(0) != '\n' {
            text.push(self.next());
        }
        self.comments.push((line, text));
    }

    /// `> file`, `2>&1`, `<<END`: the word behind it is no argument.
    fn redirection(&mut self) {
        let mut sign = String::new();
        while matches!(self.peek(0), '<' | '>' | '&' | '-') {
            sign.push(self.next());
        }
        while matches!(self.peek(0), ' ' | '\t') {
            self.next();
        }
        if self.is_over() || self.peek(0) == '\n' || self.peek(0) == '(' {
            return;
        }
        let word = self.word();
        if sign == "<<" || sign == "<<-" {
            self.heredocs.push_back(word.text);
        }
    }

    fn skip_heredocs(&mut self) {
        while let Some(end) = self.heredocs.pop_front() {
            loop {
                let mut line = String::new();
                while !self.is_over() && self.peek(0) != '\n' {
                    line.push(self.next());
                }
                self.next();
                if line.trim_start_matches('\t') == end || self.is_over() {
                    break;
                }
            }
        }
    }

    fn word(&mut self) -> Word {
        let line = self.line;
        let (mut text, mut quoted) = (String::new(), false);
        while !self.is_over() {
            match self.peek(0) {
                '\\' => {
                    self.next();
                    if self.peek(0) == '\n' {
                        self.next();
                    } else {
                        text.push(self.next());
                    }
                }
                '\'' => {
                    quoted = true;
                    self.next();
                    while !self.is_over() && self.peek(0) != '\'' {
                        text.push(self.next());
                    }
                    self.next();
                }
                '"' => {
                    quoted = true;
                    self.next();
                    self.double_quoted(&mut text);
                }
                '$' | '`' => self.dollar(&mut text),
                c if c.is_whitespace() || ";&|()<>".contains(c) => break,
                _ => text.push(self.next()),
            }
        }
        Word { text, quoted, line }
    }

    fn double_quoted(&mut self, text: &mut String) {
        while !self.is_over() && self.peek(0) != '"' {
            match self.peek(0) {
                '\\' => {
                    self.next();
                    text.push(self.next());
                }
                '$' | '`' => self.dollar(text),
                _ => text.push(self.next()),
            }
        }
        self.next();
    }

    /// `$name`, `${...}`, `$(...)`, `` `...` ``. A command's output becomes NUL, which is no name.
    fn dollar(&mut self, text: &mut String) {
        let line = self.line;
        if self.peek(0) == '`' {
            self.next();
            let mut inner = String::new();
            while !self.is_over() && self.peek(0) != '`' {
                inner.push(self.next());
            }
            self.next();
            self.inner.push((inner, line));
            text.push('\0');
        } else if self.peek(1) == '(' {
            let is_sum = self.peek(2) == '(';
            self.next();
            let inner = self.balanced('(', ')');
            if !is_sum {
                self.inner.push((inner, line));
            }
            text.push('\0');
        } else if self.peek(1) == '{' {
            text.push(self.next());
            let inner = self.balanced('{', '}');
            text.push('{');
            text.push_str(&inner);
            text.push('}');
        } else {
            text.push(self.next());
        }
    }

    /// What stands between the bracket here and the one that closes it; quotes hide brackets.
    fn balanced(&mut self, open: char, close: char) -> String {
        let (mut depth, mut quote, mut text) = (0_usize, '\0', String::new());
        while !self.is_over() {
            let c = self.next();
            if quote != '\0' {
                if c == quote {
                    quote = '\0';
                }
            } else if c == '\'' || c == '"' {
                quote = c;
            } else if c == open {
                depth += 1;
                if depth == 1 {
                    continue;
                }
            } else if c == close {
                depth -= 1;
                if depth == 0 {
                    break;
                }
            }
            text.push(c);
        }
        text
    }
}

/// Commands in the `scripts` of a `package.json`.
pub fn npm_scripts(text: &str) -> Vec<Call> {
    let mut found = Vec::new();
    let mut inside = false;
    for (number, line) in text.lines().enumerate() {
        let parts: Vec<&str> = line.split('"').collect();
        match parts.as_slice() {
            [_, "scripts", ..] => inside = true,
            [_, _, _, command, ..] if inside => found.extend(calls(command, number + 1)),
            _ if line.contains('}') => inside = false,
            _ => {}
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tidy::programs::What;

    fn programs(script: &str) -> Vec<String> {
        let mut names: Vec<String> = calls(script, 1)
            .into_iter()
            .filter_map(|call| match call.what {
                What::Program(name) => Some(name),
                _ => None,
            })
            .collect();
        names.sort();
        names.dedup();
        names
    }

    fn unreadable(script: &str) -> usize {
        let calls = calls(script, 1).into_iter();
        calls.filter(|call| call.what == What::Unreadable).count()
    }

    #[test]
    fn commands_are_found_behind_every_separator() {
        assert_eq!(
            programs("a 1; b && c || d | e & f\n(g)\n{ h; }"),
            list("abcdefgh")
        );
    }

    fn list(letters: &str) -> Vec<String> {
        letters.chars().map(String::from).collect()
    }

    #[test]
    fn arguments_comments_assignments_and_targets_are_no_commands() {
        let script = "X=1 a b # c\nY=$Z\nd >e 2>&1 <f 'g; h' \"i\nj\" \\\n k";
        assert_eq!(programs(script), list("ad"));
    }

    #[test]
    fn substitutions_are_commands_also_in_quotes() {
        assert_eq!(
            programs("a \"$(b \"$(c)\")\" `d` X=$(e) $((1 + 2))"),
            list("abcde")
        );
        assert_eq!(programs("X=$(a | b)"), list("ab"));
    }

    #[test]
    fn structures_of_the_shell_are_followed() {
        let script = "for x in n m; do a; done\nwhile ! b; do c; done\nif [ d = e ]; then f; else g; fi\n\
                      case $x in h|i) j;; *) k ;; esac\nl";
        let mut expected = list("abcfgjkl");
        expected.extend(["[".to_owned(), "for".to_owned()]);
        expected.sort();
        assert_eq!(programs(script), expected);
    }

    #[test]
    fn commands_that_start_commands_are_followed() {
        let script = "env X=1 -u Y a\nexec b\ntimeout -k 5 10 c\nxargs -n 1 d\nrunuser -u me -- e\n\
                      sh -euc 'f; g'\ntrap 'h \"$x\"' EXIT\nnice -n 15 i";
        for name in list("abcdefghi") {
            assert!(programs(script).contains(&name), "{name}");
        }
    }

    #[test]
    fn functions_that_run_their_arguments_are_followed() {
        let script = "step() { echo \"$*\"\n \"$@\"; }\nrefuse() { (cd x && eval \"$2\"); }\n\
                      step a b\nrefuse 'no command' 'c d; e'\nplain() { f; }\nplain g";
        assert_eq!(
            programs(script),
            ["a", "c", "cd", "e", "echo", "eval", "f"].map(String::from)
        );
        assert_eq!(unreadable(script), 0);
    }

    #[test]
    fn a_variable_is_followed_or_named_or_a_fault() {
        assert_eq!(programs("tool=hledger\n$tool x"), ["hledger"]);
        assert_eq!(programs("tool=$here/bin/x\n\"$tool\" x"), [""; 0]);
        assert_eq!(unreadable("for tool in a b; do $tool; done"), 1);
        assert_eq!(unreadable("eval \"$x\""), 1);
        assert_eq!(unreadable("sh -c \"$x\""), 1);
        let noted = "# runs: a, b\n$tool";
        assert_eq!((programs(noted), unreadable(noted)), (list("ab"), 0));
    }

    #[test]
    fn texts_for_input_are_skipped() {
        assert_eq!(programs("cat <<END\nnone of this\nEND\na"), ["a", "cat"]);
    }

    #[test]
    fn cargo_names_its_extensions() {
        let script = "cargo xtask with-postgres --durable sh -c 'cargo nextest run'";
        assert_eq!(programs(script), ["cargo", "cargo-nextest", "sh"]);
    }

    #[test]
    fn scripts_of_npm_are_shell() {
        let text = "{\n \"name\": \"x\",\n \"scripts\": {\n  \"test\": \"node --test\"\n },\n \"a\": \"b\"\n}";
        let found = npm_scripts(text);
        assert_eq!(found, [Call::program(4, "node")]);
    }

    #[test]
    fn lines_are_those_of_the_file() {
        let found = calls("\n a \\\n  b\nc", 10);
        assert_eq!(found, [Call::program(11, "a"), Call::program(13, "c")]);
    }
}
