//! The list of an accounts page: which rows it has and what they add up to. The page and its download
//! are both made from it, so that they cannot differ.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::fmt::Display;

use jiff::civil::Date;
use mingbai_domain::book::bridge::{Part, entry_parts, list_parts};
use mingbai_domain::book::figures::{closes_year, is_draw};
use mingbai_domain::book::{EntryKind, Fold, ListRef, PostedEntry, SummaryState};
use mingbai_domain::ledger::{Fund, Posting};
use mingbai_ui::bits::{Cell, Choice, Pager};
use mingbai_ui::format::{signed, yuan};
use mingbai_ui::lang::{Lang, Texts};

use super::{Selection, drawn_href};
use crate::amount::{Flow, Gist};
use crate::marks::Mark;
use crate::rows::{Context, Sides, list_word};

/// A row of the list.
#[derive(Clone, Copy)]
pub enum Row<'a> {
    Entry(&'a PostedEntry),
    List(&'a SummaryState, &'a ListRef),
}

/// All rows of the lists that are selected, newest first.
pub struct Listed<'a> {
    fold: &'a Fold,
    moves: bool,
    mark: Option<Mark>,
    counted: Vec<(Row<'a>, Sides)>,
    moved: Vec<Row<'a>>,
    draws: Vec<Row<'a>>,
}

impl<'a> Listed<'a> {
    /// The rows of a book.
    pub fn of(fold: &'a Fold, selection: &Selection) -> Self {
        let (mut counted, mut moved, mut draws) = (Vec::new(), Vec::new(), Vec::new());
        for row in rows(fold, selection) {
            match row.sides(fold, selection) {
                Some(sides) => counted.push((row, sides)),
                // It has a list of its own: the maintenance fund's.
                None if selection.lists_draws() && row.is_draw(fold) => draws.push(row),
                None => moved.push(row),
            }
        }
        Self {
            fold,
            moves: selection.moves,
            mark: selection.mark,
            counted,
            moved,
            draws,
        }
    }

    /// The rows that add up to the figures.
    pub fn counted(&self) -> Vec<(Row<'a>, Sides)> {
        let kept = self.counted.iter().filter(|(row, _)| self.keeps(row));
        kept.copied().collect()
    }

