//! One row of a journal.

use jiff::civil::Date;
use mingbai_domain::money::Fen;

use crate::approvers::Approver;

/// Whether money came in or went out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Flow {
    /// 收入.
    Income,
    /// 支出.
    Expense,
}

/// One receipt or payment as its row states it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JournalRow {
    /// Sheet of the row.
    pub sheet: String,
    /// The row, from 1.
    pub row: u32,
    /// Its day.
    pub date: Date,
    /// Voucher number such as `记-001`.
    pub voucher: Option<String>,
    /// What it was for; never empty.
    pub summary: String,
    /// In or out.
    pub flow: Flow,
    /// The amount, above zero.
    pub amount: Fen,
    /// Balance after the row, as stated and checked.
    pub balance: Option<Fen>,
    /// Account or category (科目) as written.
    pub category: Option<String>,
    /// The other party (对方单位).
    pub counterparty: Option<String>,
    /// Contract, resolution or other ground (依据).
    pub basis: Option<String>,
    /// Fund or bank account (资金) as written.
    pub fund: Option<String>,
    /// Building or other part that it concerns (楼栋) as written.
    pub scope: Option<String>,
    /// Who approved (审批人).
    pub approvers: Vec<Approver>,
    /// Who countersigned (复核人).
    pub reviewers: Vec<Approver>,
    /// Whether the other party is related to the manager (关联方); `None` if not stated.
    pub related_party: Option<bool>,
    /// Budget line (预算项目) as written.
    pub budget_line: Option<String>,
    /// The bank's reference (银行流水号).
    pub bank_reference: Option<String>,
    /// Remarks.
    pub remark: Option<String>,
    /// Vouchers for everyone to see (附件).
    pub files: Vec<String>,
    /// Their unredacted originals (原件), in the same order.
    pub originals: Vec<String>,
}
