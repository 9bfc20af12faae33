//! Legal periods, limits and thresholds of a place: data, each value with its source.
//!
//! A profile is a JSON file. `national-default` is the strictest rule that was read anywhere; a
//! place's profile names what differs. The text of the Anhui and Hefei rules was not at hand:
//! a district there starts from the default and has its own profile checked by a lawyer.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::calendar::RestDays;
use crate::disclosure::{Item, Rule};
use crate::money::{Fen, Ratio, Threshold};
use crate::vote::VoteRules;

/// The id of the profile that every other is based on.
pub const DEFAULT_ID: &str = "national-default";

const DEFAULT: &str = include_str!("../profiles/national-default.json");
const EMBEDDED: [(&str, &str); 3] = [
    (DEFAULT_ID, DEFAULT),
    ("hangzhou", include_str!("../profiles/hangzhou.json")),
    ("shanghai", include_str!("../profiles/shanghai.json")),
];
const REST_DAYS: &str = include_str!("../profiles/rest-days.json");

named! {
    /// How sure a value is.
    pub enum Mark {
        /// The article's text was read.
        Read = "read",
        /// Read only as an excerpt on a secondary page.
        Excerpt = "excerpt",
        /// From memory; check before relying on it.
        Memory = "memory",
        /// No rule was found: our design decision.
        Design = "design",
    }
}

/// A value with where it comes from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sourced<T> {
    /// The value.
    pub value: T,
    /// Article, such as `Civil Code 278`; for a design decision the reason.
    pub source: String,
    /// How sure it is.
    pub mark: Mark,
}

/// The rules of a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Profile {
    /// Id, such as `hangzhou`.
    pub id: String,
    /// Name in Chinese.
    pub name_zh: String,
    /// Name in English.
    pub name_en: String,
    /// The values.
    pub values: Values,
    /// What is published how often.
    pub disclosure: BTreeMap<Item, Sourced<Rule>>,
}

