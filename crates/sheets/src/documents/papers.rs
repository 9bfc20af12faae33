//! 合同 and 公示: contracts with vendors, and what had to be published.

use jiff::civil::Date;
use mingbai_domain::disclosure::Item;
use mingbai_domain::money::Fen;

use super::cells::{Cells, word};
use super::{Papers, Place};
use crate::fields::Field;
use crate::values;

/// One contract.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ContractRow {
    /// Where it stands.
    pub place: Place,
    /// Its number in the book.
    pub id: String,
    /// Title.
    pub title: String,
    /// The vendor.
    pub vendor: String,
    /// First day.
    pub from: Date,
    /// Last day.
    pub to: Date,
    /// Price, where it is fixed.
    pub amount: Option<Fen>,
    /// Whether the vendor is related to the manager.
    pub related_party: bool,
    /// The document.
    pub papers: Papers,
}

pub(super) fn contract(cells: &mut Cells<'_, '_>) -> Option<ContractRow> {
    let id = cells.must(Field::Id, values::text);
    let title = cells.must(Field::Title, values::text);
    let vendor = cells.must(Field::Counterparty, values::text);
    let (from, to) = (cells.date(Field::From), cells.date(Field::To));
    cells.in_order(from, to);
    let amount = cells.may(Field::Amount, values::amount);
    let related = cells.may(Field::RelatedParty, values::yes_no);
    let papers = cells.papers();
    Some(ContractRow {
        place: cells.place(),
        id: id?,
        title: title?,
        vendor: vendor?,
        from: from?,
        to: to?,
        amount,
        related_party: related.unwrap_or(false),
        papers,
    })
}

/// One publication.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DisclosureRow {
    /// Where it stands.
    pub place: Place,
    /// What was published.
    pub item: Item,
    /// First day of the time it is about.
    pub from: Date,
    /// Last day of it.
    pub to: Date,
    /// The document.
    pub papers: Papers,
}

pub(super) fn disclosure(cells: &mut Cells<'_, '_>) -> Option<DisclosureRow> {
    let item = cells.must(Field::Item, |cell| word(cell, DISCLOSURES));
    let (from, to) = (cells.date(Field::From), cells.date(Field::To));
    cells.in_order(from, to);
    let papers = cells.papers();
    Some(DisclosureRow {
        place: cells.place(),
        item: item?,
        from: from?,
        to: to?,
        papers,
    })
}

/// The words for what is published, the usual one first; for the template's list of choices, too.
pub fn disclosure_words() -> impl Iterator<Item = &'static str> {
    DISCLOSURES.iter().map(|(_, words)| words[0])
}

const DISCLOSURES: &[(Item, &[&str])] = &[
    (
        Item::CommonIncome,
        &["公共收益收支", "公共收益", "common_income"],
    ),
    (
        Item::PropertyFund,
        &[
            "物业费资金收支",
            "物业服务资金",
            "物业资金收支",
            "property_fund",
        ],
    ),
    (
        Item::SelfManagedAccounts,
        &[
            "自管账目",
            "自行管理账目",
            "社居委自管账目",
            "self_managed_accounts",
        ],
    ),
    (
        Item::ServiceReport,
        &[
            "服务履行情况",
            "服务报告",
            "物业服务履行情况",
            "service_report",
        ],
    ),
    (
        Item::AnnualAccounts,
        &[
            "年度预决算",
            "年度预算和决算",
            "预算决算",
            "annual_accounts",
        ],
    ),
    (
        Item::Smf,
        &["维修资金收支", "维修资金使用", "专项维修资金", "smf"],
    ),
    (
        Item::SmfUnitBalances,
        &["维修资金分户余额", "维修资金分户账", "smf_unit_balances"],
    ),
    (
        Item::SharedUtilities,
        &["公摊水电", "水电公摊", "shared_utilities"],
    ),
    (
        Item::Contracts,
        &["合同与外包单位", "合同", "外包单位", "contracts"],
    ),
    (Item::Parking, &["车位处分", "车位情况", "parking"]),
    (
        Item::CommitteeFees,
        &["业委会成员交费", "业委会成员交费情况", "committee_fees"],
    ),
    (Item::Audit, &["审计报告", "审计", "audit"]),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_item_can_be_named_by_its_word_and_its_id() {
        for item in Item::ALL {
            let words = DISCLOSURES.iter().find(|(of, _)| of == item);
            let (_, words) = words.unwrap_or_else(|| panic!("{} has no word", item.as_str()));
            assert!(words.contains(&item.as_str()), "{words:?}");
        }
    }
}
