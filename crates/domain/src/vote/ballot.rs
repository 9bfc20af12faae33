//! From ballots to a tally.
//!
//! For, against and abstain all take part; an abstention is in the denominator and never in the
//! numerator. An invalid ballot does not take part. Design decisions unless marked.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Tally, Totals};
use crate::calendar::UnixMs;
use crate::money::{AreaC, Fen, MoneyError};

named! {
    /// What a ballot says.
    pub enum Choice {
        /// 同意.
        For = "for",
        /// 反对.
        Against = "against",
        /// 弃权.
        Abstain = "abstain",
    }
}

named! {
    /// How a ballot came in.
    pub enum Channel {
        /// By phone or browser.
        Online = "online",
        /// Paper handed in in person, or a kiosk with identification: overrides the others.
        InPerson = "in_person",
        /// Paper by other ways.
        Paper = "paper",
        /// By written mandate.
        Proxy = "proxy",
    }
}

named! {
    /// What a second ballot of one head does.
    pub enum Revote {
        /// The last valid ballot counts (the default).
        LastWins = "last_wins",
        /// The first valid ballot stands (as in the Beijing system).
        FirstStands = "first_stands",
    }
}

/// When ballots are taken, and what a second one does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Poll {
    /// First instant.
    pub opens: UnixMs,
    /// First instant at which it is too late.
    pub closes: UnixMs,
    /// Second ballots.
    pub revote: Revote,
}

/// One ballot as handed in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ballot {
    /// The head on the roll, by its pseudonym.
    pub head: String,
    /// What it says.
    pub choice: Choice,
    /// How it came in.
    pub channel: Channel,
    /// When.
    pub at: UnixMs,
    /// Signed by the owner (GR 22), unaltered, one box marked.
    pub valid: bool,
}

named! {
    /// Why a ballot does not count.
    pub enum Ignored {
        /// Unsigned, altered, or two boxes marked.
        Invalid = "invalid",
        /// Before the opening.
        TooEarly = "too_early",
        /// After the close.
        TooLate = "too_late",
        /// Not on the roll.
        NotOnRoll = "not_on_roll",
        /// Another ballot of the same head counts.
        Superseded = "superseded",
    }
}

/// The counted ballots.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Count {
    /// Everybody, took part, in favour.
    pub tally: Tally,
    /// Against.
    pub against: Totals,
    /// Abstained.
    pub abstained: Totals,
    /// Positions of ballots that do not count, with the reason.
    pub ignored: BTreeMap<usize, Ignored>,
}

/// Counts `ballots` of the heads on `roll` (pseudonym to area). The order of the ballots decides
/// nothing but ties at the same instant, where the later position counts as later.
pub fn count(
    roll: &BTreeMap<String, AreaC>,
    ballots: &[Ballot],
    poll: Poll,
) -> Result<Count, MoneyError> {
    let mut ignored = BTreeMap::new();
    let mut standing: BTreeMap<&str, usize> = BTreeMap::new();
    for (index, ballot) in ballots.iter().enumerate() {
        if let Some(why) = reason_to_ignore(roll, ballot, poll) {
            ignored.insert(index, why);
            continue;
        }
        let Some(&before) = standing.get(ballot.head.as_str()) else {
            standing.insert(&ballot.head, index);
            continue;
        };
        let wins = replaces(&ballots[before], ballot, poll.revote);
        ignored.insert(if wins { before } else { index }, Ignored::Superseded);
        if wins {
            standing.insert(&ballot.head, index);
        }
    }
    let chosen = |choice: Choice| {
        let heads = standing
            .iter()
            .filter(move |&(_, &index)| ballots[index].choice == choice);
        totals(heads.filter_map(|(&head, _)| roll.get(head).copied()))
    };
    let (in_favour, against) = (chosen(Choice::For)?, chosen(Choice::Against)?);
    let abstained = chosen(Choice::Abstain)?;
    let took_part = totals(standing.keys().filter_map(|&head| roll.get(head).copied()))?;
    let tally = Tally {
        all: totals(roll.values().copied())?,
        took_part,
        in_favour,
    };
    Ok(Count {
        tally,
        against,
        abstained,
        ignored,
    })
}

fn reason_to_ignore(
    roll: &BTreeMap<String, AreaC>,
    ballot: &Ballot,
    poll: Poll,
) -> Option<Ignored> {
    if !roll.contains_key(&ballot.head) {
        Some(Ignored::NotOnRoll)
    } else if !ballot.valid {
        Some(Ignored::Invalid)
    } else if ballot.at < poll.opens {
        Some(Ignored::TooEarly)
    } else if ballot.at >= poll.closes {
        Some(Ignored::TooLate)
    } else {
        None
    }
}

/// Whether `new`, later in the list, replaces `old`. In person beats every other channel.
fn replaces(old: &Ballot, new: &Ballot, revote: Revote) -> bool {
    let in_person = |ballot: &Ballot| ballot.channel == Channel::InPerson;
    if in_person(old) != in_person(new) {
        return in_person(new);
    }
    match revote {
        Revote::LastWins => new.at >= old.at,
        Revote::FirstStands => new.at < old.at,
    }
}

fn totals(areas: impl Iterator<Item = AreaC>) -> Result<Totals, MoneyError> {
    let mut heads = 0;
    let counted = areas.map(|area| {
        heads += 1;
        Fen(area.0)
    });
    // An area adds up like money: exactly, or not at all.
    let area_c = AreaC(Fen::total(counted)?.0);
    Ok(Totals { area_c, heads })
}
