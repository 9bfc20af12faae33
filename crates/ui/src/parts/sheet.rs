//! A sheet at the foot of the screen that says what a step means before it is taken.
//!
//! It is either a step of the flow, drawn by the server, or stands behind a button: the browser
//! opens it by itself (`popover`), and one that cannot shows it in the page.

use askama::Template;

use super::Button;
use crate::bits::Link;

/// The sheet.
#[derive(Clone, Debug, PartialEq, Eq, Template)]
#[template(path = "parts/sheet.html")]
pub struct Sheet {
    /// Its id.
    pub id: String,
    /// What happens, in one sentence.
    pub title: String,
    /// What it means; empty if the title says all.
    pub text: String,
    /// The safe choice, on the left; where it leads.
    pub back: Link,
    /// The step.
    pub go: Button,
    /// The words of the button that opens it; `None` if it is open.
    pub opener: Option<String>,
}

writes_html!(Sheet);
