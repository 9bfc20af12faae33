//! The pages and files through the router, on invented communities.
#![expect(clippy::unwrap_used, reason = "a test may fail by panicking")]

mod app;
mod entries;
mod errors;
mod figures;
mod files;
#[path = "../fixture/mod.rs"]
mod fixture;
mod html;
mod lists;
mod pages;
mod paths;
mod recount;
mod truth;
