//! Files that somebody sends: the browser's own field, so that it works without a script, and the
//! list of what is there, under way, or failed.

use std::borrow::Borrow;

use askama::Template;

use super::{Meter, word};
use crate::lang::Lang;

/// The field and its list.
#[derive(Clone, Debug, PartialEq, Eq, Template)]
#[template(path = "parts/upload.html")]
pub struct Upload {
    /// Id and name.
    pub id: String,
    /// What is asked for.
    pub label: String,
    /// Kinds and sizes that are taken.
    pub hint: String,
    /// What is wrong.
    pub wrong: Option<String>,
    /// Media types, as the browser wants them: `image/*,application/pdf`.
    pub accept: String,
    /// What was sent.
    pub files: Vec<Uploaded>,
    /// Whether no more are taken.
    pub full: bool,
    /// Words of the list.
    pub lang: Lang,
}

/// One file of the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Uploaded {
    /// Its name.
    pub name: String,
    /// Its size, as text.
    pub size: String,
    /// How it stands.
    pub sent: Sent,
}

/// How a file stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Sent {
    /// There. What was done to it, such as covered names; empty if nothing.
    There(String),
    /// Under way, in percent.
    UnderWay(u32),
    /// Not taken, and why.
    Failed(String),
}

impl Upload {
    fn t(&self, key: &str) -> String {
        word(key, &[], self.lang)
    }

    fn meter(&self, name: &str, percent: impl Borrow<u32>) -> Meter {
        let percent = *percent.borrow();
        let said = word("part.sent_percent", &[("n", &percent)], self.lang);
        Meter::of(name, &said, u64::from(percent), 100).under_way()
    }

    fn remove(&self, name: &str) -> String {
        word("part.remove_file", &[("name", &name)], self.lang)
    }

    fn again(&self, name: &str) -> String {
        word("part.again_file", &[("name", &name)], self.lang)
    }

    fn described(&self) -> String {
        let wrong = if self.wrong.is_some() {
            format!(" {}-wrong", self.id)
        } else {
            String::new()
        };
        format!("{}-hint{wrong}", self.id)
    }
}

writes_html!(Upload);
