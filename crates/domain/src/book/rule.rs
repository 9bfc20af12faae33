//! The rules of the book as what a record can break, and where. Its sentences are English; Chinese
//! ones are made from the variants by whoever shows them.

mod field;
mod why;

use jiff::civil::Date;

use super::privacy::PersonalData;
use super::record::EntryKind;
use crate::approvals;
use crate::calendar::Period;
use crate::ledger::{Account, EntryError};
use crate::money::{Fen, MoneyError};

pub use field::Field;
pub use why::{NotClosed, Referred, WrongDraw, WrongEntry, WrongReversal, WrongSummary};

/// A rule of the book that a record breaks.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RuleBroken {
    /// The first record is not `community`, or it belongs to another log.
    #[error("the book does not begin with its community, or belongs to another log")]
    Beginning,
    /// Recorded before the record in front of it.
    #[error("recorded at {at}, before the record in front of it")]
    Time {
        /// The record's time, RFC 3339.
        at: String,
    },
    /// I13: sequence numbers have no gaps.
    #[error("number {found} instead of {expected}")]
    Sequence {
        /// Next free number.
        expected: u64,
        /// The record's.
        found: u64,
    },
    /// I1, I6, I7, I17.
    #[error(transparent)]
    Entry(#[from] EntryError),
    /// An amount does not fit 64 bits.
    #[error(transparent)]
    Money(#[from] MoneyError),
    /// I13: the month is closed.
    #[error("the month {0} is closed")]
    PeriodClosed(Period),
    /// Months are closed one after the other, with the balances as they are.
    #[error("month {period} cannot be closed: {why}")]
    Closing {
        /// The month.
        period: Period,
        /// Reason.
        why: NotClosed,
    },
    /// An entry counts in its own month, or later with a reason; never in a month to come.
    #[error("dated {date} but counted in {period} without a reason, or dated in the future")]
    Dated {
        /// Day of the event.
        date: Date,
        /// The month it claims.
        period: Period,
    },
    /// In lump-sum mode the fee belongs to the company and stays out of these accounts.
    #[error("in lump-sum mode the service fund is not part of the community's accounts")]
    LumpSum,
    /// Postings that this kind of entry does not make.
    #[error("an entry of kind `{kind}` does not post to {account}")]
    KindMismatch {
        /// Entry kind.
        kind: EntryKind,
        /// The account.
        account: Account,
    },
    /// A field that this kind of entry needs, or must not have.
    #[error("an entry of kind `{kind}`: {why}")]
    EntryField {
        /// Entry kind.
        kind: EntryKind,
        /// What is wrong.
        why: WrongEntry,
    },
    /// A reference to a record that is not in the book.
    #[error("refers to {what} `{id}`, which is not in the book")]
    Dangling {
        /// What it names.
        what: Referred,
        /// Its id.
        id: String,
    },
    /// The same id twice.
    #[error("{what} `{id}` is already in the book")]
    Repeated {
        /// What it names.
        what: Referred,
        /// Its id.
        id: String,
    },
    /// Reversal at most once, of an entry that is no reversal, with the mirrored postings.
    #[error("entry {0} cannot be reversed like this: {1}")]
    Reversal(u64, WrongReversal),
    /// I14 and the agreement's limits.
    #[error("approvals: {0}")]
    Approvals(#[from] approvals::Refusal),
    /// I11.
    #[error("beyond budget line {line} of `{budget}`: {left} yuan left, {asked} asked")]
    Budget {
        /// Budget id.
        budget: String,
        /// Line.
        line: i64,
        /// What is left.
        left: Fen,
        /// What the entry takes.
        asked: Fen,
    },
    /// I9.
    #[error("remuneration of {found} yuan where the agreement gives {due}")]
    Remuneration {
        /// What the agreement gives.
        due: Fen,
        /// What the entry draws.
        found: Fen,
    },
    /// I9: the figures that a draw states.
    #[error("remuneration: {0}")]
    Draw(WrongDraw),
    /// I10.
    #[error("a draw on the maintenance fund needs a resolution or an emergency")]
    SmfWithoutResolution,
    /// A summary that is not about exactly the items since the last one.
    #[error("summary {no}: {why}")]
    Summary {
        /// Its number.
        no: u64,
        /// What is wrong.
        why: WrongSummary,
    },
    /// Free text with personal data.
    #[error("field `{field}` {found}")]
    PersonalData {
        /// The field.
        field: Field,
        /// What it looks like.
        found: PersonalData,
    },
    /// A text that is empty or too long.
    #[error("field `{field}` is empty or longer than {limit} characters")]
    Text {
        /// The field.
        field: Field,
        /// Limit.
        limit: usize,
    },
    /// A figure that cannot be.
    #[error("field `{0}` has an impossible value")]
    Field(Field),
}

/// A rule broken, and where.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("record {index} ({kind}): {rule}")]
pub struct Violation {
    /// Leaf index.
    pub index: u64,
    /// The record's kind.
    pub kind: &'static str,
    /// The rule.
    #[source]
    pub rule: RuleBroken,
}
