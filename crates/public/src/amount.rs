//! One figure for an entry: how much, and whether it came in or went out.

use mingbai_domain::book::figures::is_money;
use mingbai_domain::book::{Entry, EntryKind};
use mingbai_domain::ledger::{AccountClass, Fund, Posting};
use mingbai_ui::bits::Amount;

use mingbai_ui::format::signed;
use mingbai_ui::lang::{Lang, Texts};

/// Which way money went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flow {
    /// Income.
    In,
    /// Expense.
    Out,
    /// Neither: moved, carried forward, taken back.
    Flat,
}

impl Flow {
    /// The sign in front of its amount.
    pub fn sign(self) -> &'static str {
        match self {
            Self::In => "+",
            Self::Out => "−",
            Self::Flat => "",
        }
    }

    /// Its name in the stylesheet.
    pub fn class(self) -> &'static str {
        match self {
            Self::In => "in",
            Self::Out => "out",
            Self::Flat => "flat",
        }
    }
}

/// What an entry comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Gist {
    /// Way.
    pub flow: Flow,
    /// Amount, not negative.
    pub fen: i128,
    /// The text of its word.
    pub word: &'static str,
}

impl Gist {
    fn new(flow: Flow, fen: i128, word: &'static str) -> Self {
        Self { flow, fen, word }
    }

    /// What the entry comes to.
    pub fn of(entry: &Entry) -> Self {
        let sums = Sums::of(&entry.postings);
        let flat = |word| Self::new(Flow::Flat, sums.side, word);
        match entry.kind {
            EntryKind::Opening => Self::new(Flow::Flat, sums.cash.abs(), "amount.opening"),
            EntryKind::Income if sums.income == 0 => {
                // Paid ahead, or a deposit: money came, but it is no income.
                sums.settlement()
            }
            EntryKind::Income => Self::new(Flow::In, sums.income, "amount.in").upright(),
            EntryKind::Expense | EntryKind::Remuneration => {
                Self::new(Flow::Out, sums.expense, "amount.out").upright()
            }
            EntryKind::SmfDraw => Self::new(Flow::Out, -sums.cash, "amount.out").upright(),
            EntryKind::Settlement => sums.settlement(),
            EntryKind::Reversal => sums.taken_back(),
            EntryKind::YearEnd => Self::new(Flow::Flat, sums.gross, "amount.carried"),
            EntryKind::Adjustment if sums.expense != 0 => {
                Self::new(Flow::Out, sums.expense, "amount.out").upright()
            }
            EntryKind::Adjustment if sums.income != 0 => {
                Self::new(Flow::In, sums.income, "amount.in").upright()
            }
            EntryKind::Transfer | EntryKind::Adjustment => flat("amount.moved"),
        }
    }

    /// A negative expense came back, a negative income was given back.
    fn upright(self) -> Self {
        match (self.fen < 0, self.flow) {
            (true, Flow::Out) => Self::new(Flow::In, -self.fen, "amount.back"),
            (true, Flow::In) => Self::new(Flow::Out, -self.fen, "amount.given_back"),
            _ => self,
        }
    }

    /// As shown.
    pub fn shown(self, lang: Lang) -> Amount {
        Amount {
            word: lang.t(self.word),
            figure: signed(self.flow.sign(), self.fen, lang),
            flow: self.flow.class(),
        }
    }
}

struct Sums {
    income: i128,
    expense: i128,
    cash: i128,
    /// Both sides of a move between funds.
    gross: i128,
    /// One fund's side: what was moved.
    side: i128,
}

impl Sums {
    fn of(postings: &[Posting]) -> Self {
        let sum = |keep: &dyn Fn(&Posting) -> bool| -> i128 {
            postings
                .iter()
                .filter(|p| keep(p))
                .map(|p| i128::from(p.amount.0))
                .sum()
        };
        Self {
            income: -sum(&|p| p.account.class() == AccountClass::Income),
            expense: sum(&|p| p.account.class() == AccountClass::Expense),
            cash: sum(&is_money),
            gross: sum(&|p| p.amount.0 > 0),
            side: Fund::ALL
                .into_iter()
                .map(|fund| sum(&|p| p.fund == fund && p.amount.0 > 0))
                .max()
                .unwrap_or_default(),
        }
    }

