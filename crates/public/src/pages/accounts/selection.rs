//! What an accounts page is about, read from and written to its address.

use std::ops::RangeInclusive;

use jiff::civil::Date;
use mingbai_domain::book::Fold;
use mingbai_domain::calendar::Period;
use mingbai_domain::ledger::templates::accounts::SMF_BY_UNIT;
use mingbai_domain::ledger::{Account, Fund, Posting};

use crate::marks::Mark;
use mingbai_domain::book::figures::{Figures, Filter};
use mingbai_ui::fault::Fault;
use mingbai_ui::format::month;
use mingbai_ui::lang::{Lang, Texts};
use mingbai_ui::query::{self, Pairs};

/// A month or a calendar year.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Span {
    Month(Period),
    Year(i16),
}

/// What is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Selection {
    pub span: Span,
    pub fund: Option<Fund>,
    pub account: Option<Account>,
    /// Whether the rows are those that only move money.
    pub moves: bool,
    /// Only the rows with this mark.
    pub mark: Option<Mark>,
    /// The month shown when none is asked for.
    pub latest: Period,
}

impl Span {
    /// Its months.
    pub fn months(self) -> RangeInclusive<Period> {
        match self {
            Self::Month(month) => month..=month,
            Self::Year(year) => {
                // A year was checked when it was read, so its first month is there.
                let first = Period::new(year, 1).unwrap_or(Period::of(Date::MAX));
                first..=first.plus_months(11)
            }
        }
    }

    /// The month, unless it is a year.
    pub fn month(self) -> Option<Period> {
        match self {
            Self::Month(month) => Some(month),
            Self::Year(_) => None,
        }
    }

    /// In words.
    pub fn label(self, lang: Lang) -> String {
        match self {
            Self::Month(period) => month(period, lang),
            Self::Year(year) => lang.with("accounts.year", &[("year", &year)]),
        }
    }

    fn plus(self, steps: i32) -> Self {
        match self {
            Self::Month(month) => Self::Month(month.plus_months(steps)),
            Self::Year(year) => Self::Year(year + i16::try_from(steps).unwrap_or(0)),
        }
    }
}

impl Selection {
    /// A month in all funds.
    pub fn month(month: Period) -> Self {
        Self {
            span: Span::Month(month),
            fund: None,
            account: None,
            moves: false,
            mark: None,
            latest: month,
        }
    }

    /// Reads `month`, `year`, `fund`, `account`, `list` and `mark`.
    pub fn read(pairs: &Pairs, fold: &Fold, today: Date, back: &str) -> Result<Self, Fault> {
        let latest = super::latest(fold, today);
        let month: Option<Period> = query::optional(pairs, "month", back)?;
        let year: Option<i16> = query::optional(pairs, "year", back)?;
        let span = match (month, year) {
            (Some(month), _) => Span::Month(month),
            (None, Some(year)) if Period::new(year, 12).is_some() => Span::Year(year),
            (None, Some(_)) => return Err(Fault::bad_value("year", back)),
            (None, None) => Span::Month(latest),
        };
        let fund = query::optional(pairs, "fund", back)?;
        let account = query::optional(pairs, "account", back)?;
        Ok(Self {
            span,
            fund,
            account,
            moves: pairs.get("list").is_some_and(|list| list == "moves"),
            mark: query::optional(pairs, "mark", back)?,
            latest,
        })
    }

    /// Its address under `base`.
    pub fn href(&self, base: &str) -> String {
        let mut text = match self.span {
            Span::Month(month) => format!("{base}?month={month}"),
            Span::Year(year) => format!("{base}?year={year}"),
        };
        if let Some(fund) = self.fund {
            text.push_str("&fund=");
            text.push_str(fund.as_str());
        }
        if let Some(account) = self.account {
            text.push_str("&account=");
            text.push_str(&account.to_string());
        }
        if self.moves {
            text.push_str("&list=moves");
        }
        if let Some(mark) = self.mark {
            text.push_str("&mark=");
            text.push_str(mark.name());
        }
        text
    }

    /// The address of further pages, without the page number.
    pub fn page_base(&self, base: &str) -> String {
        format!("{}&", self.href(base))
    }

    /// The same of another time.
    pub fn with_span(&self, span: Span) -> Self {
        Self { span, ..*self }
    }

    /// The same of another fund.
    pub fn with_fund(&self, fund: Option<Fund>) -> Self {
        Self { fund, ..*self }
    }

    /// The same of another account.
    pub fn with_account(&self, account: Option<Account>) -> Self {
        Self { account, ..*self }
    }

    /// The same time, fund and account in the other list.
    pub fn with_moves(&self, moves: bool) -> Self {
        Self { moves, ..*self }
    }

    /// The same with another mark.
    pub fn with_mark(&self, mark: Option<Mark>) -> Self {
        Self { mark, ..*self }
    }

    /// Whether the figures are the maintenance fund's, which has no accounts of income and expense.
    pub fn sums_maintenance(&self) -> bool {
        self.fund == Some(Fund::Smf) && self.account.is_none_or(|account| account == SMF_BY_UNIT)
    }

    /// Whether draws on the maintenance fund stand beside the figures, with a list of their own.
    pub fn lists_draws(&self) -> bool {
        self.fund.is_none() && self.account.is_none()
    }

    /// Which movements count; the account narrows the list of entries only.
    pub fn filter(&self) -> Filter {
        Filter {
            months: self.span.months(),
            fund: self.fund,
        }
    }

    /// Whether an entry with these postings is in the list.
    pub fn touches(&self, postings: &[Posting]) -> bool {
        postings.iter().any(|posting| {
            self.fund.is_none_or(|fund| posting.fund == fund)
                && self
                    .account
                    .is_none_or(|account| posting.account == account)
        })
    }

    /// The time before and after, as far as the book reaches.
    pub fn neighbours(&self, figures: &Figures<'_>, today: Date) -> (Option<Span>, Option<Span>) {
        let today = Period::of(today);
        let (first, last) = figures.span().unwrap_or((today, today));
        let last = last.max(today);
        let months = self.span.months();
        (
            (*months.start() > first).then(|| self.span.plus(-1)),
            (*months.end() < last).then(|| self.span.plus(1)),
        )
    }
}
