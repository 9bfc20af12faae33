//! A community's home: how much there is, what changed, where money went, what is late.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::http::header::SET_COOKIE;
use axum::response::{IntoResponse, Response};
use jiff::civil::Date;
use mingbai_app::book::books::Book;
use mingbai_domain::book::Fold;
use mingbai_domain::calendar::{Period, UnixMs};
use mingbai_domain::ledger::{AccountClass, Fund};
use mingbai_domain::registry::ManagementMode;

use super::accounts::{self, Selection};
use super::entry::thread_tag;
use crate::changes::{self, late_reversals};
use crate::purse::PurseView;
use crate::rows::Context;
use crate::seen::{Mark, Seen};
use mingbai_domain::book::duties;
use mingbai_domain::book::figures::{Cash, DAILY, Figures, Filter, Purse, funds_in_use};
use mingbai_ui::bits::{Bar, Cell, Fact, Link, Tag};
use mingbai_ui::chart::bars;
use mingbai_ui::fault::Fault;
use mingbai_ui::format::{
    area, count, count_i, date, each, incoming, joined, moment, money, month, outgoing, yuan,
};
use mingbai_ui::frame::page;
use mingbai_ui::frame::{Frame, Tab};
use mingbai_ui::lang::{Lang, Texts};
use mingbai_ui::reader::Reader;
use mingbai_ui::site::{Place, Site};
use mingbai_ui::words;

/// Changes shown here; all of them are one tap away.
const NEWS: usize = 6;
const BARS: usize = 6;

#[derive(Template)]
#[template(path = "community.html")]
struct CommunityPage {
    f: Frame,
    v: View,
}

/// What the page shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct View {
    /// Where entries are found.
    pub search: String,
    pub home: String,
    pub purse: PurseView,
    pub as_of: String,
    pub month: String,
    pub income: String,
    pub expense: String,
    /// The month's spending for each home and square metre.
    pub each: Option<String>,
    /// What was drawn on the maintenance fund besides.
    pub draws: Option<Link>,
    /// Income and expense of the month in the other funds.
    pub besides: Option<String>,
    /// The money of the headline from the beginning of the month to its end.
    pub cash: Vec<Fact>,
    pub cash_end: Fact,
    pub empty: bool,
    pub halted: Option<String>,
    pub verify: String,
    pub signed: String,
    pub news: News,
    pub bars: Vec<Bar>,
    pub bars_href: String,
    pub late: Vec<Cell>,
    pub in_time: Option<String>,
    pub objections: Vec<Cell>,
    pub funds: Vec<Cell>,
    pub facts: Vec<Fact>,
    pub lump_sum: bool,
}

/// What changed since the last visit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct News {
    pub title: String,
    pub since: String,
    pub cells: Vec<Cell>,
    pub late: Option<Tag>,
    pub href: String,
    pub more: String,
}

/// `GET /c/{slug}`.
pub async fn show(
    State(site): State<Arc<Site>>,
    Path(slug): Path<String>,
    reader: Reader,
) -> Result<Response, Fault> {
    let place = site.place(&slug).await?;
    let mark = Mark {
        size: place.book.fold.size(),
        at: site.now(),
    };
    let seen = Seen::visit(reader.cookie(&Seen::name(&place.slug)), mark);
    let v = view(&place, &seen, reader.lang);
    let f = Frame::of(&place, &site, &reader, "", Tab::Home);
    let html = page(&CommunityPage { f, v })?;
    Ok(([(SET_COOKIE, seen.cookie(&place.slug))], html).into_response())
}

/// The view of one community, at the visit `seen`.
pub fn view(place: &Place, seen: &Seen, lang: Lang) -> View {
    let (book, now) = (&place.book, seen.now.at);
    let fold = &book.fold;
    let cx = Context::of(fold, &place.slug, now.date(), lang);
    let figures = Figures::of(fold);
    let month_shown = figures.current(Period::of(cx.today));
    let filter = Filter::month(month_shown);
    let cash = Cash::of(fold, &DAILY, month_shown);
    let (income, expense) = figures.daily(&filter.months);
    let drawn = figures.draws(&filter.months);
    let other = (
        figures.income(&filter) - income,
        figures.expense(&filter) - expense,
    );
    let home = place.href();
    View {
        search: format!("{}/search", place.href()),
        purse: PurseView::of(&Purse::of(fold), Some(&format!("{home}/funds")), lang),
        as_of: lang.with("community.as_of", &[("at", &moment(fold.last_at(), lang))]),
        month: month(month_shown, lang),
        income: incoming(income, lang),
        expense: outgoing(expense, lang),
        draws: accounts::draws(
            drawn,
            &Selection::month(month_shown),
            &format!("{home}/accounts"),
            lang,
        ),
        each: for_each(fold, expense, lang),
        besides: besides(fold, other, lang),
        cash: cash_lines(&cash, month_shown, lang),
        cash_end: cash_end(&cash, Purse::of(fold).usable, month_shown, cx.today, lang),
        empty: fold.entries().is_empty() && fold.summaries().is_empty(),
        halted: book.halted.clone(),
        verify: lang.with("community.verify", &[("records", &count(fold.size()))]),
        signed: signed_line(book, lang),
        news: news(&cx, seen),
        bars: spending(&figures, &filter, &home, month_shown, lang),
        bars_href: format!("{home}/accounts?month={month_shown}"),
        late: late(&cx),
        in_time: in_time(&cx),
        objections: objections(&cx),
        funds: funds(&cx),
        facts: facts(place, now, lang),
        lump_sum: fold.mode_on(cx.today) == Some(ManagementMode::LumpSum),
        home,
    }
}

