//! Who must agree before money leaves: two different persons, neither the payee, in the roles that
//! the agreement demands for the amount (invariant I14).
//!
//! Whether a resolution exists and is valid is the caller's to know; here only its number counts.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::money::Fen;

/// The most tiers a policy, roles a tier and approvals a payment may have.
pub const MAX_APPROVALS: usize = 16;

named! {
    /// How far an expense has come (J11).
    pub enum ExpenseState {
        /// Waits for approvals.
        Draft = "draft",
        /// Approved: it reserves its budget line and waits to be paid.
        Pending = "pending",
        /// Paid: an entry of the book.
        Posted = "posted",
        /// Given up.
        Void = "void",
    }
}

named! {
    /// In which role somebody approves.
    pub enum Role {
        /// 物业服务人的负责人: the first key.
        Manager = "manager",
        /// 红色小管家: a volunteer steward on the owners' side.
        Steward = "steward",
        /// 业主委员会主任.
        CommitteeChair = "committee_chair",
        /// 业主委员会委员.
        CommitteeMember = "committee_member",
        /// 社居委.
        ResidentsCommittee = "residents_committee",
        /// 街道办事处.
        StreetOffice = "street_office",
    }
}

/// A person as the caller tells persons apart: an opaque key, never a name.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PersonKey(pub String);

impl PersonKey {
    /// The key of somebody who is known by a name alone: the name without what two spellings of it
    /// differ in (spaces, full-width letters, capitals, the dot in a foreign name, invisible signs).
    pub fn of_name(name: &str) -> Self {
        Self(
            name.chars()
                .filter_map(plain)
                .flat_map(char::to_lowercase)
                .collect(),
        )
    }
}

/// A sign of a name as it is compared; `None` for one that does not count.
fn plain(sign: char) -> Option<char> {
    const FULL_WIDTH: u32 = 0xfee0;
    match sign {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(sign) - FULL_WIDTH).and_then(plain),
        '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' | '\u{00ad}' => None,
        '·' | '•' | '・' | '‧' | '∙' | '⋅' | '･' | '.' => Some('·'),
        other => (!other.is_whitespace() && !other.is_control()).then_some(other),
    }
}

/// One person's agreement to one payment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Approval {
    /// Who.
    pub person: PersonKey,
    /// In which role.
    pub role: Role,
}

/// What is demanded of amounts up to a limit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tier {
    /// Largest amount, inclusive; `None` for whatever is above the tier before.
    pub up_to_fen: Option<Fen>,
    /// Roles that must approve, each by another person.
    pub roles: Vec<Role>,
    /// Whether the owners must have resolved on it (a budget line's vote or another resolution).
    pub resolution: bool,
}

/// The delegated limits of an agreement: tiers in ascending order, the last without a limit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Policy {
    /// The tiers.
    pub tiers: Vec<Tier>,
}

/// To whom the money goes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Payee {
    /// The natural person who gets it, or who signs for the organisation that does, if known.
    pub person: Option<PersonKey>,
    /// Whether it is related to the manager or to one of the approvers (Trust Law 28).
    pub related: bool,
    /// Whether the payment itself is openly flagged as one to a related party.
    pub flagged_related: bool,
}

/// A payment that somebody wants to make.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Payment<'a> {
    /// The amount; above zero.
    pub amount: Fen,
    /// To whom.
    pub payee: &'a Payee,
    /// The owners' resolution it rests on, if any.
    pub resolution: Option<&'a str>,
}

impl Policy {
    /// The usual limits (spec: domain 2): always the manager; up to `steward` a steward; up to
    /// `committee` the committee's chair and a steward; above it also a resolution.
    pub fn usual(steward: Fen, committee: Fen) -> Self {
        let both = [Role::Manager, Role::CommitteeChair, Role::Steward];
        let tier = |up_to_fen, roles: &[Role], resolution| Tier {
            up_to_fen,
            roles: roles.to_vec(),
            resolution,
        };
        Self {
            tiers: vec![
                tier(Some(steward), &[Role::Manager, Role::Steward], false),
                tier(Some(committee), &both, false),
                tier(None, &both, true),
            ],
        }
    }

