//! Imports from an office's spreadsheets: all rows or none, every refusal with its row and rule.
//!
//! The spreadsheet's own mistakes are `sheets`' to find; here rows meet the register and the book.
//! The very same file a second time changes nothing, unless another register was taken in since.

mod accounts;
mod attachments;
pub mod bank;
mod documents;
mod entries;
mod journal;
mod payments;
pub mod refusal;
mod refused;
mod registry;
mod summary;

use std::path::Path;
use std::sync::Arc;

use jiff::civil::Date;
use mingbai_domain::access::Act;
use mingbai_domain::book::file_hash;
use mingbai_domain::ids::{CommunityId, Slug};
use mingbai_domain::money::AreaC;
use mingbai_sheets::{
    BANK_STATEMENT, BankSheet, CellError, DOCUMENTS, DocumentSheets, ENTRIES, EntrySheet, JOURNAL,
    JournalSheet, Limits, Mapping, PAYMENTS, PaymentSheet, REGISTRY, RegistrySheet, Spec, Tally,
    Workbook, named_files, open, read_bank, read_documents, read_entries, read_journal,
    read_payments, read_registry,
};
use mingbai_store::{StoreError, imports};

use crate::App;
use crate::act::{Call, Cx};
use crate::error::AppError;
use attachments::Attachments;
use refusal::ImportRefusal;
pub use refused::{FileProblem, RowProblem, RowRefusal};
pub use summary::{Allow, Known, Moved, Sum};

/// What a file holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileKind {
    /// Units and owners.
    Registry,
    /// Income and expenses, one a row.
    Journal,
    /// Double entries, several rows each.
    Entries,
    /// A bank's statement.
    Bank,
    /// Resolutions, agreements, budgets, contracts, disclosures, statements.
    Documents,
    /// Payments of households.
    Payments,
}

impl FileKind {
    fn as_str(self) -> &'static str {
        match self {
            Self::Registry => "registry",
            Self::Journal => "journal",
            Self::Entries => "entries",
            Self::Bank => "bank",
            Self::Documents => "documents",
            Self::Payments => "payments",
        }
    }

    /// The kind with this name.
    pub(crate) fn parse(name: &str) -> Option<Self> {
        let mut kinds = [
            Self::Registry,
            Self::Journal,
            Self::Entries,
            Self::Bank,
            Self::Documents,
            Self::Payments,
        ]
        .into_iter();
        kinds.find(|kind| kind.as_str() == name)
    }

    /// Whether a column of such a file can hold `field`.
    pub(crate) fn has_field(self, field: &str) -> bool {
        Mapping::parse(&[format!("-={field}")], self.columns()).is_ok()
    }

    fn columns(self) -> &'static [Spec] {
        match self {
            Self::Registry => REGISTRY,
            Self::Journal => JOURNAL,
            Self::Entries => ENTRIES,
            Self::Bank => BANK_STATEMENT,
            Self::Documents => DOCUMENTS,
            Self::Payments => PAYMENTS,
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
    /// The folder with the files that the workbook names.
    pub files: Option<&'a Path>,
    /// Check only.
    pub dry_run: bool,
    /// What the user wants all the same.
    pub allow: Allow,
}

/// What an import did, or would do.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outcome {
    /// Rows taken in.
    pub taken: usize,
    /// Rows that were there already.
    pub unchanged: usize,
    /// Charges of known units that changed.
    pub charges_changed: usize,
    /// Known units that got other owners or were delivered.
    pub transfers: usize,
    /// True if this very file was imported before, and nothing has changed since.
    pub repeated: bool,
    /// What is odd, but no error.
    pub warnings: Vec<CellError>,
    /// What became of every row with content: none is lost.
    pub tally: Tally,
    /// What the rows add up to, by fund and account.
    pub sums: Vec<Sum>,
    /// What a bank's movements add up to, by account.
    pub moved: Vec<Moved>,
    /// First and last day of the rows.
    pub days: Option<(Date, Date)>,
    /// Area of all units taken in.
    pub area: AreaC,
    /// Where the stated opening balance differs from the accounts: (stated, in the accounts).
    pub opening_differs: Option<(mingbai_domain::money::Fen, mingbai_domain::money::Fen)>,
}

impl Outcome {
    /// Whether nothing was taken in.
    fn changes_nothing(&self) -> bool {
        self.taken + self.charges_changed + self.transfers == 0
    }

    /// The same after the sheet's own warnings.
    fn with(self, mut warnings: Vec<CellError>) -> Self {
        warnings.extend(self.warnings);
        Self { warnings, ..self }
    }
}

/// What a reader of rows works with.
struct Job<'j> {
    file_hash: [u8; 32],
    allow: Allow,
    files: &'j Attachments,
}

/// The rows of a file, read before anything is locked: they depend on the file alone.
enum Rows {
    Registry(RegistrySheet),
    Journal(JournalSheet),
    Entries(EntrySheet),
    Bank(BankSheet),
    Documents(Box<DocumentSheets>),
    Payments(PaymentSheet),
}

