//! An open installation: where everything of it is.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use mingbai_domain::calendar::UnixMs;
use mingbai_domain::ids::Slug;
use mingbai_store::communities::{CommunityRow, DistrictRow};
use mingbai_store::{Db, Target, communities};
use mingbai_tlog::Signer;

use crate::book::books::Books;
use crate::book::folds::Folds;
use crate::env::{Clock, Random};
use crate::error::AppError;
use crate::files::dir::DataDir;
use crate::ops::refusal::SetupRefusal;

/// An open installation.
#[derive(Debug)]
pub struct App {
    pub(crate) db: Arc<Db>,
    /// The data directory.
    pub dir: DataDir,
    /// Time.
    pub clock: Clock,
    /// Randomness.
    pub random: Random,
    pub(crate) folds: Folds,
    /// The books as pages see them.
    pub books: Arc<Books>,
    /// The time that this process saw last; `None` before it looked for the first time.
    pub(crate) last_seen: Mutex<Option<UnixMs>>,
    district: DistrictRow,
    /// Signers whose key files were read.
    pub(crate) signers: Mutex<BTreeMap<Option<Slug>, Arc<Signer>>>,
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
            return Err(SetupRefusal::NotInitialised.into());
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
            .ok_or(SetupRefusal::NotInitialised)?;
        dir.close_private()?;
        let (db, folds) = (Arc::new(db), Folds::default());
        Ok(Self {
            books: Arc::new(Books::of(Arc::clone(&db), folds.clone())),
            db,
            dir,
            clock,
            random,
            folds,
            last_seen: Mutex::default(),
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
        found.ok_or_else(|| AppError::Setup(SetupRefusal::UnknownCommunity(slug.to_string())))
    }

    /// All communities.
    pub fn communities(&self) -> Result<Vec<CommunityRow>, AppError> {
        Ok(self.db.read(communities::list)?)
    }
}
