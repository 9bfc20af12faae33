//! Writes an archive, step by step as an election goes: setup, ballots, end of the ballots, encrypted
//! tally, partial decryptions, result. Bytes are only ever appended.
//!
//! It refuses what no verifier would accept of its own work: a wrong key, a wrong order, a stranger's
//! ballot, a ballot twice, an unproved decryption. A ballot's proofs are checked by whoever accepts
//! the ballot from a voter, before it comes here.

use std::collections::BTreeMap;

use super::chain::{OwnedData, SetupData, TallyData};
use super::event::{Digest, Event, EventKind};
use super::header::{BLOCK, Header};
use super::read::Preamble;
use crate::ballot::Ballot;
use crate::credential::{CredentialError, PublicCredentials};
use crate::decryption::PartialDecryption;
use crate::election::Poll;
use crate::group::Group;
use crate::hash;
use crate::result::{ElectionResult, ResultError};
use crate::tally::EncryptedTally;
use crate::trustee::{TrusteeError, Trustees};
use crate::weight::{self, Weight, WeightError};

/// Why a step is refused. Nothing is written then.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ArchiveError {
    /// Steps have one order.
    #[error("{event:?} is not what comes next")]
    WrongStage {
        /// What was to be recorded.
        event: EventKind,
    },
    /// The election's key is not the product of the trustees' keys.
    #[error("the election's public key is not the product of the trustees' keys")]
    WrongPublicKey,
    /// See the inner error.
    #[error(transparent)]
    Trustees(#[from] TrusteeError),
    /// See the inner error.
    #[error(transparent)]
    Credentials(#[from] CredentialError),
    /// See the inner error.
    #[error(transparent)]
    Weight(#[from] WeightError),
    /// The ballot is of another election.
    #[error("the ballot is of another election")]
    WrongElection,
    /// Nobody on the list has this credential.
    #[error("the ballot's credential is not on the list")]
    UnknownCredential,
    /// The very same ballot is there already; a second one would undo a later vote.
    #[error("this ballot is already there")]
    Replayed,
    /// There is no such trustee.
    #[error("there is no trustee {owner}")]
    UnknownTrustee {
        /// Counted from 1.
        owner: usize,
    },
    /// This trustee's part is there already.
    #[error("trustee {owner} has decrypted already")]
    DecryptedTwice {
        /// Counted from 1.
        owner: usize,
    },
    /// The proofs of a partial decryption do not hold.
    #[error("the partial decryption of trustee {owner} is not proved")]
    NotProved {
        /// Counted from 1.
        owner: usize,
    },
    /// Some trustee's part is missing.
    #[error("{missing} trustees have not decrypted")]
    Incomplete {
        /// How many.
        missing: usize,
    },
    /// See the inner error.
    #[error(transparent)]
    Result(#[from] ResultError),
    /// A time after the year 2242, or a body of more than 8 GiB.
    #[error("a number does not fit in a header")]
    TooLarge,
}

/// An election that is being written.
pub struct Archive<G: Group> {
    members: Members,
    poll: Poll<G>,
    trustees: Trustees<G>,
    weights: BTreeMap<String, Weight>,
    ballots: Ballots<G>,
    stage: Stage<G>,
}

enum Stage<G: Group> {
    Voting,
    Ended,
    Decrypting(Decrypting<G>),
    Finished,
}

struct Decrypting<G: Group> {
    tally: EncryptedTally<G>,
    total: Weight,
    /// By trustee.
    partials: Vec<Option<PartialDecryption<G>>>,
}

/// The last ballot of every voter, and the hashes of all.
struct Ballots<G: Group> {
    last: BTreeMap<String, Ballot<G>>,
    seen: std::collections::BTreeSet<Digest>,
}

impl<G: Group> Archive<G> {
    /// Starts an archive with its setup. `time_s` is the start of the election in seconds since
    /// 1970; all members carry it.
    pub fn new(
        time_s: u64,
        poll: Poll<G>,
        trustees: Trustees<G>,
        credentials: &PublicCredentials<G>,
    ) -> Result<Self, ArchiveError> {
        trustees.check()?;
        credentials.check()?;
        if trustees.public_key() != poll.election().public_key {
            return Err(ArchiveError::WrongPublicKey);
        }
        let mut members = Members::start(time_s)?;
        let setup = SetupData {
            election: members.data(poll.json())?,
            trustees: members.data(&trustees.to_json())?,
            credentials: members.data(&credentials.to_json())?,
        };
        let payload = members.data(&hash::to_json(&setup))?;
        members.event(EventKind::Setup, Some(payload))?;
        let weights = credentials
            .0
            .iter()
            .map(|entry| (entry.credential.to_string(), entry.weight))
            .collect();
        Ok(Self {
            members,
            poll,
            trustees,
            weights,
            ballots: Ballots {
                last: BTreeMap::new(),
                seen: std::collections::BTreeSet::new(),
            },
            stage: Stage::Voting,
        })
    }

    /// The election.
    pub fn poll(&self) -> &Poll<G> {
        &self.poll
    }

    /// Everything written so far.
    pub fn bytes(&self) -> &[u8] {
        &self.members.bytes
    }

    /// The hash of the last event: it stands for everything before it.
    pub fn head(&self) -> Option<Digest> {
        self.members.parent
    }

    /// Appends a ballot whose proofs and signature the caller has checked. An earlier ballot of the
    /// same voter stays, and does not count any more.
    pub fn add_ballot(&mut self, ballot: Ballot<G>) -> Result<(), ArchiveError> {
        if !matches!(self.stage, Stage::Voting) {
            return Err(wrong_stage(EventKind::Ballot));
        }
        let election = self.poll.election();
        if ballot.election_uuid != election.uuid || ballot.election_hash != self.poll.fingerprint()
        {
            return Err(ArchiveError::WrongElection);
        }
        let credential = ballot.credential.to_string();
        if !self.weights.contains_key(&credential) {
            return Err(ArchiveError::UnknownCredential);
        }
        let body = ballot.to_json();
        if !self.ballots.seen.insert(Digest::of(body.as_bytes())) {
            return Err(ArchiveError::Replayed);
        }
        let payload = self.members.data(&body)?;
        self.members.event(EventKind::Ballot, Some(payload))?;
        self.ballots.last.insert(credential, ballot);
        Ok(())
    }

    /// Records that no ballot will follow.
    pub fn end_ballots(&mut self) -> Result<(), ArchiveError> {
        if !matches!(self.stage, Stage::Voting) {
            return Err(wrong_stage(EventKind::EndBallots));
        }
        self.members.event(EventKind::EndBallots, None)?;
        self.stage = Stage::Ended;
        Ok(())
    }

    /// Computes and appends the encrypted tally, and returns it for the trustees.
    pub fn add_encrypted_tally(&mut self) -> Result<&EncryptedTally<G>, ArchiveError> {
        if !matches!(self.stage, Stage::Ended) {
            return Err(wrong_stage(EventKind::EncryptedTally));
        }
        let counted: Vec<(&Ballot<G>, Weight)> = self
            .ballots
            .last
            .iter()
            .map(|(credential, ballot)| (ballot, self.weights[credential]))
            .collect();
        let total = weight::total(counted.iter().map(|(_, weight)| *weight))?;
        let tally = EncryptedTally::of(self.poll.election(), &counted);
        let sized = TallyData {
            num_tallied: u64::try_from(counted.len()).map_err(|_| ArchiveError::TooLarge)?,
            total_weight: total,
            encrypted_tally: self.members.data(&tally.to_json())?,
        };
        let payload = self.members.data(&hash::to_json(&sized))?;
        self.members
            .event(EventKind::EncryptedTally, Some(payload))?;
        let partials = self.trustees.0.iter().map(|_| None).collect();
        self.stage = Stage::Decrypting(Decrypting {
            tally,
            total,
            partials,
        });
        self.encrypted_tally()
            .ok_or(wrong_stage(EventKind::EncryptedTally))
    }

    /// The encrypted tally, while the trustees decrypt.
    pub fn encrypted_tally(&self) -> Option<&EncryptedTally<G>> {
        match &self.stage {
            Stage::Decrypting(decrypting) => Some(&decrypting.tally),
            _ => None,
        }
    }

    /// Checks and appends the part of the trustee with this number, counted from 1.
    pub fn add_partial_decryption(
        &mut self,
        owner: usize,
        partial: PartialDecryption<G>,
    ) -> Result<(), ArchiveError> {
        let Stage::Decrypting(decrypting) = &mut self.stage else {
            return Err(wrong_stage(EventKind::PartialDecryption));
        };
        let unknown = ArchiveError::UnknownTrustee { owner };
        let index = owner.checked_sub(1).ok_or(unknown.clone())?;
        let trustee = self.trustees.0.get(index).ok_or(unknown.clone())?;
        let place = decrypting.partials.get_mut(index).ok_or(unknown)?;
        if place.is_some() {
            return Err(ArchiveError::DecryptedTwice { owner });
        }
        if !partial.is_proved(&self.poll, &trustee.0.public_key, &decrypting.tally) {
            return Err(ArchiveError::NotProved { owner });
        }
        let signed_off = OwnedData {
            owner: u64::try_from(owner).map_err(|_| ArchiveError::TooLarge)?,
            payload: self.members.data(&partial.to_json())?,
        };
        let payload = self.members.data(&hash::to_json(&signed_off))?;
        self.members
            .event(EventKind::PartialDecryption, Some(payload))?;
        *place = Some(partial);
        Ok(())
    }

    /// Computes and appends the result, when all trustees have decrypted.
    pub fn add_result(&mut self) -> Result<ElectionResult, ArchiveError> {
        let Stage::Decrypting(decrypting) = &self.stage else {
            return Err(wrong_stage(EventKind::Result));
        };
        let partials: Vec<_> = decrypting.partials.iter().flatten().cloned().collect();
        let missing = self.trustees.0.len() - partials.len();
        if missing > 0 {
            return Err(ArchiveError::Incomplete { missing });
        }
        let result = ElectionResult::compute(&decrypting.tally, decrypting.total, &partials)?;
        let payload = self.members.data(&result.to_json())?;
        self.members.event(EventKind::Result, Some(payload))?;
        self.stage = Stage::Finished;
        Ok(result)
    }
}

fn wrong_stage(event: EventKind) -> ArchiveError {
    ArchiveError::WrongStage { event }
}

/// The bytes, and the end of the chain of events.
struct Members {
    bytes: Vec<u8>,
    time_s: u64,
    parent: Option<Digest>,
    height: u64,
}

impl Members {
    fn start(time_s: u64) -> Result<Self, ArchiveError> {
        let mut members = Self {
            bytes: Vec::new(),
            time_s,
            parent: None,
            height: 0,
        };
        let preamble = Preamble {
            version: 1,
            timestamp: time_s.to_string(),
        };
        members.append("BELENIOS", &hash::to_json(&preamble))?;
        Ok(members)
    }

    fn data(&mut self, body: &str) -> Result<Digest, ArchiveError> {
        let digest = Digest::of(body.as_bytes());
        self.append(&format!("{digest}.data.json"), body)?;
        Ok(digest)
    }

    fn event(&mut self, kind: EventKind, payload: Option<Digest>) -> Result<(), ArchiveError> {
        let event = Event {
            parent: self.parent,
            height: self.height,
            kind,
            payload,
        };
        let body = hash::to_json(&event);
        let digest = Digest::of(body.as_bytes());
        self.append(&format!("{digest}.event.json"), &body)?;
        self.parent = Some(digest);
        self.height += 1;
        Ok(())
    }

    fn append(&mut self, name: &str, body: &str) -> Result<(), ArchiveError> {
        let header = Header {
            name: name.to_owned(),
            size: u64::try_from(body.len()).map_err(|_| ArchiveError::TooLarge)?,
            time_s: self.time_s,
        };
        let block = header.encode().ok_or(ArchiveError::TooLarge)?;
        self.bytes.extend_from_slice(&block);
        self.bytes.extend_from_slice(body.as_bytes());
        let padded = self.bytes.len().next_multiple_of(BLOCK);
        self.bytes.resize(padded, 0);
        Ok(())
    }
}
