//! What is wrong with which cell. Words for it are in [`crate::words`].

use mingbai_domain::calendar::Period;
use mingbai_domain::money::{AreaC, Fen};
use mingbai_domain::registry::UnitCode;

use crate::bank::BankFinding;
use crate::grid::column_letters;

/// One finding about one cell, row or sheet: an error, or a warning (see [`Code::is_warning`]).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CellError {
    /// Name of the sheet.
    pub sheet: String,
    /// Row as the spreadsheet program shows it, from 1; 0 for the whole sheet.
    pub row: u32,
    /// Column such as `E`; `None` for the whole row.
    pub column_letter: Option<String>,
    /// The column's header in the file.
    pub column_name: Option<String>,
    /// The value found, shortened; names, telephone and document numbers are masked.
    pub value: String,
    /// The rule that it breaks.
    pub code: Code,
}

impl CellError {
    /// A finding about a whole row, or the whole sheet with row 0.
    pub(crate) fn row(sheet: &str, row: u32, code: Code) -> Self {
        Self {
            sheet: sheet.to_owned(),
            row,
            column_letter: None,
            column_name: None,
            value: String::new(),
            code,
        }
    }

    /// The same finding about a column of that row.
    pub(crate) fn at(mut self, column: u32, name: &str, value: String) -> Self {
        self.column_letter = Some(column_letters(column));
        self.column_name = Some(name.to_owned());
        self.value = value;
        self
    }
}

