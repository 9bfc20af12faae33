//! Small parts that pages are made of, as values; `templates/bits.html` draws them.

use crate::format::money;
use crate::lang::{Lang, Texts};

/// An amount with its word.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Amount {
    /// 收, 支, 转 and so on.
    pub word: String,
    /// With a sign where it came in or went out.
    pub figure: String,
    /// `in`, `out` or `flat`.
    pub flow: &'static str,
}

/// The one big figure of a page, in two sizes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Figure {
    /// Whole yuan, with separators.
    pub whole: String,
    /// The point and the fen.
    pub cents: String,
}

impl Figure {
    /// The figure of an amount in fen.
    pub fn of(fen: i128) -> Self {
        let text = money(fen);
        let (whole, cents) = text.split_at(text.len() - 3);
        Self {
            whole: whole.to_owned(),
            cents: cents.to_owned(),
        }
    }
}

/// A link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// Where it leads.
    pub href: String,
    /// Its words.
    pub label: String,
}

/// One of several choices.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// Where it leads.
    pub href: String,
    /// Its words.
    pub label: String,
    /// Whether this is where the reader is.
    pub current: bool,
}

/// A short mark beside something. Its tone never says more than its words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tag {
    /// Words.
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
    /// Where it leads.
    pub href: Option<String>,
    /// What it is.
    pub what: String,
    /// Whether `what` is a text of the book, which is in Chinese whatever the page's language.
    pub own_words: bool,
    /// Why, when, on what grounds: one line.
    pub why: String,
    /// How much.
    pub amount: Option<Amount>,
    /// A mark beside it.
    pub tag: Option<Tag>,
    /// Whether it is paid, where that is a question.
    pub paid: Option<Tag>,
    /// What it lacks, or is, that a reader should see in the list.
    pub marks: Vec<Tag>,
    /// Whether it no longer counts.
    pub struck: bool,
}

/// One bar with its figure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bar {
    /// Where it leads.
    pub href: Option<String>,
    /// Its words.
    pub label: String,
    /// Its figure.
    pub figure: String,
    /// Length in percent of the longest bar.
    pub length: i64,
    /// Share of the total.
    pub share: String,
    /// Whether it is more than it may be: the bar is amber, and `share` says how much.
    pub over: bool,
}

/// A name with its value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fact {
    /// Name.
    pub name: String,
    /// Value.
    pub value: String,
    /// Whether the text is the book's own, in Chinese whatever the page's language.
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
    /// The page before.
    pub prev: Option<String>,
    /// The page after.
    pub next: Option<String>,
    /// Its words.
    pub label: String,
}

/// Rows a page.
pub const PAGE: usize = 50;

impl Pager {
    /// The pager of page `page` (from 1) of `total` rows; `base` is an address that ends with `?`
    /// or `&`. Nothing if everything fits on one page.
    pub fn new(page: usize, total: usize, base: &str, lang: Lang) -> Self {
        Self::sized(PAGE, page, total, base, lang)
    }

    /// The same with pages of `size` rows.
    pub fn sized(size: usize, page: usize, total: usize, base: &str, lang: Lang) -> Self {
        let pages = total.div_ceil(size).max(1);
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
        Self::slice_sized(PAGE, rows, page)
    }

    /// The same with pages of `size` rows.
    pub fn slice_sized<T>(size: usize, rows: &[T], page: usize) -> &[T] {
        let from = page.saturating_sub(1).saturating_mul(size).min(rows.len());
        &rows[from..from.saturating_add(size).min(rows.len())]
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
