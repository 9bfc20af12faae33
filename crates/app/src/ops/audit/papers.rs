//! What an office works with beside the book: expenses on their way, imported files, explained
//! headers, bank statements.

use std::collections::BTreeMap;

use mingbai_domain::access::{Act, Actor};
use mingbai_domain::approvals::ExpenseState;
use mingbai_domain::book::{Entry, EntryKind, Fold};
use mingbai_domain::ids::CommunityId;
use mingbai_domain::money::Fen;
use mingbai_store::audit::RawRow;
use mingbai_store::{StoreError, Tx};

use super::cursor::Cursor;
use super::finding::{Findings, Key, Why, number};
use crate::import::FileKind;

/// Checks them; `fold` is `None` where the book could not be followed to its end.
pub(super) fn check(
    tx: &mut Tx<'_>,
    id: CommunityId,
    fold: Option<&Fold>,
    findings: &mut Findings,
) -> Result<(), StoreError> {
    check_expenses(tx, id, fold, findings)?;
    check_imports(tx, id, fold, findings)?;
    check_headers(tx, id, findings)?;
    check_bank(tx, id, findings)?;
    check_trail(tx, id, findings)
}

/// The trail is numbered without gaps, and each act's records begin where those of the one before
/// it end: every record of the log has its act.
fn check_trail(
    tx: &mut Tx<'_>,
    id: CommunityId,
    findings: &mut Findings,
) -> Result<(), StoreError> {
    let (mut no, mut end) = (0, 0);
    let mut rows = Cursor::open(id, "trail")?;
    while let Some(row) = rows.next(tx)? {
        match act_of(&row) {
            // A halt reads no book, which may be damaged: it says nothing of the records.
            Ok((this, None)) => {
                if this != no + 1 {
                    findings.row("trail", number(&row, "no"), Why::Gap);
                }
                no = this;
            }
            Ok((this, Some((from, to)))) => {
                let follows = this == no + 1 && from == end && to >= from;
                if !follows {
                    findings.row("trail", number(&row, "no"), Why::Gap);
                }
                (no, end) = (this, to);
            }
            Err(why) => findings.row("trail", number(&row, "no"), why),
        }
    }
    let size = mingbai_store::log::get(tx, id).map(|state| state.size);
    if size.is_ok_and(|size| size != end) {
        findings.row("trail", Key::Only, Why::Missing);
    }
    Ok(())
}

/// Number, and the records before and behind it if it is about records.
fn act_of(row: &RawRow) -> Result<(u64, Option<(u64, u64)>), Why> {
    Actor::parse(row.text("actor")?).ok_or(Why::Cell("actor"))?;
    let act = Act::parse(row.text("act")?).ok_or(Why::Cell("act"))?;
    row.int("at_ms")?;
    let records = (row.count("records_from")?, row.count("records_to")?);
    let records = (act != Act::Halt).then_some(records);
    Ok((row.count("no")?, records))
}

fn check_expenses(
    tx: &mut Tx<'_>,
    id: CommunityId,
    fold: Option<&Fold>,
    findings: &mut Findings,
) -> Result<(), StoreError> {
    let mut rows = Cursor::open(id, "expense")?;
    while let Some(row) = rows.next(tx)? {
        if let Err(why) = check_expense(&row, fold) {
            findings.row("expense", number(&row, "expense_id"), why);
        }
    }
    Ok(())
}

fn check_expense(row: &RawRow, fold: Option<&Fold>) -> Result<(), Why> {
    let bad = Why::Cell("body");
    let entry: Entry = serde_json::from_str(row.text("body")?).map_err(|_| bad)?;
    if entry.kind != EntryKind::Expense {
        return Err(bad);
    }
    if entry.expense().map_err(|_| Why::Overflow)? != Fen(row.int("amount_fen")?) {
        return Err(Why::Cell("amount_fen"));
    }
    let used = entry.budget.as_ref();
    if used.map(|used| used.budget.as_str()) != row.text_opt("budget")? {
        return Err(Why::Cell("budget"));
    }
    if used.map(|used| used.line) != row.int_opt("budget_line")? {
        return Err(Why::Cell("budget_line"));
    }
    let state = ExpenseState::parse(row.text("state")?).ok_or(Why::Cell("state"))?;
    match (state, fold) {
        (ExpenseState::Draft | ExpenseState::Void, _) => Ok(()),
        (ExpenseState::Posted, Some(fold)) if !posted(fold, &entry) => Err(Why::NotInBook),
        (ExpenseState::Pending | ExpenseState::Posted, _) => approved(&entry),
    }
}