    /// Refuses tiers that do not ascend, that leave large amounts open, or that one person could
    /// fill alone.
    pub fn check(&self) -> Result<(), PolicyRefusal> {
        let limits: Vec<Option<Fen>> = self.tiers.iter().map(|tier| tier.up_to_fen).collect();
        if limits.last() != Some(&None) {
            return Err(PolicyRefusal::NoOpenTier);
        }
        let inner = &limits[..limits.len() - 1];
        let ascending = inner.windows(2).all(|pair| pair[0] < pair[1]);
        let positive = inner
            .iter()
            .all(|limit| limit.is_some_and(|fen| fen > Fen::ZERO));
        if !ascending || !positive {
            return Err(PolicyRefusal::NotAscending);
        }
        let size = |len: usize| (2..=MAX_APPROVALS).contains(&len);
        match self.tiers.iter().position(|tier| !size(tier.roles.len())) {
            Some(tier) => Err(PolicyRefusal::Roles {
                tier,
                have: self.tiers[tier].roles.len(),
            }),
            None if self.tiers.len() > MAX_APPROVALS => Err(PolicyRefusal::NotAscending),
            None => Ok(()),
        }
    }

    /// The tier an amount falls into; `None` if the policy leaves it open.
    pub fn tier(&self, amount: Fen) -> Option<&Tier> {
        self.tiers
            .iter()
            .find(|tier| tier.up_to_fen.is_none_or(|limit| amount <= limit))
    }
}

/// Whether `approvals` allow `payment`; else the first reason why not.
///
/// A related party is paid only when openly flagged and resolved on, whatever the amount
/// (Trust Law 28, invariant I14).
pub fn check(
    policy: &Policy,
    payment: &Payment<'_>,
    approvals: &[Approval],
) -> Result<(), Refusal> {
    let amount = payment.amount;
    if amount <= Fen::ZERO {
        return Err(Refusal::NotPositive { amount });
    }
    let tier = policy.tier(amount).ok_or(Refusal::NoTier { amount })?;
    check_persons(payment.payee, approvals)?;
    if let Some(role) = unfilled_role(&tier.roles, approvals) {
        return Err(Refusal::RoleMissing { role, amount });
    }
    check_related(payment)?;
    if tier.resolution && payment.resolution.is_none() {
        let limit = delegated_limit(policy);
        return Err(Refusal::NeedsResolution { amount, limit });
    }
    Ok(())
}

/// The largest amount that needs no resolution; zero if every amount needs one.
fn delegated_limit(policy: &Policy) -> Fen {
    let free = policy.tiers.iter().filter(|tier| !tier.resolution);
    free.filter_map(|tier| tier.up_to_fen)
        .max()
        .unwrap_or(Fen::ZERO)
}

fn check_persons(payee: &Payee, approvals: &[Approval]) -> Result<(), Refusal> {
    if approvals.len() > MAX_APPROVALS {
        return Err(Refusal::TooManyApprovals {
            have: approvals.len(),
            limit: MAX_APPROVALS,
        });
    }
    if let Some(own) = approvals
        .iter()
        .find(|a| payee.person.as_ref() == Some(&a.person))
    {
        return Err(Refusal::PayeeApproves { role: own.role });
    }
    let persons: BTreeSet<&PersonKey> = approvals.iter().map(|a| &a.person).collect();
    if persons.len() < 2 {
        return Err(Refusal::TooFewPersons {
            need: 2,
            have: persons.len(),
        });
    }
    Ok(())
}

fn check_related(payment: &Payment<'_>) -> Result<(), Refusal> {
    let Payee {
        related,
        flagged_related,
        ..
    } = payment.payee;
    if *related && !flagged_related {
        return Err(Refusal::RelatedPartyNotFlagged);
    }
    if (*related || *flagged_related) && payment.resolution.is_none() {
        return Err(Refusal::RelatedPartyNeedsResolution {
            amount: payment.amount,
        });
    }
    Ok(())
}

