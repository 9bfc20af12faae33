//! Imports from an office's spreadsheets: all rows or none, every refusal with its row and rule.
//!
//! The spreadsheet's own mistakes are `sheets`' to find; here rows meet the register and the book.
//! The very same file a second time changes nothing.

mod accounts;
mod entries;
mod journal;
mod registry;

use mingbai_domain::book::{RuleBroken, file_hash};
use mingbai_domain::calendar::UnixMs;
use mingbai_domain::ids::{CommunityId, Slug};
use mingbai_domain::money::AreaC;
use mingbai_sheets::{
    CellError, ENTRIES, JOURNAL, Limits, Mapping, REGISTRY, Spec, Workbook, open,
};
use mingbai_store::{Tx, imports};

use crate::App;
use crate::append::Folds;
use crate::env::Random;
use crate::error::AppError;

/// What a file holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileKind {
    /// Units and owners.
    Registry,
    /// Income and expenses, one a row.
    Journal,
    /// Double entries, several rows each.
    Entries,
}

impl FileKind {
    fn as_str(self) -> &'static str {
        match self {
            Self::Registry => "registry",
            Self::Journal => "journal",
            Self::Entries => "entries",
        }
    }

    fn columns(self) -> &'static [Spec] {
        match self {
            Self::Registry => REGISTRY,
            Self::Journal => JOURNAL,
            Self::Entries => ENTRIES,
        }
    }
}

/// A file to import.
#[derive(Clone, Debug)]
pub struct NewFile<'a> {
    /// What it holds.
    pub kind: FileKind,
    /// Its name; it may tell the month.
    pub name: &'a str,
    /// Its bytes.
    pub bytes: &'a [u8],
    /// Headers that the user explains: `列名=字段`. They are remembered.
    pub maps: &'a [String],
    /// Check only.
    pub dry_run: bool,
}

/// What an import did, or would do.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outcome {
    /// Rows taken in.
    pub taken: usize,
    /// Rows that were there already.
    pub unchanged: usize,
    /// True if this very file was imported before.
    pub repeated: bool,
    /// What is odd, but no error.
    pub warnings: Vec<CellError>,
    /// Where the stated opening balance differs from the accounts: (stated, in the accounts).
    pub opening_differs: Option<(mingbai_domain::money::Fen, mingbai_domain::money::Fen)>,
}

/// A row that is well-formed but refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RowRefusal {
    /// Sheet.
    pub sheet: String,
    /// Row, from 1.
    pub row: u32,
    /// Why.
    pub problem: RowProblem,
}

/// Why a row is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RowProblem {
    /// The category is not one that stands for an account.
    #[error("the category `{0}` stands for no account; use a name of the chart or its code")]
    UnknownCategory(String),
    /// The fund is unknown.
    #[error("the fund `{0}` is unknown")]
    UnknownFund(String),
    /// No budget of that year has such a line.
    #[error("there is no budget line `{0}` in that year")]
    UnknownBudgetLine(String),
    /// The scope is neither everyone nor a building nor an entrance.
    #[error("`{0}` is neither everyone nor a building nor an entrance")]
    UnknownScope(String),
    /// The unit is registered with another area.
    #[error("unit {unit} is registered with {registered} m2, the row says {stated} m2")]
    UnitDiffers {
        /// Unit code.
        unit: String,
        /// In the register.
        registered: AreaC,
        /// In the file.
        stated: AreaC,
    },
    /// A rule of the book.
    #[error(transparent)]
    Rule(#[from] RuleBroken),
}

/// What a reader of rows works with.
struct Job<'j> {
    id: CommunityId,
    file_hash: [u8; 32],
    now: UnixMs,
    dry_run: bool,
    folds: &'j Folds,
    random: &'j Random,
}

/// Imports a file into a community.
pub fn import(app: &App, slug: &Slug, file: &NewFile<'_>) -> Result<Outcome, AppError> {
    let row = app.community_to_write(slug)?;
    let workbook = open(file.bytes, file.name, &Limits::default())?;
    let explained = Mapping::parse(file.maps, file.kind.columns())?;
    let kind = file.kind;
    let remembered = app
        .db
        .read(|tx| imports::headers(tx, row.id, kind.as_str()))?;
    let mut mapping = explained.clone();
    mapping.remembered = remembered;
    let (hash, name, dry_run) = (file_hash(file.bytes), file.name.to_owned(), file.dry_run);
    let (now, random) = (app.clock.now(), app.random.clone());
    app.write(move |tx, folds| {
        let job = Job {
            id: row.id,
            file_hash: hash,
            now,
            dry_run,
            folds,
            random: &random,
        };
        if let Some(lines) = imports::find(tx, row.id, kind.as_str(), &hash)? {
            let unchanged = usize::try_from(lines).unwrap_or(usize::MAX);
            return Ok(Outcome {
                unchanged,
                repeated: true,
                ..Outcome::default()
            });
        }
        let outcome = read(tx, &job, kind, &workbook, &mapping)?;
        if !dry_run {
            for (header, field) in &explained.pairs {
                imports::put_header(tx, row.id, kind.as_str(), header, field)?;
            }
            let lines = u64::try_from(outcome.taken + outcome.unchanged).unwrap_or(u64::MAX);
            imports::insert(tx, row.id, kind.as_str(), &hash, &name, lines, now)?;
        }
        Ok(outcome)
    })
}

fn read(
    tx: &mut Tx<'_>,
    job: &Job<'_>,
    kind: FileKind,
    workbook: &Workbook,
    mapping: &Mapping,
) -> Result<Outcome, AppError> {
    match kind {
        FileKind::Registry => registry::read(tx, job, workbook, mapping),
        FileKind::Journal => journal::read(tx, job, workbook, mapping),
        FileKind::Entries => entries::read(tx, job, workbook, mapping),
    }
}
