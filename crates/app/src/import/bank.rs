//! Rows of a bank's statement become known movements of the joint account. They change no book: what
//! they say is compared with it ([`crate::money::reconcile`]). Downloads overlap, so a movement is told from
//! another by what the bank says of it; and an import can be taken back until the book names one of its
//! movements.

mod known;

use std::collections::{BTreeMap, BTreeSet};

use mingbai_domain::access::Act;
use mingbai_domain::book::Fold;
use mingbai_domain::ids::{CommunityId, Slug};
use mingbai_domain::ledger::templates::accounts as a;
use mingbai_domain::money::Fen;
use mingbai_sheets::{BankLine, BankSheet};
use mingbai_store::bank::{self, BankImportRow, BankLineRow};

use super::summary::Adding;
use super::{Job, Outcome, RowProblem, RowRefusal};
use crate::App;
use crate::act::{Call, Cx};
use crate::error::AppError;
use crate::import::refusal::{BankRefusal, ImportRefusal};
use crate::money::reconcile::taken_back;
use known::{Known, account_like};

pub(super) fn take(
    cx: &mut Cx<'_, '_>,
    job: &Job<'_>,
    sheet: &BankSheet,
) -> Result<Outcome, AppError> {
    let id = cx.id();
    let mut accounts = by_account(bank::list(cx.book.tx, id)?);
    let (mut fresh, mut refusals, mut unchanged) = (Vec::new(), Vec::new(), 0);
    let mut stated = BTreeSet::new();
    // Sheets of one file may overlap like two downloads.
    for ((account, _), lines) in by_sheet(&sheet.lines) {
        let account = account_like(&accounts, account.unwrap_or_default());
        let known = accounts.entry(account.clone()).or_default();
        let found = known.sort_out(&account, &lines);
        unchanged += found.unchanged.len();
        let keys = found.unchanged.into_iter();
        let new = found.fresh.iter().map(|row| row.key.clone());
        stated.extend(keys.chain(new).map(|key| (account.clone(), key)));
        refusals.extend(found.differing.into_iter().map(refusal));
        known.add(&found.fresh);
        fresh.extend(found.fresh);
    }
    if !refusals.is_empty() {
        return Err(ImportRefusal::Rows(refusals).into());
    }
    let mut adding = Adding::default();
    for row in &fresh {
        adding.movement(row)?;
    }
    bank::insert(cx.book.tx, id, &fresh)?;
    let stated: Vec<(String, String)> = stated.into_iter().collect();
    bank::insert_sources(cx.book.tx, id, &job.file_hash, &stated)?;
    Ok(Outcome {
        taken: fresh.len(),
        unchanged,
        warnings: sheet.warnings.clone(),
        tally: sheet.tally.clone(),
        days: adding.days(),
        moved: adding.moved(),
        ..Outcome::default()
    })
}

fn by_account(rows: Vec<BankLineRow>) -> BTreeMap<String, Known> {
    let mut accounts: BTreeMap<String, Vec<BankLineRow>> = BTreeMap::new();
    for row in rows {
        accounts.entry(row.account.clone()).or_default().push(row);
    }
    let known = |(account, rows): (String, Vec<BankLineRow>)| (account, Known::new(rows));
    accounts.into_iter().map(known).collect()
}

/// The lines of each account and sheet, in their order.
fn by_sheet(lines: &[BankLine]) -> BTreeMap<(Option<&str>, &str), Vec<&BankLine>> {
    let mut sheets: BTreeMap<(Option<&str>, &str), Vec<&BankLine>> = BTreeMap::new();
    for line in lines {
        let key = (line.account.as_deref(), line.sheet.as_str());
        sheets.entry(key).or_default().push(line);
    }
    sheets
}

fn refusal(line: &BankLine) -> RowRefusal {
    RowRefusal {
        sheet: line.sheet.clone(),
        row: line.row,
        problem: RowProblem::BankLineDiffers(line.reference.clone().unwrap_or_default()),
    }
}

/// What was taken back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Undone {
    /// Name of the file.
    pub name: String,
    /// Movements that are forgotten.
    pub removed: usize,
    /// Movements that another statement has as well; they stay.
    pub kept: usize,
}

/// The imported statements, oldest import first.
pub fn imports(app: &App, id: CommunityId) -> Result<Vec<BankImportRow>, AppError> {
    app.look(Call::shell(Act::ReadBank, id), |look| {
        Ok(bank::imports(look.tx, id)?)
    })
}

/// Takes the import of the statement with this hash back; `None` if it is not imported. Movements
/// that another statement has as well stay.
///
/// It is refused once an entry of the book names a movement that would be forgotten, with the same
/// amount: then the two are reconciled, in public. What was only compared by amount and day is written
/// nowhere, so nothing is lost with it.
pub fn undo(app: &App, slug: &Slug, sha256: [u8; 32]) -> Result<Option<Undone>, AppError> {
    let id = app.community_to_write(slug)?.id;
    app.act(Call::shell(Act::UndoBank, id), move |cx| {
        let named = named(cx.fold());
        let tx = &mut *cx.book.tx;
        let all = bank::imports(tx, id)?;
        let Some(import) = all.into_iter().find(|import| import.sha256 == sha256) else {
            return Ok(None);
        };
        let only = bank::only_of(tx, id, &sha256)?;
        let entries = reconciled(&only, &named, &bank::booked(tx, id, a::BANK)?);
        if !entries.is_empty() {
            return Err(BankRefusal::Reconciled { entries }.into());
        }
        bank::delete_import(tx, id, &sha256)?;
        let stated = usize::try_from(import.lines).unwrap_or(usize::MAX);
        Ok(Some(Undone {
            name: import.name,
            removed: only.len(),
            kept: stated.saturating_sub(only.len()),
        }))
    })
}

/// Entries that stand, with the bank's reference that they name.
fn named(fold: &Fold) -> BTreeMap<u64, String> {
    let reversed = taken_back(fold);
    let stands = fold
        .entries()
        .iter()
        .filter(|posted| !reversed.contains(&posted.entry.seq));
    stands
        .filter_map(|posted| Some((posted.entry.seq, posted.entry.bank_ref.clone()?)))
        .collect()
}

/// The entries that name one of these movements with its amount.
fn reconciled(
    lines: &[BankLineRow],
    named: &BTreeMap<u64, String>,
    booked: &[bank::Booked],
) -> Vec<u64> {
    let lines: BTreeSet<(&str, Fen)> = lines
        .iter()
        .filter(|line| !line.reference.is_empty())
        .map(|line| (line.reference.as_str(), line.amount))
        .collect();
    let is_stated = |moved: &&bank::Booked| {
        let reference = named.get(&moved.seq);
        reference.is_some_and(|reference| lines.contains(&(reference.as_str(), moved.amount)))
    };
    booked
        .iter()
        .filter(is_stated)
        .map(|moved| moved.seq)
        .collect()
}
