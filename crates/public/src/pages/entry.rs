//! One entry: how much, for what, on whose word and on which grounds; objections and answers; how
//! to check it.

mod chain;
mod plain;
mod remuneration;

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::http::header;
use axum::response::{Html, IntoResponse, Response};
use jiff::civil::Date;
use mingbai_domain::book::figures::is_money;
use mingbai_domain::book::payables::{Paid, Part};
use mingbai_domain::book::{Approval, Entry, EntryKind, Fold, PostedEntry, Summary, Thread};
use mingbai_domain::calendar::days_between;

use crate::amount::{Flow, Gist};
use crate::rows::Context;
use mingbai_ui::bits::Figure;
use mingbai_ui::bits::{Fact, Link, Tag};
use mingbai_ui::fault::Fault;
use mingbai_ui::format::{count, date, day, joined, moment, moment_short, month, yuan};
use mingbai_ui::frame::page;
use mingbai_ui::frame::{Frame, Tab};
use mingbai_ui::lang::{Lang, Texts};
use mingbai_ui::reader::Reader;
use mingbai_ui::site::{Place, Site};
use mingbai_ui::words;

pub use chain::Step;
pub use plain::{Booking, Plain};
pub use remuneration::DrawView;

#[derive(Template)]
#[template(path = "entry.html")]
struct EntryPage {
    f: Frame,
    v: View,
    /// Where to copy the public files from, and which book to check.
    address: String,
    slug: String,
}

#[derive(Template)]
#[template(path = "sealed.html")]
struct SealedPage {
    f: Frame,
    number: String,
    summary: Option<Link>,
    home: String,
}

/// What the page shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct View {
    pub kind: String,
    pub text: String,
    pub word: String,
    pub flow: &'static str,
    pub figure: Figure,
    pub lead: String,
    pub paid: Option<Tag>,
    pub notices: Vec<Notice>,
    pub facts: Vec<Fact>,
    pub plain: Vec<Plain>,
    pub bookings: Vec<Booking>,
    pub chain: Vec<Step>,
    pub draw: Option<DrawView>,
    pub threads: Vec<ThreadView>,
    pub written: String,
    pub proof: Option<String>,
    pub month_link: Link,
    pub struck: bool,
}

/// Something to know before reading on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    pub text: String,
    pub link: Option<Link>,
    pub amber: bool,
}

/// An objection with its answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ThreadView {
    pub no: u64,
    pub tag: Tag,
    pub question: String,
    pub asked: String,
    pub due: String,
    pub answers: Vec<AnswerView>,
}

/// One answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AnswerView {
    pub by: String,
    pub at: String,
    pub text: String,
}

/// `GET /c/{slug}/entries/{seq}`.
pub async fn show(
    State(site): State<Arc<Site>>,
    Path((slug, seq)): Path<(String, String)>,
    reader: Reader,
) -> Result<Html<String>, Fault> {
    let place = site.place(&slug).await?;
    let number = number(&place, &seq)?;
    let Some(posted) = place.book.fold.entry(number) else {
        return sealed(&site, &place, &reader, number);
    };
    let v = view(&place, posted, site.now().date(), reader.lang);
    let title = posted.entry.text.clone();
    page(&EntryPage {
        f: Frame::of(&place, &site, &reader, &title, Tab::Accounts),
        v,
        address: reader.came.base(place.host()),
        slug: place.slug.to_string(),
    })
}

/// `GET /c/{slug}/entries/{seq}/proof`.
pub async fn proof(
    State(site): State<Arc<Site>>,
    Path((slug, seq)): Path<(String, String)>,
) -> Result<Response, Fault> {
    let place = site.place(&slug).await?;
    let number = number(&place, &seq)?;
    let back = format!("{}/entries/{number}", place.href());
    let posted = place
        .book
        .fold
        .entry(number)
        .ok_or_else(|| Fault::no_proof(&back))?;
    let name = format!(
        "attachment; filename=\"{}-{number}.tlog-proof\"",
        place.slug
    );
    let (slug, index) = (place.slug.clone(), posted.index);
    // Making a proof reads stored tiles: it must not hold up other requests.
    let made = tokio::task::spawn_blocking(move || (site.proof)(&slug, index)).await;
    let text = made.ok().flatten().ok_or_else(|| Fault::no_proof(&back))?;
    let headers = [
        (header::CONTENT_TYPE, "text/plain; charset=utf-8".to_owned()),
        (header::CONTENT_DISPOSITION, name),
    ];
    Ok((headers, text).into_response())
}

