//! What is published, and how often: the words that a jurisdiction's profile is written in.

use serde::{Deserialize, Serialize};

named! {
    /// What is published.
    pub enum Item {
        /// 公共收益收支.
        CommonIncome = "common_income",
        /// 物业费资金收支 (酬金制, 信托制).
        PropertyFund = "property_fund",
        /// 自行管理账目 (社居委自管).
        SelfManagedAccounts = "self_managed_accounts",
        /// 服务事项、标准、收费项目、履行情况 (Civil Code 943), in every mode.
        ServiceReport = "service_report",
        /// 年度预算和决算 (where fees are the owners' money).
        AnnualAccounts = "annual_accounts",
        /// 维修资金的筹集、使用.
        Smf = "smf",
        /// 维修资金分户账余额: to each owner the own one.
        SmfUnitBalances = "smf_unit_balances",
        /// 公摊水电: quantity, unit price, amount.
        SharedUtilities = "shared_utilities",
        /// 合同、外包单位、维保单位、投诉电话.
        Contracts = "contracts",
        /// 车位处分.
        Parking = "parking",
        /// 业委会成员本人交费情况.
        CommitteeFees = "committee_fees",
        /// 审计报告.
        Audit = "audit",
    }
}

named! {
    /// How often.
    pub enum Every {
        /// Each calendar month.
        Month = "month",
        /// Each calendar quarter.
        Quarter = "quarter",
        /// Each half of a calendar year.
        HalfYear = "half_year",
        /// Each calendar year.
        Year = "year",
        /// Whenever it changes.
        OnChange = "on_change",
    }
}

/// How often an item is published and how soon.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// How often.
    pub every: Every,
    /// Days after the period's last day, or after the change; the last of them included.
    pub within_days: u16,
}
