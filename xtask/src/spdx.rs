//! Licence expressions as packages write them: `(MIT OR Apache-2.0) AND Unicode-3.0`.
//!
//! A text that is not such an expression is never acceptable.

/// Whether a user who accepts only the licences that `allows` names may use the package. The old
/// `MIT/Apache-2.0` means OR; `WITH` belongs to its licence.
pub fn is_allowed(expression: &str, allows: &dyn Fn(&str) -> bool) -> bool {
    let spaced = expression
        .replace('(', " ( ")
        .replace(')', " ) ")
        .replace('/', " OR ");
    let mut parser = Parser {
        words: spaced.split_whitespace().collect(),
        at: 0,
        allows,
    };
    let allowed = parser.any();
    allowed == Some(true) && parser.at == parser.words.len()
}

struct Parser<'a> {
    words: Vec<&'a str>,
    at: usize,
    allows: &'a dyn Fn(&str) -> bool,
}

impl Parser<'_> {
    fn next_is(&mut self, word: &str) -> bool {
        let found = self.words.get(self.at) == Some(&word);
        self.at += usize::from(found);
        found
    }

    /// `all OR all ...`; `None` when it is no expression.
    fn any(&mut self) -> Option<bool> {
        let mut allowed = self.all()?;
        while self.next_is("OR") {
            allowed |= self.all()?;
        }
        Some(allowed)
    }

    /// `one AND one ...`
    fn all(&mut self) -> Option<bool> {
        let mut allowed = self.one()?;
        while self.next_is("AND") {
            allowed &= self.one()?;
        }
        Some(allowed)
    }

    /// A licence, or an expression in brackets.
    fn one(&mut self) -> Option<bool> {
        if self.next_is("(") {
            let allowed = self.any()?;
            return self.next_is(")").then_some(allowed);
        }
        let name = *self.words.get(self.at)?;
        if matches!(name, "AND" | "OR" | "WITH" | ")") {
            return None;
        }
        self.at += 1;
        if !self.next_is("WITH") {
            return Some((self.allows)(name));
        }
        let exception = *self.words.get(self.at)?;
        self.at += 1;
        Some((self.allows)(&format!("{name} WITH {exception}")) || (self.allows)(name))
    }
}

#[cfg(test)]
mod tests {
    use super::is_allowed;

    fn ok(expression: &str) -> bool {
        is_allowed(expression, &|name| {
            ["MIT", "Apache-2.0", "Unicode-3.0"].contains(&name)
        })
    }

    #[test]
    fn one_allowed_choice_is_enough() {
        assert!(ok("MIT"));
        assert!(ok("GPL-3.0 OR MIT"));
        assert!(ok("Unlicense/MIT"));
        assert!(!ok("GPL-3.0"));
    }

    #[test]
    fn everything_joined_by_and_must_be_allowed() {
        assert!(ok("(MIT OR Apache-2.0) AND Unicode-3.0"));
        assert!(!ok("(MIT OR Apache-2.0) AND GPL-3.0"));
        assert!(!ok("MIT AND (GPL-3.0 OR ISC)"));
    }

    #[test]
    fn and_binds_closer_than_or() {
        assert!(ok("MIT OR GPL-3.0 AND ISC"));
        assert!(!ok("GPL-3.0 OR MIT AND ISC"));
    }

    #[test]
    fn an_exception_only_adds_freedom() {
        assert!(ok("Apache-2.0 WITH LLVM-exception"));
        assert!(!ok("GPL-2.0 WITH Classpath-exception-2.0"));
    }

    #[test]
    fn what_is_no_expression_is_refused() {
        for text in [
            "",
            "MIT OR",
            "(MIT",
            "MIT)",
            "OR MIT",
            "MIT Apache-2.0",
            "MIT WITH",
        ] {
            assert!(!ok(text), "{text}");
        }
    }
}