/// What an amount is for each home and square metre of the register; `None` without a register, or
/// where there is nothing to share out.
fn for_each(fold: &Fold, fen: i128, lang: Lang) -> Option<String> {
    let registry = fold.registry().filter(|_| fen > 0)?;
    let home = each(fen, i128::from(registry.units))?;
    // Areas are counted in 0.01 m².
    let metre = each(fen * 100, i128::from(registry.area_c.0))?;
    Some(lang.with(
        "community.each",
        &[
            ("units", &count_i(registry.units)),
            ("home", &yuan(home, lang)),
            ("metre", &yuan(metre, lang)),
        ],
    ))
}

/// What the card's figures leave out: income and expense of reserves and subsidies.
fn besides(fold: &Fold, (income, expense): (i128, i128), lang: Lang) -> Option<String> {
    let funds: Vec<String> = funds_in_use(fold)
        .into_iter()
        .filter(|fund| matches!(fund, Fund::Res | Fund::Sub))
        .map(|fund| words::fund(fund, lang))
        .collect();
    (income != 0 || expense != 0).then(|| {
        let line = [
            ("funds", &lang.list(&funds) as &dyn std::fmt::Display),
            ("income", &yuan(income, lang)),
            ("expense", &yuan(expense, lang)),
        ];
        lang.with("community.besides", &line)
    })
}

/// What was there, and what came and went: with the end they add up.
fn cash_lines(cash: &Cash, of: Period, lang: Lang) -> Vec<Fact> {
    let start = if cash.opened {
        "community.month_opened"
    } else {
        "community.month_start"
    };
    let start = lang.with(start, &[("month", &month(of, lang))]);
    let by_sign = |fen: i128, more: &str, less: &str| lang.t(if fen < 0 { less } else { more });
    let mut lines = vec![
        Fact::new(start, yuan(cash.start, lang)),
        Fact::new(lang.t("community.received"), incoming(cash.received, lang)),
        Fact::new(lang.t("community.paid"), outgoing(cash.paid, lang)),
    ];
    if cash.moved != 0 {
        let name = by_sign(cash.moved, "community.moved_in", "community.moved_out");
        lines.push(Fact::new(name, incoming(cash.moved, lang)));
    }
    if cash.held != 0 {
        let name = by_sign(cash.held, "community.held_in", "community.held_out");
        lines.push(Fact::new(name, incoming(cash.held, lang)));
    }
    lines
}

/// The end of the month: now, where nothing came after it.
fn cash_end(cash: &Cash, usable: i128, of: Period, today: Date, lang: Lang) -> Fact {
    let name = if of == Period::of(today) && cash.end == usable {
        lang.t("community.month_now")
    } else {
        lang.with("community.month_end", &[("month", &month(of, lang))])
    };
    Fact::new(name, yuan(cash.end, lang))
}

fn signed_line(book: &Book, lang: Lang) -> String {
    match &book.checkpoint {
        Some(checkpoint) => lang.with(
            "community.signed",
            &[
                ("at", &moment(checkpoint.at, lang)),
                ("records", &count(checkpoint.size)),
            ],
        ),
        None => lang.t("community.unsigned"),
    }
}

fn news(cx: &Context<'_>, seen: &Seen) -> News {
    let lang = cx.lang;
    let changes = changes::since(cx.fold, seen.before);
    let (title, since, href) = match seen.before {
        Some(mark) => (
            lang.t("community.since_last"),
            lang.with("community.since_day", &[("day", &cx.day(mark.at.date()))]),
            format!("/c/{}/changes?since={}", cx.slug, mark.size),
        ),
        None => (
            lang.t("community.latest"),
            String::new(),
            format!("/c/{}/changes", cx.slug),
        ),
    };
    News {
        title,
        since,
        cells: changes
            .iter()
            .take(NEWS)
            .map(|change| change.cell(cx))
            .collect(),
        late: late_reversals(cx, &changes).filter(|_| seen.before.is_some()),
        more: lang.with("community.all_changes", &[("n", &changes.len())]),
        href,
    }
}

