//! Buttons: the one next step, the quiet other, the dangerous one; busy, or not possible and why.

use askama::Template;

use crate::lang::{Lang, Texts};

/// How much a button asks for attention.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Look {
    /// The one thing that this page is for.
    #[default]
    Main,
    /// Another way, or back.
    Quiet,
    /// What cannot be taken back.
    Danger,
}

/// A button that sends its form.
#[derive(Clone, Debug, Default, PartialEq, Eq, Template)]
#[template(path = "parts/button.html")]
pub struct Button {
    /// Its words.
    pub label: String,
    /// How it looks.
    pub look: Look,
    /// What the form says when this button sends it: name and value.
    pub says: Option<(String, String)>,
    /// Whether it has been pressed and the answer is not there yet.
    pub busy: bool,
    /// Why it does nothing now, with the id of that sentence. The button stays where it is and can
    /// be reached by keys, so that the reason is read out.
    pub why_not: Option<(String, String)>,
}

impl Button {
    /// The main button of a form.
    pub fn main(label: &str) -> Self {
        Self {
            label: label.to_owned(),
            ..Self::default()
        }
    }

    /// The same as another way.
    pub fn quiet(label: &str) -> Self {
        Self {
            look: Look::Quiet,
            ..Self::main(label)
        }
    }

    /// The same for what cannot be taken back.
    pub fn danger(label: &str) -> Self {
        Self {
            look: Look::Danger,
            ..Self::main(label)
        }
    }

    /// Pressed: the words change, and pressing again does nothing.
    #[must_use]
    pub fn busy(mut self, lang: Lang) -> Self {
        self.label = lang.t("part.sending");
        self.busy = true;
        self
    }

    /// Not possible now, and why; `id` is that sentence's own.
    #[must_use]
    pub fn not_now(mut self, id: &str, why: &str) -> Self {
        self.why_not = Some((id.to_owned(), why.to_owned()));
        self
    }

    fn classes(&self) -> &'static str {
        match self.look {
            Look::Main => "",
            Look::Quiet => " quiet",
            Look::Danger => " danger",
        }
    }

    fn idle(&self) -> bool {
        self.busy || self.why_not.is_some()
    }
}

writes_html!(Button);
