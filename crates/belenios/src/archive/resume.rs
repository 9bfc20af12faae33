//! Goes on with an archive that was stored: everything in it is done once more, step by step, and
//! what that gives must be the file, byte for byte. So what is appended afterwards is what a writer
//! that was never interrupted would append.
//!
//! It takes a file that [`Archive`] wrote. The proofs of trustees are checked again; those of ballots
//! are not, since they were before they were appended. Whoever does not trust the place where the
//! file lay has [`crate::verify::verify`] check it, with the head that was last known, before.

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::chain::Chain;
use super::read::Member;
use super::write::{Archive, ArchiveError};
use crate::election::{Election, Poll};
use crate::group::Group;
use crate::json;
use crate::refusal::{Object, Refusal, Rule};

/// Why a stored archive cannot be continued. Nothing is repaired.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ResumeError {
    /// Its bytes, names or chain are damaged, or a body is not what it must be.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// A step that would not have been written.
    #[error("member {member}: {error}")]
    Step {
        /// Where the step is recorded; `BELENIOS` is 1.
        member: usize,
        /// Why it is none.
        #[source]
        error: ArchiveError,
    },
    /// It says something that does not follow from what it says before.
    #[error("from byte {at} on it is not what its own steps give")]
    Differs {
        /// First byte that differs, counted from 0.
        at: usize,
    },
}

impl<G: Group> Archive<G> {
    /// Reads an archive that stops after any event, to continue it. It costs as much as the steps
    /// that need no secret: the product of all ballots when they are counted, the search of the
    /// result when there is one.
    pub fn resume(bytes: &[u8]) -> Result<Self, ResumeError> {
        let chain = Chain::read(bytes)?;
        let mut archive = Self::set_up(&chain)?;
        for ballot in &chain.ballots {
            let read = body(ballot)?;
            archive.add_ballot(read).map_err(at(ballot))?;
        }
        if chain.ended {
            archive.end_ballots().map_err(at(&chain.setup.election))?;
        }
        if let Some(tally) = &chain.tally {
            archive.add_encrypted_tally().map_err(at(&tally.stated))?;
        }
        for owned in &chain.decryptions {
            let owner = usize::try_from(owned.owner).unwrap_or(usize::MAX);
            let read = body(&owned.factors)?;
            let added = archive.add_partial_decryption(owner, read);
            added.map_err(at(&owned.stated))?;
        }
        if let Some(result) = &chain.result {
            archive.add_result().map_err(at(result))?;
        }
        let written = archive.bytes();
        if written == bytes {
            return Ok(archive);
        }
        let differs = written.iter().zip(bytes).position(|(a, b)| a != b);
        let at = differs.unwrap_or(written.len().min(bytes.len()));
        Err(ResumeError::Differs { at })
    }

    fn set_up(chain: &Chain) -> Result<Self, ResumeError> {
        let setup = &chain.setup;
        let time_s = chain.preamble.timestamp.parse();
        let time_s = time_s.map_err(|_| Refusal::new(Object::Member(1), Rule::Preamble))?;
        let _: Election<G> = body(&setup.election)?;
        let poll = Poll::parse(setup.election.body)
            .map_err(|error| Refusal::new(Object::Election, error))?;
        let trustees = body(&setup.trustees)?;
        let credentials = body(&setup.credentials)?;
        Self::new(time_s, poll, trustees, &credentials).map_err(at(&setup.election))
    }
}

fn body<T: Serialize + DeserializeOwned>(member: &Member) -> Result<T, Refusal> {
    json::read(member.body).map_err(|error| Refusal::new(Object::Member(member.number), error))
}

fn at(member: &Member) -> impl FnOnce(ArchiveError) -> ResumeError {
    let member = member.number;
    move |error| ResumeError::Step { member, error }
}
