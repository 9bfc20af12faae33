//! Parts of pages that take something in, or say how something stands. Each is a value that writes
//! its own HTML, so that a page's template says `{{ v.field }}` and no more.
//!
//! All of them work without JavaScript: a step of a flow is a page of its own, a choice is a form,
//! and what would be counted down by a script is said with its day and time. Rates are drawn by SVG
//! because our pages allow no styles of their own (`finish.rs`).

use std::fmt::Display;

use crate::lang::{Lang, Texts};

/// Says that a part escapes what it is given, so that a template takes it as it is.
macro_rules! writes_html {
    ($($part:ty),+) => { $(impl askama::filters::HtmlSafe for $part {})+ };
}

mod button;
mod choices;
mod deadline;
mod field;
mod meter;
mod months;
mod qr;
mod sheet;
mod signs;
mod standing;
mod steps;
mod table;
mod tabs;
mod toast;
mod upload;
mod viewer;

pub use button::{Button, Look};
pub use choices::{Card, Choices};
pub use deadline::Deadline;
pub use field::{Control, Field, Kind, Wrong};
pub use meter::Meter;
pub use months::{Month, MonthPicker};
pub use qr::Qr;
pub use sheet::Sheet;
pub use signs::{Sign, Signatures};
pub use standing::{Matter, Standing};
pub use steps::Steps;
pub use table::{Column, Data, Group, Table, Value};
pub use tabs::{TabLink, Tabs};
pub use toast::Toast;
pub use upload::{Sent, Upload, Uploaded};
pub use viewer::{Sight, Viewer};

/// A part's own words.
fn word(key: &str, values: &[(&str, &dyn Display)], lang: Lang) -> String {
    lang.with(key, values)
}
