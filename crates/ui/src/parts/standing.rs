//! What is said where there is nothing, no connection, or nothing yet: calm, what it means, and what
//! can be done.

use askama::Template;

use crate::bits::Link;

/// The notice.
#[derive(Clone, Debug, PartialEq, Eq, Template)]
#[template(path = "parts/standing.html")]
pub struct Standing {
    /// What the matter is.
    pub matter: Matter,
    /// In one line.
    pub title: String,
    /// What it means.
    pub text: String,
    /// What can be done.
    pub link: Option<Link>,
}

/// What the matter is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Matter {
    /// Nothing is there.
    Empty,
    /// No connection.
    Offline,
    /// It is being worked on.
    Busy,
}

impl Standing {
    fn is_offline(&self) -> bool {
        self.matter == Matter::Offline
    }

    /// Whether it may come while somebody reads.
    fn may_come(&self) -> bool {
        self.matter != Matter::Empty
    }
}

writes_html!(Standing);
