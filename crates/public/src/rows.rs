//! Rows of lists: an entry, a household list, a summary, each as one cell with its basis in a line.

use std::collections::BTreeMap;

use jiff::civil::Date;
use mingbai_domain::book::bridge::Part;
use mingbai_domain::book::payables::{Paid, Payables, is_cost};
use mingbai_domain::book::{
    BasisKind, Entry, EntryKind, Fold, ItemKind, ListRef, PostedEntry, SummaryState,
};
use mingbai_domain::ids::Slug;
use mingbai_domain::ledger::{Account, AccountClass, Posting};

use crate::amount::{Flow, Gist};
use crate::marks::Mark;
use mingbai_ui::bits::Amount;
use mingbai_ui::bits::{Cell, Tag};
use mingbai_ui::format::{count, day, joined, signed, yuan};
use mingbai_ui::lang::{Lang, Texts};
use mingbai_ui::words;

/// What rows need to know.
pub struct Context<'a> {
    pub fold: &'a Fold,
    pub slug: &'a Slug,
    /// Which payment pays which cost.
    pub payables: Payables,
    pub today: Date,
    pub lang: Lang,
}

impl<'a> Context<'a> {
    /// What the rows of a community's book need, on a day. Reads the book once.
    pub fn of(fold: &'a Fold, slug: &'a Slug, today: Date, lang: Lang) -> Self {
        Self {
            fold,
            slug,
            payables: Payables::of(fold),
            today,
            lang,
        }
    }

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
        if is_cost(entry) {
            facts.extend(entry.payee.clone());
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
            marks: Mark::of(self.fold, posted)
                .into_iter()
                .map(|mark| mark.tag(lang))
                .collect(),
            paid: self.paid(posted),
            struck: posted.reversed_by.is_some(),
        }
    }

    /// How far a cost is paid, or which cost a payment pays.
    pub fn paid(&self, posted: &PostedEntry) -> Option<Tag> {
        let (entry, lang) = (&posted.entry, self.lang);
        if posted.reversed_by.is_some() {
            return None;
        }
        if let [cost, ..] = self.payables.costs_of(entry.seq) {
            let text = lang.with("paid.pays", &[("seq", &cost.seq)]);
            return Some(Tag::plain(text));
        }
        match self.payables.paid(entry)? {
            Paid::NoMoney => None,
            Paid::Owed => Some(Tag::plain(lang.t("paid.owed"))),
            Paid::Part { paid, owed } => {
                let (paid, owed) = (yuan(paid, lang), yuan(owed, lang));
                let text = lang.with("paid.part", &[("paid", &paid), ("owed", &owed)]);
                Some(Tag::plain(text))
            }
            Paid::InFull { .. } => Some(match self.paid_day(entry) {
                None => Tag::jade(lang.t("paid.done")),
                Some(day) if self.signed_after(entry, day).is_some() => {
                    let day = self.day(day);
                    Tag::amber(lang.with("paid.before_signed", &[("day", &day)]))
                }
                Some(day) => Tag::jade(lang.with("paid.on", &[("day", &self.day(day))])),
            }),
        }
    }

    /// The day on which a cost was paid in full. Only an entry of the payment itself has one: where a
    /// cost and its payment are one entry, its date is the day of the event, and a bank's reference
    /// is no date.
    pub fn paid_day(&self, entry: &Entry) -> Option<Date> {
        match self.payables.paid(entry)? {
            Paid::InFull { by } => Some(self.fold.entry(by?)?.entry.date),
            _ => None,
        }
    }

    /// The day of the last signature under a cost or its payments, if that is after `paid`.
    pub fn signed_after(&self, entry: &Entry, paid: Date) -> Option<Date> {
        let payments = self.payables.payments_of(entry.seq).iter();
        let payments = payments.filter_map(|part| self.fold.entry(part.seq));
        let signed = std::iter::once(entry).chain(payments.map(|posted| &posted.entry));
        let days = signed.flat_map(|entry| entry.approvals.iter().map(|given| given.at.date()));
        days.max().filter(|last| *last > paid)
    }

    /// An entry as a part of income and spending: one row for each side it has, with what it adds
    /// to the figures.
    pub fn counted(&self, posted: &PostedEntry, sides: Sides) -> Vec<Cell> {
        let base = self.entry(posted);
        let words = match posted.entry.kind {
            EntryKind::Reversal => REVERSAL_WORDS,
            // Of what a payment channel settles only its fee is a cost.
            EntryKind::Settlement => FEE_WORDS,
            _ => WORDS,
        };
        let amounts = sides.amounts(words, self.lang);
        amounts
            .into_iter()
            .map(|amount| Cell {
                amount: Some(amount),
                ..base.clone()
            })
            .collect()
    }

    /// Whether an entry takes back one of an earlier month: figures that were already shown change.
    pub fn is_late_reversal(&self, entry: &Entry) -> bool {
        let original = entry.reverses.and_then(|seq| self.fold.entry(seq));
        original.is_some_and(|posted| entry.period > posted.entry.period)
    }

    /// One list of a summary.
    pub fn list(&self, state: &SummaryState, list: &ListRef) -> Cell {
        let lang = self.lang;
        let (word, flow) = list_word(list);
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
                figure: signed(flow.sign(), i128::from(list.total_fen.0), lang),
                flow: flow.class(),
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
                    ("total", &yuan(total, lang)),
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

/// The word of a household list's amount, and which way its money went. A bill is income once; that
/// its money arrives later is shown, but is no income again.
pub fn list_word(list: &ListRef) -> (&'static str, Flow) {
    let income = |account: Account| account.class() == AccountClass::Income;
    match (income(list.credit), income(list.debit)) {
        (true, _) => ("amount.in", Flow::In),
        (_, true) => ("amount.given_back", Flow::Out),
        _ if list.debit.is_cash() => ("amount.received", Flow::Flat),
        _ if list.credit.is_cash() => ("amount.paid", Flow::Flat),
        _ => ("amount.total", Flow::Flat),
    }
}

/// Words for more and less income, more and less cost.
const WORDS: [&str; 4] = [
    "amount.in",
    "amount.given_back",
    "amount.out",
    "amount.back",
];
const FEE_WORDS: [&str; 4] = ["amount.in", "amount.given_back", "amount.fee", "amount.fee"];
const REVERSAL_WORDS: [&str; 4] = [
    "amount.reversal_more_income",
    "amount.reversal_less_income",
    "amount.reversal_more_cost",
    "amount.reversal_less_cost",
];

/// What a row adds to income and to spending.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sides {
    pub income: i128,
    pub expense: i128,
}

