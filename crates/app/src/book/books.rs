//! The books as pages see them. What lists show of a community, its front, is always in memory and
//! replaced as a whole when the community's log was signed; the fold behind it is loaded when a page
//! asks for it, and dropped again when the memory is needed (`folds`).
//!
//! A front and the fold that is loaded for it are of one tree, so a page never shows a checkpoint
//! with the figures of another.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};

use mingbai_domain::book::Fold;
use mingbai_domain::book::card::Card;
use mingbai_domain::calendar::UnixMs;
use mingbai_domain::ids::{CommunityId, Slug};
use mingbai_store::{Db, StoreError};
use mingbai_tlog::Frontier;

use crate::book::folds::Folds;
use crate::error::AppError;

/// One community's public state.
#[derive(Clone, Debug, Default)]
pub struct Book {
    /// Everything the records add up to.
    pub fold: Arc<Fold>,
    /// The latest signed checkpoint; `None` before the first.
    pub checkpoint: Option<SignedCheckpoint>,
    /// Why this community's writes are refused, if they are.
    pub halted: Option<String>,
}

/// A checkpoint as served.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedCheckpoint {
    /// Number of records it covers.
    pub size: u64,
    /// Root hash, base64.
    pub root: String,
    /// When it was signed.
    pub at: UnixMs,
    /// The signed note, verbatim.
    pub note: String,
}

/// What of a community is always at hand.
#[derive(Clone, Debug)]
pub struct Front {
    /// Its figures, as far as they are signed.
    pub card: Arc<Card>,
    /// The latest signed checkpoint; `None` before the first.
    pub checkpoint: Option<SignedCheckpoint>,
    /// Why this community's writes are refused, if they are.
    pub halted: Option<String>,
    pub(crate) fold: Behind,
}

/// Where the fold behind a front is.
#[derive(Clone, Debug)]
pub(crate) enum Behind {
    /// In the database: the fold of the records with this tree.
    Stored(CommunityId, Frontier),
    /// Here, for ever.
    Given(Arc<Fold>),
}

/// How many folds are made for pages at a time. Fewer than there are readers of the database, so
/// that a crowd at books which nobody looked at for long leaves some to everything else.
const LOADING: usize = 4;

/// Where folds come from.
#[derive(Debug)]
struct Stock {
    db: Arc<Db>,
    folds: Folds,
    /// Whoever makes a fold holds one of them; a community always has the same, so that of many who
    /// want it one makes it and the others wait.
    turns: [Mutex<()>; LOADING],
}

/// All books of the installation, by address name.
#[derive(Debug, Default)]
pub struct Books {
    fronts: RwLock<BTreeMap<Slug, Arc<Front>>>,
    stock: Option<Stock>,
}

impl Books {
    pub(crate) fn of(db: Arc<Db>, folds: Folds) -> Self {
        let turns = Default::default();
        Self {
            fronts: RwLock::default(),
            stock: Some(Stock { db, folds, turns }),
        }
    }

    /// What of one community is always at hand.
    pub fn front(&self, slug: &Slug) -> Option<Arc<Front>> {
        let fronts = self.fronts.read().unwrap_or_else(PoisonError::into_inner);
        fronts.get(slug).cloned()
    }

    /// What of all communities is at hand, by address name.
    pub fn all(&self) -> Vec<(Slug, Arc<Front>)> {
        let fronts = self.fronts.read().unwrap_or_else(PoisonError::into_inner);
        let fronts = fronts.iter();
        fronts
            .map(|(slug, front)| (slug.clone(), Arc::clone(front)))
            .collect()
    }

    /// Whether any community is one that this holds for.
    pub fn any(&self, holds: impl Fn(&Front) -> bool) -> bool {
        let fronts = self.fronts.read().unwrap_or_else(PoisonError::into_inner);
        fronts.values().any(|front| holds(front))
    }

    /// The book of one community, if it can be had without waiting.
    pub fn at_hand(&self, slug: &Slug) -> Option<Book> {
        let front = self.front(slug)?;
        let fold = match &front.fold {
            Behind::Given(fold) => Arc::clone(fold),
            Behind::Stored(id, tree) => self.stock.as_ref()?.folds.at_hand(*id, tree)?,
        };
        Some(front.with(fold))
    }

    /// The book of one community. Makes its fold if it is not in memory, and waits for it: not for
    /// a thread that must not wait.
    pub fn get(&self, slug: &Slug) -> Result<Option<Book>, AppError> {
        if let Some(book) = self.at_hand(slug) {
            return Ok(Some(book));
        }
        let Some((Behind::Stored(id, _), stock)) = self
            .front(slug)
            .map(|front| front.fold.clone())
            .zip(self.stock.as_ref())
        else {
            return Ok(None);
        };
        let _turn = stock.turn(id);
        // While this one waited, the fold was made, or the front replaced by a newer one.
        if let Some(book) = self.at_hand(slug) {
            return Ok(Some(book));
        }
        let Some(front) = self.front(slug) else {
            return Ok(None);
        };
        let Behind::Stored(id, tree) = &front.fold else {
            return Ok(None);
        };
        let fold = stock.db.read(|tx| stock.folds.show(tx, *id, tree))?;
        // The card was made when these records were signed. Records that give another one now, or
        // another community, were changed since, or the card was: the audit says which.
        if Card::of(&fold) != *front.card {
            let differ = format!("the records of `{slug}` are not what their card says");
            return Err(StoreError::Inconsistent(differ).into());
        }
        Ok(Some(front.with(fold)))
    }

    /// Puts a book in place that is in no database.
    pub fn put(&self, slug: Slug, book: Book) {
        let front = Front {
            card: Arc::new(Card::of(&book.fold)),
            checkpoint: book.checkpoint,
            halted: book.halted,
            fold: Behind::Given(book.fold),
        };
        self.place(slug, front);
    }

    pub(crate) fn place(&self, slug: Slug, front: Front) {
        let mut fronts = self.fronts.write().unwrap_or_else(PoisonError::into_inner);
        fronts.insert(slug, Arc::new(front));
    }

    /// The turn to make a community's fold, or to replace its front.
    pub(crate) fn turn(&self, id: CommunityId) -> Option<MutexGuard<'_, ()>> {
        self.stock.as_ref().map(|stock| stock.turn(id))
    }
}

impl Stock {
    fn turn(&self, id: CommunityId) -> MutexGuard<'_, ()> {
        let at = id.0.unsigned_abs() % LOADING as u64;
        let turn = &self.turns[usize::try_from(at).unwrap_or(0)];
        turn.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Front {
    /// Number of signed records.
    pub fn size(&self) -> u64 {
        self.card.size
    }

    fn with(&self, fold: Arc<Fold>) -> Book {
        Book {
            fold,
            checkpoint: self.checkpoint.clone(),
            halted: self.halted.clone(),
        }
    }
}
