//! The few figures of each community that lists show, kept until its card or the day changes: the
//! district's page asks for all of them at once.

use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError, RwLock};

use jiff::civil::Date;
use mingbai_domain::book::card::Card;
use mingbai_domain::book::duties;
use mingbai_domain::book::figures::{Draws, Purse};
use mingbai_domain::calendar::Period;
use mingbai_domain::ids::Slug;

/// One community's figures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sums {
    /// Money at hand by what it may be used for.
    pub purse: Purse,
    /// The month of income and expense: the current one, or the latest with any.
    pub month: Period,
    /// Income of the month.
    pub income: i128,
    /// Expense of the month.
    pub expense: i128,
    /// Income and expense of the month in the funds of daily life.
    pub daily: (i128, i128),
    /// What was drawn on the maintenance fund in the month; no part of the expense.
    pub draws: Draws,
    /// Publications that are overdue.
    pub overdue: usize,
    /// Questions that nobody has answered yet.
    pub open: usize,
    /// Whether anything was booked at all: if not, `month` is only today's.
    pub begun: bool,
}

impl Sums {
    /// The figures of a card on a day.
    pub fn of(card: &Card, today: Date) -> Self {
        let (month, sums) = card.current(Period::of(today));
        Self {
            purse: card.purse,
            month,
            income: sums.income,
            expense: sums.expense,
            daily: sums.daily,
            draws: sums.draws,
            overdue: duties::overdue(&card.duties(today)).count(),
            open: card.open,
            begun: card.moved,
        }
    }
}

/// Figures by community.
#[derive(Default)]
pub struct KeptSums(RwLock<BTreeMap<Slug, Kept>>);

/// Figures with the card and the day that they are of.
struct Kept {
    card: Arc<Card>,
    day: Date,
    sums: Sums,
}

impl KeptSums {
    /// The figures of a card, computed at most once for it and the day.
    pub fn of(&self, slug: &Slug, card: &Arc<Card>, today: Date) -> Sums {
        let kept = self.0.read().unwrap_or_else(PoisonError::into_inner);
        let same = |kept: &&Kept| Arc::ptr_eq(&kept.card, card) && kept.day == today;
        if let Some(found) = kept.get(slug).filter(same) {
            return found.sums;
        }
        drop(kept);
        let sums = Sums::of(card, today);
        let mut kept = self.0.write().unwrap_or_else(PoisonError::into_inner);
        let card = Arc::clone(card);
        let day = today;
        kept.insert(slug.clone(), Kept { card, day, sums });
        sums
    }
}
