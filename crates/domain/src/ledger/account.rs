//! The chart of accounts (spec: domain 3).

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// An account of the chart. Only codes in [`CHART`] can be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Account(u16);

/// What an account is part of, by its first digit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AccountClass {
    /// 1xxx.
    Asset,
    /// 2xxx.
    Liability,
    /// 3xxx.
    NetAsset,
    /// 4xxx.
    Income,
    /// 5xxx.
    Expense,
}

/// One line of the chart.
#[derive(Clone, Copy, Debug)]
pub struct ChartLine {
    /// Code, 1001 to 5019.
    pub code: u16,
    /// Chinese name.
    pub zh: &'static str,
    /// English name.
    pub en: &'static str,
}

/// The text or number is no account of the chart.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("unknown account `{0}`")]
pub struct UnknownAccount(pub String);

impl Account {
    /// Looks the code up in the chart.
    pub fn new(code: u16) -> Result<Self, UnknownAccount> {
        match CHART.binary_search_by_key(&code, |line| line.code) {
            Ok(_) => Ok(Self(code)),
            Err(_) => Err(UnknownAccount(code.to_string())),
        }
    }

    /// A code written in this program. A test goes through all of them.
    pub(crate) const fn known(code: u16) -> Self {
        Self(code)
    }

    /// The code.
    pub fn code(self) -> u16 {
        self.0
    }

    /// The class.
    pub fn class(self) -> AccountClass {
        match self.0 / 1000 {
            1 => AccountClass::Asset,
            2 => AccountClass::Liability,
            3 => AccountClass::NetAsset,
            4 => AccountClass::Income,
            _ => AccountClass::Expense,
        }
    }

    /// Money at hand: cash, bank, payment channels on their way.
    pub fn is_cash(self) -> bool {
        matches!(self.0, 1001..=1003)
    }

    /// Whether the community's money is on it: cash, banks, channels, the maintenance fund's account.
    pub fn is_money(self) -> bool {
        self.is_cash() || self.0 == 1141
    }

    /// Whether sums are natural on the credit side (liabilities, net assets, income).
    pub fn is_credit_side(self) -> bool {
        matches!(
            self.class(),
            AccountClass::Liability | AccountClass::NetAsset | AccountClass::Income
        )
    }

    /// Reads what people write: a code, a code with anything behind it, or a name of the chart.
    pub fn named(text: &str) -> Option<Self> {
        let text = text.trim();
        if let Some(account) = text.get(..4).and_then(|code| code.parse().ok()) {
            return Some(account);
        }
        let line = CHART.iter().find(|line| line.zh == text)?;
        Self::new(line.code).ok()
    }

    /// The chart's line.
    pub fn line(self) -> &'static ChartLine {
        let at = CHART.binary_search_by_key(&self.0, |line| line.code);
        &CHART[at.unwrap_or(0)] // every Account is in the chart
    }
}

impl fmt::Display for Account {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for Account {
    type Err = UnknownAccount;

