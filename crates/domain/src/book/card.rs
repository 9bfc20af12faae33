//! What lists show of one community: a few figures out of its fold, small enough that those of a
//! thousand communities are always at hand.
//!
//! A card says nothing that its fold does not say. It holds what does not depend on the day; what
//! does (the current month, the mode, what is overdue) it answers for a day, as the fold would.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::duties::Told;
use super::figures::{Draws, Figures, Purse};
use super::{Community, Fold};
use crate::calendar::{Period, UnixMs};
use crate::disclosure::Duty;
use crate::registry::{ManagementMode, mode_on};

/// One community's card.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Card {
    /// Number of records.
    pub size: u64,
    /// The time of the latest record.
    pub last_at: UnixMs,
    /// Who this community is; `None` only for an empty book.
    pub community: Option<Community>,
    /// Whether anything was ever entered or summarised.
    pub moved: bool,
    /// Money at hand by what it may be used for.
    pub purse: Purse,
    /// Every month in which anything happened.
    pub months: BTreeMap<Period, Month>,
    /// Questions that nobody has answered yet.
    pub open: usize,
    /// What was published, and since when it had to be.
    pub told: Told,
}

/// What a month brought and took.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Month {
    /// Income.
    pub income: i128,
    /// Expense.
    pub expense: i128,
    /// Income and expense of the funds of daily life.
    pub daily: (i128, i128),
    /// What was drawn on the maintenance fund; no part of the expense.
    pub draws: Draws,
}

impl Card {
    /// The version of a card's fields and of how they come out of a fold. Whoever changes one of them
    /// counts this up, so that every kept card is made anew.
    pub const FORM: i64 = 1;

    /// The card of a book.
    pub fn of(fold: &Fold) -> Self {
        let threads = fold.threads().iter();
        let figures = Figures::of(fold);
        let months = figures.months().into_iter();
        let months = months.map(|(month, (income, expense))| {
            let only = month..=month;
            let sums = Month {
                income,
                expense,
                daily: figures.daily(&only),
                draws: figures.draws(&only),
            };
            (month, sums)
        });
        Self {
            size: fold.size(),
            last_at: fold.last_at(),
            community: fold.community().cloned(),
            moved: !fold.entries().is_empty() || !fold.summaries().is_empty(),
            purse: Purse::of(fold),
            months: months.collect(),
            open: threads.filter(|thread| thread.answers.is_empty()).count(),
            told: Told::of(fold),
        }
    }

    /// The management mode on a day.
    pub fn mode_on(&self, date: Date) -> Option<ManagementMode> {
        mode_on(&self.community.as_ref()?.modes, date)
    }

    /// The month to show first, as [`Figures::current`] has it, and what it brought and took.
    pub fn current(&self, today: Period) -> (Period, Month) {
        let latest = self.months.range(..=today).next_back();
        latest.map_or((today, Month::default()), |(&month, sums)| (month, *sums))
    }

    /// Every publication that fell due since the book began, as [`super::duties::duties`] has it.
    pub fn duties(&self, today: Date) -> Vec<Duty> {
        let community = self.community.as_ref();
        community.map_or_else(Vec::new, |community| self.told.duties(community, today))
    }
}
