//! Packages: a back-up of the whole installation, and the hand-over of one community.
//!
//! Both are tar files of the same form ([`manifest`] has the names that may stand in one): the rows
//! of each community as JSON lines, and beside them the files that these rows name. A back-up holds
//! the signing keys; a hand-over never does: the next manager continues the log with a key that the
//! `handover` record announces.
//!
//! # Why no tile and no checkpoint is copied
//!
//! A server goes on while it is backed up. Public logs copied before the rows may lack what the rows
//! have; copied after them they are newer, and a restored installation whose public checkpoint is
//! ahead of its rows looks like one whose database was put back: it must not sign. So nothing that
//! follows from rows is in a package. The rows are one consistent view; tiles, bundles and the
//! checkpoint are made from their leaves and their signed notes when the package is read
//! ([`shown`]), and are therefore exactly as old as the rows.
//!
//! What rows cannot give back is copied after them: vouchers, documents, lists, originals, the
//! `policy` with a log's first key. These never change under their name, and a file is written
//! before the row that names it. So every file that the view names is there when it is copied; each
//! is hashed on its way into the package, and one that is missing or damaged is named.
//!
//! # What is believed of a package
//!
//! Nothing. It is unpacked within limits ([`unpack`]) into `incoming/` of the data directory, an
//! installation is made from it there, and the public verifier and the operator's audit go through
//! it ([`check`]). Only then the real place is written, in an order that begins with a mark of the
//! package and ends with the database's one transaction ([`place`]): whatever a kill leaves behind,
//! the same command goes on from there.

mod backup;
mod check;
mod handover;
mod manifest;
mod named;
mod place;
mod refusal;
mod restore;
mod rows;
mod shown;
mod unpack;
mod write;

pub use backup::{Backup, backup};
pub use handover::{Given, give, successor_key, take};
pub use mingbai_verify::fingerprint;
pub use refusal::{Findings, Half, Refusal, RowFault, SHOWN};
pub use restore::{Restored, restore};
