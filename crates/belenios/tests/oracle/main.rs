//! What this crate makes, judged from outside: by `belenios-tool`, by vectors that the JavaScript
//! client reads too, and by properties.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod accepted;
mod cast;
mod foreign;
mod properties;
mod tool;
mod vectors;
