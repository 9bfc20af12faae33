//! What the archive cannot prove of itself: that only the right people could vote, that nothing was
//! dropped since somebody looked, that the keys are the announced ones.

use std::collections::{HashMap, HashSet};

use super::setup::{Listed, Setup, credential_line};
use crate::archive::{Chain, Digest};
use crate::group::Group;
use crate::json;
use crate::refusal::{Object, Refusal, Rule};
use crate::trustee::TrusteePublicKey;

/// Lists from elsewhere, as text. Empty lines are skipped in each.
#[derive(Clone, Debug, Default)]
pub struct Outside {
    /// Who may vote: a line `credential,weight` (or `credential` for weight 1) a voter; as CSV it
    /// may have a line of headings and quotes.
    pub roll: Option<String>,
    /// Heads of the chain seen earlier, the earliest first: a SHA-256 in hexadecimal a line.
    pub anchors: Option<String>,
    /// The announced keys: a line with the number each, or the file that the trustee's program
    /// wrote (`{"pok":…,"public_key":…}`).
    pub trustees: Option<String>,
}

/// Compares the archive with the lists that are there.
pub fn check<G: Group>(outside: &Outside, chain: &Chain, setup: &Setup<G>) -> Result<(), Refusal> {
    if let Some(anchors) = &outside.anchors {
        check_anchors(anchors, chain)?;
    }
    if let Some(keys) = &outside.trustees {
        check_keys(keys, setup)?;
    }
    if let Some(roll) = &outside.roll {
        check_roll(roll, setup)?;
    }
    Ok(())
}

/// Lines that say something, with their numbers.
fn lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    text.lines()
        .enumerate()
        .map(|(index, line)| (index + 1, line.trim()))
        .filter(|(_, line)| !line.is_empty())
}

fn check_roll<G: Group>(roll: &str, setup: &Setup<G>) -> Result<(), Refusal> {
    let mut on_roll: HashMap<String, (usize, u64)> = HashMap::new();
    for (index, (number, line)) in lines(roll).enumerate() {
        let bare: String = line.chars().filter(|&c| c != '"' && c != ' ').collect();
        let at = |rule| Refusal::new(Object::Roll(number), rule);
        let entry: Option<Listed<G>> = credential_line(&bare);
        let heading = index == 0 && !bare.starts_with(|c: char| c.is_ascii_digit());
        if heading && entry.is_none() {
            continue;
        }
        let entry = entry.ok_or(at(Rule::RollForm))?;
        let weight = entry.weight.0;
        if on_roll
            .insert(entry.text.clone(), (number, weight))
            .is_some()
        {
            return Err(at(Rule::RollForm));
        }
        if !setup.places.contains_key(&entry.text) {
            return Err(at(Rule::RollMissing));
        }
    }
    for (index, listed) in setup.credentials.iter().enumerate() {
        let at = |rule| Refusal::new(Object::Credential(index + 1), rule);
        let &(_, roll) = on_roll.get(&listed.text).ok_or(at(Rule::NotOnRoll))?;
        let listed = listed.weight.0;
        if listed != roll {
            return Err(at(Rule::RollWeight { listed, roll }));
        }
    }
    Ok(())
}

fn check_anchors(anchors: &str, chain: &Chain) -> Result<(), Refusal> {
    let heights: HashMap<Digest, usize> = chain
        .heads
        .iter()
        .enumerate()
        .map(|(height, &head)| (head, height))
        .collect();
    let mut before = 0;
    for (number, line) in lines(anchors) {
        let at = |rule| Refusal::new(Object::Anchor(number), rule);
        let head: Digest = line.parse().map_err(|_| at(Rule::AnchorForm))?;
        let height = *heights.get(&head).ok_or(at(Rule::AnchorMissing))?;
        if height < before {
            return Err(at(Rule::AnchorOrder));
        }
        before = height;
    }
    Ok(())
}

fn check_keys<G: Group>(keys: &str, setup: &Setup<G>) -> Result<(), Refusal> {
    let trustees = &setup.trustees.0;
    let mut announced = HashSet::new();
    for (number, line) in lines(keys) {
        let at = |rule| Refusal::new(Object::Announced(number), rule);
        let key: G::Element = announced_key::<G>(line).ok_or(at(Rule::AnnouncedForm))?;
        if !trustees.iter().any(|trustee| trustee.0.public_key == key) {
            return Err(at(Rule::AnnouncedMissing));
        }
        announced.insert(key.to_string());
    }
    let unknown = trustees
        .iter()
        .position(|trustee| !announced.contains(&trustee.0.public_key.to_string()));
    match unknown {
        Some(index) => Err(Refusal::new(Object::Trustee(index + 1), Rule::NotAnnounced)),
        None => Ok(()),
    }
}

fn announced_key<G: Group>(line: &str) -> Option<G::Element> {
    if line.starts_with('{') {
        let key: TrusteePublicKey<G> = json::read(line).ok()?;
        return Some(key.public_key);
    }
    line.trim_matches('"').parse().ok()
}
