//! What a caller asks the verifier.

use mingbai_domain::ids::Slug;
use mingbai_tlog::Verifier;

use crate::failure::Rule;

/// What is asked.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// This community only (and the district's log); all, if `None`.
    pub community: Option<Slug>,
    /// Keys that the caller got elsewhere. A log whose name is among them must be signed by one of
    /// them.
    pub keys: Vec<Verifier>,
}

impl Options {
    /// Whether the caller brought this key along; a failure, if it brought another one of that name.
    pub(crate) fn pin(&self, key: &Verifier) -> Result<bool, Rule> {
        let mut of_log = self
            .keys
            .iter()
            .filter(|pinned| pinned.name() == key.name())
            .peekable();
        let any = of_log.peek().is_some();
        if of_log.any(|pinned| pinned == key) {
            Ok(true)
        } else if any {
            Err(Rule::NotPinned {
                found: key.to_string(),
            })
        } else {
            Ok(false)
        }
    }
}
