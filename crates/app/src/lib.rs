//! Use cases: authorise, load, ask the rule, write. Web, CLI and jobs call only this.
//!
//! Functions that take a [`mingbai_store::Tx`] are one step of a transaction; [`App`]'s methods are
//! whole use cases. Time and randomness are values ([`env`]); nothing here formats a page.

pub mod act;
pub mod append;
pub mod audit;
pub mod billing;
pub mod books;
mod clock;
pub mod closing;
pub mod dir;
pub mod entries;
pub mod env;
pub mod error;
pub mod expenses;
mod folds;
pub mod import;
pub mod jobs;
pub mod keys;
pub mod package;
pub mod payments;
pub mod proof;
pub mod public;
pub mod publish;
pub mod receipts;
pub mod reconcile;
pub mod refused;
pub mod register;
pub mod setup;
pub mod threads;
pub mod words;

pub use mingbai_store::communities::DistrictRow;
pub use mingbai_store::{Target, Tx};

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use mingbai_domain::book::Fold;
use mingbai_domain::ids::{CommunityId, Slug};
use mingbai_store::communities::{CommunityRow, DISTRICT};
use mingbai_store::{Db, communities, log};
use mingbai_tlog::Signer;

use act::fold_of;
use books::{Book, Books, SignedCheckpoint};
use dir::{DataDir, Durability};
use env::{Clock, Random};
use error::AppError;
use folds::Folds;
use publish::{Log, Published};

/// An open installation.
#[derive(Debug)]
pub struct App {
    pub(crate) db: Db,
    /// The data directory.
    pub dir: DataDir,
    /// Time.
    pub clock: Clock,
    /// Randomness.
    pub random: Random,
    folds: Folds,
    /// The books as pages see them.
    pub books: Arc<Books>,
    last_seen: clock::LastSeen,
    district: DistrictRow,
    signers: Mutex<BTreeMap<Option<Slug>, Arc<Signer>>>,
}

impl App {
    /// Opens an installation that was initialised before.
    pub fn open(
        dir: DataDir,
        target: Option<Target>,
        clock: Clock,
        random: Random,
    ) -> Result<Self, AppError> {
        let target = target.unwrap_or_else(|| Target::Sqlite(dir.database()));
        if matches!(&target, Target::Sqlite(path) if !path.exists()) {
            return Err(AppError::NotInitialised);
        }
        let db = Db::open(target)?;
        Self::with(db, dir, clock, random)
    }

    pub(crate) fn with(
        db: Db,
        dir: DataDir,
        clock: Clock,
        random: Random,
    ) -> Result<Self, AppError> {
        let district = db
            .read(communities::find_district)?
            .ok_or(AppError::NotInitialised)?;
        dir.close_private()?;
        Ok(Self {
            db,
            dir,
            clock,
            random,
            folds: Folds::default(),
            books: Arc::default(),
            last_seen: clock::LastSeen::default(),
            district,
            signers: Mutex::default(),
        })
    }

    /// Where the database is.
    pub fn target(&self) -> &Target {
        self.db.target()
    }

    /// The district.
    pub fn district(&self) -> &DistrictRow {
        &self.district
    }

    /// The community with this address name.
    pub fn community(&self, slug: &Slug) -> Result<CommunityRow, AppError> {
        let found = self.db.read(|tx| communities::find(tx, slug))?;
        found.ok_or_else(|| AppError::UnknownCommunity(slug.to_string()))
    }

    /// All communities.
    pub fn communities(&self) -> Result<Vec<CommunityRow>, AppError> {
        Ok(self.db.read(communities::list)?)
    }

