//! Sources as words, texts and marks, each with its line: enough to find calls and imports without
//! taking what stands in a comment or a text for code.

/// Whose comments and quotes.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Language {
    Rust,
    JavaScript,
    Python,
}

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A name, a keyword or a number.
    Word,
    /// What stands between quotes, without them.
    Text,
    /// One other character.
    Mark,
}

/// One token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    pub kind: Kind,
    pub text: String,
    /// Counted from 1.
    pub line: usize,
}

impl Token {
    pub fn is_word(&self, word: &str) -> bool {
        self.kind == Kind::Word && self.text == word
    }

    pub fn is_mark(&self, mark: char) -> bool {
        self.kind == Kind::Mark && self.text.starts_with(mark)
    }
}

/// A whole file.
#[derive(Default)]
pub struct Source {
    pub tokens: Vec<Token>,
    /// The line that a comment begins on, and its words.
    pub comments: Vec<(usize, String)>,
}

/// Takes a text apart. A text that never ends ends with the file.
pub fn read(text: &str, language: Language) -> Source {
    let mut reader = Reader {
        characters: text.chars().collect(),
        at: 0,
        line: 1,
        language,
        source: Source::default(),
    };
    reader.read(false);
    reader.source
}

/// The index behind the bracket that closes the one at `open`, or the end.
pub fn closing(tokens: &[Token], open: usize) -> usize {
    let mut depth = 0_usize;
    for (at, token) in tokens.iter().enumerate().skip(open) {
        if token.kind == Kind::Mark {
            match token.text.as_str() {
                "(" | "[" | "{" => depth += 1,
                ")" | "]" | "}" => depth = depth.saturating_sub(1),
                _ => {}
            }
        }
        if depth == 0 {
            return at + 1;
        }
    }
    tokens.len()
}

/// The pieces between commas of what stands inside the bracket at `open`.
pub fn arguments(tokens: &[Token], open: usize) -> Vec<&[Token]> {
    let end = closing(tokens, open).saturating_sub(1);
    let mut pieces = Vec::new();
    let (mut from, mut at) = (open + 1, open + 1);
    while at < end {
        let token = &tokens[at];
        if token.is_mark('(') || token.is_mark('[') || token.is_mark('{') {
            at = closing(tokens, at);
            continue;
        }
        if token.is_mark(',') {
            pieces.push(&tokens[from..at]);
            from = at + 1;
        }
        at += 1;
    }
    if from < end {
        pieces.push(&tokens[from..end]);
    }
    pieces
}

struct Reader {
    characters: Vec<char>,
    at: usize,
    line: usize,
    language: Language,
    source: Source,
}

impl Reader {
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

    fn skip(&mut self, count: usize) {
        for _ in 0..count {
            self.next();
        }
    }

    fn push(&mut self, kind: Kind, text: String, line: usize) {
        self.source.tokens.push(Token { kind, text, line });
    }

    /// To the end, or behind the `}` that closes a template's `${`.
    fn read(&mut self, in_template: bool) {
        let mut depth = 0_usize;
        while !self.is_over() {
            let c = self.peek(0);
            if in_template && c == '}' && depth == 0 {
                self.next();
                return;
            }
            match c {
                '{' => depth += 1,
                '}' => depth = depth.saturating_sub(1),
                _ => {}
            }
            self.one(c);
        }
    }

    fn one(&mut self, c: char) {
        let line = self.line;
        if c.is_whitespace() {
            self.next();
        } else if self.begins_comment() {
            self.comment();
        } else if let Some(length) = self.prefix() {
            self.prefixed(length);
        } else if is_name(c) || (c == '$' && self.language == Language::JavaScript) {
            let mut word = String::new();
            while is_name(self.peek(0)) || self.peek(0) == '$' {
                word.push(self.next());
            }
            self.push(Kind::Word, word, line);
        } else if c == '"' || c == '`' || (c == '\'' && !self.is_lifetime()) {
            self.prefixed(0);
        } else if c == '/' && self.begins_pattern() {
            self.pattern();
        } else {
            self.next();
            self.push(Kind::Mark, c.to_string(), line);
        }
    }

    fn begins_comment(&self) -> bool {
        match self.language {
            Language::Python => self.peek(0) == '#',
            _ => self.peek(0) == '/' && matches!(self.peek(1), '/' | '*'),
        }
    }

    fn comment(&mut self) {
        let line = self.line;
        let mut text = String::new();
        if self.peek(0) == '/' && self.peek(1) == '*' {
            self.skip(2);
            let mut depth = 1;
            while depth > 0 && !self.is_over() {
                let pair = (self.peek(0), self.peek(1));
                if pair == ('*', '/') {
                    depth -= 1;
                    self.skip(2);
                } else if pair == ('/', '*') && self.language == Language::Rust {
                    depth += 1;
                    self.skip(2);
                } else {
                    text.push(self.next());
                }
            }
        } else {
            while !self.is_over() && self.peek(0) != '\n' {
                text.push(self.next());
            }
        }
        self.source.comments.push((line, text));
    }

