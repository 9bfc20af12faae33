//! The signers of this installation's logs.

use std::sync::{Arc, PoisonError};

use mingbai_domain::ids::Slug;
use mingbai_store::communities::DISTRICT;
use mingbai_store::log;
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
        let (id, origin, successor) = match slug {
            Some(slug) => {
                let id = self.community(slug)?.id;
                let fold = self.fold(id)?;
                // A log keeps its name when another installation continues it.
                let origin = fold.community().map(|community| community.origin.clone());
                let origin =
                    origin.unwrap_or_else(|| keys::origin(&self.district().host, Some(slug)));
                (
                    id,
                    origin,
                    fold.handovers().last().map(|(_, last)| last.vkey.clone()),
                )
            }
            None => (DISTRICT, keys::origin(&self.district().host, None), None),
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
}
