//! The chain of grounds: voucher, approval, contract, budget, owners' resolution. What is missing
//! stands in its place, as calmly as what is there.

use std::collections::BTreeSet;

use mingbai_domain::book::{BasisKind, BudgetUse, Entry, EntryKind};
use mingbai_domain::money::Fen;

use super::{resolution, title_or};
use crate::basis::{FileLink, counts_in_a_line};
use crate::marks::allowed_otherwise;
use crate::rows::Context;
use mingbai_ui::bits::Link;
use mingbai_ui::format::{date, moment_short, yuan};
use mingbai_ui::lang::Texts;
use mingbai_ui::words;

/// One step of the chain.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Step {
    pub title: String,
    pub present: bool,
    pub links: Vec<Link>,
    pub lines: Vec<String>,
    pub note: String,
    /// Whether the note is of something that should not be.
    pub amber: bool,
    pub files: Vec<FileLink>,
}

impl Step {
    fn there(title: String) -> Self {
        Self {
            title,
            present: true,
            ..Self::default()
        }
    }

    fn missing(title: String, note: String) -> Self {
        Self {
            title,
            note,
            ..Self::default()
        }
    }
}

/// The steps that an entry of this kind should have, and all that it has.
pub fn steps(cx: &Context<'_>, entry: &Entry) -> Vec<Step> {
    let spends = matches!(entry.kind, EntryKind::Expense | EntryKind::SmfDraw);
    let earns = entry.kind == EntryKind::Income;
    // The maintenance fund is drawn by resolution and has no budget; nor needs one what the owners
    // resolved on, or an emergency.
    let planned = entry.kind == EntryKind::Expense && !allowed_otherwise(entry);
    let all = [
        (
            vouchers(cx, entry),
            spends || earns,
            "chain.voucher",
            "chain.no_voucher",
        ),
        (
            approvals(cx, entry),
            spends,
            "chain.approval",
            "chain.no_approval",
        ),
        (
            contract(cx, entry),
            spends || earns,
            "chain.contract",
            "chain.no_contract",
        ),
        (
            budget(cx, entry),
            planned,
            "chain.budget",
            "chain.no_budget",
        ),
        (agreement(cx, entry), false, "", ""),
        (
            owners(cx, entry),
            spends || earns,
            "chain.resolution",
            "chain.no_resolution",
        ),
        (emergency(cx, entry), false, "", ""),
        (other(cx, entry), false, "", ""),
    ];
    all.into_iter()
        .filter_map(|(found, expected, title, missing)| {
            let missing = || Step::missing(cx.lang.t(title), cx.lang.t(missing));
            found.or_else(|| expected.then(missing))
        })
        .collect()
}

fn vouchers(cx: &Context<'_>, entry: &Entry) -> Option<Step> {
    let mut step = Step::there(cx.lang.t("chain.voucher"));
    step.files = entry
        .vouchers
        .iter()
        .map(|file| FileLink::of_entry(cx.fold, cx.slug, file, entry.seq))
        .collect();
    (!step.files.is_empty()).then_some(step)
}

fn approvals(cx: &Context<'_>, entry: &Entry) -> Option<Step> {
    let mut step = Step::there(cx.lang.t("chain.approval"));
    step.lines = entry
        .approvals
        .iter()
        .map(|given| {
            cx.lang.with(
                "chain.approved",
                &[
                    ("role", &words::role(given.role, cx.lang)),
                    ("name", &given.name),
                    ("at", &moment_short(given.at, cx.today, cx.lang)),
                ],
            )
        })
        .collect();
    let people: BTreeSet<&str> = entry
        .approvals
        .iter()
        .map(|given| given.name.as_str())
        .collect();
    let payee = entry.payee.as_deref().unwrap_or("");
    if people.len() > 1 && !people.contains(payee) {
        step.note = cx
            .lang
            .with("chain.different_people", &[("n", &people.len())]);
    }
    (!step.lines.is_empty()).then_some(step)
}

/// Links of all grounds of one kind, with their notes.
fn grounds(cx: &Context<'_>, entry: &Entry, kind: BasisKind, name: &str) -> Step {
    let mut step = Step::default();
    let fold = cx.fold;
    for basis in entry.basis.iter().filter(|basis| basis.kind == kind) {
        let id = basis.id.as_str();
        let title = match kind {
            BasisKind::Contract => fold.contracts().get(id).map(|body| body.title.as_str()),
            BasisKind::Budget => fold.budgets().get(id).map(|body| body.title.as_str()),
            BasisKind::Resolution => fold.resolutions().get(id).map(|body| body.title.as_str()),
            _ => fold.agreements().get(id).map(|body| body.title.as_str()),
        };
        step.links.push(Link {
            href: format!("/c/{}/basis#{name}-{id}", cx.slug),
            label: title_or(title, id).to_owned(),
        });
        if !basis.note.is_empty() {
            step.lines.push(basis.note.clone());
        }
    }
    step
}

