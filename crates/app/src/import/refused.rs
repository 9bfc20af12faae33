//! Rows and files of an import that are well-formed but refused.

use mingbai_domain::book::RuleBroken;
use mingbai_domain::money::AreaC;
use mingbai_domain::trust::AgreementRefusal;

/// A row that is well-formed but refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RowRefusal {
    /// Sheet.
    pub sheet: String,
    /// Row, from 1.
    pub row: u32,
    /// Why.
    pub problem: RowProblem,
}

/// Why a row is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RowProblem {
    /// The category is not one that stands for an account.
    #[error("the category `{0}` stands for no account; use a name of the chart or its code")]
    UnknownCategory(String),
    /// The category names two accounts.
    #[error("the category `{text}` could be {first} or {second}; write one of them, or its code")]
    SeveralAccounts {
        /// As written.
        text: String,
        /// One account: code and name.
        first: String,
        /// Another.
        second: String,
    },
    /// The fund is written so that it names two.
    #[error("the fund `{text}` could be {first} or {second}; write one of them")]
    SeveralFunds {
        /// As written.
        text: String,
        /// One fund.
        first: &'static str,
        /// Another.
        second: &'static str,
    },
    /// The book has an entry of the same day, side, amount and text.
    #[error(
        "entry {entry} of the book has the same day, side, amount and text; leave such rows out \
         with --only-new, or book them once more with --again"
    )]
    LooksBooked {
        /// Its number.
        entry: u64,
    },
    /// The day is before the community's first.
    #[error(
        "{date} is before the community's first day, {first}; correct the year, or take such days \
         with --other-days"
    )]
    BeforeFirstDay {
        /// The row's.
        date: jiff::civil::Date,
        /// The community's first.
        first: jiff::civil::Date,
    },
    /// The day is more than a year from most others of the file.
    #[error(
        "{date} is more than a year from the other rows (around {usual}); correct the year, or \
         take such days with --other-days"
    )]
    YearsAway {
        /// The row's.
        date: jiff::civil::Date,
        /// The day in the middle of the file.
        usual: jiff::civil::Date,
    },
    /// The fund is unknown.
    #[error("the fund `{0}` is unknown")]
    UnknownFund(String),
    /// No budget of that year has such a line.
    #[error("there is no budget line `{0}` in that year")]
    UnknownBudgetLine(String),
    /// The scope is neither everyone nor a building nor an entrance.
    #[error("`{0}` is neither everyone nor a building nor an entrance")]
    UnknownScope(String),
    /// The scope names more than one building or entrance.
    #[error(
        "the scope `{text}` has `{rest}` behind it, which would be lost; name one building or one \
         entrance, or 全体 for everyone, or write a row for each"
    )]
    ScopeGoesOn {
        /// As written.
        text: String,
        /// What is behind the first building or entrance.
        rest: String,
    },
    /// The unit is registered with another area.
    #[error("unit {unit} is registered with {registered} m2, the row says {stated} m2")]
    UnitDiffers {
        /// Unit code.
        unit: String,
        /// In the register.
        registered: AreaC,
        /// In the file.
        stated: AreaC,
    },
    /// The bank's reference is known with another day or amount.
    #[error("the movement `{0}` was imported before with another day, amount or balance")]
    BankLineDiffers(String),
    /// The register has other owners, or another status, and the row does not say since when.
    #[error(
        "unit {unit} is registered with other owners or another status; state since when in the \
         column 过户日期 (or 交付日期 for a unit handed over by the developer), or correct the row"
    )]
    OwnersDiffer {
        /// Unit code.
        unit: String,
    },
    /// The unit cannot have changed hands on that day.
    #[error(
        "unit {unit} cannot have been transferred before {from}: its present owners hold it since the day before"
    )]
    TransferDay {
        /// Unit code.
        unit: String,
        /// First day that could be.
        from: jiff::civil::Date,
    },
    /// Something that is to come.
    #[error("{0} is still to come")]
    DayToCome(jiff::civil::Date),
    /// No unit with this code.
    #[error("there is no unit {0} in the register")]
    UnknownUnit(String),
    /// More paid than is owed, for what is not paid ahead.
    #[error(
        "{left} yuan more than unit {unit} owes for parking, which is not paid ahead; bill it first or correct the amount"
    )]
    Overpaid {
        /// Unit code.
        unit: String,
        /// What nobody owes.
        left: mingbai_domain::money::Fen,
    },
    /// The reference was used for another payment.
    #[error(
        "a payment with the reference `{0}` is recorded with another unit, day, amount, item or channel"
    )]
    ReferenceUsed(String),
    /// Another file had the same payment, and one of the two has no reference.
    #[error(
        "a payment of unit {0} of the same day, amount and item is recorded already; leave such rows \
         out with --only-new, or record them once more with --again"
    )]
    PaidAlready(String),
    /// A file that the row names cannot be taken.
    #[error("the file `{name}`: {why}")]
    File {
        /// As the row names it.
        name: String,
        /// Why.
        why: FileProblem,
    },
    /// An original without the copy that everyone may see.
    #[error("the original `{0}` has no public copy; name that in the column 文件 or 附件")]
    OriginalAlone(String),
    /// Fewer originals than copies: which belongs to which is not clear.
    #[error("{copies} copies but {originals} originals; write `-` for a copy that has none")]
    OriginalsMissing {
        /// Public copies.
        copies: usize,
        /// Originals.
        originals: usize,
    },
    /// The book has another content under this number.
    #[error(
        "{what} `{id}` is in the book with another content, which is never changed; record it under a new number"
    )]
    RecordDiffers {
        /// Kind of record.
        what: &'static str,
        /// Its number.
        id: String,
    },
    /// The terms of an agreement make no sense.
    #[error(transparent)]
    Terms(AgreementRefusal),
    /// A rule of the book.
    #[error(transparent)]
    Rule(#[from] RuleBroken),
}

/// Why a file cannot be taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FileProblem {
    /// The user gave no folder.
    #[error("say in which folder the files are, with --files")]
    NoFolder,
    /// The name leads out of the folder.
    #[error("name a file inside the folder, without `..` and without a link to elsewhere")]
    Outside,
    /// There is no such file.
    #[error("there is no such file in the folder")]
    Missing,
    /// The file is empty.
    #[error("the file is empty")]
    Empty,
    /// The file is too large.
    #[error("the file is larger than 50 MB")]
    TooLarge,
    /// All files together are too large.
    #[error("the files of one import are larger than 1 GB together")]
    TooMuch,
    /// The content is none of the known kinds.
    #[error("the content is neither PDF nor PNG, JPEG or WebP")]
    Media,
}
