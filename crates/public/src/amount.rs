//! One figure for an entry: how much, and whether it came in or went out.

use mingbai_domain::book::figures::is_money;
use mingbai_domain::book::{Entry, EntryKind};
use mingbai_domain::ledger::{AccountClass, Posting};
use mingbai_ui::bits::Amount;

use mingbai_ui::format::money;
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
        let flat = |word| Self::new(Flow::Flat, sums.gross, word);
        match entry.kind {
            EntryKind::Opening => Self::new(Flow::Flat, sums.cash.abs(), "amount.opening"),
            EntryKind::Income if sums.income == 0 => {
                Self::new(Flow::In, sums.cash, "amount.in").upright()
            }
            EntryKind::Income => Self::new(Flow::In, sums.income, "amount.in").upright(),
            EntryKind::Expense | EntryKind::Remuneration => {
                Self::new(Flow::Out, sums.expense, "amount.out").upright()
            }
            EntryKind::SmfDraw => Self::new(Flow::Out, -sums.cash, "amount.out").upright(),
            EntryKind::Settlement => sums.settlement(),
            EntryKind::Reversal => flat("amount.reversal"),
            EntryKind::YearEnd => flat("amount.carried"),
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
        let (sign, flow) = match self.flow {
            Flow::In => ("+", "in"),
            Flow::Out => ("−", "out"),
            Flow::Flat => ("", "flat"),
        };
        Amount {
            word: lang.t(self.word),
            figure: format!("{sign}{}", money(self.fen)),
            flow,
        }
    }
}

struct Sums {
    income: i128,
    expense: i128,
    cash: i128,
    gross: i128,
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
        }
    }

    fn settlement(&self) -> Gist {
        match (self.expense, self.cash) {
            (0, 0) => Gist::new(Flow::Flat, self.gross, "amount.moved"),
            (0, cash) if cash < 0 => Gist::new(Flow::Out, -cash, "amount.paid"),
            (0, cash) => Gist::new(Flow::In, cash, "amount.received"),
            (expense, _) => Gist::new(Flow::Out, expense, "amount.fee").upright(),
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
                "收 +123.45",
            ),
            (EntryKind::Income, svc(a::RENTAL, a::BANK), "退出 −123.45"),
            (EntryKind::Expense, svc(cleaning, a::PAYABLES), "支 −123.45"),
            (EntryKind::Expense, svc(a::BANK, cleaning), "退回 +123.45"),
            (
                EntryKind::Settlement,
                svc(a::PAYABLES, a::BANK),
                "付 −123.45",
            ),
            (
                EntryKind::Settlement,
                svc(a::BANK, a::LEASE_RECEIVABLE),
                "到账 +123.45",
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
            (EntryKind::Reversal, svc(a::BANK, cleaning), "冲 123.45"),
            (
                EntryKind::Adjustment,
                svc(cleaning, a::DUE_TO),
                "支 −123.45",
            ),
        ] {
            let entry = maker.entry(kind, date(2026, 11, 21), "测试", postings);
            let amount = Gist::of(&entry).shown(Lang::Zh);
            assert_eq!(
                format!("{} {}", amount.word, amount.figure),
                shown,
                "{kind}"
            );
        }
    }
}
