//! Which key must have signed a checkpoint: the log's first one, or the one that the latest handover
//! record before it announces.

use mingbai_tlog::Verifier;

use super::OpenLog;
use crate::failure::{Failure, RecordName, Rule};
use crate::layout;

/// A log's keys with the sizes from which on they sign.
pub struct Keys {
    first: Verifier,
    /// Leaf index of each handover, and its key. The handover itself is signed by the key before it,
    /// whose last checkpoint ends with it; what comes behind is signed by the new key.
    later: Vec<(u64, Verifier)>,
}

impl Keys {
    /// The keys of the policy, put in order by the handover records.
    pub fn new(log: &OpenLog, handovers: &[(u64, String)]) -> Result<Self, Box<Failure>> {
        let policy = log.keys();
        let mut later = Vec::new();
        for (index, vkey) in handovers {
            let name = RecordName {
                kind: Some("handover".to_owned()),
                ..RecordName::at(*index)
            };
            // The record announces the key under the old one's signature: the policy need not yet.
            let key = vkey
                .parse()
                .map_err(|_| Box::new(log.failure(layout::POLICY, Some(name), Rule::KeysDiffer)))?;
            later.push((*index, key));
        }
        let mut first = policy
            .iter()
            .filter(|key| later.iter().all(|(_, later)| later != *key));
        // Handed over and back again: the policy begins with the first key.
        let unannounced = first.next().or(policy.first());
        match (unannounced, first.next()) {
            (Some(first), None) => Ok(Self {
                first: first.clone(),
                later,
            }),
            _ => Err(Box::new(log.failure(
                layout::POLICY,
                None,
                Rule::KeysDiffer,
            ))),
        }
    }

    /// The key for a checkpoint of this size.
    pub fn at(&self, size: u64) -> &Verifier {
        let mut later = self.later.iter().rev();
        later
            .find(|(index, _)| size > *index + 1)
            .map_or(&self.first, |(_, key)| key)
    }

    /// The log's checkpoint must be signed by the key of its size, which is answered.
    pub fn of_checkpoint(&self, log: &OpenLog) -> Result<&Verifier, Box<Failure>> {
        let (key, size) = (self.at(log.size()), log.size());
        let note = log.signed.note();
        note.verify(std::slice::from_ref(key)).map_err(|_| {
            let expected = key.to_string();
            let rule = Rule::WrongKey { expected, size };
            Box::new(log.failure(layout::CHECKPOINT, None, rule))
        })?;
        Ok(key)
    }
}
