//! What an audit says: which row of which table, and what is wrong with it.
//!
//! Findings are shown on public pages. They name rows by number, never by what a row says of a
//! household: no unit, no name, no telephone, no amount of one household.

use std::fmt;

use mingbai_domain::book::Violation;
use mingbai_domain::ids::{CommunityId, Slug};
use mingbai_domain::ledger::{Account, Fund, Posting};
use mingbai_domain::money::Fen;
use mingbai_store::audit::{BadCell, RawRow};

/// Whose books a finding is about.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// The district's own log and row.
    District,
    /// A community.
    Community(Slug),
    /// A community whose address name cannot be read.
    Unnamed(CommunityId),
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::District => f.write_str("_district"),
            Self::Community(slug) => slug.fmt(f),
            Self::Unnamed(id) => write!(f, "#{id}"),
        }
    }
}

/// What finds a row again, in numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Key {
    /// The table has one row.
    Only,
    /// A number: a leaf's index, an entry's number, a unit's id, a checkpoint's size.
    Number(i64),
    /// A posting: entry and line.
    Line(i64, i64),
    /// A balance.
    Account(Fund, Account),
    /// Its place in the order of the table's key, from 1: the key itself names somebody.
    Nth(u64),
}

impl Key {
    /// A number that counts something.
    pub(super) fn count(number: u64) -> Self {
        Self::Number(i64::try_from(number).unwrap_or(i64::MAX))
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Only => Ok(()),
            Self::Number(number) => write!(f, " {number}"),
            Self::Line(seq, line) => write!(f, " {seq}/{line}"),
            Self::Account(fund, account) => write!(f, " {fund} {account}"),
            Self::Nth(place) => write!(f, " no. {place}"),
        }
    }
}

