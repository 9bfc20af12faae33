//! What is fixed before the first ballot: the questions, whose key, who may vote.

use std::collections::HashMap;

use rayon::prelude::*;

use crate::archive::{Chain, Member};
use crate::election::{Election, Poll};
use crate::group::Group;
use crate::json;
use crate::refusal::{Object, Refusal, Rule};
use crate::trustee::{MAX_TRUSTEES, Trustees};
use crate::weight::{self, Weight};

/// A line of the list of credentials.
#[derive(Clone, Debug)]
pub struct Listed<G: Group> {
    /// As an element.
    pub element: G::Element,
    /// As text: an element has only one.
    pub text: String,
    /// What a ballot with it weighs.
    pub weight: Weight,
}

/// The setup, read.
pub struct Setup<G: Group> {
    pub poll: Poll<G>,
    pub trustees: Trustees<G>,
    pub credentials: Vec<Listed<G>>,
    /// Places in `credentials` by text.
    pub places: HashMap<String, usize>,
    /// Sum of all weights.
    pub total_weight: Weight,
}

/// Reads the setup: its form, and nothing that takes long.
pub fn read<G: Group>(chain: &Chain) -> Result<Setup<G>, Refusal> {
    let election = chain.setup.election;
    let _: Election<G> = json::read(election.body).map_err(at(Object::Election))?;
    let poll = Poll::parse(election.body)
        .map_err(|error| Refusal::new(Object::Election, Rule::Election(error)))?;
    let trustees: Trustees<G> =
        json::read(chain.setup.trustees.body).map_err(at(Object::Trustees))?;
    let credentials = read_credentials(&chain.setup.credentials)?;
    let places = places(&credentials)?;
    let total = credentials
        .iter()
        .try_fold(0_u64, |sum, line| sum.checked_add(line.weight.0));
    let total = total.ok_or(Refusal::new(Object::Credentials, Rule::WeightTotal))?;
    Ok(Setup {
        poll,
        trustees,
        credentials,
        places,
        total_weight: Weight(total),
    })
}

fn at<E: Into<Rule>>(object: Object) -> impl FnOnce(E) -> Refusal {
    move |rule| Refusal::new(object, rule)
}

fn read_credentials<G: Group>(member: &Member) -> Result<Vec<Listed<G>>, Refusal> {
    let lines: Vec<String> = json::read(member.body).map_err(at(Object::Credentials))?;
    let read = |(index, line): (usize, &String)| {
        credential_line(line).ok_or(Refusal::new(
            Object::Credential(index + 1),
            Rule::CredentialForm,
        ))
    };
    lines.iter().enumerate().map(read).collect()
}

/// `credential` or `credential,weight`. The specification's tools write weight 1 in both ways.
pub fn credential_line<G: Group>(line: &str) -> Option<Listed<G>> {
    let (text, weight) = match line.split_once(',') {
        None => (line, 1),
        Some((text, weight)) => (text, weight::parse(weight)?),
    };
    Some(Listed {
        element: text.parse().ok()?,
        text: text.to_owned(),
        weight: Weight(weight),
    })
}

fn places<G: Group>(credentials: &[Listed<G>]) -> Result<HashMap<String, usize>, Refusal> {
    let mut places = HashMap::with_capacity(credentials.len());
    for (index, line) in credentials.iter().enumerate() {
        if let Some(first) = places.insert(line.text.clone(), index) {
            let rule = Rule::CredentialRepeated { first: first + 1 };
            return Err(Refusal::new(Object::Credential(index + 1), rule));
        }
    }
    Ok(places)
}

/// Checks the trustees' proofs, the election's key, and that every credential is in the group.
pub fn check<G: Group>(setup: &Setup<G>) -> Result<(), Refusal> {
    check_trustees(setup)?;
    let bad = setup
        .credentials
        .par_iter()
        .position_first(|line| line.element == G::identity() || !G::is_member(&line.element));
    match bad {
        Some(index) => Err(Refusal::new(
            Object::Credential(index + 1),
            Rule::NotMember { what: "it" },
        )),
        None => Ok(()),
    }
}

fn check_trustees<G: Group>(setup: &Setup<G>) -> Result<(), Refusal> {
    let trustees = &setup.trustees.0;
    if trustees.is_empty() || trustees.len() > MAX_TRUSTEES {
        return Err(Refusal::new(Object::Trustees, Rule::TrusteeCount));
    }
    for (index, trustee) in trustees.iter().enumerate() {
        let at = |rule| Err(Refusal::new(Object::Trustee(index + 1), rule));
        let key = &trustee.0.public_key;
        if *key == G::identity() || !G::is_member(key) {
            return at(Rule::NotMember { what: "the key" });
        }
        if !trustee.0.is_proved() {
            return at(Rule::KeyProof);
        }
        let same = |earlier: &crate::trustee::Trustee<G>| earlier.0.public_key == *key;
        if let Some(first) = trustees[..index].iter().position(same) {
            return at(Rule::KeyRepeated { first: first + 1 });
        }
    }
    if setup.trustees.public_key() == setup.poll.election().public_key {
        Ok(())
    } else {
        Err(Refusal::new(Object::Election, Rule::KeyProduct))
    }
}
