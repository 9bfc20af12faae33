//! HTTP: the public pages and the JSON API.
//!
//! Pages are rendered from a community's fold and from nothing else, so that what is shown is what
//! anyone can verify. Nothing here writes, and nothing here needs JavaScript.
#![cfg_attr(not(test), deny(clippy::unwrap_used))]

rust_i18n::i18n!("locales", fallback = "zh-CN");

mod amount;
mod api;
mod assets;
mod basis;
mod bits;
mod changes;
mod chart;
mod duties;
mod fault;
mod figures;
mod files;
mod finish;
mod format;
mod frame;
mod health;
mod lang;
mod metrics;
mod pages;
mod query;
mod reader;
mod routes;
mod rows;
mod seen;
mod serve;
mod site;
mod sums;
mod words;

#[cfg(test)]
#[path = "../tests/fixture/mod.rs"]
mod fixture;

pub use routes::router;
pub use serve::{Limits, serve, serve_until};
pub use site::{Clock, HealthOf, ProofOf, Site};
