//! Owners' votes: what is decided by which majority, the one predicate that decides, and how
//! ballots become a tally (Civil Code 278).
//!
//! The Property Management Regulation art. 12 and order 165 art. 22 still print older thresholds;
//! the Civil Code is later and higher. Only integers: in binary floating point an exact two thirds
//! can miss itself.

mod ballot;

use serde::{Deserialize, Serialize};

use crate::money::Threshold;
pub use crate::registry::Totals;

pub use ballot::{Ballot, Channel, Choice, Count, Ignored, Poll, Revote, count};

named! {
    /// A matter that owners decide jointly (业主共同决定事项), numbered as in Civil Code 278.
    pub enum Matter {
        /// (1) 议事规则.
        ProcedureRules = "procedure_rules",
        /// (2) 管理规约.
        Covenant = "covenant",
        /// (3) 选举业主委员会或者更换成员.
        Committee = "committee",
        /// (4) 选聘和解聘物业服务人.
        Manager = "manager",
        /// (5) 使用维修资金.
        UseSmf = "use_smf",
        /// (6) 筹集维修资金.
        RaiseSmf = "raise_smf",
        /// (7) 改建、重建.
        Rebuild = "rebuild",
        /// (8) 改变共有部分的用途或者利用共有部分从事经营活动: new advertising, leasing, paid
        /// parking on common land.
        CommonPartsBusiness = "common_parts_business",
        /// (9) 其他重大事项: budget, final accounts, trust agreement, delegated limits.
        Other = "other",
    }
}

/// Which majority of those who take part.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Majority {
    /// 过半数.
    Ordinary,
    /// 四分之三以上.
    Special,
}

impl Matter {
    /// Using the fund is ordinary; raising it, rebuilding, and changing or doing business on common
    /// parts are special.
    pub const fn majority(self) -> Majority {
        match self {
            Self::RaiseSmf | Self::Rebuild | Self::CommonPartsBusiness => Majority::Special,
            _ => Majority::Ordinary,
        }
    }

    /// Number in Civil Code 278, 1 to 9.
    pub const fn number(self) -> u8 {
        self as u8 + 1
    }
}

/// The thresholds of a vote; each holds for area and for heads alike.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VoteRules {
    /// Of all owners, to take part.
    pub quorum: Threshold,
    /// Of those who take part, for an ordinary matter.
    pub ordinary: Threshold,
    /// Of those who take part, for a special matter.
    pub special: Threshold,
}

impl VoteRules {
    /// Civil Code 278: two thirds take part; over half, or three quarters, of these agree.
    pub const CIVIL_CODE_278: Self = Self {
        quorum: Threshold::at_least(2, 3),
        ordinary: Threshold::more_than(1, 2),
        special: Threshold::at_least(3, 4),
    };

    /// The threshold of a majority.
    pub const fn of(&self, majority: Majority) -> Threshold {
        match majority {
            Majority::Ordinary => self.ordinary,
            Majority::Special => self.special,
        }
    }
}

/// Area and heads of everybody, of those who took part and of those in favour.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tally {
    /// Everybody on the roll.
    pub all: Totals,
    /// Who handed in a valid ballot, abstentions included.
    pub took_part: Totals,
    /// Who agreed.
    pub in_favour: Totals,
}

fn met(threshold: Threshold, part: Totals, whole: Totals) -> bool {
    threshold.is_met(part.area_c.0, whole.area_c.0) && threshold.is_met(part.heads, whole.heads)
}

/// Whether enough took part, by area and by heads.
pub fn quorum_reached(rules: &VoteRules, tally: &Tally) -> bool {
    met(rules.quorum, tally.took_part, tally.all)
}

/// The one predicate: quorum of all, then the majority of those who took part, each by area and
/// by heads.
pub fn passes(rules: &VoteRules, majority: Majority, tally: &Tally) -> bool {
    quorum_reached(rules, tally) && met(rules.of(majority), tally.in_favour, tally.took_part)
}