impl Rows {
    fn read(kind: FileKind, workbook: &Workbook, mapping: &Mapping) -> Result<Self, AppError> {
        let rows = match kind {
            FileKind::Registry => read_registry(workbook, mapping).map(Self::Registry),
            FileKind::Journal => read_journal(workbook, mapping).map(Self::Journal),
            FileKind::Entries => read_entries(workbook, mapping).map(Self::Entries),
            FileKind::Bank => read_bank(workbook, mapping).map(Self::Bank),
            FileKind::Documents => {
                read_documents(workbook, mapping).map(|sheets| Self::Documents(Box::new(sheets)))
            }
            FileKind::Payments => read_payments(workbook, mapping).map(Self::Payments),
        };
        let rows = rows.map_err(ImportRefusal::Cells)?;
        if !rows.tally().covers(workbook) {
            let lost = StoreError::Inconsistent("rows of the file that nobody counted".to_owned());
            return Err(lost.into());
        }
        Ok(rows)
    }

    fn tally(&self) -> &Tally {
        match self {
            Self::Registry(sheet) => &sheet.tally,
            Self::Journal(sheet) => &sheet.tally,
            Self::Entries(sheet) => &sheet.tally,
            Self::Bank(sheet) => &sheet.tally,
            Self::Documents(sheets) => &sheets.tally,
            Self::Payments(sheet) => &sheet.tally,
        }
    }

    /// What the rows become, by the newest rows of the register and the book.
    fn take(&self, cx: &mut Cx<'_, '_>, job: &Job<'_>) -> Result<Outcome, AppError> {
        match self {
            Self::Registry(sheet) => registry::take(cx, sheet),
            Self::Journal(sheet) => journal::take(cx, job, sheet),
            Self::Entries(sheet) => entries::take(cx, job, sheet),
            Self::Bank(sheet) => bank::take(cx, job, sheet),
            Self::Documents(sheets) => documents::take(cx, job, sheets),
            Self::Payments(sheet) => payments::take(cx, job, sheet),
        }
    }
}

/// A file that is read and judged as far as it can be without the book.
struct Prepared {
    kind: FileKind,
    name: String,
    /// The workbook's.
    file_hash: [u8; 32],
    /// What tells this import from another.
    hash: [u8; 32],
    allow: Allow,
    rows: Rows,
    files: Attachments,
    explained: Mapping,
}

/// Imports a file into a community.
pub fn import(app: &App, slug: &Slug, file: &NewFile<'_>) -> Result<Outcome, AppError> {
    let id = app.community_to_write(slug)?.id;
    let prepared = Arc::new(prepare(app, id, file)?);
    let call = Call::shell(Act::Import, id);
    let rehearse = || {
        let prepared = Arc::clone(&prepared);
        app.rehearse(call, move |cx| prepared.write(cx))
    };
    if file.dry_run {
        return rehearse();
    }
    if prepared.files.any() {
        // A gigabyte of invoices is put on the disk while nobody waits: what is refused is refused by a
        // rehearsal, and the act finds the files in their places.
        rehearse()?;
        prepared.files.store(&app.dir, slug)?;
    }
    app.act(call, move |cx| {
        let outcome = prepared.write(cx)?;
        // Usually none is left: the book may have changed since the rehearsal.
        prepared.files.store(cx.dir, &cx.book.slug)?;
        Ok(outcome)
    })
}

fn prepare(app: &App, id: CommunityId, file: &NewFile<'_>) -> Result<Prepared, AppError> {
    let kind = file.kind;
    let workbook = open(file.bytes, file.name, &Limits::default())?;
    let explained = Mapping::parse(file.maps, kind.columns())?;
    let mut mapping = explained.clone();
    mapping.remembered = app.db.read(|tx| imports::headers(tx, id, kind.as_str()))?;
    let rows = Rows::read(kind, &workbook, &mapping)?;
    let named = named_files(&workbook, kind.columns(), &mapping);
    let files = Attachments::read(file.files, named.all());
    let file_hash = file_hash(file.bytes);
    // Documents are compared with the book, so another attachment is worth a second look. The rows of
    // a journal would be booked twice.
    let hash = match kind {
        FileKind::Documents => files.fingerprint(file_hash),
        _ => file_hash,
    };
    Ok(Prepared {
        kind,
        name: file.name.to_owned(),
        file_hash,
        hash,
        allow: file.allow,
        rows,
        files,
        explained,
    })
}

impl Prepared {
    fn write(&self, cx: &mut Cx<'_, '_>) -> Result<Outcome, AppError> {
        let (id, kind) = (cx.id(), self.kind.as_str());
        let before = imports::find(cx.book.tx, id, kind, &self.hash)?;
        // A register is compared every time: an earlier one undoes a later one.
        if let Some(lines) = before.filter(|_| self.kind != FileKind::Registry) {
            let unchanged = usize::try_from(lines).unwrap_or(usize::MAX);
            return Ok(Outcome {
                unchanged,
                repeated: true,
                ..Outcome::default()
            });
        }
        let job = Job {
            file_hash: self.file_hash,
            allow: self.allow,
            files: &self.files,
        };
        let mut outcome = self.rows.take(cx, &job)?;
        outcome.repeated = before.is_some() && outcome.changes_nothing();
        for (header, field) in &self.explained.pairs {
            imports::put_header(cx.book.tx, id, kind, header, field)?;
        }
        // Rows of journals and vouchers that were left out made no entry of this file's.
        let counted = match self.kind {
            FileKind::Journal | FileKind::Entries => outcome.taken,
            _ => outcome.taken + outcome.unchanged,
        };
        let lines = u64::try_from(counted).unwrap_or(u64::MAX);
        if before.is_none() {
            imports::insert(cx.book.tx, id, kind, &self.hash, &self.name, lines, cx.now)?;
        }
        Ok(outcome)
    }
}
