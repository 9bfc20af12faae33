//! Rows of lists: an entry, a household list, a summary, each as one cell with its basis in a line.

use std::collections::BTreeMap;

use jiff::civil::Date;
use mingbai_domain::book::{
    BasisKind, Entry, EntryKind, Fold, ItemKind, ListRef, PostedEntry, SummaryState,
};
use mingbai_domain::ids::Slug;
use mingbai_domain::ledger::AccountClass;

use crate::amount::Gist;
use mingbai_ui::bits::Amount;
use mingbai_ui::bits::{Cell, Tag};
use mingbai_ui::format::{count, day, joined, money};
use mingbai_ui::lang::{Lang, Texts};
use mingbai_ui::words;

/// What rows need to know.
#[derive(Clone, Copy)]
pub struct Context<'a> {
    pub fold: &'a Fold,
    pub slug: &'a Slug,
    pub today: Date,
    pub lang: Lang,
}

impl Context<'_> {
    /// Address of an entry.
    pub fn entry_href(&self, seq: u64) -> String {
        format!("/c/{}/entries/{seq}", self.slug)
    }

    /// A day, short.
    pub fn day(&self, date: Date) -> String {
        day(date, self.today, self.lang)
    }

    /// A public entry.
    pub fn entry(&self, posted: &PostedEntry) -> Cell {
        let entry = &posted.entry;
        let lang = self.lang;
        let mut facts = vec![self.day(entry.date)];
        if let Some(seq) = posted.reversed_by {
            facts.push(lang.with("entry.reversed_short", &[("seq", &seq)]));
        }
        facts.push(basis_in_a_line(entry, lang));
        Cell {
            href: Some(self.entry_href(entry.seq)),
            what: entry.text.clone(),
            own_words: true,
            why: joined(facts),
            amount: Some(Gist::of(entry).shown(lang)),
            tag: self
                .is_late_reversal(entry)
                .then(|| Tag::amber(lang.t("entry.late_reversal"))),
            struck: posted.reversed_by.is_some(),
        }
    }

    /// Whether an entry takes back one of an earlier month: figures that were already shown change.
    pub fn is_late_reversal(&self, entry: &Entry) -> bool {
        let original = entry.reverses.and_then(|seq| self.fold.entry(seq));
        original.is_some_and(|posted| entry.period > posted.entry.period)
    }

    /// One list of a summary.
    pub fn list(&self, state: &SummaryState, list: &ListRef) -> Cell {
        let lang = self.lang;
        let income =
            |account: mingbai_domain::ledger::Account| account.class() == AccountClass::Income;
        // A bill is income once; that its money arrives later is shown, but is no income again.
        let (word, sign, flow) = match (income(list.credit), income(list.debit)) {
            (true, _) => ("amount.in", "+", "in"),
            (_, true) => ("amount.given_back", "−", "out"),
            _ if list.debit.is_cash() => ("amount.received", "", "flat"),
            _ if list.credit.is_cash() => ("amount.paid", "", "flat"),
            _ => ("amount.total", "", "flat"),
        };
        Cell {
            href: Some(format!("/c/{}/summaries/{}", self.slug, state.summary.no)),
            what: lang.with(
                "summary.list_what",
                &[
                    ("item", &words::item(list.item, lang)),
                    ("rows", &count(list.rows)),
                ],
            ),
            why: joined([
                self.day(state.summary.at.date()),
                words::fund(list.fund, lang),
                lang.t("summary.check_yours"),
            ]),
            amount: Some(Amount {
                word: lang.t(word),
                figure: format!("{sign}{}", money(i128::from(list.total_fen.0))),
                flow,
            }),
            ..Cell::default()
        }
    }

    /// A whole summary.
    pub fn summary(&self, state: &SummaryState) -> Cell {
        let lang = self.lang;
        let mut by_item: BTreeMap<ItemKind, (u128, i128)> = BTreeMap::new();
        for list in &state.summary.lists {
            let (rows, total) = by_item.entry(list.item).or_default();
            *rows += u128::from(list.rows);
            *total += i128::from(list.total_fen.0);
        }
        let lists = by_item.into_iter().map(|(item, (rows, total))| {
            lang.with(
                "summary.list_short",
                &[
                    ("item", &words::item(item, lang)),
                    ("rows", &count(rows)),
                    ("total", &money(total)),
                ],
            )
        });
        let head = self.day(state.summary.at.date());
        Cell {
            href: Some(format!("/c/{}/summaries/{}", self.slug, state.summary.no)),
            what: lang.with("summary.what", &[("no", &state.summary.no)]),
            why: joined(std::iter::once(head).chain(lists)),
            ..Cell::default()
        }
    }
}

/// On what an entry rests, in one line.
pub fn basis_in_a_line(entry: &Entry, lang: Lang) -> String {
    let mut parts = Vec::new();
    if let Some(line) = &entry.budget {
        parts.push(lang.with("basis.short_budget", &[("line", &line.line)]));
    }
    for basis in &entry.basis {
        parts.push(match basis.kind {
            BasisKind::Contract => lang.t("basis.short_contract"),
            BasisKind::Resolution => lang.t("basis.short_resolution"),
            BasisKind::Agreement => lang.t("basis.short_agreement"),
            BasisKind::Emergency => lang.t("basis.short_emergency"),
            BasisKind::Budget if entry.budget.is_some() => continue,
            BasisKind::Budget => lang.t("basis.short_budget_any"),
            BasisKind::Other => basis.note.clone(),
        });
    }
    if entry.draw.is_some() {
        parts.push(lang.t("basis.short_rule"));
    }
    if !entry.vouchers.is_empty() {
        parts.push(lang.with("basis.short_vouchers", &[("n", &entry.vouchers.len())]));
    }
    if !entry.approvals.is_empty() {
        parts.push(lang.with("basis.short_approvals", &[("n", &entry.approvals.len())]));
    }
    match (parts.is_empty(), entry.kind) {
        (false, _) => joined(parts),
        (true, EntryKind::Expense | EntryKind::SmfDraw) => lang.t("basis.short_none"),
        (true, kind) => words::kind(kind, lang),
    }
}