    fn from_str(text: &str) -> Result<Self, UnknownAccount> {
        let digits = text.len() == 4 && text.bytes().all(|b| b.is_ascii_digit());
        let code = if digits { text.parse().ok() } else { None };
        code.and_then(|code| Self::new(code).ok())
            .ok_or_else(|| UnknownAccount(text.to_owned()))
    }
}

impl Serialize for Account {
    fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Account {
    fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        let text = String::deserialize(d)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

/// All accounts, by code.
pub const CHART: &[ChartLine] = &[
    ChartLine {
        code: 1001,
        zh: "库存现金",
        en: "Cash on hand",
    },
    ChartLine {
        code: 1002,
        zh: "银行存款-共管账户",
        en: "Bank, joint-control account",
    },
    ChartLine {
        code: 1003,
        zh: "支付渠道在途资金",
        en: "Payment clearing",
    },
    ChartLine {
        code: 1101,
        zh: "应收物业费",
        en: "Fees receivable",
    },
    ChartLine {
        code: 1102,
        zh: "应收车位费",
        en: "Parking receivable",
    },
    ChartLine {
        code: 1103,
        zh: "应收租赁经营款",
        en: "Lease receivable",
    },
    ChartLine {
        code: 1104,
        zh: "应收公摊能耗费",
        en: "Shared utilities receivable",
    },
    ChartLine {
        code: 1109,
        zh: "坏账准备",
        en: "Bad-debt allowance",
    },
    ChartLine {
        code: 1131,
        zh: "其他应收款",
        en: "Other receivable",
    },
    ChartLine {
        code: 1132,
        zh: "预付款项",
        en: "Prepaid to vendors",
    },
    ChartLine {
        code: 1141,
        zh: "专项维修资金专户",
        en: "Maintenance fund account",
    },
    ChartLine {
        code: 1201,
        zh: "应收其他小区款",
        en: "Due from community",
    },
    ChartLine {
        code: 1290,
        zh: "内部往来-跨资金",
        en: "Inter-fund",
    },
    ChartLine {
        code: 1301,
        zh: "待摊费用",
        en: "Deferred expense",
    },
    ChartLine {
        code: 1401,
        zh: "受托资产",
        en: "Fund assets",
    },
    ChartLine {
        code: 1402,
        zh: "累计折旧",
        en: "Accumulated depreciation",
    },
    ChartLine {
        code: 2001,
        zh: "应付供应商款",
        en: "Payables",
    },
    ChartLine {
        code: 2002,
        zh: "应付酬金",
        en: "Remuneration payable",
    },
    ChartLine {
        code: 2003,
        zh: "预收物业费",
        en: "Prepaid fees",
    },
    ChartLine {
        code: 2004,
        zh: "预收经营款",
        en: "Prepaid other income",
    },
    ChartLine {
        code: 2005,
        zh: "押金保证金",
        en: "Deposits",
    },
    ChartLine {
        code: 2006,
        zh: "代收代付款",
        en: "Agency collections",
    },
    ChartLine {
        code: 2007,
        zh: "应交税费",
        en: "Taxes",
    },
    ChartLine {
        code: 2008,
        zh: "应退款",
        en: "Refunds payable",
    },
    ChartLine {
        code: 2009,
        zh: "质保金",
        en: "Retention",
    },
    ChartLine {
        code: 2010,
        zh: "待认领收款",
        en: "Unidentified receipts",
    },
    ChartLine {
        code: 2011,
        zh: "应付其他小区款",
        en: "Due to community",
    },
    ChartLine {
        code: 2012,
        zh: "应付受托人垫款",
        en: "Trustee advances",
    },
    ChartLine {
        code: 3001,
        zh: "物业服务资金结余",
        en: "Service fund balance",
    },
    ChartLine {
        code: 3002,
        zh: "公共收益结余",
        en: "Common income balance",
    },
    ChartLine {
        code: 3003,
        zh: "专项维修资金余额(按户)",
        en: "Maintenance fund by unit",
    },
    ChartLine {
        code: 3004,
        zh: "指定用途储备",
        en: "Designated reserve",
    },
    ChartLine {
        code: 3005,
        zh: "本年收支结余",
        en: "Year result",
    },
    ChartLine {
        code: 4001,
        zh: "物业费收入",
        en: "Property fee income",
    },
    ChartLine {
        code: 4002,
        zh: "公共车位收入",
        en: "Parking income",
    },
    ChartLine {
        code: 4003,
        zh: "广告收入",
        en: "Advertising",
    },
    ChartLine {
        code: 4004,
        zh: "场地及用房租赁收入",
        en: "Facility rental",
    },
    ChartLine {
        code: 4005,
        zh: "设备进场费(快递柜/充电/通信)",
        en: "Equipment access fees",
    },
    ChartLine {
        code: 4006,
        zh: "利息收入",
        en: "Interest",
    },
    ChartLine {
        code: 4007,
        zh: "违约金收入",
        en: "Late fees",
    },
    ChartLine {
        code: 4008,
        zh: "财政补贴及奖补",
        en: "Subsidy",
    },
    ChartLine {
        code: 4009,
        zh: "捐赠收入",
        en: "Donations",
    },
    ChartLine {
        code: 4099,
        zh: "其他收入",
        en: "Other income",
    },
    ChartLine {
        code: 5001,
        zh: "人员费用",
        en: "Staff",
    },
    ChartLine {
        code: 5002,
        zh: "共用设施运行维护",
        en: "Facility upkeep",
    },
    ChartLine {
        code: 5003,
        zh: "清洁",
        en: "Cleaning",
    },
    ChartLine {
        code: 5004,
        zh: "绿化",
        en: "Greening",
    },
    ChartLine {
        code: 5005,
        zh: "秩序维护",
        en: "Order",
    },
    ChartLine {
        code: 5006,
        zh: "办公",
        en: "Office",
    },
    ChartLine {
        code: 5007,
        zh: "折旧",
        en: "Depreciation",
    },
    ChartLine {
        code: 5008,
        zh: "保险",
        en: "Insurance",
    },
    ChartLine {
        code: 5009,
        zh: "公共能耗",
        en: "Common utilities",
    },
    ChartLine {
        code: 5010,
        zh: "物业酬金",
        en: "Remuneration",
    },
    ChartLine {
        code: 5011,
        zh: "公共收益经营成本",
        en: "Cost of common income",
    },
    ChartLine {
        code: 5012,
        zh: "业委会经费",
        en: "Committee costs",
    },
    ChartLine {
        code: 5013,
        zh: "审计费",
        en: "Audit",
    },
    ChartLine {
        code: 5014,
        zh: "税费",
        en: "Taxes and duties",
    },
    ChartLine {
        code: 5015,
        zh: "支付手续费",
        en: "Payment channel fees",
    },
    ChartLine {
        code: 5016,
        zh: "微治理及活动",
        en: "Micro-governance",
    },
    ChartLine {
        code: 5017,
        zh: "坏账损失",
        en: "Bad debts",
    },
    ChartLine {
        code: 5018,
        zh: "跨小区分摊",
        en: "Shared cost",
    },
    ChartLine {
        code: 5019,
        zh: "维修更新",
        en: "Renewal",
    },
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_chart_is_sorted_and_every_line_round_trips() {
        assert!(CHART.windows(2).all(|pair| pair[0].code < pair[1].code));
        for line in CHART {
            let account: Account = line.code.to_string().parse().unwrap();
            assert_eq!(account.line().code, line.code);
        }
    }

    #[test]
    fn what_is_not_in_the_chart_is_refused() {
        for text in [
            "",
            "1",
            "1000",
            "9999",
            "01002",
            "+1002",
            "１００２",
            "1002 ",
        ] {
            assert!(text.parse::<Account>().is_err(), "{text}");
        }
    }
}