/// The first role that cannot be given a person of its own, whoever takes which role.
/// Augmenting paths: a person with two roles must fill whichever leaves nobody out.
fn unfilled_role(roles: &[Role], approvals: &[Approval]) -> Option<Role> {
    let persons: Vec<&PersonKey> = approvals
        .iter()
        .map(|a| &a.person)
        .collect::<BTreeSet<_>>()
        .into_iter()
        .collect();
    let may = |role: Role, person: &PersonKey| {
        approvals
            .iter()
            .any(|a| a.role == role && a.person == *person)
    };
    let fits: Vec<Vec<usize>> = roles
        .iter()
        .map(|&role| {
            (0..persons.len())
                .filter(|&p| may(role, persons[p]))
                .collect()
        })
        .collect();
    let mut taken = vec![None; persons.len()];
    let left_out = (0..roles.len()).find(|&r| !seat(r, &fits, &mut taken, &mut BTreeSet::new()));
    left_out.map(|r| roles[r])
}

/// Seats role `role` on a free person, moving others where that helps. Each person is tried once.
fn seat(
    role: usize,
    fits: &[Vec<usize>],
    taken: &mut [Option<usize>],
    tried: &mut BTreeSet<usize>,
) -> bool {
    for &person in &fits[role] {
        if !tried.insert(person) {
            continue;
        }
        let free = match taken[person] {
            None => true,
            Some(other) => seat(other, fits, taken, tried),
        };
        if free {
            taken[person] = Some(role);
            return true;
        }
    }
    false
}

/// Why a payment may not be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The amount is zero or negative.
    #[error("a payment must be above zero, not {amount} yuan")]
    NotPositive {
        /// The amount.
        amount: Fen,
    },
    /// The policy says nothing about such an amount.
    #[error("the agreement names no approvers for {amount} yuan")]
    NoTier {
        /// The amount.
        amount: Fen,
    },
    /// Fewer than two different persons have approved.
    #[error("{need} different persons must approve; {have} did")]
    TooFewPersons {
        /// Two.
        need: usize,
        /// Persons who approved.
        have: usize,
    },
    /// More approvals than anybody needs.
    #[error("{have} approvals are more than the limit of {limit}")]
    TooManyApprovals {
        /// Approvals given.
        have: usize,
        /// [`MAX_APPROVALS`].
        limit: usize,
    },
    /// The payee is one of the approvers.
    #[error("the payee cannot approve the payment, not even as {role}")]
    PayeeApproves {
        /// The role in which they did.
        role: Role,
    },
    /// A role that the amount demands has no person of its own.
    #[error("{amount} yuan needs the approval of another person as {role}")]
    RoleMissing {
        /// The role.
        role: Role,
        /// The amount.
        amount: Fen,
    },
    /// The amount is beyond what the owners delegated.
    #[error("{amount} yuan is above the delegated {limit} yuan and needs a resolution")]
    NeedsResolution {
        /// The amount.
        amount: Fen,
        /// The largest amount that needs none.
        limit: Fen,
    },
    /// The payee is a related party, but the payment does not say so.
    #[error("the payee is a related party: the payment must say so openly")]
    RelatedPartyNotFlagged,
    /// A related party is to be paid without a resolution.
    #[error("paying {amount} yuan to a related party needs a resolution")]
    RelatedPartyNeedsResolution {
        /// The amount.
        amount: Fen,
    },
}

/// Why a policy is not one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PolicyRefusal {
    /// The last tier has a limit, or there is no tier.
    #[error("the last tier of approval limits must be open upwards")]
    NoOpenTier,
    /// Limits that do not grow, are not positive, or are too many.
    #[error("the approval limits must be above zero and grow from tier to tier (16 at most)")]
    NotAscending,
    /// A tier that one person could fill, or that names too many.
    #[error("tier {tier} names {have} roles; it needs 2 to 16")]
    Roles {
        /// Position of the tier, from 0.
        tier: usize,
        /// Roles it names.
        have: usize,
    },
}
