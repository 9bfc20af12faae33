//! Bars of income and expense by month. The figures stand beside them as text: a chart is never
//! the only place of a number.

use mingbai_domain::calendar::Period;

use crate::bits::Bar;
use crate::format::{money, month, shares, yuan};
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
            top: yuan(top, lang),
        })
    }
}

/// Bars for names with figures; each bar's length is its part of the longest one.
pub fn bars(figures: Vec<(String, Option<String>, i128)>, lang: Lang) -> Vec<Bar> {
    let longest = figures.iter().map(|(_, _, fen)| *fen).max().unwrap_or(0);
    let fen: Vec<i128> = figures.iter().map(|(_, _, fen)| *fen).collect();
    let shares = shares(&fen);
    let small = |fen: i128| i64::try_from(fen).unwrap_or(i64::MAX);
    figures
        .into_iter()
        .zip(shares)
        .map(|((label, href, fen), share)| Bar {
            href,
            label,
            figure: yuan(fen, lang),
            over: false,
            length: if longest > 0 {
                small(fen.max(0) * 100 / longest).max(i64::from(fen > 0))
            } else {
                0
            },
            share,
        })
        .collect()
}

/// A whole in its parts, as one bar with a legend.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Split {
    /// The parts, in order.
    pub parts: Vec<Part>,
}

/// A part of a whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// What it is.
    pub label: String,
    /// How much.
    pub figure: String,
    /// Where it leads.
    pub href: Option<String>,
    /// Start in the bar, in thousandths.
    pub x: i128,
    /// Length in the bar, in thousandths.
    pub width: i128,
    /// Its colour: `a` to `d`.
    pub colour: &'static str,
}

impl Split {
    /// The parts that are not nothing. What is below zero is told but not drawn.
    pub fn of(parts: Vec<(String, Option<String>, i128)>, lang: Lang) -> Self {
        let whole: i128 = parts.iter().map(|(_, _, fen)| fen.max(&0)).sum();
        let mut before = 0;
        let mut split = Self::default();
        let colours = ["a", "b", "c", "d"].into_iter().cycle();
        for ((label, href, fen), colour) in parts.into_iter().zip(colours) {
            if fen == 0 {
                continue;
            }
            let at = |sum: i128| (sum * 1000).checked_div(whole).unwrap_or(0);
            let (x, end) = (at(before), at(before + fen.max(0)));
            before += fen.max(0);
            // Something is never drawn as nothing.
            let width = (end - x).max(i128::from(fen > 0) * 6);
            split.parts.push(Part {
                label,
                figure: yuan(fen, lang),
                href,
                x: x.min(1000 - width),
                width,
                colour,
            });
        }
        split
    }
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
    fn the_parts_of_a_split_fill_the_bar_in_order() {
        let part = |fen| (String::new(), None, fen);
        let split = Split::of(
            vec![part(9_000), part(0), part(990_000), part(1_000)],
            Lang::Zh,
        );
        let drawn: Vec<(i128, i128)> = split.parts.iter().map(|p| (p.x, p.width)).collect();
        assert_eq!(drawn, [(0, 9), (9, 990), (994, 6)]);
        assert!(Split::of(vec![part(-5)], Lang::Zh).parts[0].width == 0);
    }

    #[test]
    fn shares_are_of_the_total() {
        let bars = bars(
            vec![
                ("a".into(), None, 300),
                ("b".into(), None, 100),
                ("c".into(), None, -7),
            ],
            Lang::Zh,
        );
        let seen: Vec<(i64, &str)> = bars
            .iter()
            .map(|bar| (bar.length, bar.share.as_str()))
            .collect();
        assert_eq!(seen, [(100, "75.0%"), (33, "25.0%"), (0, "")]);
    }
}
