//! The documents behind the figures: agreements, budgets, contracts, resolutions, the register.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Html;
use jiff::civil::Date;
use mingbai_domain::approvals::Tier;
use mingbai_domain::book::{
    Agreement, Budget, BudgetUse, Contract, FileRef, Fold, Registry, Resolution,
};
use mingbai_domain::calendar::UnixMs;
use mingbai_domain::ids::Slug;
use mingbai_domain::ledger::Account;
use mingbai_domain::trust::{Basis, Pay};
use mingbai_domain::vote::Matter;

use crate::basis::{Counts, FileLink, counts};
use mingbai_ui::bits::{Bar, Fact, Link, Tag};
use mingbai_ui::fault::Fault;
use mingbai_ui::format::{area, count_i, date, money, share, yuan};
use mingbai_ui::frame::page;
use mingbai_ui::frame::{Frame, Tab};
use mingbai_ui::lang::{Lang, Texts};
use mingbai_ui::reader::Reader;
use mingbai_ui::site::{Place, Site};
use mingbai_ui::words;

#[derive(Template)]
#[template(path = "basis.html")]
struct BasisPage {
    f: Frame,
    v: View,
}

/// What the page shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct View {
    pub agreements: Vec<Document>,
    pub budgets: Vec<BudgetView>,
    pub contracts: Vec<Document>,
    pub resolutions: Vec<ResolutionView>,
    pub community: Vec<Fact>,
    pub mode_means: String,
    pub registry: Option<RegistryView>,
    pub nothing: bool,
}

/// A document with its facts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    pub anchor: String,
    pub title: String,
    pub tag: Option<Tag>,
    pub facts: Vec<Fact>,
    pub file: Option<FileLink>,
    pub resolution: Option<Link>,
}

/// A budget with what is left of each line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BudgetView {
    pub document: Document,
    pub lines: Vec<Bar>,
    /// Whether numbers of lines are skipped: a reader may ask what is missing.
    pub gaps: bool,
    pub total: String,
}

/// A resolution with its counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResolutionView {
    pub document: Document,
    pub counts: Vec<Counts>,
}

/// Totals of the register.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RegistryView {
    pub facts: Vec<Fact>,
    pub buildings: Vec<Fact>,
}

/// `GET /c/{slug}/basis`.
pub async fn show(
    State(site): State<Arc<Site>>,
    Path(slug): Path<String>,
    reader: Reader,
) -> Result<Html<String>, Fault> {
    let place = site.place(&slug).await?;
    let v = view(&place, site.now(), reader.lang);
    let title = reader.lang.t("basis.title");
    page(&BasisPage {
        f: Frame::of(&place, &site, &reader, &title, Tab::Basis),
        v,
    })
}

/// The view of one community.
pub fn view(place: &Place, now: UnixMs, lang: Lang) -> View {
    let cx = Reading {
        fold: &place.book.fold,
        slug: &place.slug,
        today: now.date(),
        lang,
    };
    let fold = cx.fold;
    let mode = fold.mode_on(cx.today);
    let mut budgets: Vec<&Budget> = fold.budgets().values().collect();
    budgets.sort_by_key(|budget| std::cmp::Reverse(budget.year));
    let mut resolutions: Vec<&Resolution> = fold.resolutions().values().collect();
    resolutions.sort_by_key(|resolution| std::cmp::Reverse(resolution.decided));
    View {
        agreements: fold
            .agreements()
            .values()
            .rev()
            .map(|body| cx.agreement(body))
            .collect(),
        budgets: budgets.into_iter().map(|body| cx.budget(body)).collect(),
        contracts: fold
            .contracts()
            .values()
            .rev()
            .map(|body| cx.contract(body))
            .collect(),
        resolutions: resolutions
            .into_iter()
            .map(|body| cx.resolution(body))
            .collect(),
        community: cx.community(place, now),
        mode_means: mode
            .map(|mode| words::mode_means(mode, lang))
            .unwrap_or_default(),
        registry: fold.registry().map(|body| registry(body, lang)),
        nothing: fold.agreements().is_empty()
            && fold.budgets().is_empty()
            && fold.contracts().is_empty(),
    }
}

struct Reading<'a> {
    fold: &'a Fold,
    slug: &'a Slug,
    today: Date,
    lang: Lang,
}

