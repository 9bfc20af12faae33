//! Finds entries by a word, a payee, a number or an amount, in the whole book.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Html;
use jiff::civil::Date;
use mingbai_domain::book::payables::Payables;
use mingbai_domain::book::{Entry, PostedEntry};
use mingbai_ui::bits::{Cell, Pager};
use mingbai_ui::fault::Fault;
use mingbai_ui::format::count;
use mingbai_ui::frame::{Frame, Tab, page};
use mingbai_ui::lang::{Lang, Texts};
use mingbai_ui::query::{self, Pairs};
use mingbai_ui::reader::Reader;
use mingbai_ui::site::{Place, Site};

use crate::amount::Gist;
use crate::rows::Context;

/// A longer question is cut.
const MAX_CHARS: usize = 40;

#[derive(Template)]
#[template(path = "search.html")]
struct SearchPage {
    f: Frame,
    v: View,
}

/// What the page shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct View {
    pub action: String,
    pub query: String,
    pub found: String,
    pub cells: Vec<Cell>,
    pub pager: Pager,
    pub accounts: String,
}

/// `GET /c/{slug}/search`.
pub async fn show(
    State(site): State<Arc<Site>>,
    Path(slug): Path<String>,
    reader: Reader,
    pairs: Pairs,
) -> Result<Html<String>, Fault> {
    let place = site.place(&slug).await?;
    let back = format!("{}/search", place.href());
    let number = query::page(&pairs, &back)?;
    let query: String = pairs
        .get("q")
        .map(|q| q.trim().chars().take(MAX_CHARS).collect())
        .unwrap_or_default();
    let v = view(&place, &query, number, site.now().date(), reader.lang);
    let title = reader.lang.t("search.title");
    page(&SearchPage {
        f: Frame::of(&place, &site, &reader, &title, Tab::Accounts),
        v,
    })
}

/// The view of what is found, the newest first.
pub fn view(place: &Place, query: &str, number: usize, today: Date, lang: Lang) -> View {
    let fold = &place.book.fold;
    let payables = Payables::of(fold);
    let cx = Context {
        fold,
        slug: &place.slug,
        payables: &payables,
        today,
        lang,
    };
    let asked = Asked::new(query);
    let found: Vec<&PostedEntry> = fold
        .entries()
        .iter()
        .rev()
        .filter(|posted| asked.matches(&posted.entry))
        .map(std::ops::Deref::deref)
        .collect();
    let action = format!("{}/search", place.href());
    let n = count(found.len() as u128);
    View {
        found: match (query.is_empty(), found.is_empty()) {
            (true, _) => String::new(),
            (false, true) => lang.t("search.nothing"),
            (false, false) => lang.with("search.found", &[("n", &n)]),
        },
        cells: Pager::slice(&found, number)
            .iter()
            .map(|posted| cx.entry(posted))
            .collect(),
        pager: Pager::new(
            number,
            found.len(),
            &format!("{action}?q={}&", query::encoded(query)),
            lang,
        ),
        query: query.to_owned(),
        accounts: format!("{}/accounts", place.href()),
        action,
    }
}

/// A question, as it is compared.
struct Asked {
    words: Vec<String>,
    /// In fen, if the question is an amount; whole yuan find every amount of these yuan.
    amount: Option<(i128, bool)>,
}

impl Asked {
    fn new(query: &str) -> Self {
        let plain = folded(query);
        Self {
            words: plain.split_whitespace().map(str::to_owned).collect(),
            amount: amount(&plain),
        }
    }

    /// Every word is in one of the entry's texts, or the amount is its amount.
    fn matches(&self, entry: &Entry) -> bool {
        if self.words.is_empty() {
            return false;
        }
        let notes = entry.basis.iter().map(|basis| basis.note.as_str());
        let texts = [
            Some(entry.text.as_str()),
            entry.payee.as_deref(),
            entry.number.as_deref(),
            entry.bank_ref.as_deref(),
            entry.reason.as_deref(),
        ];
        let all: Vec<&str> = texts.into_iter().flatten().chain(notes).collect();
        let all = folded(&all.join("\n"));
        let fen = Gist::of(entry).fen;
        let is_amount = self
            .amount
            .is_some_and(|(asked, whole)| asked == fen || (whole && asked / 100 == fen / 100));
        is_amount || self.words.iter().all(|word| all.contains(word))
    }
}

/// Small letters, and full-width letters and digits as half-width ones.
fn folded(text: &str) -> String {
    let half = |c: char| match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        '\u{3000}' => ' ',
        _ => c,
    };
    text.chars().map(half).collect::<String>().to_lowercase()
}

/// `15,390`, `¥15390.00`, `15390元`: fen, and whether it was whole yuan.
fn amount(text: &str) -> Option<(i128, bool)> {
    let digits: String = text
        .trim_start_matches(['¥', '-', '−', '+'])
        .trim_end_matches('元')
        .chars()
        .filter(|c| !matches!(c, ',' | ' '))
        .collect();
    let (yuan, fen) = match digits.split_once('.') {
        Some((yuan, fen)) => (yuan, Some(fen)),
        None => (digits.as_str(), None),
    };
    let number = |text: &str| {
        let plain =
            !text.is_empty() && text.len() <= 15 && text.bytes().all(|b| b.is_ascii_digit());
        plain.then(|| text.parse::<i128>().ok()).flatten()
    };
    let cents = match fen {
        None => return number(yuan).map(|yuan| (yuan * 100, true)),
        Some(one) if one.len() == 1 => number(one)? * 10,
        Some(two) if two.len() == 2 => number(two)?,
        Some(_) => return None,
    };
    number(yuan).map(|yuan| (yuan * 100 + cents, false))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_read_as_people_write_them() {
        for (text, read) in [
            ("15,390", Some((1_539_000, true))),
            ("¥15390.00", Some((1_539_000, false))),
            ("15390元", Some((1_539_000, true))),
            ("0.5", Some((50, false))),
            ("1.234", None),
            (".", None),
            ("电梯", None),
            ("9999999999999999999", None),
            ("１２", None),
        ] {
            assert_eq!(amount(text), read, "{text}");
        }
        assert_eq!(amount(&folded("１２")), Some((1_200, true)));
    }
}
