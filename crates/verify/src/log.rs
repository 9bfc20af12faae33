//! One log, whosever it is: its policy and checkpoint, its entries and hash tiles.

mod keys;
mod old_tiles;
mod walk;

use mingbai_domain::ids::Slug;
use mingbai_tlog::policy::Accepted;
use mingbai_tlog::{Note, Policy, PolicyError, SignedCheckpoint, Verifier};

use crate::failure::{Failure, RecordName, Rule};
use crate::layout;
use crate::source::Source;

pub use keys::Keys;
pub use old_tiles::check_old_tiles;
pub use walk::{Leaf, walk};

/// So many failures of one log are reported; then its check ends.
pub const MAX_FAILURES: usize = 20;

/// A log whose checkpoint is signed by a key that its policy names. Which of several keys had to
/// sign, only the records say.
pub struct OpenLog<'a> {
    pub source: &'a Source,
    /// `None` for the district's log.
    pub community: Option<Slug>,
    /// Path of the log's folder.
    pub prefix: String,
    pub policy: Policy,
    pub signed: SignedCheckpoint,
    /// The policy file, verbatim.
    pub policy_bytes: Vec<u8>,
    /// Names of the witnesses that have cosigned.
    pub witnesses: Vec<String>,
}

impl<'a> OpenLog<'a> {
    /// Reads policy and checkpoint.
    pub fn open(source: &'a Source, community: Option<&Slug>) -> Result<Self, Box<Failure>> {
        let prefix = community.map_or(layout::DISTRICT_LOG.to_owned(), layout::community_log);
        let fail = |name: &str, rule: Rule| {
            let path = format!("{prefix}/{name}");
            Box::new(Failure {
                community: community.cloned(),
                record: None,
                path,
                rule,
            })
        };
        let read = |name: &str, limit: usize| match source.read(&format!("{prefix}/{name}"), limit)
        {
            Ok(Some(bytes)) => Ok(bytes),
            Ok(None) => Err(fail(name, Rule::Missing)),
            Err(error) => Err(fail(name, error.into())),
        };
        let checkpoint = read(layout::CHECKPOINT, layout::MAX_CHECKPOINT)?;
        let policy_bytes = read(layout::POLICY, layout::MAX_POLICY)?;
        let policy = parse_policy(&policy_bytes)
            .map_err(|error| fail(layout::POLICY, Rule::Policy(error)))?;
        let Accepted {
            checkpoint: signed,
            witnesses,
        } = accept(&policy, &checkpoint)
            .map_err(|error| fail(layout::CHECKPOINT, Rule::Checkpoint(error)))?;
        let origin = &signed.checkpoint().origin;
        if !origin.ends_with(&format!("/{prefix}")) {
            return Err(fail(
                layout::CHECKPOINT,
                Rule::Origin {
                    found: origin.clone(),
                },
            ));
        }
        let witnesses = witnesses.into_keys().collect();
        let community = community.cloned();
        Ok(Self {
            source,
            community,
            prefix,
            policy,
            signed,
            policy_bytes,
            witnesses,
        })
    }

    /// Number of records that the checkpoint covers.
    pub fn size(&self) -> u64 {
        self.signed.checkpoint().size
    }

    /// The keys that the policy names, in its order.
    pub fn keys(&self) -> Vec<Verifier> {
        self.policy
            .logs()
            .iter()
            .map(|line| line.key.clone())
            .collect()
    }

    /// A failure in a file of this log.
    pub fn failure(&self, name: &str, record: Option<RecordName>, rule: Rule) -> Failure {
        let path = format!("{}/{name}", self.prefix);
        Failure {
            community: self.community.clone(),
            record,
            path,
            rule,
        }
    }
}

/// Reads a policy file.
pub fn parse_policy(bytes: &[u8]) -> Result<Policy, PolicyError> {
    // What is not UTF-8 cannot be read as a line either way.
    Policy::parse(&String::from_utf8_lossy(bytes))
}

/// Reads a checkpoint file by a policy.
pub fn accept(policy: &Policy, checkpoint: &[u8]) -> Result<Accepted, PolicyError> {
    let note = Note::parse(checkpoint).map_err(mingbai_tlog::CheckpointError::from)?;
    policy.accept(note)
}
