//! The books as pages see them: one fold a community, kept in memory and replaced as a whole when
//! the community's log has grown.

use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError, RwLock};

use mingbai_domain::book::Fold;
use mingbai_domain::calendar::UnixMs;
use mingbai_domain::ids::Slug;

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
#[derive(Clone, Debug)]
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

/// All books of the installation, by address name.
#[derive(Debug, Default)]
pub struct Books(RwLock<BTreeMap<Slug, Arc<Book>>>);

impl Books {
    /// The book of one community.
    pub fn get(&self, slug: &Slug) -> Option<Arc<Book>> {
        self.0
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .get(slug)
            .cloned()
    }

    /// All books, by address name.
    pub fn all(&self) -> Vec<(Slug, Arc<Book>)> {
        let books = self.0.read().unwrap_or_else(PoisonError::into_inner);
        books
            .iter()
            .map(|(slug, book)| (slug.clone(), Arc::clone(book)))
            .collect()
    }

    /// Puts a newer state in place.
    pub fn put(&self, slug: Slug, book: Book) {
        self.0
            .write()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(slug, Arc::new(book));
    }
}
