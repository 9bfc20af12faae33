//! The two languages of the pages. All texts are in `locales/`; Chinese is the default.

use std::fmt::Display;

pub use mingbai_domain::lang::Lang;

/// A language's texts.
pub trait Texts {
    /// A text.
    fn t(self, key: &str) -> String;

    /// A text with values in place of `%{name}`.
    fn with(self, key: &str, values: &[(&str, &dyn Display)]) -> String;

    /// Several things in one line.
    fn list(self, items: &[String]) -> String;
}

impl Texts for Lang {
    fn t(self, key: &str) -> String {
        rust_i18n::t!(key, locale = self.tag()).into_owned()
    }

    fn with(self, key: &str, values: &[(&str, &dyn Display)]) -> String {
        let mut text = self.t(key);
        for (name, value) in values {
            text = text.replace(&format!("%{{{name}}}"), &value.to_string());
        }
        text
    }

    fn list(self, items: &[String]) -> String {
        items.join(match self {
            Self::Zh => "、",
            Self::En => ", ",
        })
    }
}

/// A text that need not be there.
pub fn known(key: &str, lang: Lang) -> Option<String> {
    crate::_rust_i18n_try_translate(lang.tag(), key).map(std::borrow::Cow::into_owned)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    /// Every `t("...")`, `with("...")` and `"group.key"` in sources and templates.
    fn keys_in(text: &str) -> Vec<String> {
        let quoted = text.split('"').skip(1).step_by(1);
        quoted
            .filter(|part| {
                let groups: Vec<&str> = part.split('.').collect();
                groups.len() >= 2
                    && GROUPS.contains(&groups[0])
                    && part.bytes().all(|b| {
                        b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'_' | b'.')
                    })
                    && !part.ends_with('.')
                    && groups.last() != Some(&"html")
            })
            .map(str::to_owned)
            .collect()
    }

    const GROUPS: &[&str] = &[
        "about",
        "account",
        "accounts",
        "agreement",
        "amount",
        "basis",
        "bridge",
        "change",
        "changes",
        "chart",
        "common",
        "community",
        "csv",
        "disclosures",
        "district",
        "duty",
        "entry",
        "error",
        "funds",
        "fund",
        "help",
        "item",
        "kind",
        "log",
        "mode",
        "paid",
        "part",
        "purse",
        "search",
        "nav",
        "role",
        "sealed",
        "summary",
        "thread",
        "verify",
        "voucher",
        "matter",
        "posting",
        "duties",
        "every",
        "chain",
        "mark",
        "ask",
        "rule",
    ];

    fn files(dir: &str, out: &mut Vec<String>) {
        for file in std::fs::read_dir(dir).unwrap() {
            let path = file.unwrap().path();
            if path.is_dir() {
                files(path.to_str().unwrap(), out);
            } else {
                out.push(std::fs::read_to_string(path).unwrap());
            }
        }
    }

    #[test]
    fn every_text_that_is_used_is_there_in_both_languages() {
        let mut sources = Vec::new();
        for dir in [
            "src",
            "templates",
            "../public/src",
            "../public/templates",
            "../api/src",
        ] {
            files(
                &format!("{}/{dir}", env!("CARGO_MANIFEST_DIR")),
                &mut sources,
            );
        }
        let keys: BTreeSet<String> = sources.iter().flat_map(|text| keys_in(text)).collect();
        assert!(keys.len() > 100);
        let missing: Vec<String> = keys
            .iter()
            .flat_map(|key| [Lang::Zh, Lang::En].map(|lang| (lang, key)))
            .filter(|(lang, key)| {
                crate::_rust_i18n_try_translate(lang.tag(), key.as_str()).is_none()
            })
            .map(|(lang, key)| format!("{}: {key}", lang.tag()))
            .collect();
        assert!(missing.is_empty(), "{missing:#?}");
    }

    #[test]
    fn chinese_texts_have_chinese_punctuation() {
        let path = format!("{}/locales/zh-CN.yml", env!("CARGO_MANIFEST_DIR"));
        let texts = std::fs::read_to_string(path).unwrap();
        let chinese = |c: Option<&char>| c.is_some_and(|c| ('一'..='龥').contains(c));
        for text in texts.split('"').skip(1).step_by(2) {
            let chars: Vec<char> = text.chars().collect();
            for (at, c) in chars.iter().enumerate() {
                let beside = chinese(chars.get(at + 1)) || (at > 0 && chinese(chars.get(at - 1)));
                assert!(!(beside && ",:;!?()".contains(*c)), "{text}");
            }
        }
    }

    #[test]
    fn both_languages_have_the_same_texts_and_values() {
        let read = |tag: &str| {
            std::fs::read_to_string(format!("{}/locales/{tag}.yml", env!("CARGO_MANIFEST_DIR")))
                .unwrap()
        };
        let shape = |text: String| -> Vec<(String, Vec<String>)> {
            text.lines()
                .filter(|line| line.contains(": ") || line.ends_with(':'))
                .map(|line| {
                    let (key, value) = line.split_once(':').unwrap();
                    let mut names: Vec<String> = value
                        .split("%{")
                        .skip(1)
                        .map(|s| s.split('}').next().unwrap().to_owned())
                        .collect();
                    names.sort();
                    names.dedup();
                    (key.to_owned(), names)
                })
                .collect()
        };
        let (zh, en) = (shape(read("zh-CN")), shape(read("en")));
        for (a, b) in zh.iter().zip(&en) {
            assert_eq!(a, b);
        }
        assert_eq!(zh.len(), en.len());
    }
}