    /// The rows that only move money.
    pub fn moved(&self) -> Vec<Row<'a>> {
        let kept = self.moved.iter().filter(|row| self.keeps(row));
        kept.copied().collect()
    }

    /// The draws on the maintenance fund, where they stand beside the figures of all funds.
    pub fn draws(&self) -> Vec<Row<'a>> {
        let kept = self.draws.iter().filter(|row| self.keeps(row));
        kept.copied().collect()
    }

    /// Rows of each list, in the order of [`Self::choices`].
    pub fn rows(&self) -> [usize; 3] {
        [self.counted().len(), self.moved().len(), self.draws().len()]
    }

    /// Rows of the list that is shown, on all pages.
    pub fn count(&self) -> usize {
        if self.moves {
            self.moved().len()
        } else {
            self.counted().len()
        }
    }

    /// The rows of one page.
    pub fn cells(&self, number: usize, size: usize, cx: &Context<'_>) -> Vec<Cell> {
        if self.moves {
            let rows = self.moved();
            let page = Pager::slice_sized(size, &rows, number);
            return page.iter().map(|row| row.cell(cx)).collect();
        }
        let rows = self.counted();
        let page = Pager::slice_sized(size, &rows, number);
        let cells = page.iter().flat_map(|(row, sides)| row.counted(cx, *sides));
        cells.collect()
    }

    /// What the rows of one page, and those of all pages, add up to.
    pub fn sum(&self, number: usize, size: usize, lang: Lang) -> String {
        if self.moves {
            return self.sum_of_moves(lang);
        }
        let all = self.counted();
        let page = Pager::slice_sized(size, &all, number);
        let all_line = sum_line("accounts.sum_all", &all, lang);
        if page.len() == all.len() {
            return all_line;
        }
        format!("{} {all_line}", sum_line("accounts.sum_page", page, lang))
    }

    /// What came, went and was moved are not added to each other: each word has its own sum.
    fn sum_of_moves(&self, lang: Lang) -> String {
        let parts: Vec<String> = self
            .moved_by_word()
            .into_iter()
            .map(|moved| {
                let total = moved.shown(lang);
                lang.with(
                    "accounts.sum_word",
                    &[
                        ("word", &lang.t(moved.word)),
                        ("n", &moved.rows),
                        ("total", &total),
                    ],
                )
            })
            .collect();
        let n = self.moved().len();
        lang.with(
            "accounts.sum_moves",
            &[("n", &n), ("parts", &lang.list(&parts))],
        )
    }

    /// The rows that only move money, added up by the word that each shows.
    pub fn moved_by_word(&self) -> Vec<Moved> {
        let mut sums: Vec<Moved> = Vec::new();
        for row in self.moved() {
            let gist = row.gist();
            let same = |of: &&mut Moved| of.word == gist.word && of.flow == gist.flow;
            match sums.iter_mut().find(same) {
                Some(of) => {
                    of.rows += 1;
                    of.fen += gist.fen;
                }
                None => sums.push(Moved {
                    word: gist.word,
                    flow: gist.flow,
                    rows: 1,
                    fen: gist.fen,
                }),
            }
        }
        sums
    }

    /// The lists.
    pub fn choices(&self, selection: &Selection, base: &str, lang: Lang) -> Vec<Choice> {
        let choice = |moves: bool, key: &str, rows: usize| Choice {
            href: entries_of(&selection.with_moves(moves), base),
            label: lang.with(key, &[("n", &rows)]),
            current: selection.moves == moves,
        };
        let [counted, moved, draws] = self.rows();
        let mut choices = vec![
            choice(false, "accounts.counted", counted),
            choice(true, "accounts.moves", moved),
        ];
        if draws > 0 {
            choices.push(Choice {
                href: drawn_href(selection, base),
                label: lang.with("accounts.draws_list", &[("n", &draws)]),
                current: false,
            });
        }
        choices
    }

    /// The marks that rows of this list have, each as a filter; the current one takes itself off.
    pub fn marks(&self, selection: &Selection, base: &str, lang: Lang) -> Vec<Choice> {
        let rows: Vec<Row<'a>> = if self.moves {
            self.moved.clone()
        } else {
            self.counted.iter().map(|(row, _)| *row).collect()
        };
        let choice = |mark: Mark| {
            let n = rows.iter().filter(|row| row.has(self.fold, mark)).count();
            let current = selection.mark == Some(mark);
            let other = selection.with_mark((!current).then_some(mark));
            (n > 0 || current).then(|| Choice {
                href: entries_of(&other, base),
                label: lang.with(
                    "accounts.only_marked",
                    &[("mark", &lang.t(mark.key())), ("n", &n)],
                ),
                current,
            })
        };
        Mark::ALL.into_iter().filter_map(choice).collect()
    }

    fn keeps(&self, row: &Row<'_>) -> bool {
        self.mark.is_none_or(|mark| row.has(self.fold, mark))
    }
}

fn entries_of(selection: &Selection, base: &str) -> String {
    format!("{}#entries", selection.href(base))
}

/// Rows of one word, added up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moved {
    pub word: &'static str,
    pub flow: Flow,
    pub rows: usize,
    pub fen: i128,
}

impl Moved {
    /// The sum with the sign that its rows have.
    pub fn shown(&self, lang: Lang) -> String {
        signed(self.flow.sign(), self.fen, lang)
    }
}

