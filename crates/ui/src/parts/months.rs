//! A month of some years. Months with nothing in them are there, but lead nowhere.

use askama::Template;
use mingbai_domain::calendar::Period;

use super::word;
use crate::format::month;
use crate::lang::Lang;

/// The picker, folded until somebody wants it.
#[derive(Clone, Debug, PartialEq, Eq, Template)]
#[template(path = "parts/months.html")]
pub struct MonthPicker {
    /// What is chosen, and that another can be.
    pub label: String,
    /// Whether it is unfolded.
    pub open: bool,
    years: Vec<Year>,
}

/// One month.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Month {
    /// Which.
    pub period: Period,
    /// Where it leads; `None` if nothing is in it.
    pub href: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Year {
    name: String,
    months: Vec<Cell>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Cell {
    short: String,
    full: String,
    href: Option<String>,
    current: bool,
}

impl MonthPicker {
    /// The months in the order given, by year.
    pub fn of(months: &[Month], current: Option<Period>, open: bool, lang: Lang) -> Self {
        let mut years: Vec<Year> = Vec::new();
        for item in months {
            let year = word("part.year", &[("n", &item.period.year())], lang);
            let cell = Cell {
                short: crate::format::month_short(item.period, lang),
                full: month(item.period, lang),
                href: item.href.clone(),
                current: current == Some(item.period),
            };
            match years.last_mut() {
                Some(last) if last.name == year => last.months.push(cell),
                _ => years.push(Year {
                    name: year,
                    months: vec![cell],
                }),
            }
        }
        let label = match current {
            Some(current) => word("part.month_is", &[("month", &month(current, lang))], lang),
            None => word("part.month_none", &[], lang),
        };
        Self { label, open, years }
    }
}

writes_html!(MonthPicker);
