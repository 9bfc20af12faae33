//! The `mingbai` binary from the outside: every command as a process, on real directories.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod bad_input;
mod bad_requests;
mod bank;
mod demo;
mod desk;
mod documents;
mod election;
mod exports;
mod flips;
mod four;
mod handover;
mod kill;
mod package_kill;
mod place;
mod rollback;
mod service;
mod tamper;
mod unpublished;
mod web;
