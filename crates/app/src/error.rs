//! Why a use case did not do what it was asked: what can happen to any, and each subject's own
//! refusals.

use std::path::PathBuf;

use mingbai_domain::access::Denied;
use mingbai_domain::book::{RecordError, RuleBroken, Violation};
use mingbai_domain::calendar::UnixMs;
use mingbai_domain::fees::FeeRefusal;
use mingbai_domain::ids::Slug;
use mingbai_domain::money::MoneyError;
use mingbai_sheets::{MappingError, OpenError};
use mingbai_store::StoreError;

use crate::book::halt::Halt;
use crate::book::refusal::BookRefusal;
use crate::env::NoRandomness;
use crate::import::refusal::{BankRefusal, ImportRefusal};
use crate::money::refusal::{ExpenseRefusal, MoneyRefusal};
use crate::ops::package::{Half, Refusal};
use crate::ops::refusal::SetupRefusal;

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
    /// No randomness, no salts and keys.
    #[error(transparent)]
    Random(#[from] NoRandomness),
    /// The community's rows do not agree with its book; nothing more is written until they do.
    #[error("`{slug}` accepts no writes: {why}")]
    Halted {
        /// Address name.
        slug: Slug,
        /// Why.
        why: Halt,
    },
    /// The actor never does this.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// The same idempotency key with another request.
    #[error("the key `{0}` was used for another request")]
    KeyReused(String),
    /// Nothing to do.
    #[error(transparent)]
    Nothing(#[from] Nothing),
    /// No bill, payment or expense.
    #[error(transparent)]
    Money(#[from] MoneyRefusal),
    /// Not written to the book, or not signed.
    #[error(transparent)]
    Book(#[from] BookRefusal),
    /// No file of an office.
    #[error(transparent)]
    Import(#[from] ImportRefusal),
    /// No installation or community.
    #[error(transparent)]
    Setup(#[from] SetupRefusal),
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

/// What there is nothing of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Nothing {
    /// Nothing was given.
    #[error("there is nothing to record")]
    Record,
    /// The salts that were drawn are used up.
    #[error("there is no salt left to seal an item with")]
    Salt,
}

/// What is refused inside of a subject, said without naming the subject again.
macro_rules! through {
    ($($from:ty => $refusal:ty),* $(,)?) => {$(
        impl From<$from> for AppError {
            fn from(inner: $from) -> Self {
                <$refusal>::from(inner).into()
            }
        }
    )*};
}

through! {
    ExpenseRefusal => MoneyRefusal,
    FeeRefusal => MoneyRefusal,
    MoneyError => MoneyRefusal,
    OpenError => ImportRefusal,
    MappingError => ImportRefusal,
    BankRefusal => ImportRefusal,
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
