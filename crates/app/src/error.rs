//! Why a use case did not do what it was asked.

use std::path::PathBuf;

use mingbai_domain::access::Denied;
use mingbai_domain::book::{RecordError, RuleBroken, Violation};
use mingbai_domain::calendar::{Period, UnixMs};
use mingbai_domain::fees::FeeRefusal;
use mingbai_domain::ids::Slug;
use mingbai_domain::money::{Fen, MoneyError};
use mingbai_sheets::CellError;
use mingbai_store::StoreError;

use crate::env::NoRandomness;
use crate::import::bank::BankRefusal;
use crate::package::{Half, Refusal};
use crate::publish::files::BadFile;
use crate::refused::RowRefusal;

/// A refusal or a failure. Nothing was written.
#[derive(Debug, thiserror::Error)]
pub enum AppError {
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A rule of the book refuses the record.
    #[error(transparent)]
    Rule(#[from] Violation),
    /// A record cannot be written as canonical JSON.
    #[error(transparent)]
    Record(#[from] RecordError),
    /// A fee cannot be computed.
    #[error(transparent)]
    Fee(#[from] FeeRefusal),
    /// An amount does not fit.
    #[error(transparent)]
    Money(#[from] MoneyError),
    /// No randomness, no salts and keys.
    #[error(transparent)]
    Random(#[from] NoRandomness),
    /// The installation was not initialised.
    #[error("this data directory holds no installation yet: run `mingbai init` first")]
    NotInitialised,
    /// The installation was initialised before.
    #[error("this data directory already holds an installation")]
    AlreadyInitialised,
    /// No such community.
    #[error("there is no community `{0}` here")]
    UnknownCommunity(String),
    /// A community with this address name exists.
    #[error("there is already a community `{0}`")]
    CommunityExists(Slug),
    /// The community's rows do not agree with its book; nothing more is written until they do.
    #[error("`{slug}` accepts no writes: {why}")]
    Halted {
        /// Address name.
        slug: Slug,
        /// What the audit found.
        why: String,
    },
    /// The actor never does this.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// The same idempotency key with another request.
    #[error("the key `{0}` was used for another request")]
    KeyReused(String),
    /// More paid than a unit may owe or pay ahead.
    #[error("{left} yuan more than this unit owes, and this kind of bill is not paid ahead")]
    Overpaid {
        /// What nobody owes.
        left: Fen,
    },
    /// The unit is not in the register.
    #[error("there is no such unit in this community")]
    UnknownUnit,
    /// These bills were made before.
    #[error("`{item}` was already billed for {period}")]
    AlreadyBilled {
        /// What.
        item: String,
        /// Month.
        period: Period,
    },
    /// A month too far ahead, or before the community was managed at all.
    #[error(
        "{0} cannot be billed: it is more than 12 months ahead, or before the community's first day"
    )]
    BillMonth(Period),
    /// The expense is not in the state that this step needs.
    #[error("the expense is {state}: {why}")]
    ExpenseState {
        /// Its state.
        state: String,
        /// Why this step cannot be.
        why: &'static str,
    },
    /// No entry with this number, or it is a household's.
    #[error("there is no public entry {0}")]
    UnknownEntry(u64),
    /// There is no agreement by which to do this.
    #[error("there is no agreement on that day")]
    NoAgreement,
    /// Nothing to do.
    #[error("there is nothing to {0}")]
    Nothing(&'static str),
    /// Cells of a spreadsheet are wrong: all of them, with place, value and rule.
    #[error("{} cells are wrong; nothing was imported", .0.len())]
    Cells(Vec<CellError>),
    /// The file is no spreadsheet that can be read.
    #[error(transparent)]
    Sheet(#[from] mingbai_sheets::OpenError),
    /// A `--map` pair that cannot be used.
    #[error(transparent)]
    Mapping(#[from] mingbai_sheets::MappingError),
    /// Rows of a spreadsheet that no rule allows: all of them, with place and rule.
    #[error("{} rows are refused; nothing was imported", .0.len())]
    Rows(Vec<RowRefusal>),
    /// An import of a bank statement cannot be taken back.
    #[error(transparent)]
    Bank(#[from] BankRefusal),
    /// The log cannot be signed: it would contradict what was signed before.
    #[error("the log of `{log}` is not signed: {why}")]
    WouldFork {
        /// Address name, or `district`.
        log: String,
        /// What contradicts what.
        why: String,
    },
    /// Files that records name are missing or damaged: those records are not signed.
    #[error("`{slug}`: {}", list(.bad))]
    BadFiles {
        /// Address name.
        slug: Slug,
        /// Which.
        bad: Vec<BadFile>,
    },
    /// The machine's clock cannot be right: what is written now would carry its time for ever.
    #[error(
        "the clock says {}, but {} was seen here before: nothing is written or signed. Set the \
         clock, or say --clock-ok if it is right",
        .now.rfc3339(), .seen.rfc3339()
    )]
    Clock {
        /// What the clock says.
        now: UnixMs,
        /// What was seen before.
        seen: UnixMs,
    },
    /// A file cannot be read or written.
    #[error("{path}: {source}")]
    File {
        /// Which.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// A package is not made, or not taken.
    #[error("the package cannot be used: {0}")]
    Package(#[from] Refusal),
    /// Something was begun, part of it is written, and the same command goes on from there.
    #[error("{half}: run the same command again to finish it. It stopped because: {source}")]
    Unfinished {
        /// What.
        half: Half,
        /// What stopped it.
        source: Box<AppError>,
    },
}

/// All of them, one behind the other.
fn list(bad: &[BadFile]) -> String {
    let texts: Vec<String> = bad.iter().map(ToString::to_string).collect();
    texts.join("; ")
}

impl AppError {
    /// A rule that was broken before the record got its place in the book.
    pub(crate) fn rule(kind: &'static str, rule: RuleBroken) -> Self {
        Self::Rule(Violation {
            index: 0,
            kind,
            rule,
        })
    }

    /// What stopped something when part of it was written.
    pub(crate) fn unfinished(half: Half) -> impl FnOnce(Self) -> Self {
        move |source| Self::Unfinished {
            half,
            source: Box::new(source),
        }
    }

    /// A file error with its path.
    pub(crate) fn file(path: &std::path::Path) -> impl FnOnce(std::io::Error) -> Self {
        let path = path.to_owned();
        move |source| Self::File { path, source }
    }
}