/// The rules that cells can break, with the numbers needed to explain them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Code {
    /// No sheet has the columns needed.
    MissingColumns {
        /// Headers found in the likeliest row.
        found: Vec<String>,
        /// Names of the fields without a column.
        missing: Vec<String>,
        /// Unrecognised headers, each with the missing field it resembles most.
        guesses: Vec<(String, String)>,
    },
    /// Two columns could hold the same field.
    AmbiguousColumn {
        /// The field's name.
        field: String,
        /// The other column, such as `C「姓名」`.
        other: String,
        /// The header by which `--map` can tell them apart, if it can.
        map: Option<String>,
    },
    /// A second column of a text is not read.
    SecondColumn {
        /// The field's name.
        field: String,
        /// The column that is, such as `C「摘要」`.
        used: String,
    },
    /// A row with values above the header.
    RowAboveHeader,
    /// The row is hidden, and was taken.
    HiddenRow,
    /// The column is hidden.
    HiddenColumn {
        /// Whether it was read all the same.
        read: bool,
    },
    /// The amount stands in a cell that is merged over rows or columns.
    MergedAmount {
        /// First row of the region.
        first_row: u32,
        /// Its last row.
        last_row: u32,
    },
    /// The mapping names a header that the sheet does not have.
    MappedHeaderAbsent {
        /// The header.
        header: String,
    },
    /// The mapping names a sheet that the file does not have.
    SheetAbsent {
        /// Names of the sheets there are.
        sheets: Vec<String>,
    },
    /// The header is followed by no row to import.
    NoRows,
    /// Amounts, areas or charges are not in yuan, m² and by the month.
    Unit {
        /// The unit as stated.
        unit: String,
    },
    /// A formula ended in an error.
    FormulaError,
    /// A formula's result is not stored in the file.
    FormulaWithoutResult,
    /// More errors were found than are listed.
    MoreErrors {
        /// How many.
        more: usize,
    },

    /// No building is given, here or above.
    BuildingMissing,
    /// The building is not a code of letters and digits.
    BuildingForm,
    /// The entrance is not a code of letters and digits.
    EntranceForm,
    /// No room is given.
    RoomMissing,
    /// The room is not a code of letters and digits.
    RoomForm,
    /// Building and entrance inside the room's cell are not those of their own columns.
    PlaceDiffers,
    /// No area is given.
    AreaMissing,
    /// The area is not a number.
    AreaNotNumber,
    /// The area is zero or negative.
    AreaNotPositive,
    /// The area is above the limit.
    AreaTooLarge {
        /// The limit.
        limit: AreaC,
    },
    /// The area has more than two decimals.
    AreaDecimals,
    /// The unit stands in another row already.
    DuplicateUnit {
        /// The unit.
        unit: UnitCode,
        /// Sheet of the first row.
        first_sheet: String,
        /// The first row.
        first_row: u32,
    },
    /// Another unit differs from it only by zeros in front.
    LooksLikeUnit {
        /// Sheet of the other.
        first_sheet: String,
        /// Its row.
        first_row: u32,
    },
    /// The row names a co-owner of the unit above it.
    CoOwner {
        /// First row of the unit.
        first_row: u32,
    },
    /// The sheet of owners names a unit that no sheet of units has.
    OwnerWithoutUnit,
    /// Two rows of one voucher or list say the very same.
    RowRepeated {
        /// The first row.
        first_row: u32,
    },
    /// The text is not a day of the calendar.
    DateUnknown,
    /// The day is before 1900 or after 2100.
    DateImplausible,
    /// A sold unit has no owner.
    OwnerMissing,
    /// Not a telephone number.
    PhoneForm,
    /// Not a document number.
    IdNumberForm {
        /// Its length in characters.
        chars: usize,
    },
    /// The spreadsheet stored the document number as a number and lost its last digits.
    IdNumberRounded,
    /// The totals row states another number of units.
    TotalCount {
        /// Stated.
        stated: i64,
        /// Rows counted.
        counted: i64,
        /// Hidden rows among them.
        hidden: Vec<u32>,
    },
    /// The totals row states another area.
    TotalArea {
        /// Stated.
        stated: AreaC,
        /// Sum of the rows.
        added: AreaC,
        /// Hidden rows among them.
        hidden: Vec<u32>,
    },

    /// The check digit of an identity number does not fit.
    IdCheckDigit,
    /// Owners and telephone numbers differ in number, so that only the first number is kept.
    PhoneCountDiffers {
        /// Owners.
        owners: usize,
        /// Telephone numbers.
        phones: usize,
    },
    /// An owner without telephone and document number has the name of another unit's.
    SameName {
        /// Sheet of the first.
        first_sheet: String,
        /// Its row.
        first_row: u32,
    },
    /// Co-owners and document numbers differ in number.
    IdCountDiffers {
        /// Owners.
        owners: usize,
        /// Document numbers.
        ids: usize,
    },
    /// An undelivered or unsold unit has a day of delivery, which is ignored.
    DateThoughUndelivered,
    /// An unsold unit names an owner, who is ignored.
    OwnerThoughUnsold,
    /// The developer is named as owner, so the unit counts as unsold.
    DeveloperAsOwner,
    /// The use is not one of the known ones; it counts as other.
    UseUnknown,
    /// The source of the area is not one of the known ones; it counts as not stated.
    AreaSourceUnknown,
    /// A sheet without a fitting header was not read.
    SheetSkipped,
    /// A hidden sheet with a fitting header was not read.
    HiddenSheetSkipped,

    /// No day is given.
    DateMissing,
    /// The day has no year, and neither title nor sheet name gives one.
    DateNeedsYear,
    /// The day is not in the months of the title.
    DateOutsideSpan {
        /// First.
        first: Period,
        /// Last.
        last: Period,
    },
    /// The day is not in the month of the title.
    DateOutsidePeriod {
        /// The month.
        period: Period,
    },
    /// No summary is given.
    SummaryMissing,
    /// Neither income nor expense is given.
    AmountMissing,
    /// Both income and expense are given.
    AmountTwice,
    /// The amount is not a number.
    AmountNotNumber,
    /// The amount is below zero.
    AmountNegative,
    /// The amount has more than two decimals.
    AmountDecimals,
    /// The amount is above 100,000,000,000.00 yuan.
    AmountTooLarge,
    /// A payment without an amount.
    PaymentMissing,
    /// The property fee's rate is not a number from 0 to 100 with at most four decimals.
    RateForm,
    /// The column does not say what was paid for.
    BillItemUnknown,
    /// The column does not say how the money came.
    MethodUnknown,
    /// The reference became a number of a spreadsheet and lost its last digits.
    ReferenceRounded,
    /// The reference is longer than 100 characters.
    ReferenceLong,
    /// Two payments have one reference.
    ReferenceRepeated {
        /// Sheet of the first.
        first_sheet: String,
        /// Its row.
        first_row: u32,
    },
    /// The column does not say income or expense.
    DirectionUnknown,
    /// The status does not say whether money moved.
    StatusUnknown,
    /// The column does not say yes or no.
    YesNoUnknown,
    /// The running balance does not follow from the row above.
    BalanceMismatch {
        /// Balance before, plus income, less expense.
        expected: Fen,
        /// As stated.
        stated: Fen,
    },
    /// The totals row states another sum.
    TotalAmount {
        /// Stated.
        stated: Fen,
        /// Sum of the rows.
        added: Fen,
        /// Hidden rows among them.
        hidden: Vec<u32>,
    },
    /// The row's total is not the sum of its items.
    RowTotal {
        /// Stated.
        stated: Fen,
        /// Sum of the items.
        added: Fen,
    },
    /// A column of amounts beside those of the known items is of another item.
    ItemColumn,
    /// A payment out, or taken back.
    Refund,
    /// Several things in one amount.
    SeveralItems,
    /// The summary is that of a total, but the amount is not the sum of rows above: it was taken.
    LooksLikeTotal,
    /// The opening balance does not come first.
    OpeningMisplaced,
    /// The opening balance has no amount.
    OpeningMissing,
    /// The opening balance is not the closing balance of the sheet before.
    OpeningMismatch {
        /// Sheet before.
        before: String,
        /// Its closing balance.
        expected: Fen,
        /// Stated here.
        stated: Fen,
    },
    /// A voucher number was used before; often right, sometimes a row entered twice.
    VoucherRepeated {
        /// The first row.
        first_row: u32,
    },

    /// An earlier import booked this voucher number in this month.
    VoucherBooked {
        /// Number of the entry in the book.
        entry: u64,
    },

    /// No voucher number is given, here or above.
    VoucherMissing,
    /// No account is given.
    AccountMissing,
    /// A voucher's lines have different days.
    VoucherDateDiffers {
        /// First row of the voucher.
        first_row: u32,
    },
    /// A voucher's lines do not stand together.
    VoucherSplit {
        /// First row of the voucher.
        first_row: u32,
    },
    /// Debit and credit of an entry differ.
    EntryUnbalanced {
        /// The voucher.
        voucher: String,
        /// Debit less credit.
        difference: Fen,
    },
    /// No sheet is one of documents.
    NoDocuments,
    /// A cell that must be filled in is empty.
    FieldMissing {
        /// Name of the field.
        field: String,
    },
    /// The row belongs to the document of another row and says something else about it.
    DiffersFromRow {
        /// Name of the field.
        field: String,
        /// First row of the document.
        first_row: u32,
    },
    /// Not a whole number within the limits.
    NotWhole {
        /// The least.
        least: i64,
        /// The most.
        most: i64,
    },
    /// The last day is before the first.
    EndsBeforeStart,
    /// More took part than there are, or more agreed than took part.
    CountsNotNested,
    /// Two lines of a budget have one number.
    LineRepeated {
        /// The first row.
        first_row: u32,
    },
    /// Not a share such as `10%`.
    NotAShare,
    /// Not one of the words that the column takes.
    WordUnknown {
        /// The words.
        known: Vec<String>,
    },
    /// Something about a bank's statement.
    Bank(BankFinding),
    /// Debit and credit of an entry differ within one fund.
    FundUnbalanced {
        /// The voucher.
        voucher: String,
        /// The fund.
        fund: String,
        /// Debit less credit.
        difference: Fen,
    },
}

