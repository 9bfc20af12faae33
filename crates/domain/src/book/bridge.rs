//! How a fund's money came to be what it is: what was there, what each kind of movement brought or
//! took, what is there now.
//!
//! Within a fund the postings of an entry add up to zero, so the money of a fund gains what its other
//! postings lose. Each of these says for what, and together they add up to the fen: nothing is left
//! over that a page would have to explain away.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use jiff::civil::Date;

use super::{Entry, EntryKind, Fold, ListRef, PostedEntry, SummaryState};
use crate::calendar::Period;
use crate::ledger::{AccountClass, Fund, Posting};

named! {
    /// For what money came or went, or why income and expense moved none yet.
    pub enum Part {
        /// Income; in the maintenance fund what is paid in and its interest.
        Income = "income",
        /// Expense; in the maintenance fund what is drawn.
        Expense = "expense",
        /// Moved in from another fund.
        MovedIn = "moved-in",
        /// Moved to another fund.
        MovedOut = "moved-out",
        /// Fees and rents that are due and not paid, or paid now and due before.
        Claims = "claims",
        /// Paid for later or for others, or got back.
        Advanced = "advanced",
        /// Costs that are not paid yet, or earlier ones that are paid now.
        Bills = "bills",
        /// The manager's remuneration, the same way.
        Remuneration = "remuneration",
        /// Paid ahead, or used up of it.
        PaidAhead = "paid-ahead",
        /// Deposits and what is collected for others, or given back.
        Held = "held",
        /// Lent by the manager, or paid back.
        Loans = "loans",
        /// Booked to what is left over without being income or expense.
        Balance = "balance",
    }
}

impl Part {
    /// The part of one posting; `None` if it is money itself. `undone` if the entry takes one of
    /// `kind` back: then it makes the same part smaller.
    fn of(posting: &Posting, kind: EntryKind, undone: bool) -> Option<Self> {
        if posting.account.is_money() {
            return None;
        }
        let came = (posting.amount.0 < 0) != undone;
        let moved = if came { Self::MovedIn } else { Self::MovedOut };
        Some(match (posting.account.class(), kind) {
            (_, EntryKind::YearEnd) => Self::Balance,
            (AccountClass::Income, _) => Self::Income,
            (AccountClass::Expense, _) | (AccountClass::NetAsset, EntryKind::SmfDraw) => {
                Self::Expense
            }
            (AccountClass::NetAsset, EntryKind::Transfer) => moved,
            (AccountClass::NetAsset, _) if posting.fund == Fund::Smf => Self::Income,
            (AccountClass::NetAsset, _) => Self::Balance,
            (AccountClass::Asset | AccountClass::Liability, _) => match posting.account.code() {
                1290 => moved,
                1101..=1109 => Self::Claims,
                2001 | 2007 | 2009 | 2011 => Self::Bills,
                2002 => Self::Remuneration,
                2003 | 2004 => Self::PaidAhead,
                2012 => Self::Loans,
                2000..=2999 => Self::Held,
                _ => Self::Advanced,
            },
        })
    }
}

/// What an entry records; of a reversal what it takes back, and that it does.
pub fn meaning(fold: &Fold, entry: &Entry) -> (EntryKind, bool) {
    let original = entry.reverses.and_then(|seq| fold.entry(seq));
    match original {
        Some(posted) => (posted.entry.kind, true),
        None => (entry.kind, entry.kind == EntryKind::Reversal),
    }
}

/// What the postings of one fund do to its money, by part.
fn parts_of(
    postings: &[Posting],
    fund: Fund,
    (kind, undone): (EntryKind, bool),
) -> BTreeMap<Part, i128> {
    let mut parts = BTreeMap::new();
    for posting in postings.iter().filter(|posting| posting.fund == fund) {
        if let Some(part) = Part::of(posting, kind, undone) {
            *parts.entry(part).or_default() -= i128::from(posting.amount.0);
        }
    }
    parts
}

/// What an entry does to the money of a fund, by part.
pub fn entry_parts(fold: &Fold, entry: &Entry, fund: Fund) -> BTreeMap<Part, i128> {
    parts_of(&entry.postings, fund, meaning(fold, entry))
}

