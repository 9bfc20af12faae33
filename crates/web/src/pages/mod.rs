//! One page a file: a view made by a pure function from the fold, and a handler of a few lines.

pub mod accounts;
pub mod basis;
pub mod changes;
pub mod community;
pub mod disclosures;
pub mod district;
pub mod entry;
pub mod funds;
pub mod help;
pub mod log;
pub mod summary;

use askama::Template;
use axum::http::StatusCode;
use axum::response::Html;

use crate::fault::Fault;
use crate::format::money;

/// A page, or the error page if the template could not be filled.
pub fn page(template: &impl Template) -> Result<Html<String>, Fault> {
    template.render().map(Html).map_err(|error| {
        tracing::error!(%error, "a page could not be rendered");
        Fault::of_status(StatusCode::INTERNAL_SERVER_ERROR)
    })
}

/// The one big figure of a page, in two sizes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Figure {
    pub whole: String,
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
