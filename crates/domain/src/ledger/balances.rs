//! Balances: the sum of postings by fund and account.

use std::collections::BTreeMap;

use super::{Account, AccountClass, Fund, Posting};
use crate::money::{Fen, MoneyError};

/// The balance of every account that was ever posted to. Debit balances are positive.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Balances(BTreeMap<(Fund, Account), Fen>);

impl Balances {
    /// Adds postings. On an overflow nothing is changed.
    pub fn post(&mut self, postings: &[Posting]) -> Result<(), MoneyError> {
        let mut changed = BTreeMap::new();
        for posting in postings {
            let key = (posting.fund, posting.account);
            let before = changed
                .get(&key)
                .copied()
                .unwrap_or_else(|| self.of(key.0, key.1));
            changed.insert(key, before.plus(posting.amount)?);
        }
        self.0.extend(changed);
        Ok(())
    }

    /// The balance of one account; zero if never posted to.
    pub fn of(&self, fund: Fund, account: Account) -> Fen {
        self.0.get(&(fund, account)).copied().unwrap_or_default()
    }

    /// All balances by fund and account, zero ones included.
    pub fn iter(&self) -> impl Iterator<Item = (Fund, Account, Fen)> + '_ {
        self.0
            .iter()
            .map(|(&(fund, account), &balance)| (fund, account, balance))
    }

    /// The sum over one class in one fund, as a debit balance.
    pub fn class(&self, fund: Fund, class: AccountClass) -> i128 {
        self.iter()
            .filter(|(of, account, _)| *of == fund && account.class() == class)
            .map(|(_, _, balance)| i128::from(balance.0))
            .sum()
    }

    /// Money at hand in a fund: cash, bank, payment channels; for SMF the special account.
    pub fn cash(&self, fund: Fund) -> i128 {
        self.iter()
            .filter(|(of, account, _)| *of == fund && (account.is_cash() || account.code() == 1141))
            .map(|(_, _, balance)| i128::from(balance.0))
            .sum()
    }

    /// I2: in every fund assets equal liabilities + net assets + income - expense. With signed
    /// balances that is: each fund's balances add up to zero.
    pub fn funds_out_of_balance(&self) -> Vec<Fund> {
        Fund::ALL
            .into_iter()
            .filter(|fund| {
                let of_fund = self.iter().filter(|(of, _, _)| of == fund);
                of_fund
                    .map(|(_, _, balance)| i128::from(balance.0))
                    .sum::<i128>()
                    != 0
            })
            .collect()
    }
}
