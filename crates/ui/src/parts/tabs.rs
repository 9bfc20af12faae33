//! Parts of one list, or of one subject, side by side: plain links, the current one marked.

use askama::Template;

/// The tabs.
#[derive(Clone, Debug, PartialEq, Eq, Template)]
#[template(path = "parts/tabs.html")]
pub struct Tabs {
    /// What they choose from.
    pub label: String,
    /// The tabs.
    pub links: Vec<TabLink>,
}

/// One of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TabLink {
    /// Its words.
    pub label: String,
    /// Where it leads; `None` if nothing is there.
    pub href: Option<String>,
    /// How many are in it.
    pub count: Option<usize>,
    /// Whether it is the one that is shown.
    pub current: bool,
}

writes_html!(Tabs);
