//! A household's own item as the public sees it: a commitment that only the household can open.

use sha2::{Digest, Sha256};

use crate::calendar::{Period, UnixMs};
use crate::ids::{Slug, UnitId};
use crate::ledger::templates::accounts as a;
use crate::ledger::{Account, Fund};
use crate::money::Fen;

/// 32 random bytes that blind one commitment. Destroying it unlinks the item from the household.
pub type Salt = [u8; 32];

named! {
    /// What kind of household item a list holds. Refunds are rows of their own kind, so that no row
    /// is ever negative.
    pub enum ItemKind {
        /// A fee billed (J1, J6).
        Bill = "bill",
        /// Money received for what was billed (J3).
        Payment = "payment",
        /// Money received ahead (J2).
        Prepayment = "prepayment",
        /// A prepayment used for a bill (J2).
        PrepaymentUsed = "prepayment_used",
        /// A bill taken back, to be refunded (J4).
        Refund = "refund",
        /// A refund paid out (J4).
        RefundPaid = "refund_paid",
        /// A late fee received (J5).
        LateFee = "late_fee",
        /// A deposit received (J8).
        Deposit = "deposit",
        /// A deposit returned (J8).
        DepositReturned = "deposit_returned",
        /// A deposit to the maintenance fund.
        SmfDeposit = "smf_deposit",
        /// A receipt that nobody claimed yet, matched to its household (J19).
        Claimed = "claimed",
    }
}

impl ItemKind {
    /// Whether an item of this kind may move money from `credit` to `debit` in `fund`.
    pub fn allows(self, fund: Fund, debit: Account, credit: Account) -> bool {
        let cash = |account| account == a::BANK || account == a::CLEARING;
        let receivable = |account| match fund {
            Fund::Svc => account == a::FEES_RECEIVABLE,
            Fund::Com => account == a::PARKING_RECEIVABLE,
            _ => false,
        };
        let income = |account| match fund {
            Fund::Svc => account == a::FEE_INCOME,
            Fund::Com => account == a::PARKING_INCOME,
            _ => false,
        };
        match self {
            Self::Bill => receivable(debit) && income(credit),
            Self::Payment => cash(debit) && receivable(credit),
            Self::Prepayment => cash(debit) && fund == Fund::Svc && credit == a::PREPAID_FEES,
            Self::PrepaymentUsed => debit == a::PREPAID_FEES && receivable(credit),
            Self::Refund => income(debit) && credit == a::REFUNDS,
            Self::RefundPaid => debit == a::REFUNDS && cash(credit),
            Self::LateFee => cash(debit) && fund == Fund::Svc && credit == a::LATE_FEES,
            Self::Deposit => cash(debit) && fund == Fund::Agy && credit == a::DEPOSITS,
            Self::DepositReturned => fund == Fund::Agy && debit == a::DEPOSITS && cash(credit),
            Self::SmfDeposit => {
                fund == Fund::Smf && debit == a::SMF_ACCOUNT && credit == a::SMF_BY_UNIT
            }
            Self::Claimed => debit == a::UNIDENTIFIED && receivable(credit),
        }
    }
}

/// The fields that a household holds, beside the salt, to open its commitment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// The community's address name.
    pub community: Slug,
    /// The unit, as the registry's id.
    pub unit: UnitId,
    /// What it is.
    pub kind: ItemKind,
    /// The fund.
    pub fund: Fund,
    /// Debited account.
    pub debit: Account,
    /// Credited account.
    pub credit: Account,
    /// Accounting period.
    pub period: Period,
    /// Document number, such as `B202609-000123`.
    pub number: String,
    /// Amount, positive.
    pub amount: Fen,
    /// When it was recorded.
    pub at: UnixMs,
}

impl Item {
    /// The commitment: SHA-256 over a domain tag, a zero byte, the salt and seven fields, each
    /// preceded by its length as 4 bytes, big-endian. Form fixed by docs/formats/book.md.
    pub fn cid(&self, salt: &Salt) -> [u8; 32] {
        let mut hash = Sha256::new();
        hash.update(b"mingbai/receipt/v1\0");
        hash.update(salt);
        for field in self.fields() {
            // Fields are short texts made by this program, far below 4 GiB.
            let length = u32::try_from(field.len()).unwrap_or(u32::MAX);
            hash.update(length.to_be_bytes());
            hash.update(field.as_bytes());
        }
        hash.finalize().into()
    }

    /// The seven committed fields, as text, in order.
    pub fn fields(&self) -> [String; 7] {
        let account = format!(
            "{}/{}/{}/{}",
            self.kind.as_str(),
            self.fund,
            self.debit,
            self.credit
        );
        [
            self.community.to_string(),
            self.unit.to_string(),
            account,
            self.period.to_string(),
            self.number.clone(),
            self.amount.0.to_string(),
            self.at.rfc3339(),
        ]
    }
}
