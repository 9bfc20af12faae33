//! Rows of public documents become records: resolutions, agreements, budgets, contracts,
//! statements, disclosures, in this order, for later ones name earlier ones.
//!
//! What is in the book already is left alone. A document is never changed: another content needs
//! another number, and only a budget may be amended, by a resolution.

use std::collections::{BTreeMap, BTreeSet};

use mingbai_domain::approvals::Policy;
use mingbai_domain::book::{
    Agreement, Budget, BudgetLine, Contract, Disclosure, Field, Fold, Record, Resolution,
    RuleBroken, Statement, StatementLine, check_text,
};
use mingbai_domain::calendar::UnixMs;
use mingbai_domain::trust;
use mingbai_sheets::{
    AgreementRow, BudgetRow, ContractRow, DisclosureRow, DocumentSheets, Papers, Place,
    ResolutionRow, StatementRow,
};

use super::journal::Refused;
use super::{Job, Outcome, accounts};
use crate::act::Cx;
use crate::book::append::Append;
use crate::error::AppError;
use crate::import::refusal::ImportRefusal;
use crate::import::refused::{RowProblem, RowRefusal};

pub(super) fn take(
    cx: &mut Cx<'_, '_>,
    job: &Job<'_>,
    sheets: &DocumentSheets,
) -> Result<Outcome, AppError> {
    let at = cx.time();
    let mut taker = Taker {
        book: &mut cx.book,
        refusals: Vec::new(),
        taken: 0,
        unchanged: 0,
    };
    take_all(&mut taker, job, sheets, at)?;
    let Taker {
        refusals,
        taken,
        unchanged,
        ..
    } = taker;
    if !refusals.is_empty() {
        return Err(ImportRefusal::Rows(refusals).into());
    }
    Ok(Outcome {
        taken,
        unchanged,
        warnings: sheets.warnings.clone(),
        tally: sheets.tally.clone(),
        ..Outcome::default()
    })
}

fn take_all(
    taker: &mut Taker<'_, '_, '_>,
    job: &Job<'_>,
    sheets: &DocumentSheets,
    at: UnixMs,
) -> Result<(), AppError> {
    for row in &sheets.resolutions {
        taker.take(&row.place, || Ok(resolution(job, row, at)?.into()))?;
    }
    for row in &sheets.agreements {
        taker.take(&row.place, || Ok(agreement(job, row, at)?.into()))?;
    }
    for rows in grouped(&sheets.budgets, |row| row.id.clone()) {
        let mut lines = Vec::with_capacity(rows.len());
        for (row, place) in rows.iter().zip(1..) {
            match budget_line(row, place) {
                Ok(line) => lines.push(line),
                Err(problem) => taker.refuse(&row.place, problem),
            }
        }
        if lines.len() == rows.len() {
            taker.take(&rows[0].place, || Ok(budget(job, &rows, lines, at)?.into()))?;
        }
    }
    for row in &sheets.contracts {
        taker.take(&row.place, || Ok(contract(job, row, at)?.into()))?;
    }
    let of_statement = |row: &StatementRow| (row.title.clone(), row.from, row.to);
    for rows in grouped(&sheets.statements, of_statement) {
        taker.take(&rows[0].place, || Ok(statement(&rows, at).into()))?;
    }
    for row in &sheets.disclosures {
        taker.take(&row.place, || Ok(disclosure(job, row, at)?.into()))?;
    }
    Ok(())
}

/// Takes records one after the other and collects what is refused.
struct Taker<'b, 't, 'c> {
    book: &'b mut Append<'t, 'c>,
    refusals: Vec<RowRefusal>,
    taken: usize,
    unchanged: usize,
}

impl Taker<'_, '_, '_> {
    fn take(
        &mut self,
        place: &Place,
        record: impl FnOnce() -> Result<Record, RowProblem>,
    ) -> Result<(), AppError> {
        let done = record()
            .map_err(Refused::from)
            .and_then(|record| self.add(record));
        match done {
            Ok(true) => self.taken += 1,
            Ok(false) => self.unchanged += 1,
            Err(refused) => self.refuse(place, refused?),
        }
        Ok(())
    }

    fn refuse(&mut self, place: &Place, problem: RowProblem) {
        self.refusals.push(RowRefusal {
            sheet: place.sheet.clone(),
            row: place.row,
            problem,
        });
    }

    /// Answers whether it is new.
    fn add(&mut self, record: Record) -> Result<bool, Refused> {
        match standing(self.book.fold(), &record) {
            Standing::Same => return Ok(false),
            Standing::Other { what, id } => {
                return Err(RowProblem::RecordDiffers { what, id }.into());
            }
            Standing::New => numbered_without_personal_data(&record)?,
        }
        match self.book.record(record) {
            Ok(_) => Ok(true),
            Err(AppError::Rule(violation)) => Err(RowProblem::Rule(violation.rule).into()),
            Err(other) => Err(Err(other)),
        }
    }
}