fn spending(
    figures: &Figures<'_>,
    filter: &Filter,
    home: &str,
    month: Period,
    lang: Lang,
) -> Vec<Bar> {
    let sums = figures.by_account(AccountClass::Expense, filter);
    let rest: i128 = sums.iter().skip(BARS).map(|(_, sum)| sum).sum();
    let mut rows: Vec<(String, Option<String>, i128)> = sums
        .into_iter()
        .take(BARS)
        .map(|(account, sum)| {
            let href = format!("{home}/accounts?month={month}&account={account}");
            (words::account(account, lang), Some(href), sum)
        })
        .collect();
    if rest != 0 {
        rows.push((lang.t("community.other_spending"), None, rest));
    }
    bars(rows, lang)
}

fn late(cx: &Context<'_>) -> Vec<Cell> {
    let duties = duties::duties(cx.fold, cx.today);
    let mut cells: Vec<Cell> = duties::overdue(&duties)
        .map(|(duty, days)| Cell {
            href: Some(format!("/c/{}/disclosures", cx.slug)),
            what: super::disclosures::duty_title(duty, cx.lang),
            why: cx.lang.with("community.due", &[("day", &cx.day(duty.due))]),
            tag: Some(Tag::amber(
                cx.lang.with("common.days_late", &[("n", &days)]),
            )),
            ..Cell::default()
        })
        .collect();
    cells.truncate(4);
    cells
}

fn in_time(cx: &Context<'_>) -> Option<String> {
    let duties = duties::duties(cx.fold, cx.today);
    let none_late = duties::overdue(&duties).next().is_none();
    let published = duties.iter().filter(|duty| {
        !matches!(
            duty.standing,
            mingbai_domain::disclosure::Standing::Pending { .. }
        )
    });
    let number = published.count();
    (none_late && number > 0).then(|| cx.lang.with("community.all_published", &[("n", &number)]))
}

fn objections(cx: &Context<'_>) -> Vec<Cell> {
    let open = cx
        .fold
        .threads()
        .iter()
        .rev()
        .filter(|thread| thread.answers.is_empty());
    open.take(3)
        .map(|thread| Cell {
            href: Some(cx.entry_href(thread.objection.entry)),
            what: thread.objection.text.clone(),
            own_words: true,
            why: cx.lang.with(
                "community.answer_due",
                &[("day", &cx.day(thread.objection.due))],
            ),
            tag: Some(thread_tag(thread, cx.today, cx.lang)),
            ..Cell::default()
        })
        .collect()
}

fn funds(cx: &Context<'_>) -> Vec<Cell> {
    let cell = |fund: Fund| Cell {
        href: Some(format!(
            "/c/{}/funds#{}",
            cx.slug,
            fund.as_str().to_lowercase()
        )),
        what: words::fund(fund, cx.lang),
        why: words::fund_means(fund, cx.lang),
        amount: Some(mingbai_ui::bits::Amount {
            word: String::new(),
            figure: yuan(cx.fold.balances().cash(fund), cx.lang),
            flow: "flat",
        }),
        ..Cell::default()
    };
    funds_in_use(cx.fold).into_iter().map(cell).collect()
}

/// Who runs this community and on what terms.
pub fn facts(place: &Place, now: UnixMs, lang: Lang) -> Vec<Fact> {
    let (fold, community) = (&place.book.fold, place.community());
    let mut facts = vec![Fact::own(lang.t("community.manager"), &community.manager)];
    if let Some(mode) = fold.mode_on(now.date()) {
        let since = community
            .modes
            .iter()
            .filter(|from| from.from <= now.date())
            .map(|from| from.from)
            .max();
        let since =
            since.map(|day| lang.with("community.mode_since", &[("day", &date(day, lang))]));
        let value = joined([words::mode(mode, lang), since.unwrap_or_default()]);
        facts.push(Fact::new(lang.t("community.mode"), value));
    }
    if let Some(registry) = fold.registry() {
        let value = lang.with(
            "community.registry_line",
            &[
                ("buildings", &registry.buildings.len()),
                ("units", &count_i(registry.units)),
                ("area", &area(registry.area_c.0)),
            ],
        );
        facts.push(Fact::new(lang.t("community.registry"), value));
    }
    facts.extend(documents(fold, now, lang));
    facts
}

fn documents(fold: &Fold, now: UnixMs, lang: Lang) -> Vec<Fact> {
    let mut facts = Vec::new();
    if let Some(agreement) = fold.agreement_on(now.date()) {
        facts.push(Fact::own(lang.t("community.agreement"), &agreement.title));
    }
    let budget = fold
        .budgets()
        .values()
        .filter(|budget| budget.year == now.date().year())
        .max_by_key(|b| b.at);
    if let Some(budget) = budget {
        let total: i128 = budget
            .lines
            .iter()
            .map(|line| i128::from(line.amount_fen.0))
            .sum();
        let value = lang.with(
            "community.budget_line",
            &[("total", &money(total)), ("n", &budget.lines.len())],
        );
        facts.push(Fact::new(
            lang.with("community.budget", &[("year", &budget.year)]),
            value,
        ));
    }
    facts
}
