//! One of few, or some of few, as cards that are large enough for a thumb. All look the same until
//! one is chosen: nothing is proposed by its place or colour.

use askama::Template;

/// A question with its answers.
#[derive(Clone, Debug, PartialEq, Eq, Template)]
#[template(path = "parts/choices.html")]
pub struct Choices {
    /// Name in the form.
    pub name: String,
    /// The question.
    pub legend: String,
    /// What helps to answer; empty if nothing.
    pub hint: String,
    /// What is wrong.
    pub wrong: Option<String>,
    /// Whether several may be chosen.
    pub many: bool,
    /// The answers.
    pub cards: Vec<Card>,
}

/// One answer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Card {
    /// Value in the form.
    pub value: String,
    /// Its words.
    pub label: String,
    /// What it means, one line; or why it cannot be chosen.
    pub about: String,
    /// Whether it is chosen.
    pub chosen: bool,
    /// Whether it cannot be chosen.
    pub off: bool,
}

impl Card {
    /// An answer that nobody has chosen yet.
    pub fn new(value: &str, label: &str, about: &str) -> Self {
        Self {
            value: value.to_owned(),
            label: label.to_owned(),
            about: about.to_owned(),
            ..Self::default()
        }
    }
}

impl Choices {
    /// A question with one answer.
    pub fn one(name: &str, legend: &str, cards: Vec<Card>) -> Self {
        Self {
            name: name.to_owned(),
            legend: legend.to_owned(),
            hint: String::new(),
            wrong: None,
            many: false,
            cards,
        }
    }

    fn described(&self) -> String {
        let mut ids = Vec::new();
        if !self.hint.is_empty() {
            ids.push(format!("{}-hint", self.name));
        }
        if self.wrong.is_some() {
            ids.push(format!("{}-wrong", self.name));
        }
        ids.join(" ")
    }
}

writes_html!(Choices);
