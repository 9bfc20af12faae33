//! Use cases: authorise, load, ask the rule, write. Pages, API, commands and jobs call only this.
//!
//! An open installation is an [`App`]. What writes to a community, or reads its private rows, goes
//! through the door ([`act`]); the rest of the house lies by subject: [`book`], [`money`],
//! [`register`], [`threads`], [`import`], [`jobs`], [`ops`]. Functions that take a [`Tx`] or a
//! [`act::Cx`] are one step of a transaction; methods of [`App`] are whole use cases. Time and
//! randomness are values ([`env`]); nothing here formats a page.

pub mod act;
mod app;
pub mod book;
mod clock;
pub mod env;
pub mod error;
pub mod files;
pub mod import;
pub mod jobs;
pub mod money;
pub mod ops;
pub mod register;
pub mod threads;
pub mod words;

pub use app::App;
pub use mingbai_store::communities::DistrictRow;
pub use mingbai_store::{StoreError, Target, Tx};