    /// How many letters before a quote belong to the text: `r"`, `br#"`, `f'`.
    fn prefix(&self) -> Option<usize> {
        let letters = match self.language {
            Language::Rust => "rbc",
            Language::Python => "rbfuRBFU",
            Language::JavaScript => return None,
        };
        let count = (0..2)
            .take_while(|ahead| letters.contains(self.peek(*ahead)))
            .count();
        let raw = (0..count).any(|ahead| self.peek(ahead) == 'r');
        let hashes = (count..self.characters.len())
            .take_while(|ahead| self.peek(*ahead) == '#')
            .count();
        let quote = self.peek(count + hashes);
        let opens = match self.language {
            Language::Rust => quote == '"' && (hashes == 0 || raw),
            _ => (quote == '"' || quote == '\'') && hashes == 0,
        };
        (count > 0 && opens).then_some(count)
    }

    /// A text whose prefix has `length` letters.
    fn prefixed(&mut self, length: usize) {
        let line = self.line;
        let raw = (0..length).any(|ahead| matches!(self.peek(ahead), 'r' | 'R'));
        self.skip(length);
        let mut hashes = 0;
        while self.peek(0) == '#' {
            hashes += 1;
            self.next();
        }
        let quote = self.peek(0);
        let long =
            self.language == Language::Python && self.peek(1) == quote && self.peek(2) == quote;
        let quotes = if long { 3 } else { 1 };
        self.skip(quotes);
        let mut text = String::new();
        while !self.is_over() && !self.closes(quote, quotes, hashes) {
            let c = self.next();
            if c == '\\' && !raw {
                text.extend(self.escaped());
            } else if quote == '`' && c == '$' && self.peek(0) == '{' {
                self.next();
                self.read(true);
            } else {
                text.push(c);
            }
        }
        self.skip(quotes + hashes);
        self.push(Kind::Text, text, line);
    }

    fn closes(&self, quote: char, quotes: usize, hashes: usize) -> bool {
        (0..quotes).all(|ahead| self.peek(ahead) == quote)
            && (quotes..quotes + hashes).all(|ahead| self.peek(ahead) == '#')
    }

    /// What a backslash and the next character mean. Numbers of characters are left as they are.
    fn escaped(&mut self) -> Option<char> {
        match self.next() {
            'n' => Some('\n'),
            't' => Some('\t'),
            '\n' => {
                while self.language == Language::Rust && self.peek(0).is_whitespace() {
                    self.next();
                }
                None
            }
            other => Some(other),
        }
    }

    /// Rust's `'a` is a name, `'a'` a character.
    fn is_lifetime(&self) -> bool {
        self.language == Language::Rust && self.peek(1) != '\\' && self.peek(2) != '\''
    }

    /// JavaScript's `/` begins a pattern where no value stands before it.
    fn begins_pattern(&self) -> bool {
        let after_value = self
            .source
            .tokens
            .last()
            .is_some_and(|last| match last.kind {
                Kind::Word => !matches!(last.text.as_str(), "return" | "typeof" | "case" | "in"),
                Kind::Text => true,
                Kind::Mark => matches!(last.text.as_str(), ")" | "]" | "}"),
            });
        self.language == Language::JavaScript && !after_value
    }

    fn pattern(&mut self) {
        let mut in_class = false;
        self.next();
        while !self.is_over() && self.peek(0) != '\n' {
            match self.next() {
                '\\' => self.skip(1),
                '[' => in_class = true,
                ']' => in_class = false,
                '/' if !in_class => return,
                _ => {}
            }
        }
    }
}

fn is_name(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(source: &str, language: Language) -> Vec<String> {
        let tokens = read(source, language).tokens.into_iter();
        tokens
            .filter(|token| token.kind == Kind::Text)
            .map(|token| token.text)
            .collect()
    }

    #[test]
    fn comments_are_no_code_and_texts_are_no_comments() {
        let source = "a // \"x\"\n/* \"y\" /* */ \"z\" */ \"b // c\"";
        assert_eq!(texts(source, Language::Rust), ["b // c"]);
        assert_eq!(texts("# 'x'\n'a # b'", Language::Python), ["a # b"]);
    }

    #[test]
    fn raw_texts_characters_and_lifetimes_are_told_apart() {
        let source = r##"fn a<'a>() { 'x'; '\''; '"'; r#"a"b"#; b"c"; "d\"e" }"##;
        assert_eq!(
            texts(source, Language::Rust),
            ["x", "'", "\"", "a\"b", "c", "d\"e"]
        );
    }

    #[test]
    fn templates_and_patterns_do_not_swallow_what_follows() {
        let source = r#"f(`a${g("b")}c`); x = /["'`/]"/; y = 4 / 2; h("d")"#;
        assert_eq!(texts(source, Language::JavaScript), ["b", "ac", "d"]);
    }

    #[test]
    fn a_text_of_three_quotes_is_one_text() {
        let source = "\"\"\"a\n\"b\" c\"\"\"; f(r'd\\e')";
        assert_eq!(texts(source, Language::Python), ["a\n\"b\" c", "d\\e"]);
    }

    #[test]
    fn lines_are_counted_through_texts() {
        let tokens = read("\"a\\\n  b\"\nc", Language::Rust).tokens;
        assert_eq!((tokens[0].text.as_str(), tokens[1].line), ("ab", 3));
    }

    #[test]
    fn arguments_are_cut_at_their_own_commas() {
        let tokens = read("f(a, g(b, c), [d, e])", Language::Rust).tokens;
        assert_eq!(arguments(&tokens, 1).len(), 3);
    }
}