/// The book guards its texts; a document's number is as public as they are.
fn numbered_without_personal_data(record: &Record) -> Result<(), RowProblem> {
    let id = match record {
        Record::Resolution(new) => &new.id,
        Record::Agreement(new) => &new.id,
        Record::Budget(new) => &new.id,
        Record::Contract(new) => &new.id,
        _ => return Ok(()),
    };
    let field = Field::Id;
    check_text(id).map_err(|found| RowProblem::Rule(RuleBroken::PersonalData { field, found }))
}

/// What the book knows of a record.
enum Standing {
    New,
    Same,
    Other { what: &'static str, id: String },
}

/// Compares without the time of recording.
fn standing(fold: &Fold, record: &Record) -> Standing {
    let (what, id, same) = match record {
        Record::Resolution(new) => {
            let same = |old: &Resolution| {
                Resolution {
                    at: new.at,
                    ..old.clone()
                } == *new
            };
            (
                "resolution",
                &new.id,
                fold.resolutions().get(&new.id).map(same),
            )
        }
        Record::Agreement(new) => {
            let same = |old: &Agreement| {
                Agreement {
                    at: new.at,
                    ..old.clone()
                } == *new
            };
            (
                "agreement",
                &new.id,
                fold.agreements().get(&new.id).map(same),
            )
        }
        Record::Contract(new) => {
            let same = |old: &Contract| {
                Contract {
                    at: new.at,
                    ..old.clone()
                } == *new
            };
            ("contract", &new.id, fold.contracts().get(&new.id).map(same))
        }
        Record::Budget(new) => {
            let same = |old: &Budget| {
                Budget {
                    at: new.at,
                    ..old.clone()
                } == *new
            };
            let found = fold.budgets().get(&new.id).map(same);
            (
                "budget",
                &new.id,
                found.filter(|same| *same || !amends(fold, new)),
            )
        }
        Record::Statement(new) => {
            let same = |(_, old): &(u64, Statement)| {
                Statement {
                    at: new.at,
                    ..old.clone()
                } == *new
            };
            return if fold.statements().iter().any(same) {
                Standing::Same
            } else {
                Standing::New
            };
        }
        Record::Disclosure(new) => {
            let mut old = fold.disclosures().iter().map(|old| &old.disclosure);
            let same = old.any(|old| {
                Disclosure {
                    at: new.at,
                    ..old.clone()
                } == *new
            });
            return if same { Standing::Same } else { Standing::New };
        }
        _ => return Standing::New,
    };
    match same {
        None => Standing::New,
        Some(true) => Standing::Same,
        Some(false) => Standing::Other {
            what,
            id: id.clone(),
        },
    }
}

/// A budget is amended by another resolution than the one that it stands on, and by none that is
/// older: an old workbook must not undo an amendment.
fn amends(fold: &Fold, new: &Budget) -> bool {
    let order = |id: &String| {
        let resolution = fold.resolutions().get(id)?;
        Some((resolution.decided, resolution.at))
    };
    let old = fold.budgets().get(&new.id);
    match (old.and_then(|old| old.resolution.as_ref()), &new.resolution) {
        (_, None) => false,
        (None, Some(_)) => true,
        (Some(old), Some(new)) => old != new && order(old) <= order(new),
    }
}

/// Rows with one key, in the order of their first rows.
fn grouped<R, K: Ord>(rows: &[R], key: impl Fn(&R) -> K) -> Vec<Vec<&R>> {
    let mut places: BTreeMap<K, usize> = BTreeMap::new();
    let mut groups: Vec<Vec<&R>> = Vec::new();
    for row in rows {
        let at = *places.entry(key(row)).or_insert(groups.len());
        if at == groups.len() {
            groups.push(Vec::new());
        }
        groups[at].push(row);
    }
    groups
}

fn paper(
    job: &Job<'_>,
    papers: &Papers,
) -> Result<Option<mingbai_domain::book::FileRef>, RowProblem> {
    job.files
        .document(papers.public.as_ref(), papers.original.as_ref())
}

fn resolution(job: &Job<'_>, row: &ResolutionRow, at: UnixMs) -> Result<Resolution, RowProblem> {
    let ([heads_total, heads_took_part, heads_for], [total, took_part, yes]) =
        (row.heads, row.areas);
    Ok(Resolution {
        area_for_c: yes,
        area_took_part_c: took_part,
        area_total_c: total,
        at,
        decided: row.decided,
        document: paper(job, &row.papers)?,
        heads_for,
        heads_took_part,
        heads_total,
        id: row.id.clone(),
        matter: row.matter,
        title: row.title.clone(),
    })
}

fn agreement(job: &Job<'_>, row: &AgreementRow, at: UnixMs) -> Result<Agreement, RowProblem> {
    let policy = Policy::usual(row.steward_limit, row.committee_limit);
    let usual = trust::Agreement::usual(row.from, policy);
    let named = |text: &String| {
        accounts::of_category(text, true).map(mingbai_domain::ledger::Account::code)
    };
    let accounts: BTreeSet<u16> = row
        .base_accounts
        .iter()
        .map(named)
        .collect::<Result<_, _>>()?;
    let terms = trust::Agreement {
        version: row.version,
        to: row.to,
        pay: row.pay,
        base_accounts: if accounts.is_empty() {
            usual.base_accounts
        } else {
            accounts
        },
        basis: row.basis.unwrap_or(usual.basis),
        late_fees_in_base: row.late_fees_in_base,
        holdback: row.holdback.unwrap_or(usual.holdback),
        cap_fen: row.cap,
        carry_over: row.carry_over.unwrap_or(usual.carry_over),
        unapproved_deficit: row.deficit.unwrap_or(usual.unapproved_deficit),
        pay_day: row.pay_day.unwrap_or(usual.pay_day),
        publish_day: row.publish_day.unwrap_or(usual.publish_day),
        from: usual.from,
        approvals: usual.approvals,
    };
    terms.check().map_err(RowProblem::Terms)?;
    Ok(Agreement {
        at,
        document: paper(job, &row.papers)?,
        id: row.id.clone(),
        resolution: row.resolution.clone(),
        terms,
        title: row.title.clone(),
    })
}

/// A line of a budget, numbered as stated or by its place.
fn budget_line(row: &BudgetRow, place: i64) -> Result<BudgetLine, RowProblem> {
    let account = accounts::of_category(&row.account, false)?;
    let fund = match &row.fund {
        None => accounts::default_fund(account),
        Some(text) => accounts::fund(text)?,
    };
    Ok(BudgetLine {
        account,
        amount_fen: row.amount,
        fund,
        line: row.line.unwrap_or(place),
        name: row.name.clone(),
    })
}

fn budget(
    job: &Job<'_>,
    rows: &[&BudgetRow],
    mut lines: Vec<BudgetLine>,
    at: UnixMs,
) -> Result<Budget, RowProblem> {
    let first = rows[0];
    lines.sort_by_key(|line| line.line);
    let mut papers = rows.iter().map(|row| &row.papers);
    let papers = papers.find(|papers| papers.public.is_some() || papers.original.is_some());
    let stated = rows.iter().find_map(|row| row.resolution.clone());
    let title = rows.iter().find_map(|row| row.title.clone());
    Ok(Budget {
        at,
        document: papers
            .map(|papers| paper(job, papers))
            .transpose()?
            .flatten(),
        id: first.id.clone(),
        lines,
        resolution: stated,
        title: title.unwrap_or_else(|| format!("{} 年度预算", first.year)),
        year: first.year,
    })
}

fn contract(job: &Job<'_>, row: &ContractRow, at: UnixMs) -> Result<Contract, RowProblem> {
    Ok(Contract {
        amount_fen: row.amount,
        at,
        document: paper(job, &row.papers)?,
        from: row.from,
        id: row.id.clone(),
        related_party: row.related_party,
        title: row.title.clone(),
        to: row.to,
        vendor: row.vendor.clone(),
    })
}

fn statement(rows: &[&StatementRow], at: UnixMs) -> Statement {
    let line = |row: &&StatementRow| StatementLine {
        amount_fen: row.amount,
        text: row.text.clone(),
    };
    Statement {
        at,
        from: rows[0].from,
        lines: rows.iter().map(line).collect(),
        title: rows[0].title.clone(),
        to: rows[0].to,
    }
}

/// A disclosure of times to come discloses nothing.
fn disclosure(job: &Job<'_>, row: &DisclosureRow, at: UnixMs) -> Result<Disclosure, RowProblem> {
    if row.from > at.date() {
        return Err(RowProblem::DayToCome(row.from));
    }
    Ok(Disclosure {
        at,
        document: paper(job, &row.papers)?,
        from: row.from,
        item: row.item.as_str().to_owned(),
        to: row.to,
    })
}
