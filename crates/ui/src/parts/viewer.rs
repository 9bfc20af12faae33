//! One voucher by itself: the picture or the document, what it is called, where it stands among the
//! others, the way back, and the file as it lies for whoever wants it larger or cannot see it here.

use askama::Template;

use super::word;
use crate::bits::Link;
use crate::lang::Lang;

/// The viewer.
#[derive(Clone, Debug, PartialEq, Eq, Template)]
#[template(path = "parts/viewer.html")]
pub struct Viewer {
    /// Language of its own words.
    pub lang: Lang,
    /// Where one came from.
    pub back: Link,
    /// What the file is called.
    pub name: String,
    /// The language attribute of a name from the book, on an English page.
    pub own_words: bool,
    /// The file as it lies.
    pub file: String,
    /// How it is shown.
    pub sight: Sight,
    /// Which of how many, as text; empty if it is the only one.
    pub place: String,
    /// The file before and the file after.
    pub prev: Option<String>,
    /// The file after.
    pub next: Option<String>,
    /// What was done to the file, such as covered names; empty if nothing.
    pub note: String,
}

/// How a file is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Sight {
    /// In the page.
    Picture,
    /// By the phone's own reader, behind a button. Not in the page: phones show nothing there, or the
    /// first page as if it were all.
    Document,
    /// Only as a file.
    Other,
    /// No longer, and why.
    Withdrawn(String),
}

impl Sight {
    /// How a file of a media type is shown.
    pub fn of(media: &str) -> Self {
        match media {
            "image/png" | "image/jpeg" | "image/webp" | "image/svg+xml" => Self::Picture,
            "application/pdf" => Self::Document,
            _ => Self::Other,
        }
    }
}

impl Viewer {
    fn t(&self, key: &str) -> String {
        word(key, &[], self.lang)
    }

    fn shown_as(&self) -> String {
        word("part.picture_of", &[("name", &self.name)], self.lang)
    }

    fn zh(&self) -> &'static str {
        if self.own_words && self.lang.is_en() {
            " lang=\"zh-CN\""
        } else {
            ""
        }
    }
}

writes_html!(Viewer);
