//! What a household is billed for every month, and where its money arrives.

use crate::ledger::templates::accounts as a;
use crate::ledger::{Account, Fund};

named! {
    /// What is billed every month.
    pub enum BillItem {
        /// Property fee, by area (SVC).
        Fee = "fee",
        /// Parking on common land, a fixed amount (COM).
        Parking = "parking",
    }
}

impl BillItem {
    /// Fund, receivable and income account.
    pub fn accounts(self) -> (Fund, Account, Account) {
        match self {
            Self::Fee => (Fund::Svc, a::FEES_RECEIVABLE, a::FEE_INCOME),
            Self::Parking => (Fund::Com, a::PARKING_RECEIVABLE, a::PARKING_INCOME),
        }
    }

    /// What a receivable is for.
    pub fn of(fund: Fund, receivable: Account) -> Option<Self> {
        let of = |item: &Self| (item.accounts().0, item.accounts().1);
        let mut all = Self::ALL.iter().copied();
        all.find(|item| of(item) == (fund, receivable))
    }
}

named! {
    /// Where a household's money arrives.
    pub enum Channel {
        /// A payment channel that settles later (1003).
        Clearing = "clearing",
        /// The bank account (1002).
        Bank = "bank",
    }
}

impl Channel {
    /// The account that it arrives in.
    pub fn account(self) -> Account {
        match self {
            Self::Clearing => a::CLEARING,
            Self::Bank => a::BANK,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_again_and_no_others() {
        for item in BillItem::ALL {
            assert_eq!(BillItem::parse(item.as_str()), Some(*item));
            let (fund, receivable, income) = item.accounts();
            assert_eq!(BillItem::of(fund, receivable), Some(*item));
            assert_eq!(BillItem::of(fund, income), None);
        }
        for channel in Channel::ALL {
            assert_eq!(channel.as_str().parse(), Ok(*channel));
        }
        for text in ["", "Fee", "fees", "物业费", "bank "] {
            assert_eq!((BillItem::parse(text), Channel::parse(text)), (None, None));
        }
    }
}
