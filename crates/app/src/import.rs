//! Imports from an office's spreadsheets: all rows or none, every refusal with its row and rule.
//!
//! The spreadsheet's own mistakes are `sheets`' to find; here rows meet the register and the book.
//! The very same file a second time changes nothing.

mod accounts;
mod attachments;
mod bank;
mod documents;
mod entries;
mod journal;
mod payments;
mod registry;

use std::path::Path;

use mingbai_domain::access::Act;
use mingbai_domain::book::{RuleBroken, file_hash};
use mingbai_domain::ids::Slug;
use mingbai_domain::money::AreaC;
use mingbai_domain::trust::AgreementRefusal;
use mingbai_sheets::{
    BANK_STATEMENT, CellError, DOCUMENTS, ENTRIES, JOURNAL, Limits, Mapping, PAYMENTS, REGISTRY,
    Spec, Workbook, named_files, open,
};
use mingbai_store::imports;

use crate::App;
use crate::act::{Call, Cx};
use crate::error::AppError;
use attachments::Attachments;
pub use attachments::FileProblem;

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
    /// The bank's reference is known with another day or amount.
    #[error("the movement `{0}` was imported before with another day, amount or balance")]
    BankLineDiffers(String),
    /// The register has other owners, or another status, and the row does not say since when.
    #[error(
        "unit {unit} is registered with other owners or another status; state since when in the \
         column 过户日期 (or 交付日期 for a unit handed over by the developer), or correct the row"
    )]
    OwnersDiffer {
        /// Unit code.
        unit: String,
    },
    /// The unit cannot have changed hands on that day.
    #[error(
        "unit {unit} cannot have been transferred before {from}: its present owners hold it since the day before"
    )]
    TransferDay {
        /// Unit code.
        unit: String,
        /// First day that could be.
        from: jiff::civil::Date,
    },
    /// Something that is to come.
    #[error("{0} is still to come")]
    DayToCome(jiff::civil::Date),
    /// No unit with this code.
    #[error("there is no unit {0} in the register")]
    UnknownUnit(String),
    /// More paid than is owed, for what is not paid ahead.
    #[error(
        "{left} yuan more than unit {unit} owes for parking, which is not paid ahead; bill it first or correct the amount"
    )]
    Overpaid {
        /// Unit code.
        unit: String,
        /// What nobody owes.
        left: mingbai_domain::money::Fen,
    },
    /// The reference was used for another payment.
    #[error(
        "a payment with the reference `{0}` is recorded with another unit, day, amount, item or channel"
    )]
    ReferenceUsed(String),
    /// Another file had the same payment without a reference.
    #[error(
        "a payment of unit {0} of the same day, amount, item and channel is recorded already; delete rows of earlier files, or give the new payment its reference (流水号)"
    )]
    PaidAlready(String),
    /// A file that the row names cannot be taken.
    #[error("the file `{name}`: {why}")]
    File {
        /// As the row names it.
        name: String,
        /// Why.
        why: FileProblem,
    },
    /// An original without the copy that everyone may see.
    #[error("the original `{0}` has no public copy; name that in the column 文件 or 附件")]
    OriginalAlone(String),
    /// Fewer originals than copies: which belongs to which is not clear.
    #[error("{copies} copies but {originals} originals; write `-` for a copy that has none")]
    OriginalsMissing {
        /// Public copies.
        copies: usize,
        /// Originals.
        originals: usize,
    },
    /// The book has another content under this number.
    #[error(
        "{what} `{id}` is in the book with another content, which is never changed; record it under a new number"
    )]
    RecordDiffers {
        /// Kind of record.
        what: &'static str,
        /// Its number.
        id: String,
    },
    /// The terms of an agreement make no sense.
    #[error(transparent)]
    Terms(AgreementRefusal),
    /// A rule of the book.
    #[error(transparent)]
    Rule(#[from] RuleBroken),
}

/// What a reader of rows works with.
struct Job<'j> {
    file_hash: [u8; 32],
    files: &'j Attachments,
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
    let named = named_files(&workbook, kind.columns(), &mapping);
    let files = Attachments::read(file.files, named.all());
    let (file_hash, name, dry_run) = (file_hash(file.bytes), file.name.to_owned(), file.dry_run);
    // Documents are compared with the book, so another attachment is worth a second look. The rows of
    // a journal would be booked twice.
    let hash = match kind {
        FileKind::Documents => files.fingerprint(file_hash),
        _ => file_hash,
    };
    let call = Call::shell(Act::Import, row.id);
    let work = move |cx: &mut Cx<'_, '_>| {
        let id = cx.id();
        let job = Job {
            file_hash,
            files: &files,
        };
        if let Some(lines) = imports::find(cx.book.tx, id, kind.as_str(), &hash)? {
            let unchanged = usize::try_from(lines).unwrap_or(usize::MAX);
            return Ok(Outcome {
                unchanged,
                repeated: true,
                ..Outcome::default()
            });
        }
        let outcome = read(cx, &job, kind, &workbook, &mapping)?;
        if !dry_run {
            files.store(cx.dir, &cx.book.slug)?;
        }
        for (header, field) in &explained.pairs {
            imports::put_header(cx.book.tx, id, kind.as_str(), header, field)?;
        }
        let lines = u64::try_from(outcome.taken + outcome.unchanged).unwrap_or(u64::MAX);
        imports::insert(cx.book.tx, id, kind.as_str(), &hash, &name, lines, cx.now)?;
        Ok(outcome)
    };
    if dry_run {
        app.rehearse(call, work)
    } else {
        app.act(call, work)
    }
}

fn read(
    cx: &mut Cx<'_, '_>,
    job: &Job<'_>,
    kind: FileKind,
    workbook: &Workbook,
    mapping: &Mapping,
) -> Result<Outcome, AppError> {
    match kind {
        FileKind::Registry => registry::read(cx, workbook, mapping),
        FileKind::Journal => journal::read(cx, job, workbook, mapping),
        FileKind::Entries => entries::read(cx, job, workbook, mapping),
        FileKind::Bank => bank::read(cx, workbook, mapping),
        FileKind::Documents => documents::read(cx, job, workbook, mapping),
        FileKind::Payments => payments::read(cx, job, workbook, mapping),
    }
}