impl Sides {
    /// The sides of the postings that are selected; `None` if none is income or expense.
    pub fn of<'p>(postings: impl Iterator<Item = &'p Posting>) -> Option<Self> {
        let mut sides = None;
        for posting in postings {
            let fen = i128::from(posting.amount.0);
            match posting.account.class() {
                AccountClass::Income => sides.get_or_insert(Self::default()).income -= fen,
                AccountClass::Expense => sides.get_or_insert(Self::default()).expense += fen,
                _ => {}
            }
        }
        sides
    }

    /// What is paid in to the maintenance fund and drawn on it; `None` if neither is.
    pub fn of_maintenance(parts: &BTreeMap<Part, i128>) -> Option<Self> {
        let of = |part| parts.get(&part).copied();
        match (of(Part::Income), of(Part::Expense)) {
            (None, None) => None,
            (income, expense) => Some(Self {
                income: income.unwrap_or_default(),
                expense: -expense.unwrap_or_default(),
            }),
        }
    }

    fn amounts(self, words: [&'static str; 4], lang: Lang) -> Vec<Amount> {
        let [more_income, less_income, more_cost, less_cost] = words;
        let shown = |fen: i128, plus: bool, word: &str| Amount {
            word: lang.t(word),
            figure: signed(if plus { "+" } else { "−" }, fen, lang),
            flow: if plus { "in" } else { "out" },
        };
        let income = match self.income {
            0 => None,
            fen if fen > 0 => Some(shown(fen, true, more_income)),
            fen => Some(shown(fen, false, less_income)),
        };
        let expense = match self.expense {
            0 => None,
            fen if fen > 0 => Some(shown(fen, false, more_cost)),
            fen => Some(shown(fen, true, less_cost)),
        };
        let mut amounts: Vec<Amount> = income.into_iter().chain(expense).collect();
        if amounts.is_empty() {
            // It moves between two accounts of the same side.
            amounts.push(Amount {
                word: lang.t("amount.moved"),
                figure: yuan(0, lang),
                flow: "flat",
            });
        }
        amounts
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

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use mingbai_domain::approvals::Role;
    use mingbai_domain::book::Approval;
    use mingbai_domain::calendar::UnixMs;
    use mingbai_domain::ledger::Fund;
    use mingbai_domain::ledger::templates::{accounts as a, pair};
    use mingbai_domain::money::Fen;

    use super::*;
    use crate::fixture;

    /// What a row says of a cost of 20 November that is paid on the 21st and signed on `signed`.
    fn said(signed: Date, later: bool) -> Tag {
        let dir = tempfile::tempdir().unwrap();
        let mut maker = fixture::ziyun(dir.path());
        let to = if later { a::PAYABLES } else { a::BANK };
        let postings = pair(Fund::Com, a::COST_OF_COMMON_INCOME, to, Fen(4_300));
        let mut cost = maker.entry(EntryKind::Expense, date(2026, 11, 20), "清洗水箱", postings);
        cost.at = maker.on(date(2026, 11, 24));
        cost.payee = Some("清源水务".into());
        cost.approvals = vec![Approval {
            at: UnixMs::start_of(signed),
            name: "赵国平".into(),
            role: Role::CommitteeChair,
        }];
        let seq = cost.seq;
        maker.put(cost);
        if later {
            let postings = pair(Fund::Com, a::PAYABLES, a::BANK, Fen(4_300));
            let day = date(2026, 11, 21);
            let mut payment = maker.entry(EntryKind::Settlement, day, "付水箱清洗", postings);
            payment.payee = Some("清源水务".into());
            maker.put(payment);
        }
        let cx = Context::of(&maker.fold, &maker.slug, date(2026, 11, 24), Lang::Zh);
        cx.paid(maker.fold.entry(seq).unwrap()).unwrap()
    }

    #[test]
    fn paid_names_a_day_only_where_the_payment_has_one() {
        assert_eq!(said(date(2026, 11, 20), false), Tag::jade("已付".into()));
        assert_eq!(said(date(2026, 11, 23), false), Tag::jade("已付".into()));
        let in_order = said(date(2026, 11, 21), true);
        assert_eq!(in_order, Tag::jade("已付 11月21日".into()));
    }

    #[test]
    fn a_payment_before_the_last_signature_is_marked() {
        let tag = said(date(2026, 11, 23), true);
        assert_eq!(tag.tone, "amber");
        assert!(tag.text.contains("签字以前"), "{}", tag.text);
    }
}