/// [`passes`], with the numbers that were missed.
pub fn decide(rules: &VoteRules, matter: Matter, tally: &Tally) -> Result<(), Rejected> {
    tally.check()?;
    let majority = matter.majority();
    if !quorum_reached(rules, tally) {
        let (need, have) = (least(rules.quorum, tally.all), tally.took_part);
        return Err(Rejected::QuorumNotReached { need, have });
    }
    if !passes(rules, majority, tally) {
        let (need, have) = (least(rules.of(majority), tally.took_part), tally.in_favour);
        return Err(Rejected::MajorityNotReached {
            majority,
            need,
            have,
        });
    }
    Ok(())
}

/// The least area and heads that reach a threshold, to be shown to people.
fn least(threshold: Threshold, whole: Totals) -> Totals {
    let of = |number| threshold.least_of(number).unwrap_or(i64::MAX);
    Totals {
        area_c: crate::money::AreaC(of(whole.area_c.0)),
        heads: of(whole.heads),
    }
}

impl Tally {
    /// Refuses a part that is larger than its whole, or negative.
    pub fn check(&self) -> Result<(), Rejected> {
        let within = |part: Totals, whole: Totals| {
            part.area_c.0 >= 0
                && part.heads >= 0
                && part.area_c <= whole.area_c
                && part.heads <= whole.heads
        };
        let fits = within(self.in_favour, self.took_part) && within(self.took_part, self.all);
        if fits {
            Ok(())
        } else {
            Err(Rejected::Inconsistent)
        }
    }
}

/// Why a matter was not decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Rejected {
    /// Too few took part.
    #[error(
        "{} m² and {} heads took part; {} m² and {} heads are needed",
        have.area_c, have.heads, need.area_c, need.heads
    )]
    QuorumNotReached {
        /// The least that would do.
        need: Totals,
        /// Who took part.
        have: Totals,
    },
    /// Too few agreed.
    #[error(
        "{} m² and {} heads agreed; {} m² and {} heads are needed",
        have.area_c, have.heads, need.area_c, need.heads
    )]
    MajorityNotReached {
        /// Which majority.
        majority: Majority,
        /// The least that would do.
        need: Totals,
        /// Who agreed.
        have: Totals,
    },
    /// A part is larger than its whole.
    #[error("the tally contradicts itself: a part is larger than its whole")]
    Inconsistent,
}

/// Whether a petition obliges the committee to call a meeting: `share` (1/5: BR 13) of the owners.
pub fn petition_suffices(share: Threshold, signed: i64, all_heads: i64) -> bool {
    share.is_met(signed, all_heads)
}

/// Whether a committee's meeting decides: more than half of its members are there, and more than
/// half of ALL members agree; no proxies (BJ 45, HZ 29).
pub fn committee_decides(members: u32, present: u32, yes: u32) -> Result<(), CommitteeRefusal> {
    let half = Threshold::more_than(1, 2);
    let need = members / 2 + 1;
    if present > members || yes > present {
        return Err(CommitteeRefusal::Inconsistent);
    }
    if !half.is_met(i64::from(present), i64::from(members)) {
        return Err(CommitteeRefusal::NoQuorum {
            need,
            have: present,
        });
    }
    if !half.is_met(i64::from(yes), i64::from(members)) {
        return Err(CommitteeRefusal::NotAgreed { need, have: yes });
    }
    Ok(())
}

/// Why a committee's meeting does not decide.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CommitteeRefusal {
    /// Too few members are there.
    #[error("{have} members are present; {need} are needed")]
    NoQuorum {
        /// More than half of the members.
        need: u32,
        /// Members present.
        have: u32,
    },
    /// Too few members agree.
    #[error("{have} members agree; {need} are needed")]
    NotAgreed {
        /// More than half of the members.
        need: u32,
        /// Members who agree.
        have: u32,
    },
    /// More present than members, or more agreeing than present.
    #[error("more members agreed or came than there are")]
    Inconsistent,
}