    /// The signer of a log, read from its key file once.
    pub fn signer(&self, slug: Option<&Slug>) -> Result<Arc<Signer>, AppError> {
        let mut signers = self.signers.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(signer) = signers.get(&slug.cloned()) {
            return Ok(Arc::clone(signer));
        }
        let (id, origin, successor) = match slug {
            Some(slug) => {
                let id = self.community(slug)?.id;
                let fold = self.fold(id)?;
                // A log keeps its name when another installation continues it.
                let origin = fold.community().map(|community| community.origin.clone());
                let origin =
                    origin.unwrap_or_else(|| keys::origin(&self.district.host, Some(slug)));
                (
                    id,
                    origin,
                    fold.handovers().last().map(|(_, last)| last.vkey.clone()),
                )
            }
            None => (DISTRICT, keys::origin(&self.district.host, None), None),
        };
        let signer = Arc::new(keys::load(&self.dir, slug, &origin)?);
        if successor != Some(signer.verifier().to_string()) {
            let last = self.db.read(|tx| log::last_checkpoint(tx, id))?;
            publish::check_key(
                &Log {
                    id,
                    slug,
                    signer: &signer,
                },
                last.as_ref(),
            )?;
        }
        signers.insert(slug.cloned(), Arc::clone(&signer));
        Ok(signer)
    }

    /// The fold of everything a community has recorded.
    pub fn fold(&self, id: CommunityId) -> Result<Arc<Fold>, AppError> {
        self.db.read(|tx| fold_of(tx, &self.folds, id))
    }

    /// The community with this address name, if what is written now can be signed afterwards.
    pub fn community_to_write(&self, slug: &Slug) -> Result<CommunityRow, AppError> {
        let row = self.community(slug)?;
        let signer = self.signer(Some(slug))?;
        let log = Log {
            id: row.id,
            slug: Some(slug),
            signer: &signer,
        };
        self.check_clock()?;
        publish::check(self, &log)?;
        Ok(row)
    }

    /// Publishes a community's log, records it in the district's and publishes that, and puts the
    /// new state in front of the pages.
    pub fn publish(&self, slug: &Slug) -> Result<Published, AppError> {
        let community = self.publish_community(slug, Durability::Synced)?;
        Ok(community.and(self.publish_district(Durability::Synced)?))
    }

    /// Publishes a community's log and records its checkpoint in the district's.
    pub fn publish_community(
        &self,
        slug: &Slug,
        durability: Durability,
    ) -> Result<Published, AppError> {
        let row = self.community(slug)?;
        let signer = self.signer(Some(slug))?;
        let log = Log {
            id: row.id,
            slug: Some(slug),
            signer: &signer,
        };
        let published = publish::publish(self, &log, durability)?;
        self.refresh(&row)?;
        Ok(published)
    }

    /// Whether a community has records that no checkpoint covers, or its shown book is behind.
    pub fn has_news(&self, row: &CommunityRow) -> Result<bool, AppError> {
        let size = self.db.read(|tx| log::get(tx, row.id))?.size;
        Ok(self
            .books
            .get(&row.slug)
            .is_none_or(|book| book.fold.size() < size))
    }

    /// Publishes the district's log.
    pub fn publish_district(&self, durability: Durability) -> Result<Published, AppError> {
        let signer = self.signer(None)?;
        let log = Log {
            id: DISTRICT,
            slug: None,
            signer: &signer,
        };
        publish::publish(self, &log, durability)
    }

    /// Loads every community's book for the pages.
    pub fn refresh_all(&self) -> Result<(), AppError> {
        self.communities()?
            .iter()
            .try_for_each(|row| self.refresh(row))
    }

    /// Loads one community's book for the pages, as far as it is signed.
    pub fn refresh(&self, row: &CommunityRow) -> Result<(), AppError> {
        let (id, slug) = (row.id, &row.slug);
        let (signed, halted, fold) = self.db.read(|tx| -> Result<_, AppError> {
            let signed = log::last_checkpoint(tx, id)?;
            let tree = folds::tree_at(tx, id, signed.as_ref().map_or(0, |signed| signed.size))?;
            let fold = self.folds.show(tx, id, &tree)?;
            Ok((signed, communities::get(tx, id)?.halted, fold))
        })?;
        let checkpoint = signed.map(|signed| SignedCheckpoint {
            size: signed.size,
            root: mingbai_tlog::Hash(signed.root).to_base64(),
            at: signed.at,
            note: signed.note,
        });
        self.books.put(
            slug.clone(),
            Book {
                fold,
                checkpoint,
                halted,
            },
        );
        Ok(())
    }
}
