//! Texts that name a balance and nothing else: 期初余额, 承前页, B/F.

const OPENING: &[&str] = &[
    "期初余额",
    "期初",
    "上期余额",
    "上期结余",
    "上月余额",
    "上月结余",
    "月初余额",
    "起始余额",
    "上年结转",
    "上期结转",
    "上月结转",
    "b/f",
    "balanceb/f",
    "broughtforward",
    "balancebroughtforward",
    "openingbalance",
];
const CLOSING: &[&str] = &[
    "期末余额",
    "期末",
    "本期余额",
    "本期结余",
    "本月结余",
    "月末余额",
    "结束余额",
    "结转下期",
    "结转下月",
    "closingbalance",
];
const PAGE: &[&str] = &[
    "日初余额",
    "日末余额",
    "上日余额",
    "承前页",
    "承前余额",
    "过次页",
    "上页余额",
    "本页余额",
    "c/f",
    "balancec/f",
    "carriedforward",
    "balancecarriedforward",
];
/// Which balance a label speaks of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Carried {
    /// Before the first movement.
    Opening,
    /// Behind the last one.
    Closing,
    /// At the turn of a page or a day.
    Page,
}

/// The balance that a whole text names.
pub(super) fn carried_by(text: &str) -> Option<Carried> {
    let text = text.to_lowercase();
    if OPENING.contains(&text.as_str()) {
        Some(Carried::Opening)
    } else if CLOSING.contains(&text.as_str()) {
        Some(Carried::Closing)
    } else if PAGE.contains(&text.as_str()) {
        Some(Carried::Page)
    } else {
        None
    }
}
