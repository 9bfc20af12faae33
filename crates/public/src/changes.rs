//! What was recorded since a point in the book's history, newest first, each as a plain sentence.

use mingbai_domain::book::{
    Agreement, Answer, Budget, Contract, Disclosed, Fold, Handover, PostedEntry, Resolution,
    Statement, SummaryState, Thread,
};
use mingbai_domain::calendar::{Period, UnixMs};

use crate::rows::Context;
use crate::seen::Mark;
use mingbai_ui::bits::{Cell, Tag};
use mingbai_ui::format::{date, joined, month};
use mingbai_ui::lang::Texts;
use mingbai_ui::words;

/// One record, or an answer to one.
#[derive(Clone, Copy)]
pub enum What<'a> {
    Entry(&'a PostedEntry),
    Summary(&'a SummaryState),
    Objection(&'a Thread),
    Answer(&'a Thread, &'a Answer),
    Disclosed(&'a Disclosed),
    Statement(&'a Statement),
    Closed(Period),
    Handover(&'a Handover),
    Agreement(&'a Agreement),
    Budget(&'a Budget),
    Contract(&'a Contract),
    Resolution(&'a Resolution),
    Community,
    Registry,
}

/// A change with its place in time.
#[derive(Clone, Copy)]
pub struct Change<'a> {
    at: UnixMs,
    index: u64,
    pub what: What<'a>,
}

/// The mark of a leaf index alone: its time is that of the last dated record in front of it.
pub fn mark_of(fold: &Fold, size: u64) -> Mark {
    let before = dated(fold)
        .filter(|change| change.index < size)
        .map(|change| change.at)
        .max();
    Mark {
        size,
        at: before.unwrap_or(UnixMs(i64::MIN)),
    }
}

/// Everything recorded since `mark`, newest first; everything there is without a mark.
///
/// The fold keeps no leaf index for the records behind the figures (contracts and so on): those
/// are told by their time.
pub fn since(fold: &Fold, mark: Option<Mark>) -> Vec<Change<'_>> {
    let mark = mark.unwrap_or(Mark {
        size: 0,
        at: UnixMs(i64::MIN),
    });
    let mut indexed: Vec<Change<'_>> = dated(fold).collect();
    indexed.sort_by_key(|change| change.index);
    let closed = closings(fold, &indexed);
    indexed.extend(closed);
    let indexed = indexed
        .into_iter()
        .filter(|change| change.index >= mark.size);
    let timed = undated(fold).filter(|change| change.at > mark.at);
    let mut changes: Vec<Change<'_>> = indexed.chain(timed).collect();
    changes.sort_by_key(|change| std::cmp::Reverse((change.at, change.index)));
    changes
}

/// Records whose leaf index the fold keeps.
fn dated(fold: &Fold) -> impl Iterator<Item = Change<'_>> {
    let entries = fold.entries().iter().map(|posted| Change {
        at: posted.entry.at,
        index: posted.index,
        what: What::Entry(posted),
    });
    let summaries = fold.summaries().iter().map(|state| Change {
        at: state.summary.at,
        index: state.index,
        what: What::Summary(state),
    });
    let objections = fold.threads().iter().map(|thread| Change {
        at: thread.objection.at,
        index: thread.index,
        what: What::Objection(thread),
    });
    let disclosed = fold.disclosures().iter().map(|disclosed| Change {
        at: disclosed.disclosure.at,
        index: disclosed.index,
        what: What::Disclosed(disclosed),
    });
    let statements = fold.statements().iter().map(|(index, statement)| Change {
        at: statement.at,
        index: *index,
        what: What::Statement(statement),
    });
    let handovers = fold.handovers().iter().map(|(index, handover)| Change {
        at: handover.at,
        index: *index,
        what: What::Handover(handover),
    });
    entries
        .chain(summaries)
        .chain(objections)
        .chain(disclosed)
        .chain(statements)
        .chain(handovers)
        .inspect(|_| looked_at())
}

/// Counts records that are looked at, so that a test can say how many there were.
fn looked_at() {
    #[cfg(test)]
    tests::LOOKED_AT.with(|count| count.set(count.get() + 1));
}

/// Closings have an index and no time of their own in the fold: they happened when the record in
/// front of them did, or later. `dated` is in the order of the book and read once for all months.
fn closings<'a>(fold: &'a Fold, dated: &[Change<'a>]) -> Vec<Change<'a>> {
    let mut closed: Vec<(u64, Period)> = fold.closed().iter().map(|(&p, &i)| (i, p)).collect();
    closed.sort_unstable();
    let mut before = dated.iter().peekable();
    let mut latest = UnixMs(i64::MIN);
    let mut closings = Vec::with_capacity(closed.len());
    for (index, period) in closed {
        while let Some(change) = before.next_if(|change| change.index < index) {
            latest = latest.max(change.at);
        }
        closings.push(Change {
            at: latest.max(UnixMs::start_of(period.next().first_day())),
            index,
            what: What::Closed(period),
        });
    }
    closings
}

/// Records that have a time only. They sort behind dated ones of the same second.
fn undated(fold: &Fold) -> impl Iterator<Item = Change<'_>> {
    let change = |at, what| Change { at, index: 0, what };
    let answers = fold.threads().iter().flat_map(move |thread| {
        thread
            .answers
            .iter()
            .map(move |answer| change(answer.at, What::Answer(thread, answer)))
    });
    let agreements = fold
        .agreements()
        .values()
        .map(move |body| change(body.at, What::Agreement(body)));
    let budgets = fold
        .budgets()
        .values()
        .map(move |body| change(body.at, What::Budget(body)));
    let contracts = fold
        .contracts()
        .values()
        .map(move |body| change(body.at, What::Contract(body)));
    let resolutions = fold
        .resolutions()
        .values()
        .map(move |body| change(body.at, What::Resolution(body)));
    let community = fold
        .community()
        .into_iter()
        .map(move |body| change(body.at, What::Community));
    let registry = fold
        .registry()
        .into_iter()
        .map(move |body| change(body.at, What::Registry));
    answers
        .chain(agreements)
        .chain(budgets)
        .chain(contracts)
        .chain(resolutions)
        .chain(community)
        .chain(registry)
}

impl Change<'_> {
    /// The change as one row.
    pub fn cell(&self, cx: &Context<'_>) -> Cell {
        let lang = cx.lang;
        let (href, what, why) = match self.what {
            What::Entry(posted) => return cx.entry(posted),
            What::Summary(state) => return cx.summary(state),
            What::Objection(thread) => return objection(cx, thread),
            What::Answer(thread, answer) => (
                cx.entry_href(thread.objection.entry),
                lang.with(
                    "change.answer",
                    &[("no", &thread.objection.no), ("by", &answer.by)],
                ),
                answer.text.clone(),
            ),
            What::Disclosed(disclosed) => {
                let body = &disclosed.disclosure;
                let what = lang.with(
                    "change.disclosed",
                    &[("item", &words::duty_named(&body.item, lang))],
                );
                (cx.page("/disclosures"), what, span(cx, body.from, body.to))
            }
            What::Statement(body) => {
                let what = lang.with("change.statement", &[("title", &body.title)]);
                (
                    cx.page("/disclosures#statements"),
                    what,
                    span(cx, body.from, body.to),
                )
            }
            What::Closed(period) => (
                cx.page(&format!("/accounts?month={period}")),
                lang.with("change.closed", &[("month", &month(period, lang))]),
                lang.t("change.closed_means"),
            ),
            What::Handover(body) => (
                cx.page("/log"),
                lang.with("change.handover", &[("name", &body.successor)]),
                String::new(),
            ),
            What::Agreement(body) => cx.document(
                "agreement",
                &body.id,
                lang.with("change.agreement", &[("title", &body.title)]),
            ),
            What::Budget(body) => cx.document(
                "budget",
                &body.id,
                lang.with("change.budget", &[("title", &body.title)]),
            ),
            What::Contract(body) => cx.document(
                "contract",
                &body.id,
                lang.with("change.contract", &[("title", &body.title)]),
            ),
            What::Resolution(body) => cx.document(
                "resolution",
                &body.id,
                lang.with("change.resolution", &[("title", &body.title)]),
            ),
            What::Community => (
                cx.page("/basis#community"),
                lang.t("change.community"),
                String::new(),
            ),
            What::Registry => (
                cx.page("/basis#registry"),
                lang.t("change.registry"),
                String::new(),
            ),
        };
        let why = joined([cx.day(self.at.date()), why]);
        Cell {
            href: Some(href),
            what,
            why,
            ..Cell::default()
        }
    }
}

fn objection(cx: &Context<'_>, thread: &Thread) -> Cell {
    Cell {
        href: Some(cx.entry_href(thread.objection.entry)),
        what: cx
            .lang
            .with("change.objection", &[("no", &thread.objection.no)]),
        why: joined([
            cx.day(thread.objection.at.date()),
            thread.objection.text.clone(),
        ]),
        tag: Some(crate::pages::entry::thread_tag(thread, cx.today, cx.lang)),
        ..Cell::default()
    }
}

fn span(cx: &Context<'_>, from: jiff::civil::Date, to: jiff::civil::Date) -> String {
    let (from, to) = (date(from, cx.lang), date(to, cx.lang));
    cx.lang.with("common.span", &[("from", &from), ("to", &to)])
}

impl Context<'_> {
    fn page(&self, path: &str) -> String {
        format!("/c/{}{path}", self.slug)
    }

    fn document(&self, kind: &str, id: &str, what: String) -> (String, String, String) {
        (
            self.page(&format!("/basis#{kind}-{id}")),
            what,
            String::new(),
        )
    }
}

/// A mark beside the whole list: how many reversals of earlier months are in it.
pub fn late_reversals(cx: &Context<'_>, changes: &[Change<'_>]) -> Option<Tag> {
    let late = changes.iter().filter(|change| match change.what {
        What::Entry(posted) => cx.is_late_reversal(&posted.entry),
        _ => false,
    });
    let number = late.count();
    (number > 0).then(|| Tag::amber(cx.lang.with("changes.late_reversals", &[("n", &number)])))
}

#[cfg(test)]
mod tests {
    use std::cell::Cell as Counter;

    use super::*;
    use crate::fixture;

    thread_local! {
        pub static LOOKED_AT: Counter<usize> = const { Counter::new(0) };
    }

    #[test]
    fn every_record_is_looked_at_once_however_many_months_are_closed() {
        let dir = tempfile::tempdir().unwrap();
        let maker = fixture::xingyuan(dir.path());
        assert!(maker.fold.closed().len() > 8);
        let records = dated(&maker.fold).count();
        LOOKED_AT.with(|count| count.set(0));
        let mark = mark_of(&maker.fold, maker.fold.size() / 2);
        since(&maker.fold, Some(mark));
        assert_eq!(
            LOOKED_AT.with(Counter::get),
            2 * records,
            "once for the mark, once for all"
        );
    }

    #[test]
    fn a_month_is_closed_after_the_record_in_front_of_its_closing() {
        let dir = tempfile::tempdir().unwrap();
        let maker = fixture::xingyuan(dir.path());
        let closed: Vec<Change<'_>> = since(&maker.fold, None)
            .into_iter()
            .filter(|change| matches!(change.what, What::Closed(_)))
            .collect();
        assert_eq!(closed.len(), maker.fold.closed().len());
        for change in closed {
            assert!(change.at >= mark_of(&maker.fold, change.index).at);
        }
    }

    #[test]
    fn everything_since_the_beginning_is_there_once_and_newest_first() {
        let dir = tempfile::tempdir().unwrap();
        let maker = fixture::xingyuan(dir.path());
        let fold = &maker.fold;
        let all = since(fold, None);
        assert!(all.windows(2).all(|pair| pair[0].at >= pair[1].at));
        let answers: usize = fold
            .threads()
            .iter()
            .map(|thread| thread.answers.len())
            .sum();
        let dated = fold.entries().len()
            + fold.summaries().len()
            + fold.threads().len()
            + fold.disclosures().len()
            + fold.closed().len();
        let documents = fold.agreements().len()
            + fold.budgets().len()
            + fold.contracts().len()
            + fold.resolutions().len();
        // One record each for the community and its register.
        assert_eq!(all.len(), dated + documents + answers + 2);
        assert!(since(fold, Some(mark_of(fold, fold.size()))).is_empty());
    }

    #[test]
    fn a_mark_splits_the_changes_without_loss() {
        let dir = tempfile::tempdir().unwrap();
        let maker = fixture::xingyuan(dir.path());
        let indexed = |size: u64| {
            let changes = since(&maker.fold, Some(mark_of(&maker.fold, size)));
            changes
                .iter()
                .filter(|change| matches!(change.what, What::Entry(_)))
                .count()
        };
        for posted in maker.fold.entries() {
            assert_eq!(indexed(posted.index), indexed(posted.index + 1) + 1);
        }
    }
}