/// A number that was given out, be it to a public entry or to a household's item.
fn number(place: &Place, text: &str) -> Result<u64, Fault> {
    let canonical = |number: &u64| number.to_string() == text;
    let number = text.parse().ok().filter(canonical);
    number
        .filter(|number| (1..place.book.fold.next_seq()).contains(number))
        .ok_or_else(|| Fault::no_entry(text, &place.href()))
}

fn sealed(site: &Site, place: &Place, reader: &Reader, seq: u64) -> Result<Html<String>, Fault> {
    let title = reader.lang.with("sealed.title", &[("seq", &seq)]);
    page(&SealedPage {
        f: Frame::of(place, site, reader, &title, Tab::Accounts),
        number: reader.lang.with("sealed.number", &[("seq", &seq)]),
        summary: summary_of(place, seq, reader.lang),
        home: place.href(),
    })
}

/// The summary that counts a sealed item, where the numbers around it leave only one.
fn summary_of(place: &Place, seq: u64, lang: Lang) -> Option<Link> {
    let fold = &place.book.fold;
    let entries = fold.entries();
    let after = entries.partition_point(|posted| posted.entry.seq < seq);
    let low = after.checked_sub(1).map_or(0, |at| entries[at].index);
    let high = entries
        .get(after)
        .map_or(fold.size(), |posted| posted.index);
    // A leaf index strictly between both neighbours and strictly inside the summary's reach.
    let reaches = |summary: &Summary| summary.to.min(high) > summary.from.max(low) + 1;
    let mut may = fold
        .summaries()
        .iter()
        .filter(|state| reaches(&state.summary));
    let only = may.next()?;
    let no = only.summary.no;
    may.next().is_none().then(|| Link {
        href: format!("{}/summaries/{no}", place.href()),
        label: lang.with("summary.what", &[("no", &no)]),
    })
}

/// The view of one entry.
pub fn view(place: &Place, posted: &PostedEntry, today: Date, lang: Lang) -> View {
    let (fold, entry) = (&place.book.fold, &posted.entry);
    let cx = Context::of(fold, &place.slug, today, lang);
    let gist = Gist::of(entry);
    let amount = gist.shown(lang);
    let covered = place
        .book
        .checkpoint
        .as_ref()
        .is_some_and(|checkpoint| checkpoint.size > posted.index);
    let threads = fold
        .threads()
        .iter()
        .filter(|thread| thread.objection.entry == entry.seq);
    View {
        kind: joined([
            words::kind(entry.kind, lang),
            words::scope(&entry.scope, lang),
        ]),
        text: entry.text.clone(),
        word: amount.word,
        flow: amount.flow,
        figure: Figure::of(gist.fen),
        lead: lead(&cx, entry),
        paid: cx.paid(posted),
        notices: notices(&cx, posted),
        facts: facts(&cx, entry),
        plain: plain::plain(&entry.postings, lang),
        bookings: plain::bookings(&entry.postings, lang),
        chain: chain::steps(&cx, entry),
        draw: entry
            .draw
            .as_ref()
            .and_then(|draw| remuneration::view(&cx, entry, draw)),
        threads: threads
            .map(|thread| thread_view(thread, today, lang))
            .collect(),
        written: lang.with(
            "verify.written",
            &[
                ("at", &moment(entry.at, lang)),
                ("n", &count(posted.index + 1)),
            ],
        ),
        proof: covered.then(|| format!("{}/proof", cx.entry_href(entry.seq))),
        month_link: Link {
            href: format!("{}/accounts?month={}", place.href(), entry.period),
            label: lang.with(
                "entry.back_to_month",
                &[("month", &month(entry.period, lang))],
            ),
        },
        struck: posted.reversed_by.is_some(),
    }
}

/// The day and the other side. Of what is not paid yet nobody can say that it was paid.
fn lead(cx: &Context<'_>, entry: &Entry) -> String {
    let paid = cx.payables.paid(entry);
    let owed = matches!(paid, Some(Paid::Owed | Paid::Part { .. }));
    let key = match (entry.kind, Gist::of(entry).flow) {
        (EntryKind::Reversal, _) => "entry.party_of",
        _ if owed => "entry.owed_to",
        (_, Flow::In) => "entry.from",
        (EntryKind::Settlement, Flow::Flat) if came_in(entry) => "entry.from",
        _ => "entry.to",
    };
    let party = entry.payee.as_deref().or_else(|| {
        let original = cx.fold.entry(entry.reverses?)?;
        original.entry.payee.as_deref()
    });
    let party = party.map(|payee| cx.lang.with(key, &[("payee", &payee)]));
    joined([date(entry.date, cx.lang), party.unwrap_or_default()])
}

