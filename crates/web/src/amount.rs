//! One figure for an entry: how much, and whether it came in or went out.

use mingbai_domain::book::{Entry, EntryKind};
use mingbai_domain::ledger::{AccountClass, Posting};

use crate::format::money;
use crate::lang::Lang;

/// An amount with its word.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Amount {
    /// 收, 支, 转 and so on.
    pub word: String,
    /// With a sign where it came in or went out.
    pub figure: String,
    /// `in`, `out` or `flat`.
    pub flow: &'static str,
}

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
            (expense, _) => Gist::new(Flow::Out, expense, "amount.out").upright(),
        }
    }
}

/// Whether a posting moves money at hand, the maintenance fund's account included.
pub fn is_money(posting: &Posting) -> bool {
    posting.account.is_cash() || posting.account.code() == 1141
}