fn contract(cx: &Context<'_>, entry: &Entry) -> Option<Step> {
    let mut step = grounds(cx, entry, BasisKind::Contract, "contract");
    step.title = cx.lang.t("chain.contract");
    step.present = !step.links.is_empty();
    let first = entry
        .basis
        .iter()
        .find(|basis| basis.kind == BasisKind::Contract);
    if let Some(body) = first.and_then(|basis| cx.fold.contracts().get(&basis.id)) {
        step.note = cx.lang.with(
            "chain.contract_note",
            &[
                ("vendor", &body.vendor),
                ("from", &date(body.from, cx.lang)),
                ("to", &date(body.to, cx.lang)),
            ],
        );
    }
    step.present.then_some(step)
}

fn budget(cx: &Context<'_>, entry: &Entry) -> Option<Step> {
    let Some(used) = &entry.budget else {
        let mut step = grounds(cx, entry, BasisKind::Budget, "budget");
        step.title = cx.lang.t("chain.budget");
        step.present = !step.links.is_empty();
        return step.present.then_some(step);
    };
    let mut step = Step::there(cx.lang.t("chain.budget"));
    let budget = cx.fold.budgets().get(&used.budget)?;
    let line = budget.lines.iter().find(|line| line.line == used.line)?;
    step.links.push(Link {
        href: format!("/c/{}/basis#budget-{}", cx.slug, used.budget),
        label: cx.lang.with(
            "chain.budget_line",
            &[
                ("title", &budget.title),
                ("line", &line.line),
                ("name", &line.name),
            ],
        ),
    });
    step.note = left(cx, used, line.amount_fen);
    step.amber = cx.fold.budget_used(used).0 > line.amount_fen.0;
    Some(step)
}

fn left(cx: &Context<'_>, used: &BudgetUse, amount: Fen) -> String {
    let spent = i128::from(cx.fold.budget_used(used).0);
    let left = i128::from(amount.0) - spent;
    let key = if left < 0 {
        "chain.budget_over"
    } else {
        "chain.budget_left"
    };
    cx.lang.with(
        key,
        &[
            ("amount", &yuan(i128::from(amount.0), cx.lang)),
            ("used", &yuan(spent, cx.lang)),
            ("left", &yuan(left.abs(), cx.lang)),
        ],
    )
}

/// The resolution that the entry names, or the one that passed its budget.
fn owners(cx: &Context<'_>, entry: &Entry) -> Option<Step> {
    let mut step = grounds(cx, entry, BasisKind::Resolution, "resolution");
    step.title = cx.lang.t("chain.resolution");
    step.present = true;
    let named = entry
        .basis
        .iter()
        .find(|basis| basis.kind == BasisKind::Resolution);
    let found = match named {
        Some(basis) => resolution(cx.fold, &basis.id),
        None => behind(cx, entry),
    }?;
    if step.links.is_empty() {
        step.links.push(Link {
            href: format!("/c/{}/basis#resolution-{}", cx.slug, found.id),
            label: found.title.clone(),
        });
    }
    step.lines.push(
        cx.lang
            .with("chain.decided", &[("day", &date(found.decided, cx.lang))]),
    );
    step.note = counts_in_a_line(found, cx.lang);
    Some(step)
}

fn behind<'a>(cx: &Context<'a>, entry: &Entry) -> Option<&'a mingbai_domain::book::Resolution> {
    let by_budget = entry
        .budget
        .as_ref()
        .and_then(|used| cx.fold.budgets().get(&used.budget));
    let by_agreement = entry
        .draw
        .as_ref()
        .and_then(|draw| cx.fold.agreements().get(&draw.agreement));
    let id = by_budget
        .and_then(|budget| budget.resolution.as_ref())
        .or_else(|| by_agreement.and_then(|agreement| agreement.resolution.as_ref()))?;
    resolution(cx.fold, id)
}

fn agreement(cx: &Context<'_>, entry: &Entry) -> Option<Step> {
    let mut step = grounds(cx, entry, BasisKind::Agreement, "agreement");
    step.title = cx.lang.t("chain.agreement");
    step.present = true;
    if let (true, Some(draw)) = (step.links.is_empty(), &entry.draw) {
        let title = cx
            .fold
            .agreements()
            .get(&draw.agreement)
            .map(|body| body.title.as_str());
        step.links.push(Link {
            href: format!("/c/{}/basis#agreement-{}", cx.slug, draw.agreement),
            label: title_or(title, &draw.agreement).to_owned(),
        });
    }
    (!step.links.is_empty()).then_some(step)
}

fn emergency(cx: &Context<'_>, entry: &Entry) -> Option<Step> {
    let found = entry
        .basis
        .iter()
        .find(|basis| basis.kind == BasisKind::Emergency)?;
    let mut step = Step::there(cx.lang.t("chain.emergency"));
    step.lines.push(found.note.clone());
    step.note = cx.lang.t("chain.emergency_note");
    Some(step)
}

fn other(cx: &Context<'_>, entry: &Entry) -> Option<Step> {
    let mut step = Step::there(cx.lang.t("chain.other"));
    let others = entry
        .basis
        .iter()
        .filter(|basis| basis.kind == BasisKind::Other);
    step.lines = others.map(|basis| basis.note.clone()).collect();
    step.note = cx.lang.t("chain.other_note");
    (!step.lines.is_empty()).then_some(step)
}