macro_rules! values {
    ($( $(#[$doc:meta])* $name:ident: $kind:ty, )+) => {
        /// The values of a profile.
        #[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(deny_unknown_fields)]
        pub struct Values { $( $(#[$doc])* pub $name: Sourced<$kind>, )+ }

        impl Values {
            /// Name, source and mark of every value, in order.
            pub fn sources(&self) -> Vec<(&'static str, &str, Mark)> {
                vec![$( (stringify!($name), self.$name.source.as_str(), self.$name.mark), )+]
            }
        }
    };
}

values! {
    /// Share of all owners that must take part in a vote, by area and by heads.
    quorum: Threshold,
    /// Share of participants for an ordinary matter.
    ordinary_majority: Threshold,
    /// Share of participants for a special matter.
    special_majority: Threshold,
    /// Share of owners whose petition obliges the committee to call a meeting.
    petition_share: Threshold,
    /// Days of notice of a meeting.
    notice_days: u16,
    /// Days of notice of an extraordinary meeting.
    extraordinary_notice_days: u16,
    /// Days for which the roll is posted before a vote.
    roll_posting_days: u16,
    /// Fewest days a vote lasts.
    vote_min_days: u16,
    /// Most days a vote lasts.
    vote_max_days: u16,
    /// Days within which a vote's result is posted.
    result_posting_days: u16,
    /// Days of notice of a committee's meeting.
    committee_notice_days: u16,
    /// Days within which a committee's decision is posted.
    committee_posting_days: u16,
    /// Fewest members of a committee.
    committee_min_members: u16,
    /// Most members of a committee.
    committee_max_members: u16,
    /// A committee's longest term in years.
    committee_term_years: u16,
    /// Days within which a committee is filed with the authority.
    committee_filing_days: u16,
    /// Years within which an owner may sue to revoke a decision.
    challenge_years: u16,
    /// Years for which a vote's evidence is kept after the term.
    evidence_years: u16,
    /// Whether nothing may be voted on that was not announced.
    agenda_lock: bool,
    /// Whether parking units count in area.
    count_parking_area: bool,
    /// Whether non-participants may be counted with the majority; off under Civil Code 278.
    follow_majority: bool,
    /// Whether arrears take away the vote.
    arrears_remove_vote: bool,
    /// Whether online votes must run on the authority's own system.
    mandated_evote_system: bool,
    /// Whether the assembly may delegate consent to uses of common parts to the committee.
    delegation_allowed: bool,
    /// Most months of fees that may be taken ahead.
    prepay_months: u16,
    /// Years after which a debtor may refuse.
    limitation_years: u16,
    /// Days for which a change of the fee standard is posted.
    fee_change_posting_days: u16,
    /// Days of notice before a property company is dismissed.
    dismissal_notice_days: u16,
    /// Days of notice by which a company says that it will not renew.
    non_renewal_notice_days: u16,
    /// Days within which money and data are handed over.
    handover_days: u16,
    /// Least share of common income that tops up the maintenance fund.
    common_income_to_smf: Threshold,
    /// Whether topping up may stop once a unit is back at its first deposit.
    top_up_may_stop: bool,
    /// Share of the first deposit below which a unit must pay in again.
    smf_replenish_below: Ratio,
    /// Least share of building cost of the first deposit.
    smf_first_deposit_min: Ratio,
    /// Largest share of building cost of the first deposit.
    smf_first_deposit_max: Ratio,
    /// Works above this amount need a settlement audit.
    smf_audit_above_fen: Fen,
    /// Share of the budget above which an overrun needs a new application.
    smf_overrun: Threshold,
    /// Days within which an objection is answered.
    objection_reply_days: u16,
    /// Days for which an audit report stays posted.
    audit_posting_days: u16,
    /// Years for which books and vouchers are kept.
    books_years: u16,
    /// Smallest group that a public table may show.
    smallest_group: u16,
}

/// A profile's file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    id: String,
    name_zh: String,
    name_en: String,
    #[serde(default)]
    based_on: Option<String>,
    values: BTreeMap<String, Value>,
    disclosure: BTreeMap<Item, Sourced<Rule>>,
}

impl Profile {
    /// The profile of an id that comes with the program.
    pub fn embedded(id: &str) -> Result<Self, ProfileError> {
        let found = EMBEDDED.iter().find(|(name, _)| *name == id);
        let (_, text) = found.ok_or_else(|| ProfileError::Unknown { id: id.to_owned() })?;
        Self::parse(text)
    }

    /// The strictest rules that were read.
    pub fn national_default() -> Result<Self, ProfileError> {
        Self::embedded(DEFAULT_ID)
    }

    /// The ids that come with the program.
    pub fn embedded_ids() -> impl Iterator<Item = &'static str> {
        EMBEDDED.iter().map(|&(id, _)| id)
    }

    /// Reads a profile's JSON. One that is `based_on` the default names only what differs.
    pub fn parse(text: &str) -> Result<Self, ProfileError> {
        let mut file = read(text)?;
        if let Some(base) = file.based_on.take() {
            if base != DEFAULT_ID {
                return Err(ProfileError::Unknown { id: base });
            }
            let mut whole = read(DEFAULT)?;
            whole.values.extend(file.values);
            whole.disclosure.extend(file.disclosure);
            file = File {
                values: whole.values,
                disclosure: whole.disclosure,
                ..file
            };
        }
        let values = Value::Object(file.values.into_iter().collect());
        let values: Values =
            serde_json::from_value(values).map_err(|e| ProfileError::Malformed(e.to_string()))?;
        let File {
            id,
            name_zh,
            name_en,
            disclosure,
            ..
        } = file;
        let profile = Self {
            id,
            name_zh,
            name_en,
            values,
            disclosure,
        };
        profile.check().map(|()| profile)
    }

    /// Refuses values without a source, fractions that are none, and missing publications.
    fn check(&self) -> Result<(), ProfileError> {
        let published = self
            .disclosure
            .iter()
            .map(|(i, rule)| (i.as_str(), rule.source.as_str()));
        let valued = self
            .values
            .sources()
            .into_iter()
            .map(|(name, source, _)| (name, source));
        if let Some((name, _)) = valued.chain(published).find(|(_, s)| s.trim().is_empty()) {
            return Err(ProfileError::NoSource {
                name: name.to_owned(),
            });
        }
        let v = &self.values;
        let thresholds = [
            v.quorum.value,
            v.ordinary_majority.value,
            v.special_majority.value,
            v.petition_share.value,
            v.common_income_to_smf.value,
            v.smf_overrun.value,
        ];
        let ratios = [
            v.smf_replenish_below.value,
            v.smf_first_deposit_min.value,
            v.smf_first_deposit_max.value,
        ];
        let shares = thresholds.iter().map(|t| Ratio {
            num: t.num,
            den: t.den,
        });
        if let Some(bad) = shares.chain(ratios).find(|share| !share.is_share()) {
            return Err(ProfileError::NotAShare {
                num: bad.num,
                den: bad.den,
            });
        }
        match Item::ALL
            .iter()
            .find(|item| !self.disclosure.contains_key(item))
        {
            Some(&item) => Err(ProfileError::NoRule { item }),
            None => Ok(()),
        }
    }

    /// The thresholds of an owners' vote.
    pub fn vote_rules(&self) -> VoteRules {
        VoteRules {
            quorum: self.values.quorum.value,
            ordinary: self.values.ordinary_majority.value,
            special: self.values.special_majority.value,
        }
    }
}

fn read(text: &str) -> Result<File, ProfileError> {
    serde_json::from_str(text).map_err(|e| ProfileError::Malformed(e.to_string()))
}

/// The holidays and worked weekends that come with the program.
pub fn rest_days() -> Result<RestDays, ProfileError> {
    let file: Sourced<RestDays> =
        serde_json::from_str(REST_DAYS).map_err(|e| ProfileError::Malformed(e.to_string()))?;
    Ok(file.value)
}

/// Why a profile cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ProfileError {
    /// Not the JSON of a profile.
    #[error("not a jurisdiction profile: {0}")]
    Malformed(String),
    /// No profile of that id comes with the program.
    #[error("there is no jurisdiction profile `{id}`")]
    Unknown {
        /// The id.
        id: String,
    },
    /// A value without a source.
    #[error("`{name}` has no source")]
    NoSource {
        /// Its name.
        name: String,
    },
    /// A fraction outside 0 to 1.
    #[error("{num}/{den} is not a share between 0 and 1")]
    NotAShare {
        /// Numerator.
        num: i64,
        /// Denominator.
        den: i64,
    },
    /// An item of publication without a rule.
    #[error("the profile does not say how often `{item}` is published")]
    NoRule {
        /// The item.
        item: Item,
    },
}