    fn settlement(&self) -> Gist {
        match (self.expense, self.cash) {
            (0, 0) => Gist::new(Flow::Flat, self.side, "amount.moved"),
            // It was a cost, or income, when it was booked: a second sign would count it twice.
            (0, cash) if cash < 0 => Gist::new(Flow::Flat, -cash, "amount.paid"),
            (0, cash) => Gist::new(Flow::Flat, cash, "amount.received"),
            (expense, _) => Gist::new(Flow::Out, expense, "amount.fee").upright(),
        }
    }

    /// What a reversal brings back is what its original came to, the other way round.
    fn taken_back(&self) -> Gist {
        let (expense, income) = (self.expense, self.income);
        match (expense, income, self.cash) {
            (0, 0, 0) => Gist::new(Flow::Flat, self.side, "amount.reversal"),
            (0, 0, cash) if cash < 0 => Gist::new(Flow::Flat, -cash, "amount.reversal_given"),
            (0, 0, cash) => Gist::new(Flow::Flat, cash, "amount.reversal_back"),
            (0, income, _) if income < 0 => {
                Gist::new(Flow::Out, -income, "amount.reversal_less_income")
            }
            (0, income, _) => Gist::new(Flow::In, income, "amount.reversal_more_income"),
            (expense, _, _) if expense < 0 => {
                Gist::new(Flow::In, -expense, "amount.reversal_less_cost")
            }
            (expense, _, _) => Gist::new(Flow::Out, expense, "amount.reversal_more_cost"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture;
    use jiff::civil::date;
    use mingbai_domain::ledger::templates::{self, accounts as a, pair};
    use mingbai_domain::ledger::{Account, Fund};
    use mingbai_domain::money::Fen;

    #[test]
    fn every_kind_of_entry_has_one_figure_with_its_word() {
        let dir = tempfile::tempdir().unwrap();
        let mut maker = fixture::xinqiao(dir.path());
        let cleaning = Account::new(5003).unwrap();
        let svc = |debit, credit| pair(Fund::Svc, debit, credit, Fen(12_345));
        for (kind, postings, shown) in [
            (
                EntryKind::Opening,
                svc(a::BANK, a::SVC_BALANCE),
                "期初 123.45",
            ),
            (EntryKind::Income, svc(a::BANK, a::RENTAL), "收 +123.45"),
            (
                EntryKind::Income,
                svc(a::BANK, a::PREPAID_OTHER),
                "到账 123.45",
            ),
            (EntryKind::Income, svc(a::RENTAL, a::BANK), "退出 −123.45"),
            (EntryKind::Expense, svc(cleaning, a::PAYABLES), "支 −123.45"),
            (EntryKind::Expense, svc(a::BANK, cleaning), "退回 +123.45"),
            (
                EntryKind::Settlement,
                svc(a::PAYABLES, a::BANK),
                "付 123.45",
            ),
            (
                EntryKind::Settlement,
                svc(a::BANK, a::LEASE_RECEIVABLE),
                "到账 123.45",
            ),
            (
                EntryKind::Settlement,
                svc(a::BANK, a::CLEARING),
                "转 123.45",
            ),
            (
                EntryKind::Settlement,
                templates::settlement(Fund::Svc, Fen(100_000), Fen(200)).unwrap(),
                "手续费 −2.00",
            ),
            (
                EntryKind::Remuneration,
                templates::remuneration(Fen(-500)),
                "退回 +5.00",
            ),
            (
                EntryKind::SmfDraw,
                templates::smf_draw(Fen(700)),
                "支 −7.00",
            ),
            (
                EntryKind::Reversal,
                svc(a::BANK, cleaning),
                "改正，支出减少 +123.45",
            ),
            (
                EntryKind::Reversal,
                svc(a::RENTAL, a::BANK),
                "改正，收入减少 −123.45",
            ),
            (
                EntryKind::Reversal,
                svc(a::BANK, a::PAYABLES),
                "改正，钱退回 123.45",
            ),
            // 42,823.00 left one fund and came into the other: not 85,646.00.
            (
                EntryKind::Transfer,
                templates::top_up(Fen(4_282_300)),
                "转 42,823.00",
            ),
            (
                EntryKind::Adjustment,
                svc(cleaning, a::DUE_TO),
                "支 −123.45",
            ),
        ] {
            let entry = maker.entry(kind, date(2026, 11, 21), "测试", postings);
            let amount = Gist::of(&entry).shown(Lang::Zh);
            assert_eq!(
                format!(
                    "{} {}",
                    amount.word,
                    amount.figure.trim_end_matches("\u{a0}元")
                ),
                shown,
                "{kind}"
            );
        }
    }
}
