//! Bars of income and expense by month. The figures stand beside them as text: a chart is never
//! the only place of a number.

use mingbai_domain::calendar::Period;

use crate::bits::Bar;
use crate::format::{money, month, percent};
use crate::lang::{Lang, Texts};

/// Height of a chart's drawing, in its own units.
const HEIGHT: i128 = 100;

/// Months side by side.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chart {
    /// The months.
    pub columns: Vec<Column>,
    /// What the chart shows, for those who do not see it.
    pub summary: String,
    /// The longest bar's figure.
    pub top: String,
}

/// One month.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// The month's number.
    pub label: String,
    /// Whether this is where the reader is.
    pub current: bool,
    /// Income.
    pub income: Rect,
    /// Expense.
    pub expense: Rect,
}

/// A bar's place in the drawing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rect {
    /// From the top.
    pub y: i128,
    /// Height.
    pub height: i128,
}

/// A month's figures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MonthFigures {
    /// The month.
    pub month: Period,
    /// Income.
    pub income: i128,
    /// Expense.
    pub expense: i128,
}

impl Chart {
    /// The chart of some months; `None` if there is nothing to draw.
    pub fn of(months: &[MonthFigures], current: Option<Period>, lang: Lang) -> Option<Self> {
        let top = months
            .iter()
            .flat_map(|m| [m.income, m.expense])
            .max()
            .filter(|top| *top > 0)?;
        let (first, last) = (months.first()?, months.last()?);
        let rect = |value: i128| {
            let height = value.max(0) * HEIGHT / top;
            // Something is never drawn as nothing.
            let height = if value > 0 { height.max(1) } else { 0 };
            Rect {
                y: HEIGHT - height,
                height,
            }
        };
        let columns = months
            .iter()
            .map(|figures| Column {
                label: figures.month.month().to_string(),
                current: current == Some(figures.month),
                income: rect(figures.income),
                expense: rect(figures.expense),
            })
            .collect();
        let summary = lang.with(
            "chart.summary",
            &[
                ("from", &month(first.month, lang)),
                ("to", &month(last.month, lang)),
                ("income", &money(months.iter().map(|m| m.income).sum())),
                ("expense", &money(months.iter().map(|m| m.expense).sum())),
            ],
        );
        Some(Self {
            columns,
            summary,
            top: money(top),
        })
    }
}

/// Bars for names with figures; each bar's length is its part of the longest one.
pub fn bars(figures: Vec<(String, Option<String>, i128)>) -> Vec<Bar> {
    let longest = figures.iter().map(|(_, _, fen)| *fen).max().unwrap_or(0);
    let total: i128 = figures.iter().map(|(_, _, fen)| fen.max(&0)).sum();
    let small = |fen: i128| i64::try_from(fen).unwrap_or(i64::MAX);
    figures
        .into_iter()
        .map(|(label, href, fen)| Bar {
            href,
            label,
            figure: money(fen),
            length: if longest > 0 {
                small(fen.max(0) * 100 / longest).max(i64::from(fen > 0))
            } else {
                0
            },
            share: if fen > 0 {
                percent(small(fen), small(total))
            } else {
                String::new()
            },
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bars_fit_their_drawing_and_show_even_the_smallest_amount() {
        let month = |month, income, expense| MonthFigures {
            month: Period::new(2026, month).unwrap(),
            income,
            expense,
        };
        let chart = Chart::of(&[month(1, 1_000_000, 1), month(2, 0, -5)], None, Lang::Zh).unwrap();
        assert_eq!(chart.columns[0].income, Rect { y: 0, height: 100 });
        assert_eq!(chart.columns[0].expense, Rect { y: 99, height: 1 });
        assert_eq!(chart.columns[1].expense, Rect { y: 100, height: 0 });
        assert_eq!(Chart::of(&[month(1, 0, 0)], None, Lang::Zh), None);
    }

    #[test]
    fn shares_are_of_the_total() {
        let bars = bars(vec![
            ("a".into(), None, 300),
            ("b".into(), None, 100),
            ("c".into(), None, -7),
        ]);
        let seen: Vec<(i64, &str)> = bars
            .iter()
            .map(|bar| (bar.length, bar.share.as_str()))
            .collect();
        assert_eq!(seen, [(100, "75.0%"), (33, "25.0%"), (0, "")]);
    }
}