impl Reading<'_> {
    fn span(&self, from: Date, to: Option<Date>) -> String {
        let from = date(from, self.lang);
        match to {
            Some(to) => self.lang.with(
                "common.span",
                &[("from", &from), ("to", &date(to, self.lang))],
            ),
            None => self.lang.with("common.from", &[("from", &from)]),
        }
    }

    fn document(&self, kind: &str, id: &str, title: &str, file: Option<&FileRef>) -> Document {
        Document {
            anchor: format!("{kind}-{id}"),
            title: title.to_owned(),
            tag: None,
            facts: Vec::new(),
            file: file.map(|file| FileLink::of(self.fold, self.slug, file)),
            resolution: None,
        }
    }

    fn passed_by(&self, id: Option<&String>) -> Option<Link> {
        let found = self.fold.resolutions().get(id?)?;
        Some(Link {
            href: format!("/c/{}/basis#resolution-{}", self.slug, found.id),
            label: self
                .lang
                .with("basis.passed_by", &[("title", &found.title)]),
        })
    }

    fn community(&self, place: &Place, now: UnixMs) -> Vec<Fact> {
        let body = place.community();
        let mut facts = super::community::facts(place, now, self.lang);
        facts.truncate(2);
        facts.push(Fact::new(
            self.lang.t("basis.kind"),
            self.lang.t(&format!("kind.community_{}", body.kind)),
        ));
        let places = [
            ("basis.district", &body.district),
            ("basis.centre", &body.centre),
        ];
        let committee = [("basis.residents_committee", &body.residents_committee)];
        for (key, value) in places
            .into_iter()
            .chain(committee)
            .filter(|(_, value)| !value.is_empty())
        {
            facts.push(Fact::own(self.lang.t(key), value));
        }
        facts
    }

    fn agreement(&self, body: &Agreement) -> Document {
        let (terms, lang) = (&body.terms, self.lang);
        let mut document =
            self.document("agreement", &body.id, &body.title, body.document.as_ref());
        let accounts: Vec<String> = terms
            .base_accounts
            .iter()
            .filter_map(|&code| Account::new(code).ok())
            .map(|account| words::account(account, lang))
            .collect();
        let pay = match terms.pay {
            Pay::Ratio(ratio) if ratio.num == 0 => lang.t("agreement.no_pay"),
            Pay::Ratio(ratio) => lang.with(
                "agreement.ratio",
                &[
                    ("ratio", &share(ratio)),
                    ("accounts", &lang.list(&accounts)),
                    (
                        "basis",
                        &lang.t(if terms.basis == Basis::Cash {
                            "agreement.cash"
                        } else {
                            "agreement.accrual"
                        }),
                    ),
                ],
            ),
            Pay::Monthly { amount_fen } => lang.with(
                "agreement.monthly",
                &[("amount", &money(i128::from(amount_fen.0)))],
            ),
        };
        document.facts.push(Fact::new(
            lang.t("basis.valid"),
            self.span(terms.from, terms.to),
        ));
        document.facts.push(Fact::new(lang.t("agreement.pay"), pay));
        let publish = lang.with("agreement.publish_day", &[("day", &terms.publish_day)]);
        document
            .facts
            .push(Fact::new(lang.t("agreement.publish"), publish));
        document.facts.extend(self.tiers(&terms.approvals.tiers));
        document.tag = terms
            .holds_on(self.today)
            .then(|| Tag::jade(lang.t("basis.in_force")));
        document.resolution = self.passed_by(body.resolution.as_ref());
        document
    }

    /// Who must agree, by amount.
    fn tiers(&self, tiers: &[Tier]) -> Vec<Fact> {
        let lang = self.lang;
        let mut below = None;
        let mut facts = Vec::new();
        for tier in tiers {
            let name = match (tier.up_to_fen, below) {
                (Some(limit), _) => lang.with(
                    "agreement.up_to",
                    &[("amount", &money(i128::from(limit.0)))],
                ),
                (None, Some(limit)) => lang.with("agreement.above", &[("amount", &money(limit))]),
                (None, None) => lang.t("agreement.any_amount"),
            };
            below = tier.up_to_fen.map(|limit| i128::from(limit.0));
            let mut who: Vec<String> = tier
                .roles
                .iter()
                .map(|&role| words::role(role, lang))
                .collect();
            if tier.resolution {
                who.push(lang.t("agreement.and_resolution"));
            }
            facts.push(Fact::new(name, lang.list(&who)));
        }
        facts
    }

    fn budget(&self, body: &Budget) -> BudgetView {
        let mut document = self.document("budget", &body.id, &body.title, body.document.as_ref());
        document.resolution = self.passed_by(body.resolution.as_ref());
        let total: i128 = body
            .lines
            .iter()
            .map(|line| i128::from(line.amount_fen.0))
            .sum();
        let lines = body.lines.iter().map(|line| {
            let used = BudgetUse {
                budget: body.id.clone(),
                line: line.line,
            };
            let (spent, amount) = (self.fold.budget_used(&used).0, line.amount_fen.0);
            let share = if amount > 0 {
                i128::from(spent) * 100 / i128::from(amount)
            } else {
                0
            };
            Bar {
                href: None,
                label: self
                    .lang
                    .with("basis.line", &[("line", &line.line), ("name", &line.name)]),
                figure: yuan(i128::from(amount), self.lang),
                length: i64::try_from(share.clamp(0, 100)).unwrap_or(0),
                share: self.used(spent, amount),
                over: spent > amount,
            }
        });
        BudgetView {
            lines: lines.collect(),
            gaps: body
                .lines
                .windows(2)
                .any(|two| two[1].line != two[0].line + 1),
            total: yuan(total, self.lang),
            document,
        }
    }

    /// What is used of a line and what is left of it, or by how much it is exceeded.
    fn used(&self, spent: i64, amount: i64) -> String {
        let (spent, amount) = (i128::from(spent), i128::from(amount));
        let left = amount - spent;
        let key = if left < 0 {
            "basis.used_over"
        } else {
            "basis.used_left"
        };
        let (used, left) = (yuan(spent, self.lang), yuan(left.abs(), self.lang));
        self.lang.with(key, &[("used", &used), ("left", &left)])
    }

    fn contract(&self, body: &Contract) -> Document {
        let lang = self.lang;
        let mut document = self.document("contract", &body.id, &body.title, body.document.as_ref());
        document
            .facts
            .push(Fact::own(lang.t("basis.vendor"), &body.vendor));
        document.facts.push(Fact::new(
            lang.t("basis.valid"),
            self.span(body.from, Some(body.to)),
        ));
        let price = body
            .amount_fen
            .map_or(lang.t("basis.price_open"), |fen| money(i128::from(fen.0)));
        document.facts.push(Fact::new(lang.t("basis.price"), price));
        if body.related_party {
            document.facts.push(Fact::new(
                lang.t("basis.related"),
                lang.t("basis.related_yes"),
            ));
        }
        let holds = body.from <= self.today && self.today <= body.to;
        let ended = self.today > body.to;
        document.tag = match (holds, ended) {
            (true, _) => Some(Tag::jade(lang.t("basis.in_force"))),
            (_, true) => Some(Tag::plain(lang.t("basis.ended"))),
            _ => None,
        };
        document
    }

    fn resolution(&self, body: &Resolution) -> ResolutionView {
        let lang = self.lang;
        let mut document =
            self.document("resolution", &body.id, &body.title, body.document.as_ref());
        let matter = Matter::ALL
            .iter()
            .find(|matter| matter.number() == body.matter);
        document
            .facts
            .push(Fact::new(lang.t("basis.decided"), date(body.decided, lang)));
        if let Some(matter) = matter {
            document.facts.push(Fact::new(
                lang.t("basis.matter"),
                lang.t(&format!("matter.{matter}")),
            ));
        }
        ResolutionView {
            document,
            counts: counts(body, lang).to_vec(),
        }
    }
}

fn registry(body: &Registry, lang: Lang) -> RegistryView {
    let square = |area_c: i64| lang.with("common.square_metres", &[("n", &area(area_c))]);
    RegistryView {
        facts: vec![
            Fact::new(lang.t("basis.as_of"), date(body.date, lang)),
            Fact::new(lang.t("basis.units"), count_i(body.units)),
            Fact::new(lang.t("basis.area"), square(body.area_c.0)),
            Fact::new(lang.t("basis.owners"), count_i(body.heads)),
            Fact::new(lang.t("basis.developer"), count_i(body.held_by_developer)),
        ],
        buildings: body
            .buildings
            .iter()
            .map(|building| {
                let name = lang.with("common.scope_building", &[("building", &building.building)]);
                let value = lang.with(
                    "basis.building_line",
                    &[
                        ("units", &count_i(building.units)),
                        ("area", &area(building.area_c.0)),
                    ],
                );
                Fact::new(name, value)
            })
            .collect(),
    }
}
