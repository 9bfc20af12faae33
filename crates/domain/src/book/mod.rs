//! The book: what a community publishes, record by record, and what anyone can recompute from it.
//!
//! Bytes made here are hashed, signed and read by other people's programs: their form is fixed by
//! docs/formats/book.md and the files in vectors/book. Nothing here knows a resident's name.

pub mod bridge;
mod canonical;
pub mod card;
mod district;
pub mod duties;
mod entry;
pub mod export;
pub mod figures;
mod files;
mod fold;
mod list;
mod opened;
pub mod payables;
mod privacy;
mod record;
mod rule;
mod scope;
mod sealed;

pub use canonical::{CanonicalError, MAX_RECORD_BYTES};
pub use district::DistrictRecord;
pub use files::{NamedFile, named as named_files};
pub use fold::{Disclosed, Fold, PostedEntry, SummaryState, Thread, cash_base};
pub use list::{List, ListError, ListRow, MAX_LIST_BYTES, file_hash};
pub use opened::OpenedItem;
pub use privacy::{PersonalData, check_text};
pub use record::{
    AccountBalance, Agreement, Answer, Approval, Basis, BasisKind, Budget, BudgetLine, BudgetUse,
    BuildingTotal, Community, Contract, Disclosure, Draw, Entry, EntryKind, FileRef, FileWithdrawn,
    Handover, ListRef, Objection, PeriodClosed, Record, RecordError, Registry, Resolution, Sealed,
    Source, Statement, StatementLine, Summary,
};
pub use rule::{
    Field, NotClosed, Referred, RuleBroken, Violation, WrongDraw, WrongEntry, WrongReversal,
    WrongSummary,
};
pub use scope::{Scope, ScopeFault};
pub use sealed::{Item, ItemKind, Salt};
