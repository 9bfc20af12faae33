//! Small parts that pages are made of, as values; `templates/bits.html` draws them.

use crate::amount::Amount;
use crate::lang::Lang;

/// A link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    pub href: String,
    pub label: String,
}

/// One of several choices.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    pub href: String,
    pub label: String,
    pub current: bool,
}

/// A short mark beside something. Its tone never says more than its words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tag {
    pub text: String,
    /// `jade`, `amber` or `plain`.
    pub tone: &'static str,
}

impl Tag {
    /// A mark that all is well.
    pub fn jade(text: String) -> Self {
        Self { text, tone: "jade" }
    }

    /// A mark that something is late or open.
    pub fn amber(text: String) -> Self {
        Self {
            text,
            tone: "amber",
        }
    }

    /// A mark without judgement.
    pub fn plain(text: String) -> Self {
        Self {
            text,
            tone: "plain",
        }
    }
}

/// One row of a list: what, why, how much.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cell {
    pub href: Option<String>,
    pub what: String,
    /// Whether `what` is a text of the book, which is in Chinese whatever the page's language.
    pub own_words: bool,
    pub why: String,
    pub amount: Option<Amount>,
    pub tag: Option<Tag>,
    pub struck: bool,
}

/// One bar with its figure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bar {
    pub href: Option<String>,
    pub label: String,
    pub figure: String,
    /// Length in percent of the longest bar.
    pub length: i64,
    /// Share of the total.
    pub share: String,
}

/// A name with its value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fact {
    pub name: String,
    pub value: String,
    pub own_words: bool,
}

impl Fact {
    /// A fact in the page's language.
    pub fn new(name: String, value: String) -> Self {
        Self {
            name,
            value,
            own_words: false,
        }
    }

    /// A fact in the book's own words.
    pub fn own(name: String, value: &str) -> Self {
        Self {
            name,
            value: value.to_owned(),
            own_words: true,
        }
    }
}

/// Where a long list goes on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pager {
    pub prev: Option<String>,
    pub next: Option<String>,
    pub label: String,
}

/// Rows a page.
pub const PAGE: usize = 50;

impl Pager {
    /// The pager of page `page` (from 1) of `total` rows; `base` is an address that ends with `?`
    /// or `&`. Nothing if everything fits on one page.
    pub fn new(page: usize, total: usize, base: &str, lang: Lang) -> Self {
        let pages = total.div_ceil(PAGE).max(1);
        if pages == 1 && page == 1 {
            return Self::default();
        }
        let link = |to: usize| format!("{base}page={to}");
        Self {
            prev: (page > 1).then(|| link((page - 1).min(pages))),
            next: (page < pages).then(|| link(page + 1)),
            label: lang.with("common.page_of", &[("page", &page), ("pages", &pages)]),
        }
    }

    /// The rows of page `page`, from 1; none behind the last.
    pub fn slice<T>(rows: &[T], page: usize) -> &[T] {
        let from = page.saturating_sub(1).saturating_mul(PAGE).min(rows.len());
        &rows[from..from.saturating_add(PAGE).min(rows.len())]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_cover_every_row_once() {
        let rows: Vec<usize> = (0..120).collect();
        let pages: Vec<usize> = (1..=3)
            .flat_map(|page| Pager::slice(&rows, page).to_vec())
            .collect();
        assert_eq!(pages, rows);
        assert!(Pager::slice(&rows, usize::MAX).is_empty());
        let last = Pager::new(3, 120, "?", Lang::Zh);
        assert_eq!((last.prev.as_deref(), last.next), (Some("?page=2"), None));
        assert_eq!(Pager::new(1, 50, "?", Lang::Zh), Pager::default());
    }
}
