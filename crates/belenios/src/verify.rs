//! Checks everything that an archive publishes, and more strictly than `belenios-tool`: what that
//! accepts and this refuses is listed in docs/formats/secret-ballots.md.
//!
//! It never needs a secret, a network or a clock, and it believes nothing that it can compute. What
//! it cannot know from the archive alone (who may vote, what was seen earlier, whose keys were
//! announced) it takes from the caller; without them the report says what was not checked.

mod ballots;
mod count;
mod decryption;
mod outside;
mod report;
mod setup;

use serde::Deserialize;

use crate::archive::Chain;
use crate::group::{Belenios2048, Ed25519, Group};
use crate::refusal::{Object, Refusal, Rule};

pub use outside::Outside;
pub use report::{BallotLine, Compared, QuestionReport, Report, Stage};

/// How far a check has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Progress {
    /// So many ballots will be checked.
    Found {
        /// Number of ballots.
        ballots: usize,
    },
    /// One more ballot was checked. Called from several threads, in any order.
    Ballot,
}

/// Why an archive is refused: every bad ballot, or the first bad thing of any other kind.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("refused: {}", .0.first().map_or_else(String::new, ToString::to_string))]
pub struct Refused(pub Vec<Refusal>);

impl From<Refusal> for Refused {
    fn from(refusal: Refusal) -> Self {
        Self(vec![refusal])
    }
}

/// Checks an archive, on all cores.
pub fn verify(
    bytes: &[u8],
    outside: &Outside,
    progress: &(dyn Fn(Progress) + Sync),
) -> Result<Report, Refused> {
    let chain = Chain::read(bytes)?;
    let name = group_name(&chain)?;
    match name.as_str() {
        Belenios2048::NAME => whole::<Belenios2048>(&chain, outside, progress),
        Ed25519::NAME => whole::<Ed25519>(&chain, outside, progress),
        _ => Err(unknown(&name).into()),
    }
}

/// Says what an archive holds, without checking any ballot or proof: names, hashes, chain and form
/// only.
pub fn inspect(bytes: &[u8]) -> Result<Report, Refusal> {
    let chain = Chain::read(bytes)?;
    let name = group_name(&chain)?;
    match name.as_str() {
        Belenios2048::NAME => outline::<Belenios2048>(&chain),
        Ed25519::NAME => outline::<Ed25519>(&chain),
        _ => Err(unknown(&name)),
    }
}

#[derive(Deserialize)]
struct GroupOnly {
    group: String,
}

fn group_name(chain: &Chain) -> Result<String, Refusal> {
    let body = chain.setup.election.body;
    crate::json::within_bounds(body).map_err(|error| Refusal::new(Object::Election, error))?;
    let read: Result<GroupOnly, _> = serde_json::from_str(body);
    read.map(|read| read.group).map_err(|error| {
        let form = crate::json::JsonError::Form(error.to_string().chars().take(160).collect());
        Refusal::new(Object::Election, form)
    })
}

fn unknown(name: &str) -> Refusal {
    let found = name.chars().take(40).collect();
    Refusal::new(Object::Election, Rule::UnknownGroup { found })
}

fn whole<G: Group>(
    chain: &Chain,
    outside: &Outside,
    progress: &(dyn Fn(Progress) + Sync),
) -> Result<Report, Refused> {
    let setup = setup::read::<G>(chain)?;
    setup::check(&setup)?;
    outside::check(outside, chain, &setup)?;
    let count = chain.ballots.len();
    progress(Progress::Found { ballots: count });
    count::refuse_replays(chain)?;
    let ballots = ballots::check_all(chain, &setup, &|| progress(Progress::Ballot))?;
    let counted = count::last_of_each(&ballots);
    let mut report = Report::outline(chain, &setup);
    report.count(&ballots, &counted, &setup);
    report.outside(outside);
    if let Some(published) = &chain.tally {
        let tally = count::tally(published, &counted, &setup, &report)?;
        let factors = decryption::check(chain, &tally, &setup)?;
        if let Some(result) = &chain.result {
            report.result(&decryption::result(result, &tally, &factors, &setup)?);
        }
    }
    Ok(report)
}

fn outline<G: Group>(chain: &Chain) -> Result<Report, Refusal> {
    let setup = setup::read::<G>(chain)?;
    let mut report = Report::outline(chain, &setup);
    if let Some(result) = &chain.result {
        let read = crate::json::read(result.body);
        report.result(&read.map_err(|error| Refusal::new(Object::Result, error))?);
    }
    Ok(report)
}
