//! The funds (资金) of a community: money with one purpose and one set of owners each.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::account::{Account, AccountClass};

/// A fund. Every posting names one; entries balance within each (spec: domain 3).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Fund {
    /// Property service money (物业服务资金).
    Svc,
    /// Income from common parts (公共收益), Civil Code 282.
    Com,
    /// Special maintenance fund (专项维修资金); a mirror of the bank's and the bureau's books.
    Smf,
    /// Collections for others and deposits (代收代付及押金). Never income.
    Agy,
    /// Emergency reserve (应急储备).
    Res,
    /// Subsidies (财政补助).
    Sub,
}

/// The text names no fund.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("unknown fund `{0}`")]
pub struct UnknownFund(pub String);

impl Fund {
    /// All funds in the order of reports.
    pub const ALL: [Self; 6] = [
        Self::Svc,
        Self::Com,
        Self::Smf,
        Self::Agy,
        Self::Res,
        Self::Sub,
    ];

    /// The code in files and databases, for example `SVC`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Svc => "SVC",
            Self::Com => "COM",
            Self::Smf => "SMF",
            Self::Agy => "AGY",
            Self::Res => "RES",
            Self::Sub => "SUB",
        }
    }

    /// The Chinese name.
    pub fn zh(self) -> &'static str {
        match self {
            Self::Svc => "物业服务资金",
            Self::Com => "公共收益",
            Self::Smf => "专项维修资金",
            Self::Agy => "代收代付及押金",
            Self::Res => "应急储备",
            Self::Sub => "财政补助",
        }
    }

    /// Reads what people write: a code in either case, or the Chinese name.
    pub fn named(text: &str) -> Option<Self> {
        let is = |fund: &Self| fund.as_str().eq_ignore_ascii_case(text) || fund.zh() == text;
        Self::ALL.into_iter().find(is)
    }

    /// The English name.
    pub fn en(self) -> &'static str {
        match self {
            Self::Svc => "Service fund",
            Self::Com => "Common income",
            Self::Smf => "Maintenance fund",
            Self::Agy => "Collections and deposits",
            Self::Res => "Emergency reserve",
            Self::Sub => "Subsidies",
        }
    }

    /// Whether an income or expense account may be used in this fund. Balance-sheet accounts are
    /// free, except that collections never touch income (J15) and the maintenance fund has none.
    ///
    /// Keeping service expenses out of COM is invariant I17: common income never pays for
    /// service, unless a resolution first moves the money.
    pub fn allows(self, account: Account) -> bool {
        let code = account.code();
        match (account.class(), self) {
            (AccountClass::Income, Self::Svc) => {
                matches!(code, 4001 | 4005..=4007 | 4009 | 4099)
            }
            (AccountClass::Income, Self::Com) => {
                matches!(code, 4002..=4007 | 4009 | 4099)
            }
            (AccountClass::Income, Self::Sub) => matches!(code, 4006 | 4008 | 4009),
            (AccountClass::Expense, Self::Svc) => {
                matches!(code, 5001..=5010 | 5012..=5018)
            }
            (AccountClass::Expense, Self::Com) => {
                matches!(code, 5011..=5017 | 5019)
            }
            (AccountClass::Expense, Self::Sub) => !matches!(code, 5010 | 5011),
            (AccountClass::Expense, Self::Res) => matches!(code, 5002 | 5019),
            (AccountClass::Income | AccountClass::Expense, _) => false,
            _ => true,
        }
    }
}

impl fmt::Display for Fund {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Fund {
    type Err = UnknownFund;

    fn from_str(text: &str) -> Result<Self, UnknownFund> {
        Self::ALL
            .into_iter()
            .find(|fund| fund.as_str() == text)
            .ok_or_else(|| UnknownFund(text.to_owned()))
    }
}
