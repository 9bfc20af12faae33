//! From members to an election: the chain of events, and the data that each of them names.
//!
//! The order is the one in which things happen, without any choice: setup, ballots, end of the
//! ballots, encrypted tally, decryptions, result. An archive may stop after any event. Everything
//! in the file is named by exactly one event; nothing stands beside the chain.

use serde::{Deserialize, Serialize};

use super::event::{Digest, Event, EventKind};
use super::read::{self, Kind, Member, Preamble};
use crate::json;
use crate::refusal::{Object, Refusal, Rule};
use crate::weight::Weight;

/// The data that the first event names, by their hashes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SetupData {
    pub(super) election: Digest,
    pub(super) trustees: Digest,
    pub(super) credentials: Digest,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct TallyData {
    pub(super) num_tallied: u64,
    pub(super) total_weight: Weight,
    pub(super) encrypted_tally: Digest,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct OwnedData {
    pub(super) owner: u64,
    pub(super) payload: Digest,
}

/// What is fixed before the first ballot.
#[derive(Clone, Copy, Debug)]
pub struct Setup<'a> {
    /// The election's parameters.
    pub election: Member<'a>,
    /// The trustees' keys.
    pub trustees: Member<'a>,
    /// The voters' credentials.
    pub credentials: Member<'a>,
}

/// The published sum of the ballots.
#[derive(Clone, Copy, Debug)]
pub struct Tally<'a> {
    /// How many ballots are said to count.
    pub num_tallied: u64,
    /// What they are said to weigh.
    pub total_weight: Weight,
    /// The member that says both.
    pub stated: Member<'a>,
    /// The ciphertexts.
    pub ciphertexts: Member<'a>,
}

/// What a trustee decrypted.
#[derive(Clone, Copy, Debug)]
pub struct Owned<'a> {
    /// Number of the trustee, from 1, as stated.
    pub owner: u64,
    /// The member that states it.
    pub stated: Member<'a>,
    /// The factors and their proofs.
    pub factors: Member<'a>,
}

/// An archive whose bytes, names and chain are in order.
#[derive(Clone, Debug)]
pub struct Chain<'a> {
    /// The first member.
    pub preamble: Preamble,
    /// What the first event names.
    pub setup: Setup<'a>,
    /// The ballots in the order of their events.
    pub ballots: Vec<Member<'a>>,
    /// Whether it is recorded that no ballot will follow.
    pub ended: bool,
    /// The published sum.
    pub tally: Option<Tally<'a>>,
    /// In the order of their events.
    pub decryptions: Vec<Owned<'a>>,
    /// The result.
    pub result: Option<Member<'a>>,
    /// Hash of every event, by height. The last one is the head.
    pub heads: Vec<Digest>,
}

impl<'a> Chain<'a> {
    /// Reads an archive.
    pub fn read(bytes: &'a [u8]) -> Result<Self, Refusal> {
        let (preamble, members) = read::members(bytes)?;
        let mut builder = Builder::default();
        for member in members {
            builder.take(member)?;
        }
        builder.finish(preamble)
    }
}

#[derive(Default)]
struct Builder<'a> {
    pending: Vec<Member<'a>>,
    setup: Option<Setup<'a>>,
    ballots: Vec<Member<'a>>,
    tally: Option<Tally<'a>>,
    decryptions: Vec<Owned<'a>>,
    result: Option<Member<'a>>,
    last: Option<EventKind>,
    ended: bool,
    heads: Vec<Digest>,
}

impl<'a> Builder<'a> {
    fn take(&mut self, member: Member<'a>) -> Result<(), Refusal> {
        if member.kind == Kind::Data {
            self.pending.push(member);
            return Ok(());
        }
        let at = |rule| Refusal::new(Object::Member(member.number), rule);
        let event: Event = read_body(&member)?;
        let expected = u64::try_from(self.heads.len()).map_err(|_| at(Rule::Payload))?;
        if event.height != expected {
            let found = event.height;
            return Err(at(Rule::Height { found, expected }));
        }
        if event.parent.as_ref() != self.heads.last() {
            return Err(at(Rule::Parent));
        }
        if !may_follow(event.kind, self.last) {
            let (found, after) = (event.kind, self.last);
            return Err(at(Rule::EventOrder { found, after }));
        }
        let data = std::mem::take(&mut self.pending);
        if data.last().map(|last| last.digest) != event.payload {
            return Err(at(Rule::Payload));
        }
        if !self.place(event.kind, &data)? {
            return Err(at(Rule::Payload));
        }
        self.last = Some(event.kind);
        self.heads.push(member.digest);
        Ok(())
    }

    /// Puts the data of an event where they belong; false if they are not the ones it names.
    fn place(&mut self, kind: EventKind, data: &[Member<'a>]) -> Result<bool, Refusal> {
        match (kind, data) {
            (EventKind::Setup, &[election, trustees, credentials, stated]) => {
                let named: SetupData = read_body(&stated)?;
                self.setup = Some(Setup {
                    election,
                    trustees,
                    credentials,
                });
                Ok(named.election == election.digest
                    && named.trustees == trustees.digest
                    && named.credentials == credentials.digest)
            }
            (EventKind::Ballot, &[ballot]) => {
                self.ballots.push(ballot);
                Ok(true)
            }
            (EventKind::EndBallots, []) => {
                self.ended = true;
                Ok(true)
            }
            (EventKind::EncryptedTally, &[ciphertexts, stated]) => {
                let named: TallyData = read_body(&stated)?;
                self.tally = Some(Tally {
                    num_tallied: named.num_tallied,
                    total_weight: named.total_weight,
                    stated,
                    ciphertexts,
                });
                Ok(named.encrypted_tally == ciphertexts.digest)
            }
            (EventKind::PartialDecryption, &[factors, stated]) => {
                let named: OwnedData = read_body(&stated)?;
                self.decryptions.push(Owned {
                    owner: named.owner,
                    stated,
                    factors,
                });
                Ok(named.payload == factors.digest)
            }
            (EventKind::Result, &[result]) => {
                self.result = Some(result);
                Ok(true)
            }
            _ => Ok(false),
        }
    }

    fn finish(self, preamble: Preamble) -> Result<Chain<'a>, Refusal> {
        if let Some(left) = self.pending.first() {
            return Err(Refusal::new(Object::Member(left.number), Rule::Unnamed));
        }
        let setup = self
            .setup
            .ok_or(Refusal::new(Object::File, Rule::Truncated))?;
        Ok(Chain {
            preamble,
            setup,
            ballots: self.ballots,
            ended: self.ended,
            tally: self.tally,
            decryptions: self.decryptions,
            result: self.result,
            heads: self.heads,
        })
    }
}

/// The order of an election of homomorphic questions. Shuffles belong to others.
fn may_follow(kind: EventKind, last: Option<EventKind>) -> bool {
    use EventKind as E;
    match last {
        None => kind == E::Setup,
        Some(E::Setup | E::Ballot) => matches!(kind, E::Ballot | E::EndBallots),
        Some(E::EndBallots) => kind == E::EncryptedTally,
        Some(E::EncryptedTally | E::PartialDecryption) => {
            matches!(kind, E::PartialDecryption | E::Result)
        }
        Some(E::Shuffle | E::EndShuffles | E::Result) => false,
    }
}

fn read_body<T: Serialize + serde::de::DeserializeOwned>(member: &Member) -> Result<T, Refusal> {
    json::read(member.body).map_err(|error| Refusal::new(Object::Member(member.number), error))
}
