//! The few figures of each community that lists show, kept until its book or the day changes: the
//! district's page asks for all of them at once.

use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError, RwLock};

use jiff::civil::Date;
use mingbai_app::book::books::Book;
use mingbai_domain::calendar::Period;
use mingbai_domain::ids::Slug;

use mingbai_domain::book::duties;
use mingbai_domain::book::figures::{Figures, Filter, Purse};

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
    /// Publications that are overdue.
    pub overdue: usize,
    /// Questions that nobody has answered yet.
    pub open: usize,
    /// Whether anything was booked at all: if not, `month` is only today's.
    pub begun: bool,
}

impl Sums {
    /// The figures of a book on a day.
    pub fn of(book: &Book, today: Date) -> Self {
        let figures = Figures::of(&book.fold);
        let month = figures.current(Period::of(today));
        let filter = Filter::month(month);
        let duties = duties::duties(&book.fold, today);
        let threads = book.fold.threads().iter();
        let unanswered = threads.filter(|thread| thread.answers.is_empty());
        Self {
            purse: Purse::of(&book.fold),
            month,
            income: figures.income(&filter),
            expense: figures.expense(&filter),
            overdue: duties::overdue(&duties).count(),
            open: unanswered.count(),
            begun: !book.fold.entries().is_empty() || !book.fold.summaries().is_empty(),
        }
    }
}

/// Figures by community.
#[derive(Default)]
pub struct KeptSums(RwLock<BTreeMap<Slug, Kept>>);

/// Figures with the book and the day that they are of.
struct Kept {
    book: Arc<Book>,
    day: Date,
    sums: Sums,
}

impl KeptSums {
    /// The figures of a book, computed at most once for it and the day.
    pub fn of(&self, slug: &Slug, book: &Arc<Book>, today: Date) -> Sums {
        let kept = self.0.read().unwrap_or_else(PoisonError::into_inner);
        let same = |kept: &&Kept| Arc::ptr_eq(&kept.book, book) && kept.day == today;
        if let Some(found) = kept.get(slug).filter(same) {
            return found.sums;
        }
        drop(kept);
        let sums = Sums::of(book, today);
        let mut kept = self.0.write().unwrap_or_else(PoisonError::into_inner);
        let book = Arc::clone(book);
        kept.insert(
            slug.clone(),
            Kept {
                book,
                day: today,
                sums,
            },
        );
        sums
    }
}
