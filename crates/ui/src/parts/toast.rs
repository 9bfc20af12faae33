//! What has just happened, in one line. It stays until the next page: a line that goes by itself is
//! gone before a slow reader has read it.

use askama::Template;

use crate::bits::Link;

/// The line.
#[derive(Clone, Debug, PartialEq, Eq, Template)]
#[template(path = "parts/toast.html")]
pub struct Toast {
    /// What happened.
    pub text: String,
    /// Whether it went wrong.
    pub bad: bool,
    /// What can be done about it, or seen of it.
    pub link: Option<Link>,
}

writes_html!(Toast);