impl Code {
    /// Whether the row can be imported all the same.
    pub const fn is_warning(&self) -> bool {
        if let Self::Bank(finding) = self {
            return finding.is_warning();
        }
        matches!(
            self,
            Self::IdCheckDigit
                | Self::PhoneCountDiffers { .. }
                | Self::SameName { .. }
                | Self::IdCountDiffers { .. }
                | Self::DateThoughUndelivered
                | Self::OwnerThoughUnsold
                | Self::DeveloperAsOwner
                | Self::UseUnknown
                | Self::AreaSourceUnknown
                | Self::SheetSkipped
                | Self::HiddenSheetSkipped
                | Self::SecondColumn { .. }
                | Self::HiddenRow
                | Self::HiddenColumn { .. }
                | Self::LooksLikeTotal
                | Self::LooksLikeUnit { .. }
                | Self::CoOwner { .. }
                | Self::RowRepeated { .. }
                | Self::VoucherRepeated { .. }
                | Self::VoucherBooked { .. }
        )
    }

    /// A fixed name for this kind of finding, for logs, JSON and tests.
    pub const fn id(&self) -> &'static str {
        match self {
            Self::MissingColumns { .. } => "missing-columns",
            Self::AmbiguousColumn { .. } => "ambiguous-column",
            Self::SecondColumn { .. } => "second-column",
            Self::RowAboveHeader => "row-above-header",
            Self::HiddenRow => "hidden-row",
            Self::HiddenColumn { .. } => "hidden-column",
            Self::MergedAmount { .. } => "merged-amount",
            Self::RowTotal { .. } => "row-total",
            Self::ItemColumn => "item-column",
            Self::Refund => "refund",
            Self::SeveralItems => "several-items",
            Self::DateOutsideSpan { .. } => "date-outside-span",
            Self::LooksLikeUnit { .. } => "looks-like-unit",
            Self::CoOwner { .. } => "co-owner",
            Self::OwnerWithoutUnit => "owner-without-unit",
            Self::RowRepeated { .. } => "row-repeated",
            Self::MappedHeaderAbsent { .. } => "mapped-header-absent",
            Self::SheetAbsent { .. } => "sheet-absent",
            Self::NoRows => "no-rows",
            Self::Unit { .. } => "unit",
            Self::FormulaError => "formula-error",
            Self::FormulaWithoutResult => "formula-without-result",
            Self::MoreErrors { .. } => "more-errors",
            Self::BuildingMissing => "building-missing",
            Self::BuildingForm => "building-form",
            Self::EntranceForm => "entrance-form",
            Self::RoomMissing => "room-missing",
            Self::RoomForm => "room-form",
            Self::PlaceDiffers => "place-differs",
            Self::AreaMissing => "area-missing",
            Self::AreaNotNumber => "area-not-number",
            Self::AreaNotPositive => "area-not-positive",
            Self::AreaTooLarge { .. } => "area-too-large",
            Self::AreaDecimals => "area-decimals",
            Self::DuplicateUnit { .. } => "duplicate-unit",
            Self::DateUnknown => "date-unknown",
            Self::DateImplausible => "date-implausible",
            Self::OwnerMissing => "owner-missing",
            Self::PhoneForm => "phone-form",
            Self::IdNumberForm { .. } => "id-number-form",
            Self::IdNumberRounded => "id-number-rounded",
            Self::TotalCount { .. } => "total-count",
            Self::TotalArea { .. } => "total-area",
            Self::IdCheckDigit => "id-check-digit",
            Self::PhoneCountDiffers { .. } => "phone-count-differs",
            Self::SameName { .. } => "same-name",
            Self::IdCountDiffers { .. } => "id-count-differs",
            Self::DateThoughUndelivered => "date-though-undelivered",
            Self::OwnerThoughUnsold => "owner-though-unsold",
            Self::DeveloperAsOwner => "developer-as-owner",
            Self::UseUnknown => "use-unknown",
            Self::AreaSourceUnknown => "area-source-unknown",
            Self::SheetSkipped => "sheet-skipped",
            Self::HiddenSheetSkipped => "hidden-sheet-skipped",
            Self::DateMissing => "date-missing",
            Self::DateNeedsYear => "date-needs-year",
            Self::DateOutsidePeriod { .. } => "date-outside-period",
            Self::SummaryMissing => "summary-missing",
            Self::AmountMissing => "amount-missing",
            Self::AmountTwice => "amount-twice",
            Self::AmountNotNumber => "amount-not-number",
            Self::AmountNegative => "amount-negative",
            Self::AmountDecimals => "amount-decimals",
            Self::AmountTooLarge => "amount-too-large",
            Self::PaymentMissing => "payment-missing",
            Self::RateForm => "rate-form",
            Self::BillItemUnknown => "bill-item-unknown",
            Self::MethodUnknown => "method-unknown",
            Self::ReferenceRounded => "reference-rounded",
            Self::ReferenceLong => "reference-long",
            Self::ReferenceRepeated { .. } => "reference-repeated",
            Self::DirectionUnknown => "direction-unknown",
            Self::StatusUnknown => "status-unknown",
            Self::YesNoUnknown => "yes-no-unknown",
            Self::BalanceMismatch { .. } => "balance-mismatch",
            Self::TotalAmount { .. } => "total-amount",
            Self::LooksLikeTotal => "looks-like-total",
            Self::OpeningMisplaced => "opening-misplaced",
            Self::OpeningMissing => "opening-missing",
            Self::OpeningMismatch { .. } => "opening-mismatch",
            Self::VoucherRepeated { .. } => "voucher-repeated",
            Self::VoucherBooked { .. } => "voucher-booked",
            Self::VoucherMissing => "voucher-missing",
            Self::AccountMissing => "account-missing",
            Self::VoucherDateDiffers { .. } => "voucher-date-differs",
            Self::VoucherSplit { .. } => "voucher-split",
            Self::EntryUnbalanced { .. } => "entry-unbalanced",
            Self::FundUnbalanced { .. } => "fund-unbalanced",
            Self::NoDocuments => "no-documents",
            Self::FieldMissing { .. } => "field-missing",
            Self::DiffersFromRow { .. } => "differs-from-row",
            Self::NotWhole { .. } => "not-whole",
            Self::EndsBeforeStart => "ends-before-start",
            Self::CountsNotNested => "counts-not-nested",
            Self::LineRepeated { .. } => "line-repeated",
            Self::NotAShare => "not-a-share",
            Self::WordUnknown { .. } => "word-unknown",
            Self::Bank(finding) => finding.id(),
        }
    }
}
