//! Households' and the community's money: bills, payments, receipts, expenses, the bank.

pub mod billing;
pub mod expenses;
pub mod payments;
pub mod receipts;
pub mod reconcile;
pub mod refusal;
