//! The signers of this installation's logs.

use std::sync::{Arc, PoisonError};

use mingbai_domain::book::Record;
use mingbai_domain::ids::{CommunityId, Slug};
use mingbai_store::communities::DISTRICT;
use mingbai_store::{Tx, log};
use mingbai_tlog::Signer;

use crate::App;
use crate::book::publish::{self, Log};
use crate::error::AppError;
use crate::files::keys;

impl App {
    /// The signer of a log, read from its key file once.
    pub fn signer(&self, slug: Option<&Slug>) -> Result<Arc<Signer>, AppError> {
        let mut signers = self.signers.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(signer) = signers.get(&slug.cloned()) {
            return Ok(Arc::clone(signer));
        }
        let id = slug.map_or(Ok(DISTRICT), |slug| self.community(slug).map(|row| row.id))?;
        // A log keeps its name when another installation continues it.
        let origin = self.db.read(|tx| origin_in_book(tx, id))?;
        let origin = origin.unwrap_or_else(|| keys::origin(&self.district().host, slug));
        let signer = Arc::new(keys::load(&self.dir, slug, &origin)?);
        let last = self.db.read(|tx| log::last_checkpoint(tx, id))?;
        let of_log = Log {
            id,
            slug,
            signer: &signer,
        };
        if let Err(other_key) = publish::check_key(&of_log, last.as_ref()) {
            // A successor signs for the first time: with the key that the book announces.
            let announced = slug.is_some() && {
                let fold = self.fold(id)?;
                let last = fold.handovers().last();
                last.is_some_and(|(_, last)| last.vkey == signer.verifier().to_string())
            };
            if !announced {
                return Err(other_key);
            }
        }
        signers.insert(slug.cloned(), Arc::clone(&signer));
        Ok(signer)
    }
}

/// The log's name as the first record of a community's book says it; the district's log has none.
fn origin_in_book(tx: &mut Tx<'_>, id: CommunityId) -> Result<Option<String>, AppError> {
    let mut origin = None;
    if id != DISTRICT {
        log::each_public_leaf(tx, id, 0, 1, |_, bytes| {
            if let Ok(Record::Community(community)) = Record::from_bytes(&bytes) {
                origin = Some(community.origin);
            }
            Ok(())
        })?;
    }
    Ok(origin)
}
