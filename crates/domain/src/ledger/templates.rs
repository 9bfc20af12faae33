//! Journal templates J1 to J22 (spec: domain 3): which accounts a business event touches.
//!
//! Amounts are positive; the template gives them their sides. Events that are the same pair of
//! accounts share a function.

use super::{Account, Fund, Posting};
use crate::money::{Fen, MoneyError};

/// Accounts that this program names. The chart has more.
#[expect(missing_docs, reason = "the chart names each of them")]
pub mod accounts {
    use super::Account;

    pub const BANK: Account = Account::known(1002);
    pub const CLEARING: Account = Account::known(1003);
    pub const FEES_RECEIVABLE: Account = Account::known(1101);
    pub const PARKING_RECEIVABLE: Account = Account::known(1102);
    pub const LEASE_RECEIVABLE: Account = Account::known(1103);
    pub const SMF_ACCOUNT: Account = Account::known(1141);
    pub const DUE_FROM: Account = Account::known(1201);
    pub const INTER_FUND: Account = Account::known(1290);
    pub const PAYABLES: Account = Account::known(2001);
    pub const REMUNERATION_PAYABLE: Account = Account::known(2002);
    pub const PREPAID_FEES: Account = Account::known(2003);
    pub const PREPAID_OTHER: Account = Account::known(2004);
    pub const DEPOSITS: Account = Account::known(2005);
    pub const AGENCY: Account = Account::known(2006);
    pub const REFUNDS: Account = Account::known(2008);
    pub const RETENTION: Account = Account::known(2009);
    pub const UNIDENTIFIED: Account = Account::known(2010);
    pub const DUE_TO: Account = Account::known(2011);
    pub const ADVANCES: Account = Account::known(2012);
    pub const SVC_BALANCE: Account = Account::known(3001);
    pub const COM_BALANCE: Account = Account::known(3002);
    pub const SMF_BY_UNIT: Account = Account::known(3003);
    pub const RESERVE: Account = Account::known(3004);
    pub const YEAR_RESULT: Account = Account::known(3005);
    pub const FEE_INCOME: Account = Account::known(4001);
    pub const PARKING_INCOME: Account = Account::known(4002);
    pub const ADVERTISING: Account = Account::known(4003);
    pub const RENTAL: Account = Account::known(4004);
    pub const LATE_FEES: Account = Account::known(4007);
    pub const SUBSIDY: Account = Account::known(4008);
    pub const REMUNERATION: Account = Account::known(5010);
    pub const COST_OF_COMMON_INCOME: Account = Account::known(5011);
    pub const CHANNEL_FEES: Account = Account::known(5015);
    pub const SHARED_COST: Account = Account::known(5018);
}

use accounts as a;

/// `debit` against `credit` in one fund.
pub fn pair(fund: Fund, debit: Account, credit: Account, amount: Fen) -> Vec<Posting> {
    vec![
        Posting::debit(fund, debit, amount),
        Posting::credit(fund, credit, amount),
    ]
}

/// J3, J6: what a payment channel settles. The bank gets `amount` less the channel's `fee`.
pub fn settlement(fund: Fund, amount: Fen, fee: Fen) -> Result<Vec<Posting>, MoneyError> {
    let mut postings = vec![Posting::debit(fund, a::BANK, amount.minus(fee)?)];
    if fee != Fen::ZERO {
        postings.push(Posting::debit(fund, a::CHANNEL_FEES, fee));
    }
    postings.push(Posting::credit(fund, a::CLEARING, amount));
    Ok(postings)
}

/// J10: remuneration earned. Negative is a clawback and swaps the sides.
pub fn remuneration(draw: Fen) -> Vec<Posting> {
    pair(Fund::Svc, a::REMUNERATION, a::REMUNERATION_PAYABLE, draw)
}

/// J10 in one step: earned and paid at once.
pub fn remuneration_paid(draw: Fen) -> Vec<Posting> {
    pair(Fund::Svc, a::REMUNERATION, a::BANK, draw)
}

/// J11: a vendor's invoice, of which `retention` is kept back.
pub fn invoice(
    fund: Fund,
    expense: Account,
    amount: Fen,
    retention: Fen,
) -> Result<Vec<Posting>, MoneyError> {
    let mut postings = vec![
        Posting::debit(fund, expense, amount),
        Posting::credit(fund, a::PAYABLES, amount.minus(retention)?),
    ];
    if retention != Fen::ZERO {
        postings.push(Posting::credit(fund, a::RETENTION, retention));
    }
    Ok(postings)
}

/// J13: common income tops up the maintenance fund.
pub fn top_up(amount: Fen) -> Vec<Posting> {
    let mut postings = pair(Fund::Com, a::COM_BALANCE, a::BANK, amount);
    postings.extend(pair(Fund::Smf, a::SMF_ACCOUNT, a::SMF_BY_UNIT, amount));
    postings
}

/// J14: a draw on the maintenance fund.
pub fn smf_draw(amount: Fen) -> Vec<Posting> {
    pair(Fund::Smf, a::SMF_BY_UNIT, a::SMF_ACCOUNT, amount)
}

/// J16 in the paying community: its own share and what the others owe it.
pub fn shared_cost_paid(own: Fen, others: &[Fen]) -> Result<Vec<Posting>, MoneyError> {
    let mut postings = vec![Posting::debit(Fund::Svc, a::SHARED_COST, own)];
    postings.extend(
        others
            .iter()
            .map(|&share| Posting::debit(Fund::Svc, a::DUE_FROM, share)),
    );
    let total = own.plus(Fen::total(others.iter().copied())?)?;
    postings.push(Posting::credit(Fund::Svc, a::PAYABLES, total));
    Ok(postings)
}

/// J16 in a community that shares the cost.
pub fn shared_cost_owed(share: Fen) -> Vec<Posting> {
    pair(Fund::Svc, a::SHARED_COST, a::DUE_TO, share)
}

/// J13 to other funds: money moves from one fund's bank to another's through 1290.
pub fn between_funds(from: Fund, to: Fund, amount: Fen) -> Vec<Posting> {
    let mut postings = pair(from, a::INTER_FUND, a::BANK, amount);
    postings.extend(pair(to, a::BANK, a::INTER_FUND, amount));
    postings
}

#[cfg(test)]
mod tests;
