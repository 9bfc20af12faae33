//! What the pages are rendered from: the books in memory, the public files, the time of day.

use std::path::PathBuf;
use std::sync::Arc;

use mingbai_app::book::books::{Book, Books};
use mingbai_app::jobs::health::Report;
use mingbai_domain::book::Community;
use mingbai_domain::calendar::UnixMs;
use mingbai_domain::ids::Slug;

use crate::counters::Counters;
use crate::fault::Fault;
use crate::sums::KeptSums;

/// Tells the time; a value, so that tests set it.
pub type Clock = Box<dyn Fn() -> UnixMs + Send + Sync>;

/// The proof file (C2SP tlog-proof) of a community's leaf, by leaf index; `None` if no signed
/// checkpoint covers it yet.
pub type ProofOf = Box<dyn Fn(&Slug, u64) -> Option<String> + Send + Sync>;

/// How the service does.
pub type HealthOf = Box<dyn Fn() -> Report + Send + Sync>;

/// Everything that a request may read.
pub struct Site {
    /// The books.
    pub books: Arc<Books>,
    /// Directory of the public files: `c/SLUG/log/...`, `c/SLUG/files/...`, `district/log/...`.
    pub public_dir: PathBuf,
    /// The time.
    pub clock: Clock,
    /// Makes proof files.
    pub proof: ProofOf,
    /// Says how the service does; `None` where nothing but pages is served.
    health: Option<HealthOf>,
    /// What was counted since the start.
    pub counters: Counters,
    /// Figures that lists show.
    pub sums: KeptSums,
}

/// One community as a page needs it: its book, and the record that says who it is.
pub struct Place {
    /// Name in addresses.
    pub slug: Slug,
    /// Its book.
    pub book: Arc<Book>,
}

impl Site {
    /// A site that makes no proofs yet.
    pub fn new(books: Arc<Books>, public_dir: PathBuf, clock: Clock) -> Self {
        Self {
            books,
            public_dir,
            clock,
            proof: Box::new(|_, _| None),
            health: None,
            counters: Counters::default(),
            sums: KeptSums::default(),
        }
    }

    /// Adds what makes proof files.
    #[must_use]
    pub fn with_proof(mut self, proof: ProofOf) -> Self {
        self.proof = proof;
        self
    }

    /// Adds what says how the service does.
    #[must_use]
    pub fn with_health(mut self, health: HealthOf) -> Self {
        self.health = Some(health);
        self
    }

    /// How the service does.
    pub(crate) fn health(&self) -> Report {
        let report = self.health.as_ref().map(|report| report());
        report.unwrap_or_else(|| Report::without_jobs(self.now()))
    }

    /// The current time.
    pub fn now(&self) -> UnixMs {
        (self.clock)()
    }

    /// The community of an address, or the page that says that there is none.
    pub fn place(&self, slug: &str) -> Result<Place, Fault> {
        let found = Slug::new(slug).ok().and_then(|slug| {
            let book = self.books.get(&slug)?;
            book.fold.community()?;
            Some(Place { slug, book })
        });
        found.ok_or_else(Fault::no_community)
    }
}

impl Place {
    /// Who this community is.
    pub fn community(&self) -> &Community {
        // `Site::place` only makes places whose book begins with its community.
        self.book.fold.community().expect("a place has a community")
    }

    /// Address of its home page.
    pub fn href(&self) -> String {
        format!("/c/{}", self.slug)
    }
}