/// What a list of household items does to the money of a fund, by part.
pub fn list_parts(list: &ListRef, fund: Fund) -> BTreeMap<Part, i128> {
    parts_of(&list.postings(), fund, (EntryKind::Income, false))
}

/// An entry or a list of household items.
#[derive(Clone, Copy, Debug)]
pub enum Source<'a> {
    /// A public entry.
    Entry(&'a PostedEntry),
    /// One list of a summary.
    List(&'a SummaryState, &'a ListRef),
}

impl Source<'_> {
    /// The month in which it counts.
    pub fn period(&self) -> Period {
        match self {
            Self::Entry(posted) => posted.entry.period,
            Self::List(_, list) => list.period,
        }
    }

    /// Index of its record in the log.
    pub fn index(&self) -> u64 {
        match self {
            Self::Entry(posted) => posted.index,
            Self::List(state, _) => state.index,
        }
    }

    /// What it does to the money of a fund, by part.
    pub fn parts(&self, fold: &Fold, fund: Fund) -> BTreeMap<Part, i128> {
        match self {
            Self::Entry(posted) => entry_parts(fold, &posted.entry, fund),
            Self::List(_, list) => list_parts(list, fund),
        }
    }

    fn money(&self, fund: Fund) -> i128 {
        let sum = |postings: &[Posting]| -> i128 {
            let money = postings
                .iter()
                .filter(|posting| posting.fund == fund && posting.account.is_money());
            money.map(|posting| i128::from(posting.amount.0)).sum()
        };
        match self {
            Self::Entry(posted) => sum(&posted.entry.postings),
            Self::List(_, list) => sum(&list.postings()),
        }
    }

    /// Whether it is an opening balance, or takes one back.
    pub fn is_opening(&self, fold: &Fold) -> bool {
        self.opens(fold).is_some()
    }

    /// Whether it takes something back.
    pub fn is_reversal(&self) -> bool {
        matches!(self, Self::Entry(posted) if posted.entry.kind == EntryKind::Reversal)
    }

    /// The day on which the book began, if it is an opening balance.
    fn opens(&self, fold: &Fold) -> Option<Date> {
        match self {
            Self::Entry(posted) if meaning(fold, &posted.entry).0 == EntryKind::Opening => {
                Some(posted.entry.date)
            }
            _ => None,
        }
    }
}

/// Everything that moves balances, in the order of the book: entries, then lists.
pub fn sources(fold: &Fold) -> impl Iterator<Item = Source<'_>> {
    let entries = fold.entries().iter().map(|posted| Source::Entry(posted));
    let lists = fold.summaries().iter().flat_map(|state| {
        state
            .summary
            .lists
            .iter()
            .map(|list| Source::List(state, list))
    });
    entries.chain(lists)
}

/// What moved in a fund in some months, opening balances left out: they were there before.
pub fn moved<'a>(
    fold: &'a Fold,
    months: &RangeInclusive<Period>,
) -> impl Iterator<Item = Source<'a>> {
    sources(fold)
        .filter(move |source| months.contains(&source.period()) && !source.is_opening(fold))
}

/// A fund's money from the beginning of some months to their end.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Bridge {
    /// What was there.
    pub start: i128,
    /// The day on which the book began, if that is in these months: `start` is of that day.
    pub opened: Option<Date>,
    /// What each part brought (above zero) or took.
    pub parts: BTreeMap<Part, i128>,
    /// What is there at the end.
    pub end: i128,
}

impl Bridge {
    /// The bridge of one fund.
    pub fn of(fold: &Fold, fund: Fund, months: &RangeInclusive<Period>) -> Self {
        let mut bridge = Self::default();
        for source in sources(fold) {
            let period = source.period();
            if period > *months.end() {
                continue;
            }
            let (money, opens) = (source.money(fund), source.opens(fold));
            bridge.end += money;
            if period < *months.start() {
                bridge.start += money;
            } else if let Some(day) = opens {
                bridge.start += money;
                bridge.opened = Some(bridge.opened.map_or(day, |first| first.min(day)));
            } else {
                for (part, fen) in source.parts(fold, fund) {
                    *bridge.parts.entry(part).or_default() += fen;
                }
            }
        }
        bridge
    }
}
