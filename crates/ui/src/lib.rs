//! What every page and answer has in common: language, words, figures as text, the frame of a page
//! and the parts it is made of, and the layers that every request passes.
//!
//! Nothing here writes, nothing here knows a single page, and nothing here needs JavaScript.
#![cfg_attr(not(test), deny(clippy::unwrap_used))]

rust_i18n::i18n!("locales", fallback = "zh-CN");
// The macro does not tell Cargo which files it read: without this a changed text is not built in.
const _: [&str; 2] = [
    include_str!("../locales/zh-CN.yml"),
    include_str!("../locales/en.yml"),
];

pub mod address;
pub mod assets;
pub mod bits;
pub mod chart;
mod counters;
pub mod fault;
mod finish;
pub mod format;
pub mod frame;
mod guests;
mod health;
pub mod lang;
mod metrics;
pub mod parts;
pub mod problem;
pub mod query;
pub mod reader;
mod router;
mod serve;
pub mod site;
pub mod sums;
pub mod words;

pub use router::router;
pub use serve::{Limits, serve, serve_until};
