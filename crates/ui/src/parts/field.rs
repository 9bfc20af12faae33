//! A field of a form: a label that stays, a hint, what is wrong with it; and all that is wrong with
//! a form, said first.

use std::borrow::Borrow;

use askama::Template;

use super::word;
use crate::bits::Link;
use crate::lang::Lang;

/// One field. Its id is its name in the form, too.
#[derive(Clone, Debug, PartialEq, Eq, Template)]
#[template(path = "parts/field.html")]
pub struct Field {
    /// Language of its own words.
    pub lang: Lang,
    /// Id and name.
    pub id: String,
    /// What is asked.
    pub label: String,
    /// Whether it may stay empty: that is said, and not that the others may not.
    pub optional: bool,
    /// What helps to answer; empty if nothing.
    pub hint: String,
    /// What is wrong with the answer, and what would be right.
    pub wrong: Option<String>,
    /// What takes the answer.
    pub control: Control,
    /// Whether it cannot be changed.
    pub fixed: bool,
}

/// What takes an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Control {
    /// One line.
    Line {
        /// What is typed.
        kind: Kind,
        /// What is there already.
        value: String,
    },
    /// Several lines.
    Lines {
        /// What is there already.
        value: String,
        /// Characters at most.
        most: usize,
    },
    /// One of a list that is too long for cards.
    Pick {
        /// Value and words.
        options: Vec<(String, String)>,
        /// The chosen value.
        chosen: String,
    },
    /// A code from a message or a letter.
    Code {
        /// What is there already.
        value: String,
        /// Digits.
        digits: usize,
        /// The words of the button that sends another one. It always works: without a script nobody
        /// could wake it up, and the server says when it is too early.
        again: String,
    },
}

/// What is typed on one line: it decides the keyboard, and what the phone offers to fill in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A text.
    Text,
    /// A phone number.
    Phone,
    /// An amount of money.
    Amount,
    /// A day.
    Day,
}

impl Kind {
    fn attributes(self) -> &'static str {
        match self {
            Self::Text => r#"type="text""#,
            Self::Phone => r#"type="tel" inputmode="tel" autocomplete="tel""#,
            Self::Amount => r#"type="text" inputmode="decimal" autocomplete="off""#,
            Self::Day => r#"type="date""#,
        }
    }
}

impl Field {
    /// A field for one line.
    pub fn line(id: &str, label: &str, kind: Kind, value: &str, lang: Lang) -> Self {
        let value = value.to_owned();
        Self::of(id, label, Control::Line { kind, value }, lang)
    }

    /// A field.
    pub fn of(id: &str, label: &str, control: Control, lang: Lang) -> Self {
        Self {
            lang,
            id: id.to_owned(),
            label: label.to_owned(),
            optional: false,
            hint: String::new(),
            wrong: None,
            control,
            fixed: false,
        }
    }

    /// With a hint.
    #[must_use]
    pub fn hint(mut self, hint: &str) -> Self {
        hint.clone_into(&mut self.hint);
        self
    }

    /// With what is wrong.
    #[must_use]
    pub fn wrong(mut self, wrong: &str) -> Self {
        self.wrong = Some(wrong.to_owned());
        self
    }

    /// May stay empty.
    #[must_use]
    pub fn optional(mut self) -> Self {
        self.optional = true;
        self
    }

    /// Cannot be changed.
    #[must_use]
    pub fn fixed(mut self) -> Self {
        self.fixed = true;
        self
    }

    fn t(&self, key: &str) -> String {
        word(key, &[], self.lang)
    }

    fn left(&self, value: &str, most: impl Borrow<usize>) -> String {
        let most = *most.borrow();
        let left = most.saturating_sub(value.chars().count());
        word(
            "part.at_most",
            &[("most", &most), ("left", &left)],
            self.lang,
        )
    }

    /// What describes the control, for those who do not see what stands around it.
    fn described(&self) -> String {
        let parts = [
            (!self.hint.is_empty(), "hint"),
            (self.wrong.is_some(), "wrong"),
            (matches!(self.control, Control::Lines { .. }), "left"),
        ];
        let ids: Vec<String> = parts
            .iter()
            .filter(|(there, _)| *there)
            .map(|(_, part)| format!("{}-{part}", self.id))
            .collect();
        ids.join(" ")
    }
}

/// All that is wrong with a form, above it; each line leads to its field.
#[derive(Clone, Debug, PartialEq, Eq, Template)]
#[template(path = "parts/wrong.html")]
pub struct Wrong {
    /// How many places.
    pub title: String,
    /// What and where.
    pub links: Vec<Link>,
}

impl Wrong {
    /// What is wrong with these fields; `None` if nothing is.
    pub fn of(fields: &[&Field], lang: Lang) -> Option<Self> {
        let links: Vec<Link> = fields
            .iter()
            .filter_map(|field| {
                let wrong = field.wrong.as_ref()?;
                let joint = if lang.is_en() { ": " } else { "：" };
                Some(Link {
                    href: format!("#{}", field.id),
                    label: format!("{}{joint}{wrong}", field.label),
                })
            })
            .collect();
        let title = match links.len() {
            0 => return None,
            1 => word("part.wrong_one", &[], lang),
            n => word("part.wrong_many", &[("n", &n)], lang),
        };
        Some(Self { title, links })
    }
}

writes_html!(Field, Wrong);

#[cfg(test)]
mod tests {
    use super::*;

    fn phone(wrong: bool) -> Field {
        let field = Field::line("tel", "手机号", Kind::Phone, "1<2", Lang::Zh).hint("提示");
        if wrong {
            field.wrong("少了一位")
        } else {
            field
        }
    }

    #[test]
    fn what_is_wrong_belongs_to_its_field_for_those_who_hear_the_page() {
        let html = phone(true).to_string();
        for part in [
            r#"<label for="tel">"#,
            r#"aria-describedby="tel-hint tel-wrong""#,
            r#"aria-invalid="true""#,
            r#"id="tel-wrong""#,
            "少了一位",
        ] {
            assert!(html.contains(part), "{part}: {html}");
        }
        assert!(!phone(false).to_string().contains("aria-invalid"));
    }

    #[test]
    fn what_was_typed_is_escaped() {
        let html = phone(false).to_string();
        assert!(html.contains("1&#60;2"), "{html}");
    }

    #[test]
    fn a_form_without_mistakes_has_no_summary() {
        assert_eq!(Wrong::of(&[&phone(false)], Lang::Zh), None);
        let wrong = Wrong::of(&[&phone(true), &phone(false)], Lang::Zh).unwrap();
        assert_eq!(wrong.links.len(), 1);
        assert_eq!(wrong.links[0].href, "#tel");
        assert_eq!(wrong.links[0].label, "手机号：少了一位");
    }
}