fn sum_line(key: &str, rows: &[(Row<'_>, Sides)], lang: Lang) -> String {
    let income: i128 = rows.iter().map(|(_, sides)| sides.income).sum();
    let expense: i128 = rows.iter().map(|(_, sides)| sides.expense).sum();
    let values: [(&str, &dyn Display); 3] = [
        ("n", &rows.len()),
        ("income", &yuan(income, lang)),
        ("expense", &yuan(expense, lang)),
    ];
    lang.with(key, &values)
}

impl Row<'_> {
    fn date(&self) -> Date {
        match self {
            Self::Entry(posted) => posted.entry.date,
            Self::List(state, _) => state.summary.at.date(),
        }
    }

    fn index(&self) -> u64 {
        match self {
            Self::Entry(posted) => posted.index,
            Self::List(state, _) => state.index,
        }
    }

    /// What it adds to the figures; `None` if it only moves money.
    fn sides(&self, fold: &Fold, selection: &Selection) -> Option<Sides> {
        let selected = |posting: &&Posting| selection.touches(std::slice::from_ref(*posting));
        match self {
            Self::Entry(posted) if closes_year(fold, &posted.entry) => None,
            Self::Entry(posted) if posted.entry.kind == EntryKind::Opening => None,
            _ if selection.sums_maintenance() => Sides::of_maintenance(&self.maintenance(fold)),
            Self::Entry(posted) => Sides::of(posted.entry.postings.iter().filter(selected)),
            Self::List(_, list) => Sides::of(list.postings().iter().filter(selected)),
        }
    }

    /// Whether it draws on the maintenance fund, or takes a draw back.
    fn is_draw(&self, fold: &Fold) -> bool {
        matches!(self, Self::Entry(posted) if is_draw(fold, &posted.entry))
    }

    /// What it does to the maintenance fund.
    pub fn maintenance(&self, fold: &Fold) -> BTreeMap<Part, i128> {
        match self {
            Self::Entry(posted) => entry_parts(fold, &posted.entry, Fund::Smf),
            Self::List(_, list) => list_parts(list, Fund::Smf),
        }
    }

    /// By this the newest row comes first.
    pub fn newest_first(&self) -> Reverse<(Date, u64)> {
        Reverse((self.date(), self.index()))
    }

    /// The one amount that it shows where it only moves money.
    pub fn gist(&self) -> Gist {
        match self {
            Self::Entry(posted) => Gist::of(&posted.entry),
            Self::List(_, list) => {
                let (word, flow) = list_word(list);
                Gist {
                    flow,
                    fen: i128::from(list.total_fen.0),
                    word,
                }
            }
        }
    }

    fn has(&self, fold: &Fold, mark: Mark) -> bool {
        match self {
            Self::Entry(posted) => mark.is_on(fold, posted),
            Self::List(..) => false,
        }
    }

    /// As rows that add up.
    fn counted(&self, cx: &Context<'_>, sides: Sides) -> Vec<Cell> {
        match self {
            Self::Entry(posted) => cx.counted(posted, sides),
            Self::List(state, list) => vec![cx.list(state, list)],
        }
    }

    fn cell(&self, cx: &Context<'_>) -> Cell {
        match self {
            Self::Entry(posted) => cx.entry(posted),
            Self::List(state, list) => cx.list(state, list),
        }
    }
}

/// Public entries and household lists of the time, fund and account, newest first.
fn rows<'a>(fold: &'a Fold, selection: &Selection) -> Vec<Row<'a>> {
    let months = selection.span.months();
    let entries = fold
        .entries()
        .iter()
        .filter(|posted| {
            months.contains(&posted.entry.period) && selection.touches(&posted.entry.postings)
        })
        .map(|posted| Row::Entry(posted));
    let lists = fold
        .summaries()
        .iter()
        .flat_map(|state| state.summary.lists.iter().map(move |list| (state, list)));
    let lists = lists
        .filter(|(_, list)| months.contains(&list.period) && selection.touches(&list.postings()))
        .map(|(state, list)| Row::List(state, list));
    let mut rows: Vec<Row<'a>> = entries.chain(lists).collect();
    rows.sort_by_key(Row::newest_first);
    rows
}
