//! A form: what one bank's or wallet's export looks like. A form is data; [`super::forms`] lists them.

use mingbai_domain::money::narrow;

use crate::fields::Field;

/// A wallet, which is no bank account: what it holds reaches the bank when it is paid out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wallet {
    /// 微信支付.
    WeChat,
    /// 支付宝.
    Alipay,
}

impl Wallet {
    /// The part of a wallet's account name that no bank account has.
    pub const fn prefix(self) -> &'static str {
        match self {
            Self::WeChat => "wechat:",
            Self::Alipay => "alipay:",
        }
    }

    /// The wallet whose account has this name.
    pub fn of_account(account: &str) -> Option<Self> {
        [Self::WeChat, Self::Alipay]
            .into_iter()
            .find(|wallet| account.starts_with(wallet.prefix()))
    }
}

/// What an export looks like and means.
#[derive(Debug)]
pub(super) struct Form {
    /// Whose it is, such as `工商银行`.
    pub(super) name: &'static str,
    /// The wallet, if it is no bank.
    pub(super) wallet: Option<Wallet>,
    /// Headers that stand together in one row of this form and of no other.
    pub(super) marks: &'static [&'static str],
    /// What the headers mean; those that are not listed mean nothing to us. Of several columns for a
    /// reference, the first one here that is filled in counts.
    pub(super) columns: &'static [(&'static str, Field)],
    /// Whether amounts that go out are written with a minus although they have their own column.
    pub(super) minus_means_out: bool,
}

/// A header as it is compared: half-width, lower-case, without spaces and marks.
pub(super) fn whole(text: &str) -> String {
    text.chars()
        .map(narrow)
        .filter(|c| !c.is_whitespace() && !matches!(c, '*' | ':' | '`'))
        .flat_map(char::to_lowercase)
        .collect()
}

/// The same without what stands in brackets at its end: `交易金额[ Trade Amount ]`, `金额(元)`.
fn short(whole: &str) -> &str {
    match whole.find(['(', '[', '【']) {
        Some(at) if at > 0 && whole.ends_with([')', ']', '】']) => &whole[..at],
        _ => whole,
    }
}

/// Whether a header of a file is the one that a form lists. A listed one with brackets is compared
/// whole.
pub(super) fn is_header(found: &str, listed: &str) -> bool {
    found == listed || (!listed.contains('(') && short(found) == listed)
}

impl Form {
    /// Whether these headers, as [`whole`] makes them, are this form's.
    pub(super) fn fits(&self, headers: &[String]) -> bool {
        let there = |mark: &str| headers.iter().any(|found| is_header(found, mark));
        // Beside a column for the day, 交易时间 may be the time of day alone.
        let day_by_time = self.columns.contains(&("交易时间", Field::Date));
        self.marks.iter().all(|mark| there(mark)) && !(day_by_time && there("交易日期"))
    }

    /// What a header means and its place in the list.
    pub(super) fn meaning(&self, header: &str) -> Option<(usize, Field)> {
        let exact = |(_, (listed, _)): &(usize, &(&str, Field))| header == *listed;
        let near = |(_, (listed, _)): &(usize, &(&str, Field))| is_header(header, listed);
        let mut all = self.columns.iter().enumerate();
        let found = all
            .find(exact)
            .or_else(|| self.columns.iter().enumerate().find(near));
        found.map(|(at, (_, field))| (at, *field))
    }
}
