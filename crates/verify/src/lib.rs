//! A stranger's verifier over public files only, and the mirror that fetches them.
//!
//! Everything is read through [`Source`]: a directory or a web server, by the paths that
//! docs/formats/book.md fixes. Nothing here sees a database, a secret key or a private row, and no
//! byte of what is read makes it panic: whoever runs the log may be the one who is being checked.
//!
//! | module | what |
//! |---|---|
//! | [`source`] | reading public files, with size limits |
//! | [`verify()`] | the whole check, community by community |
//! | [`mirror()`] | a copy of everything that the checkpoints cover |
//! | [`receipt`] | a household's own item in the log and its list |
//! | [`failure`], [`words`] | what is wrong, where, and how to say it in Chinese and English |

mod community;
mod district;
pub mod failure;
mod layout;
mod lists;
mod log;
pub mod mirror;
mod options;
mod progress;
pub mod receipt;
mod report;
pub mod source;
mod verify;
pub mod words;

pub use failure::{Failure, RecordName, Rule};
pub use layout::{MAX_FILE_BYTES, MAX_LIST, MAX_POLICY};
pub use mingbai_domain::lang::Lang;
pub use mirror::{MirrorError, MirrorFailed, Mirrored, mirror};
pub use options::Options;
pub use progress::Progress;
pub use report::{KeyLine, Note, Report, fingerprint};
pub use source::{Source, SourceError};
pub use verify::{verify, verify_books};
