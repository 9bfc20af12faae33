//! Reasons within one rule.

/// What is wrong with the fields of an entry of a kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WrongEntry {
    /// Remuneration without its computation.
    #[error("it states how it was computed")]
    NoDraw,
    /// An opening balance behind other entries.
    #[error("it comes before all other entries")]
    OpeningLate,
    /// An expense without grounds.
    #[error("it needs a budget line, a resolution or an emergency")]
    NoBasis,
    /// An approval that is younger than the entry.
    #[error("it is approved before it is posted")]
    ApprovedLater,
    /// A channel that keeps too much (J3).
    #[error("the channel keeps at most 1 % of what it settles")]
    ChannelFee,
    /// A budget line of another year.
    #[error("its budget is another year's")]
    OtherYear,
    /// A reversal of nothing.
    #[error("it names the entry it takes back")]
    NoTarget,
    /// A computation of remuneration in another kind.
    #[error("only remuneration states a draw")]
    DrawElsewhere,
    /// A reversed number in another kind.
    #[error("only a reversal takes an entry back")]
    TargetElsewhere,
    /// A budget line in another kind.
    #[error("only an expense uses a budget line")]
    BudgetElsewhere,
}

/// Why an entry is not taken back like this.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WrongReversal {
    /// No public entry has the number.
    #[error("there is no such public entry")]
    NoEntry,
    /// A second reversal.
    #[error("it was reversed before")]
    Before,
    /// A reversal of a reversal.
    #[error("it is itself a reversal")]
    OfReversal,
    /// Other postings, or the same side.
    #[error("the postings are not its mirror")]
    NotMirror,
    /// No reason.
    #[error("the reason is missing")]
    NoReason,
}

/// Which figure of a draw is wrong (I9).
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WrongDraw {
    /// The last month of the base.
    #[error("the base ends outside the agreement's months")]
    Through,
    /// The base.
    #[error("the base is not what the public records add up to")]
    Base,
    /// What was drawn before.
    #[error("what was drawn before is not what the entries show")]
    Before,
}

/// Why a summary is not about exactly the items since the last one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WrongSummary {
    /// Its number.
    #[error("summaries are numbered without gaps")]
    Number,
    /// Its first and last record.
    #[error("it covers other records than those since the last summary")]
    Range,
    /// The order of its lists.
    #[error("its lists are out of order")]
    Order,
    /// A list with other accounts.
    #[error("a list has accounts that its items do not touch")]
    Accounts,
    /// A list of nothing.
    #[error("a list is empty")]
    Empty,
    /// More rows than can be counted.
    #[error("it has too many rows")]
    TooManyRows,
    /// Another number of items.
    #[error("its rows are not as many as the sealed items since the last one")]
    Rows,
}

/// Why a month is not closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotClosed {
    /// The month still runs.
    #[error("it has not ended")]
    NotEnded,
    /// Months are closed one after the other.
    #[error("the month before is still open, or it is closed already")]
    OutOfTurn,
    /// Sealed items that no summary covers.
    #[error("household items are not summarised yet")]
    NotSummarised,
    /// Other balances.
    #[error("its balances are not what the records add up to")]
    Balances,
}

named! {
    /// What a reference that dangles, or an id that is taken, names.
    pub enum Referred {
        /// A recorded agreement.
        Agreement = "agreement",
        /// A basis that names no record.
        Basis = "basis",
        /// A recorded budget.
        Budget = "budget",
        /// A line of a recorded budget.
        BudgetLine = "budget line",
        /// A recorded contract.
        Contract = "contract",
        /// A public entry.
        Entry = "entry",
        /// A recorded objection.
        Objection = "objection",
        /// A recorded resolution.
        Resolution = "resolution",
    }
}