/// What is wrong with a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Why {
    /// The row is not there.
    #[error("is missing")]
    Missing,
    /// A cell of a type, form or range that its column cannot hold.
    #[error("`{0}` holds what cannot stand there")]
    Cell(&'static str),
    /// Nothing of the book or of the households' items belongs to it.
    #[error("is not in the book")]
    NotInBook,
    /// The book says something else.
    #[error("`{0}` is not what the book says")]
    NotOfBook(&'static str),
    /// A row of the trail.
    #[error("does not follow the act before it")]
    Gap,
    /// A leaf.
    #[error("bytes and hash differ")]
    Hash,
    /// A leaf.
    #[error("is no record of the book")]
    NoRecord,
    /// A leaf.
    #[error("is marked as a household's item and is none, or the other way round")]
    SealedFlag,
    /// The log's row.
    #[error("the kept tree is not that of the records")]
    Tree,
    /// A checkpoint.
    #[error("was signed over more records than there are")]
    Ahead,
    /// A checkpoint.
    #[error("is not of these records")]
    OtherRoot,
    /// A checkpoint.
    #[error("its note says something else than its row")]
    Note,
    /// A checkpoint.
    #[error("no key of this log signed it")]
    Signature,
    /// A checkpoint or community that the district's log names.
    #[error("the district's log has another one or none")]
    District,
    /// A leaf of the district's log.
    #[error("names a community that is not here")]
    NoCommunity,
    /// An item.
    #[error("is not the one sealed in the book")]
    NotSealed,
    /// An item.
    #[error("its salt is missing")]
    NoSalt,
    /// An item whose kind moves no money between its accounts, or a sum of zero or less.
    #[error("such an item cannot be")]
    Item,
    /// An item.
    #[error("there is more than one bill of its kind and month")]
    BilledTwice,
    /// An item.
    #[error("pays more than was owed")]
    Overpaid,
    /// A payment.
    #[error("no request asked for it")]
    NoRequest,
    /// A request.
    #[error("asked for something else than what it was answered with")]
    Request,
    /// A bill, an allocation, a prepayment.
    #[error("`{0}` is not what the households' items add up to")]
    NotOfItems(&'static str),
    /// A row about a unit.
    #[error("its unit is not in the register")]
    NoUnit,
    /// A tenure.
    #[error("its owner is not in the register")]
    NoOwner,
    /// An owner.
    #[error("holds no unit and never did")]
    HoldsNothing,
    /// An owner whose key is not made from the document number, or name and telephone.
    #[error("its key is not that of its other fields")]
    Holder,
    /// A unit, a tenure, a charge.
    #[error("its fields do not go together")]
    Together,
    /// Tenures.
    #[error("overlaps another tenure of its unit, or ends before it begins")]
    Tenure,
    /// An expense.
    #[error("has fewer approvals than its state needs")]
    Approvals,
    /// An import.
    #[error("the book has another number of entries from this file")]
    Lines,
    /// An amount that does not fit when it is added up.
    #[error("a sum does not fit")]
    Overflow,
}

impl From<BadCell> for Why {
    fn from(bad: BadCell) -> Self {
        Self::Cell(bad.column)
    }
}

/// A total of the register that the book publishes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Total {
    /// Units.
    Units,
    /// Area, in 0.01 m².
    Area,
    /// Owners as heads.
    Heads,
    /// Units that the developer still holds.
    Developer,
    /// A building's units, area or entrances: the number of the building in the published order.
    Building(usize),
}

/// Something that does not agree.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Finding {
    /// A row.
    #[error("{table}{key}: {why}")]
    Row {
        /// Table.
        table: &'static str,
        /// Which row.
        key: Key,
        /// What is wrong.
        why: Why,
    },
    /// A record breaks a rule of the book; the rules were not asked about those behind it.
    #[error("leaf {}: {}", .0.index, .0.rule)]
    Rule(Violation),
    /// A posting is not the record's.
    #[error(
        "posting {seq}/{line}: the book says {} {} {} yuan, the row {} {} {} yuan",
        book.fund, book.account, book.amount, row.fund, row.account, row.amount
    )]
    Posting {
        /// Entry.
        seq: u64,
        /// Line, from 0.
        line: u64,
        /// As recorded.
        book: Posting,
        /// As stored.
        row: Posting,
    },
    /// A posting's running balance is not the sum of what is in front of it.
    #[error("posting {seq}/{line}: the account stood at {stood} yuan, the row says {says}")]
    Running {
        /// Entry.
        seq: u64,
        /// Line, from 0.
        line: u64,
        /// As added up.
        stood: Fen,
        /// As stored.
        says: Fen,
    },
    /// A maintained balance is not the sum of its postings.
    #[error("balance {fund} {account}: {stored} yuan, its postings add up to {summed}")]
    Balance {
        /// Fund.
        fund: Fund,
        /// Account.
        account: Account,
        /// As maintained.
        stored: Fen,
        /// As added up.
        summed: Fen,
    },
    /// What households owe or paid ahead is not what the account says (I3, I16).
    #[error("account {account}: households add up to {households} yuan, the account to {ledger}")]
    Households {
        /// Account code.
        account: u16,
        /// Sum over units.
        households: Fen,
        /// Balance.
        ledger: Fen,
    },
    /// The register is not the one whose totals are published.
    #[error("register: published {published}, the rows say {counted} ({total:?})")]
    Register {
        /// Which total.
        total: Total,
        /// As published.
        published: i64,
        /// As counted.
        counted: i64,
    },
    /// There are more findings than are kept.
    #[error("and {0} more")]
    More(u64),
}

/// The most findings kept a community.
const MAX_FINDINGS: usize = 50;

/// The findings about one place: the first ones, and how many more there are.
#[derive(Clone, Debug, Default)]
pub(super) struct Findings {
    kept: Vec<Finding>,
    more: u64,
}

impl Findings {
    pub fn add(&mut self, finding: Finding) {
        if self.kept.len() < MAX_FINDINGS {
            self.kept.push(finding);
        } else {
            self.more += 1;
        }
    }

    pub fn row(&mut self, table: &'static str, key: Key, why: impl Into<Why>) {
        let why = why.into();
        self.add(Finding::Row { table, key, why });
    }

    /// What speaks of the whole: it stands first, however much was found before.
    pub fn first(&mut self, table: &'static str, key: Key, why: Why) {
        self.kept.insert(0, Finding::Row { table, key, why });
    }

    /// All that is kept, with a last one that counts the rest.
    pub fn into_vec(mut self) -> Vec<Finding> {
        if self.more > 0 {
            self.kept.push(Finding::More(self.more));
        }
        self.kept
    }
}

/// A row's number, or what it says it is.
pub(super) fn number(row: &RawRow, column: &'static str) -> Key {
    row.int(column).map_or(Key::Only, Key::Number)
}