/// Whatever the agreement says, two different persons approve (I14).
fn approved(entry: &Entry) -> Result<(), Why> {
    let first = entry.approvals.first();
    let two = entry
        .approvals
        .iter()
        .any(|given| Some(&given.name) != first.map(|f| &f.name));
    if two { Ok(()) } else { Err(Why::Approvals) }
}

/// Whether the book has this very entry; its number and time were given to it when it was posted.
fn posted(fold: &Fold, entry: &Entry) -> bool {
    fold.entries().iter().any(|posted| {
        let found = &posted.entry;
        found.bank_ref == entry.bank_ref
            && found.date == entry.date
            && *found
                == Entry {
                    seq: found.seq,
                    at: found.at,
                    ..entry.clone()
                }
    })
}

/// Files of journals and vouchers made as many entries as they have lines.
fn check_imports(
    tx: &mut Tx<'_>,
    id: CommunityId,
    fold: Option<&Fold>,
    findings: &mut Findings,
) -> Result<(), StoreError> {
    let entries = fold.map(Fold::entries).unwrap_or_default();
    let sources = entries
        .iter()
        .filter_map(|posted| posted.entry.source.as_ref());
    let mut made: BTreeMap<[u8; 32], u64> = BTreeMap::new();
    for source in sources {
        *made.entry(source.sha256).or_default() += 1;
    }
    let mut stated: BTreeMap<[u8; 32], (Key, u64)> = BTreeMap::new();
    let mut rows = Cursor::open(id, "import_file")?;
    while let Some(row) = rows.next(tx)? {
        let key = Key::Nth(rows.taken);
        match import_of(&row) {
            Ok(Some((sha256, lines))) => {
                let of = stated.entry(sha256).or_insert((key, 0));
                of.1 = of.1.saturating_add(lines);
            }
            Ok(None) => {}
            Err(why) => findings.row("import_file", key, why),
        }
    }
    if fold.is_none() {
        return Ok(());
    }
    for (sha256, (key, lines)) in stated {
        if made.remove(&sha256).unwrap_or_default() != lines {
            findings.row("import_file", key, Why::Lines);
        }
    }
    if !made.is_empty() {
        findings.row("import_file", Key::Only, Why::Missing);
    }
    Ok(())
}

/// The hash and the lines of a file whose lines became entries.
fn import_of(row: &RawRow) -> Result<Option<([u8; 32], u64)>, Why> {
    let kind = FileKind::parse(row.text("kind")?).ok_or(Why::Cell("kind"))?;
    let file = (row.hash("sha256")?, row.count("lines")?);
    row.text("name")?;
    row.int("at_ms")?;
    Ok(matches!(kind, FileKind::Journal | FileKind::Entries).then_some(file))
}

fn check_headers(
    tx: &mut Tx<'_>,
    id: CommunityId,
    findings: &mut Findings,
) -> Result<(), StoreError> {
    let mut rows = Cursor::open(id, "header_map")?;
    while let Some(row) = rows.next(tx)? {
        let check = || -> Result<(), Why> {
            let kind = FileKind::parse(row.text("kind")?).ok_or(Why::Cell("kind"))?;
            row.text("header")?;
            if kind.has_field(row.text("field")?) {
                Ok(())
            } else {
                Err(Why::Cell("field"))
            }
        };
        if let Err(why) = check() {
            findings.row("header_map", Key::Nth(rows.taken), why);
        }
    }
    Ok(())
}

/// A movement's key is made from its reference, or from all that the bank stated.
fn check_bank(tx: &mut Tx<'_>, id: CommunityId, findings: &mut Findings) -> Result<(), StoreError> {
    let mut rows = Cursor::open(id, "bank_line")?;
    while let Some(row) = rows.next(tx)? {
        if let Err(why) = check_bank_line(&row) {
            findings.row("bank_line", Key::Nth(rows.taken), why);
        }
    }
    Ok(())
}

fn check_bank_line(row: &RawRow) -> Result<(), Why> {
    let date: jiff::civil::Date = row.parse("date")?;
    let amount = Fen(row.int("amount_fen")?);
    let balance = row.int_opt("balance_fen")?.map(Fen).unwrap_or_default();
    row.count("no")?;
    for column in ["account", "counterparty", "summary"] {
        row.text(column)?;
    }
    let (key, reference) = (row.text("line_key")?, row.text("reference")?);
    // The second movement of one key is `…#2`.
    let plain = match key.rsplit_once('#') {
        Some((plain, times)) if times.parse::<u32>().is_ok() => plain,
        _ => key,
    };
    let same = if reference.is_empty() {
        plain.starts_with(&format!("{date} ")) && plain.ends_with(&format!(" {amount} {balance}"))
    } else {
        plain == reference || key == reference
    };
    if same { Ok(()) } else { Err(Why::Together) }
}