fn came_in(entry: &Entry) -> bool {
    let money = entry.postings.iter().filter(|posting| is_money(posting));
    money
        .map(|posting| i128::from(posting.amount.0))
        .sum::<i128>()
        > 0
}

fn notices(cx: &Context<'_>, posted: &PostedEntry) -> Vec<Notice> {
    let (entry, lang) = (&posted.entry, cx.lang);
    let mut notices = Vec::new();
    let link = |seq: u64| {
        Some(Link {
            href: cx.entry_href(seq),
            label: lang.with("entry.see", &[("seq", &seq)]),
        })
    };
    if let Some(seq) = posted.reversed_by {
        let why = cx
            .fold
            .entry(seq)
            .and_then(|by| by.entry.reason.clone())
            .unwrap_or_default();
        let on = cx
            .fold
            .entry(seq)
            .map(|by| cx.day(by.entry.at.date()))
            .unwrap_or_default();
        let text = lang.with("entry.reversed_by", &[("day", &on), ("reason", &why)]);
        notices.push(Notice {
            text,
            link: link(seq),
            amber: true,
        });
    }
    let paid = cx.paid_day(entry).filter(|_| posted.reversed_by.is_none());
    if let Some((paid, signed)) = paid.and_then(|day| Some((day, cx.signed_after(entry, day)?))) {
        let (paid, signed) = (cx.day(paid), cx.day(signed));
        notices.push(Notice {
            text: lang.with(
                "entry.paid_before_signed",
                &[("paid", &paid), ("signed", &signed)],
            ),
            link: None,
            amber: true,
        });
    }
    notices.extend(payments(cx, entry));
    if let Some(seq) = entry.reverses {
        let key = if cx.is_late_reversal(entry) {
            "entry.reverses_late"
        } else {
            "entry.reverses"
        };
        let original = cx
            .fold
            .entry(seq)
            .map(|by| by.entry.text.clone())
            .unwrap_or_default();
        let text = lang.with(
            key,
            &[
                ("seq", &seq),
                ("text", &original),
                ("reason", &entry.reason.as_deref().unwrap_or("")),
            ],
        );
        notices.push(Notice {
            text,
            link: link(seq),
            amber: cx.is_late_reversal(entry),
        });
        notices.extend(behind_reversal(cx, entry, seq));
    } else if let Some(reason) = &entry.reason {
        let text = lang.with("entry.late_because", &[("reason", reason)]);
        notices.push(Notice {
            text,
            link: None,
            amber: true,
        });
    }
    if entry.related_party {
        notices.push(Notice {
            text: lang.t("entry.related"),
            link: None,
            amber: true,
        });
    }
    notices
}

/// The payments of a cost, or the costs of a payment. Records do not name each other, so the page
/// says by what they were put together.
fn payments(cx: &Context<'_>, entry: &Entry) -> Vec<Notice> {
    let notice = |key: &str, part: &Part| {
        let other = cx.fold.entry(part.seq)?;
        let text = cx.lang.with(
            key,
            &[
                ("day", &cx.day(other.entry.date)),
                ("text", &other.entry.text),
                ("amount", &yuan(part.fen, cx.lang)),
            ],
        );
        let label = cx.lang.with("entry.see", &[("seq", &part.seq)]);
        let href = cx.entry_href(part.seq);
        Some(Notice {
            text,
            link: Some(Link { href, label }),
            amber: false,
        })
    };
    let paid = cx.payables.payments_of(entry.seq).iter();
    let pays = cx.payables.costs_of(entry.seq).iter();
    paid.filter_map(|part| notice("paid.paid_by", part))
        .chain(pays.filter_map(|part| notice("paid.pays_text", part)))
        .collect()
}

