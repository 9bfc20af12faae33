//! The pages and the API through the router, on invented communities.
#![expect(clippy::unwrap_used, reason = "a test may fail by panicking")]

mod api;
mod app;
mod connections;
mod entries;
mod errors;
mod files;
#[path = "../fixture/mod.rs"]
mod fixture;
mod pages;
mod paths;
