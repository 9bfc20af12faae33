//! An entry's postings, in plain words and as double entry.

use mingbai_domain::ledger::{AccountClass, Posting};

use mingbai_ui::format::yuan;
use mingbai_ui::lang::{Lang, Texts};
use mingbai_ui::words;

/// A posting in plain words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plain {
    pub text: String,
    pub figure: String,
}

/// A posting as bookkeepers write it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Booking {
    pub account: String,
    pub fund: String,
    pub debit: String,
    pub credit: String,
}

/// What each posting means.
pub fn plain(postings: &[Posting], lang: Lang) -> Vec<Plain> {
    let line = |posting: &Posting| {
        let up = posting.amount.0 > 0;
        let cash = posting.account.is_cash() || posting.account.code() == 1141;
        let key = match (posting.account.class(), up) {
            (AccountClass::Asset, true) if cash => "posting.cash_in",
            (AccountClass::Asset, false) if cash => "posting.cash_out",
            (AccountClass::Asset, true)
            | (AccountClass::Liability | AccountClass::NetAsset, false) => "posting.more",
            (AccountClass::Asset, false)
            | (AccountClass::Liability | AccountClass::NetAsset, true) => "posting.less",
            (AccountClass::Income, false) => "posting.income",
            (AccountClass::Income, true) => "posting.income_back",
            (AccountClass::Expense, true) => "posting.expense",
            (AccountClass::Expense, false) => "posting.expense_back",
        };
        Plain {
            text: lang.with(
                key,
                &[
                    ("account", &words::account(posting.account, lang)),
                    ("fund", &words::fund(posting.fund, lang)),
                ],
            ),
            figure: yuan(i128::from(posting.amount.0).abs(), lang),
        }
    };
    postings.iter().map(line).collect()
}

/// Debit and credit.
pub fn bookings(postings: &[Posting], lang: Lang) -> Vec<Booking> {
    let side = |amount: i64| {
        if amount > 0 {
            yuan(i128::from(amount), lang)
        } else {
            String::new()
        }
    };
    let line = |posting: &Posting| Booking {
        account: format!(
            "{} {}",
            posting.account,
            words::chart_account(posting.account, lang)
        ),
        fund: words::fund(posting.fund, lang),
        debit: side(posting.amount.0),
        credit: side(posting.amount.0.saturating_neg()),
    };
    postings.iter().map(line).collect()
}