/// Who had signed what is taken back, who signed taking it back, and the objections before it.
fn behind_reversal(cx: &Context<'_>, entry: &Entry, original: u64) -> Vec<Notice> {
    let lang = cx.lang;
    let mut notices = Vec::new();
    let mut tell = |text: String, link: Option<Link>| {
        notices.push(Notice {
            text,
            link,
            amber: false,
        });
    };
    let names = |entry: &Entry| -> Vec<String> {
        let signer = |given: &Approval| format!("{} {}", words::role(given.role, lang), given.name);
        entry.approvals.iter().map(signer).collect()
    };
    let before = cx.fold.entry(original).map(|posted| names(&posted.entry));
    if let Some(before) = before.filter(|names| !names.is_empty()) {
        let who = lang.list(&before);
        tell(lang.with("entry.signed_before", &[("who", &who)]), None);
    }
    match names(entry) {
        none if none.is_empty() => tell(lang.t("entry.reversal_unsigned"), None),
        some => tell(
            lang.with("entry.reversal_signed", &[("who", &lang.list(&some))]),
            None,
        ),
    }
    let raised = cx
        .fold
        .threads()
        .iter()
        .filter(|thread| thread.objection.entry == original && thread.objection.at <= entry.at);
    for thread in raised {
        let body = &thread.objection;
        let text = lang.with(
            "entry.after_objection",
            &[
                ("no", &body.no),
                ("day", &cx.day(body.at.date())),
                ("text", &body.text),
            ],
        );
        let href = format!("{}#objections", cx.entry_href(original));
        let label = lang.t("entry.see_objection");
        tell(text, Some(Link { href, label }));
    }
    notices
}

fn facts(cx: &Context<'_>, entry: &Entry) -> Vec<Fact> {
    let lang = cx.lang;
    let mut facts = vec![
        Fact::new(lang.t("entry.date"), date(entry.date, lang)),
        Fact::new(lang.t("entry.period"), month(entry.period, lang)),
    ];
    if let Some(Paid::InFull { .. }) = cx.payables.paid(entry) {
        let day = cx.paid_day(entry).map(|day| date(day, lang));
        let day = day.unwrap_or_else(|| lang.t("entry.paid_day_none"));
        facts.push(Fact::new(lang.t("entry.paid_day"), day));
    }
    if let Some(payee) = &entry.payee {
        facts.push(Fact::own(lang.t("entry.party"), payee));
    }
    facts.push(Fact::new(
        lang.t("entry.for_whom"),
        words::scope(&entry.scope, lang),
    ));
    if let Some(number) = &entry.number {
        facts.push(Fact::own(lang.t("entry.voucher_number"), number));
    }
    if let Some(bank) = &entry.bank_ref {
        facts.push(Fact::own(lang.t("entry.bank_ref"), bank));
    }
    facts.push(Fact::new(lang.t("entry.number"), entry.seq.to_string()));
    if let Some(source) = &entry.source {
        let value = lang.with(
            "entry.source_value",
            &[("sheet", &source.sheet), ("row", &source.row)],
        );
        facts.push(Fact::own(lang.t("entry.source"), &value));
    }
    facts
}

fn thread_view(thread: &Thread, today: Date, lang: Lang) -> ThreadView {
    let body = &thread.objection;
    ThreadView {
        no: body.no,
        tag: thread_tag(thread, today, lang),
        question: body.text.clone(),
        asked: moment_short(body.at, today, lang),
        due: lang.with("thread.due", &[("day", &day(body.due, today, lang))]),
        answers: thread
            .answers
            .iter()
            .map(|answer| AnswerView {
                by: answer.by.clone(),
                at: moment_short(answer.at, today, lang),
                text: answer.text.clone(),
            })
            .collect(),
    }
}

/// Whether an objection is answered, and how late.
pub fn thread_tag(thread: &Thread, today: Date, lang: Lang) -> Tag {
    let due = thread.objection.due;
    let answered = thread.answers.first().map(|answer| answer.at.date());
    let late = days_between(due, answered.unwrap_or(today));
    match (answered, late > 0) {
        (Some(_), false) => Tag::jade(lang.t("thread.answered")),
        (Some(_), true) => Tag::amber(lang.with("thread.answered_late", &[("n", &late)])),
        (None, false) => Tag::plain(lang.t("thread.waiting")),
        (None, true) => Tag::amber(lang.with("thread.overdue", &[("n", &late)])),
    }
}

/// The name of a reference's record, or the reference itself.
fn title_or<'a>(found: Option<&'a str>, id: &'a str) -> &'a str {
    found.unwrap_or(id)
}

/// The resolution with this id.
fn resolution<'a>(fold: &'a Fold, id: &str) -> Option<&'a mingbai_domain::book::Resolution> {
    fold.resolutions().get(id)
}
