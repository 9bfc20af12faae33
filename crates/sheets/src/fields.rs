//! The columns that each kind of table may have, and the names that offices give them.

mod bank;
mod documents;
mod journal;
mod payments;
mod registry;

pub use bank::BANK_STATEMENT;
pub use documents::DOCUMENTS;
pub use journal::{ENTRIES, JOURNAL};
pub use payments::PAYMENTS;
pub use registry::REGISTRY;

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(missing_docs, reason = "the tables below say of each what it is")]
pub enum Field {
    Index,
    Building,
    Entrance,
    Room,
    Address,
    Area,
    AreaRegistered,
    AreaSurveyed,
    AreaContract,
    AreaOther,
    AreaSource,
    Owner,
    Phone,
    IdNumber,
    Transferred,
    FeeRate,
    ParkingFee,
    Plate,
    BillItem,
    FeeAmount,
    ParkingAmount,
    RowTotal,
    Method,
    Delivered,
    Status,
    Use,
    Remark,
    Date,
    Voucher,
    Summary,
    Income,
    Expense,
    Amount,
    Direction,
    Balance,
    Category,
    Counterparty,
    Basis,
    Fund,
    Scope,
    Approver,
    Reviewer,
    RelatedParty,
    BudgetLine,
    BankReference,
    Account,
    AccountName,
    Debit,
    Credit,
    Time,
    CounterAccount,
    OwnAccount,
    Payer,
    Payee,
    Currency,
    Fee,
    Id,
    Title,
    Matter,
    HeadsTotal,
    AreaTotal,
    HeadsTookPart,
    AreaTookPart,
    HeadsFor,
    AreaFor,
    From,
    To,
    PayKind,
    Pay,
    BaseAccounts,
    BaseBasis,
    LateFeesInBase,
    Holdback,
    Cap,
    CarryOver,
    Deficit,
    StewardLimit,
    CommitteeLimit,
    PayDay,
    PublishDay,
    Version,
    Resolution,
    Year,
    LineNumber,
    LineName,
    Item,
    File,
    Original,
}

/// One possible column of a table.
#[derive(Clone, Copy, Debug)]
pub struct Spec {
    /// What it holds.
    pub field: Field,
    /// Its name in a mapping and in configuration files.
    pub id: &'static str,
    /// Its usual Chinese header.
    pub name: &'static str,
    /// Other headers for it, without brackets, spaces and units.
    pub synonyms: &'static [&'static str],
    /// Whether several columns may hold it, such as two telephone columns.
    pub many: bool,
}

const fn one(
    field: Field,
    id: &'static str,
    name: &'static str,
    synonyms: &'static [&'static str],
) -> Spec {
    Spec {
        field,
        id,
        name,
        synonyms,
        many: false,
    }
}

const fn many(
    field: Field,
    id: &'static str,
    name: &'static str,
    synonyms: &'static [&'static str],
) -> Spec {
    Spec {
        field,
        id,
        name,
        synonyms,
        many: true,
    }
}

const INDEX: Spec = many(
    Field::Index,
    "index",
    "序号",
    &["编号", "no", "行号", "户数序号"],
);
const REMARK: Spec = many(Field::Remark, "remark", "备注", &["说明", "附注", "remark"]);

/// Whether money moved, by the words of the program that the table comes from.
const MOVED: Spec = one(
    Field::Status,
    "status",
    "状态",
    &[
        "交易状态",
        "支付状态",
        "付款状态",
        "收款状态",
        "缴费状态",
        "交费状态",
        "订单状态",
        "账单状态",
        "单据状态",
        "凭证状态",
        "记账状态",
        "当前状态",
        "status",
    ],
);

/// The spec of `field` in `specs`.
pub(crate) fn spec(specs: &'static [Spec], field: Field) -> Option<&'static Spec> {
    specs.iter().find(|spec| spec.field == field)
}

/// The usual Chinese header of `field` in `specs`.
pub(crate) fn name(specs: &'static [Spec], field: Field) -> &'static str {
    spec(specs, field).map_or("", |spec| spec.name)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    #[test]
    fn no_header_means_two_things_in_one_table() {
        for table in [
            REGISTRY,
            JOURNAL,
            ENTRIES,
            PAYMENTS,
            BANK_STATEMENT,
            DOCUMENTS,
        ] {
            let mut seen = BTreeMap::new();
            for spec in table {
                for word in spec.synonyms.iter().chain([&spec.name]) {
                    let before = seen.insert(*word, spec.field);
                    assert_eq!(before, None, "{word} is listed twice");
                }
            }
        }
    }
}
