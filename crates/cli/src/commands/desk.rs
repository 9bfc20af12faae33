//! The office's monthly work: bills, settlement, remuneration, expenses, answers.

mod expense;
mod month;
pub mod receipt;
mod threads;

use anyhow::{Context, bail};
use jiff::civil::Date;
use mingbai_app::App;
use mingbai_app::act::{Call, Cx};
use mingbai_app::error::AppError;
use mingbai_app::ops::setup;
use mingbai_app::words::Lang;
use mingbai_domain::access::Act;
use mingbai_domain::calendar::Period;
use mingbai_domain::ids::{CommunityId, Slug};
use mingbai_domain::money::{Fen, Ratio, parse_decimal, parse_yuan};

use crate::args::desk::{At, DeskCommand};
use crate::place::say;

/// Does one command.
pub fn run(command: DeskCommand, lang: Lang) -> anyhow::Result<()> {
    match command {
        DeskCommand::Bill { at, month, item } => month::bill(&at, &month, item, lang),
        DeskCommand::Settle { at, fee, arrived } => {
            month::settle(&at, fee.as_deref(), arrived.as_deref(), lang)
        }
        DeskCommand::Remuneration {
            at,
            agreement,
            through,
        } => month::remuneration(&at, &agreement, &through, lang),
        DeskCommand::Expense(command) => expense::run(command, lang),
        DeskCommand::Objection(command) => threads::objection(command, lang),
        DeskCommand::Answer {
            at,
            objection,
            by,
            text,
        } => threads::answer(&at, objection, by, text, lang),
        DeskCommand::Receipt {
            at,
            unit,
            month,
            output,
        } => receipt::write(&at, &unit, &month, &output, lang),
        DeskCommand::WithdrawFile { at, sha256, reason } => {
            threads::withdraw_file(&at, &sha256, reason, lang)
        }
    }
}

/// A community open for writing.
struct Desk {
    app: App,
    id: CommunityId,
    slug: Slug,
}

impl Desk {
    /// Opens it, if what is written can be signed afterwards.
    fn open(at: &At) -> anyhow::Result<Self> {
        let app = at.place.open()?;
        let row = app.community_to_write(&setup::slug(&at.community)?)?;
        Ok(Self {
            app,
            id: row.id,
            slug: row.slug,
        })
    }

    /// Does one act here.
    fn act<T: Send + 'static>(
        &self,
        act: Act,
        work: impl FnMut(&mut Cx<'_, '_>) -> Result<T, AppError> + Send + 'static,
    ) -> Result<T, AppError> {
        self.app.act(Call::shell(act, self.id), work)
    }

    fn publish(&self, lang: Lang) -> anyhow::Result<()> {
        super::book::summarise_and_publish(&self.app, &self.slug, lang)
    }
}

fn month(text: &str, lang: Lang) -> anyhow::Result<Period> {
    let parsed = text.trim().parse().ok();
    parsed.with_context(|| say(lang, "月份写作 2026-10", "a month is written 2026-10").to_owned())
}

fn day(text: &str, lang: Lang) -> anyhow::Result<Date> {
    let parsed = text.trim().parse().ok();
    let zh = "日期写作 2026-10-08";
    parsed.with_context(|| say(lang, zh, "a day is written 2026-10-08").to_owned())
}

/// `1280.50`, exactly.
fn yuan(text: &str, lang: Lang) -> anyhow::Result<Fen> {
    let parsed = parse_yuan(text).filter(|fen| *fen > Fen::ZERO);
    parsed.with_context(|| {
        let zh = "金额写作 1280.50：大于 0，最多两位小数，单位元";
        let en = "an amount is written 1280.50: above zero, at most two decimals, in yuan";
        say(lang, zh, en).to_owned()
    })
}

/// `0.38%` as an exact fraction.
fn percent(text: &str, lang: Lang) -> anyhow::Result<Ratio> {
    const DECIMALS: u32 = 4;
    let number = text.trim().strip_suffix(['%', '％']);
    let parsed = number.and_then(|number| parse_decimal(number, DECIMALS));
    match parsed {
        Some(num) if (0..=100 * 10_i64.pow(DECIMALS)).contains(&num) => {
            Ok(Ratio::new(num, 100 * 10_i64.pow(DECIMALS))?)
        }
        _ => {
            let zh = "手续费率写作 0.38%：要带百分号，最多四位小数";
            let en = "a fee is written 0.38%: with its sign and at most four decimals";
            bail!(say(lang, zh, en))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fees_and_amounts_are_exact_or_refused() {
        let ratio = percent("0.38%", Lang::Zh).unwrap();
        assert_eq!(Fen(1_000_000).times(ratio).unwrap(), Fen(3_800));
        assert_eq!(percent("0％", Lang::Zh).unwrap().num, 0);
        for wrong in ["0.38", "-1%", "101%", "0.00001%", "%", "3.8‰", "一%"] {
            assert!(percent(wrong, Lang::Zh).is_err(), "{wrong}");
        }
        assert_eq!(yuan("1,280.50", Lang::Zh).unwrap(), Fen(128_050));
        for wrong in ["0", "-1", "1.005", "一百", "", "1e3"] {
            assert!(yuan(wrong, Lang::En).is_err(), "{wrong}");
        }
    }
}
