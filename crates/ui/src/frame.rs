//! What every page has around its content: title, language, the community's name and tabs.

use std::borrow::Borrow;

use askama::Template;
use axum::http::StatusCode;
use axum::response::Html;
use mingbai_domain::book::Community;

use crate::assets;
use crate::bits::{Choice, Fact, Tag};
use crate::fault::Fault;
use crate::format::{count, moment};
use crate::lang::{Lang, Texts};
use crate::reader::Reader;
use crate::site::{Place, Site};
use crate::words;

/// The frame of a page.
#[derive(Clone, Debug)]
pub struct Frame {
    /// Language.
    pub lang: Lang,
    /// Larger type and targets.
    pub elder: bool,
    /// This page's address without switches.
    pub here: String,
    /// Title.
    pub title: String,
    /// Whether anything on this page is invented.
    pub synthetic: bool,
    /// The community, on its pages.
    pub place: Option<PlaceBar>,
    /// Address of the stylesheet.
    pub css: String,
    /// Address of the icon.
    pub icon: String,
}

/// The bar of a community's pages.
#[derive(Clone, Debug)]
pub struct PlaceBar {
    /// Name.
    pub name: String,
    /// Whether the text is the book's own, in Chinese whatever the page's language.
    pub own_words: bool,
    /// Where it leads.
    pub href: String,
    /// How it is managed.
    pub mode: Option<Tag>,
    /// Whether its writes are refused.
    pub halted: bool,
    /// Its pages.
    pub tabs: Vec<Choice>,
    /// Where an item is found.
    pub search: String,
    /// Who answers questions.
    pub ask: Vec<Fact>,
    /// For paper: this page's whole address.
    pub address: String,
    /// For paper: the short number of the newest seal, and how many records it covers.
    pub sealed: String,
}

/// A tab of a community's pages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tab {
    /// How much there is.
    Home,
    /// Income and spending.
    Accounts,
    /// Documents.
    Basis,
    /// Publications.
    Disclosures,
    /// Checking.
    Log,
    /// None of them.
    None,
}

impl Frame {
    /// The frame of a page that belongs to no community.
    pub fn new(site: &Site, reader: &Reader, title: String) -> Self {
        let synthetic = site.books.any(|front| {
            let community = front.card.community.as_ref();
            community.is_some_and(|community| community.synthetic)
        });
        Self::bare(reader, title, synthetic)
    }

    /// The frame of a community's page.
    pub fn of(place: &Place, site: &Site, reader: &Reader, title: &str, tab: Tab) -> Self {
        let community = place.community();
        let lang = reader.lang;
        let (name, own_words) = community_name(community, lang);
        let mode = place.book.fold.mode_on(site.now().date());
        let bar = PlaceBar {
            own_words,
            href: place.href(),
            mode: mode.map(|mode| Tag::jade(words::mode(mode, lang))),
            halted: place.book.halted.is_some(),
            tabs: tabs(&place.href(), tab, lang),
            search: format!("{}/search", place.href()),
            ask: ask(place, lang),
            address: format!("{}{}", reader.came.base(place.host()), reader.here),
            sealed: sealed(place, lang),
            name: name.clone(),
        };
        let title = if title.is_empty() {
            name
        } else {
            format!("{title} · {name}")
        };
        let mut frame = Self::bare(reader, title, community.synthetic);
        frame.place = Some(bar);
        frame
    }

    fn bare(reader: &Reader, title: String, synthetic: bool) -> Self {
        Self {
            lang: reader.lang,
            elder: reader.elder,
            here: reader.here.clone(),
            title,
            synthetic,
            place: None,
            css: assets::href("style.css"),
            icon: assets::href("icon.svg"),
        }
    }

    /// A text.
    pub fn t(&self, key: &str) -> String {
        self.lang.t(key)
    }

    /// This page's address with a switch.
    pub fn switch(&self, pair: &str) -> String {
        let joint = if self.here.contains('?') { '&' } else { '?' };
        format!("{}{joint}{pair}", self.here)
    }

    /// The attribute for texts of the book, which are in Chinese whatever the page's language.
    pub fn zh(&self, own_words: impl Borrow<bool>) -> &'static str {
        if *own_words.borrow() && self.lang.is_en() {
            " lang=\"zh-CN\""
        } else {
            ""
        }
    }
}

/// A page, or the error page if the template could not be filled.
pub fn page(template: &impl Template) -> Result<Html<String>, Fault> {
    template.render().map(Html).map_err(|error| {
        tracing::error!(%error, "a page could not be rendered");
        Fault::of_status(StatusCode::INTERNAL_SERVER_ERROR)
    })
}

/// A community's name, and whether it is in Chinese on an English page.
pub fn community_name(community: &Community, lang: Lang) -> (String, bool) {
    if lang.is_en() && !community.name_en.trim().is_empty() {
        (community.name_en.clone(), false)
    } else {
        (community.name.clone(), true)
    }
}

/// The names that the book has. It knows no telephone and no office: those are on the notice board.
fn ask(place: &Place, lang: Lang) -> Vec<Fact> {
    let community = place.community();
    let named = [
        ("ask.manager", place.manager()),
        ("ask.committee", community.residents_committee.as_str()),
        ("ask.centre", community.centre.as_str()),
    ];
    let known = named
        .into_iter()
        .filter(|(_, name)| !name.trim().is_empty());
    known
        .map(|(key, name)| Fact::own(lang.t(key), name))
        .collect()
}

/// The first eight characters of the newest seal, and the records that it covers.
fn sealed(place: &Place, lang: Lang) -> String {
    let Some(checkpoint) = &place.book.checkpoint else {
        return lang.t("community.unsigned");
    };
    let short: String = checkpoint.root.chars().take(8).collect();
    lang.with(
        "common.sealed",
        &[
            ("short", &short),
            ("n", &count(checkpoint.size)),
            ("at", &moment(checkpoint.at, lang)),
        ],
    )
}

fn tabs(home: &str, current: Tab, lang: Lang) -> Vec<Choice> {
    let all = [
        (Tab::Home, "", "nav.home"),
        (Tab::Accounts, "/accounts", "nav.accounts"),
        (Tab::Basis, "/basis", "nav.basis"),
        (Tab::Disclosures, "/disclosures", "nav.disclosures"),
        (Tab::Log, "/log", "nav.log"),
    ];
    all.into_iter()
        .map(|(tab, path, key)| Choice {
            href: format!("{home}{path}"),
            label: lang.t(key),
            current: tab == current,
        })
        .collect()
}
