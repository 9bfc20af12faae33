//! What the pages are rendered from: the books in memory, the public files, the time of day.

use std::path::PathBuf;
use std::sync::Arc;

use axum::http::StatusCode;
use mingbai_app::book::books::{Book, Books, Front};
use mingbai_app::jobs::health::Report;
use mingbai_domain::book::Community;
use mingbai_domain::calendar::UnixMs;
use mingbai_domain::ids::Slug;

use crate::counters::Counters;
use tokio::sync::Semaphore;

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
    /// Lets a few requests at a time wait for a book that is not in memory.
    loading: Arc<Semaphore>,
}

/// How many requests wait in threads for books that are not in memory. The others wait in front of
/// them, so that a crowd at cold books takes no threads from the reading of files.
const LOADING: usize = 16;

/// One community as a page needs it: its book, and the record that says who it is.
pub struct Place {
    /// Name in addresses.
    pub slug: Slug,
    /// Its book.
    pub book: Book,
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
            loading: Arc::new(Semaphore::new(LOADING)),
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

    /// What is always at hand of the community of an address, or the page that says that there is none.
    pub fn front(&self, slug: &str) -> Result<(Slug, Arc<Front>), Fault> {
        let found = Slug::new(slug).ok().and_then(|slug| {
            let front = self.books.front(&slug)?;
            front.card.community.as_ref()?;
            Some((slug, front))
        });
        found.ok_or_else(Fault::no_community)
    }

    /// The community of an address with its book, or the page that says that there is none. A book
    /// that is not in memory is read in a thread of its own, while other requests go on.
    pub async fn place(&self, slug: &str) -> Result<Place, Fault> {
        let (slug, _) = self.front(slug)?;
        let book = match self.books.at_hand(&slug) {
            Some(book) => book,
            None => self.load(&slug).await?,
        };
        Ok(Place { slug, book })
    }

    async fn load(&self, slug: &Slug) -> Result<Book, Fault> {
        let broken = || Fault::of_status(StatusCode::INTERNAL_SERVER_ERROR);
        let turn = Arc::clone(&self.loading).acquire_owned().await;
        let turn = turn.map_err(|_| broken())?;
        // Somebody else may have loaded it meanwhile.
        if let Some(book) = self.books.at_hand(slug) {
            return Ok(book);
        }
        let (books, of) = (Arc::clone(&self.books), slug.clone());
        let read = tokio::task::spawn_blocking(move || {
            let read = books.get(&of);
            // Held as long as the thread is, also when the request is given up.
            drop(turn);
            read
        });
        let read = read.await.map_err(|_| broken())?;
        let read = read.map_err(|error| {
            tracing::error!(community = %slug, %error, "a book could not be read");
            broken()
        });
        read?.ok_or_else(Fault::no_community)
    }
}

impl Place {
    /// Who this community is.
    pub fn community(&self) -> &Community {
        // `Site::place` only makes places whose book begins with its community.
        self.book.fold.community().expect("a place has a community")
    }

    /// Who keeps its books now: the manager of the record, or who took over since.
    pub fn manager(&self) -> &str {
        let latest = self.book.fold.handovers().last();
        latest.map_or(&self.community().manager, |(_, body)| &body.successor)
    }

    /// The host that was configured when the book began; it is the beginning of its log's name.
    pub fn host(&self) -> &str {
        host_of(self.community())
    }

    /// Address of its home page.
    pub fn href(&self) -> String {
        format!("/c/{}", self.slug)
    }
}

/// The host that was configured when a community's book began.
pub fn host_of(community: &Community) -> &str {
    let origin = &community.origin;
    origin.split("/c/").next().unwrap_or(origin)
}
