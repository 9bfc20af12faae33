//! Reads a workbook of public documents (公开资料): what the owners decided, what was agreed and
//! budgeted, contracts, disclosures and statements, each kind on a sheet of its own.
//!
//! A sheet's name says what it holds; where it does not, its headers do. Sheets of neither are left
//! alone, such as the one that explains how to fill in.

mod agreements;
mod cells;
mod papers;
mod plans;
mod resolutions;

use crate::error::{CellError, Code};
use crate::fields::{DOCUMENTS, Field};
use crate::grid::{Sheet, Workbook};
use crate::header;
use crate::mapping::Mapping;
use crate::mask;
use crate::report::Tally;
use crate::table::{self, Kind, Report, Table, Verdict};

pub use agreements::AgreementRow;
pub use papers::{ContractRow, DisclosureRow, disclosure_words};
pub use plans::{BudgetRow, StatementRow};
pub use resolutions::ResolutionRow;

/// Where a row stands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// Sheet.
    pub sheet: String,
    /// Row, from 1.
    pub row: u32,
}

/// The files that a row names.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Papers {
    /// The file that everyone may see: the document with personal data blackened.
    pub public: Option<String>,
    /// The unredacted original, which is kept and not shown.
    pub original: Option<String>,
}

/// A whole workbook.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DocumentSheets {
    /// 决议.
    pub resolutions: Vec<ResolutionRow>,
    /// 服务协议.
    pub agreements: Vec<AgreementRow>,
    /// 预算: one row a line.
    pub budgets: Vec<BudgetRow>,
    /// 合同.
    pub contracts: Vec<ContractRow>,
    /// 报表: one row a line.
    pub statements: Vec<StatementRow>,
    /// 公示.
    pub disclosures: Vec<DisclosureRow>,
    /// What is odd, but does not prevent the import.
    pub warnings: Vec<CellError>,
    /// What became of every row.
    pub tally: Tally,
}

/// What a sheet holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Holds {
    Resolutions,
    Agreements,
    Budgets,
    Contracts,
    Statements,
    Disclosures,
}

/// Kinds of sheets with the words in a sheet's name that tell them, and the columns they need.
const KINDS: [(Holds, &[&str], Kind); 6] = [
    (
        Holds::Resolutions,
        &["决议", "表决"],
        kind(&[
            &[Field::Id],
            &[Field::Title],
            &[Field::Matter],
            &[Field::Date],
            &[Field::HeadsTotal],
            &[Field::AreaTotal],
            &[Field::HeadsTookPart],
            &[Field::AreaTookPart],
            &[Field::HeadsFor],
            &[Field::AreaFor],
        ]),
    ),
    (
        Holds::Agreements,
        &["协议", "信托合同", "物业服务合同"],
        kind(&[
            &[Field::Id],
            &[Field::Title],
            &[Field::From],
            &[Field::PayKind],
            &[Field::Pay],
            &[Field::StewardLimit],
            &[Field::CommitteeLimit],
        ]),
    ),
    (
        Holds::Budgets,
        &["预算"],
        kind(&[
            &[Field::Id],
            &[Field::Year],
            &[Field::LineName],
            &[Field::Account],
            &[Field::Amount],
        ]),
    ),
    (
        Holds::Contracts,
        &["合同"],
        kind(&[
            &[Field::Id],
            &[Field::Title],
            &[Field::Counterparty],
            &[Field::From],
            &[Field::To],
        ]),
    ),
    (
        Holds::Statements,
        &["报表", "收支情况"],
        kind(&[
            &[Field::Title],
            &[Field::From],
            &[Field::To],
            &[Field::LineName],
            &[Field::Income, Field::Expense],
        ]),
    ),
    (
        Holds::Disclosures,
        &["公示", "公开事项"],
        kind(&[&[Field::Item], &[Field::From], &[Field::To]]),
    ),
];

const fn kind(required: &'static [&'static [Field]]) -> Kind {
    Kind {
        specs: DOCUMENTS,
        required,
        // Lines of one budget or statement may share merged cells.
        fill: &[
            Field::Id,
            Field::Title,
            Field::Year,
            Field::From,
            Field::To,
            Field::Resolution,
            Field::File,
        ],
        also: |_, _| None,
    }
}

/// Reads every sheet of `workbook` that holds documents: all rows, or all errors.
pub fn read_documents(
    workbook: &Workbook,
    mapping: &Mapping,
) -> Result<DocumentSheets, Vec<CellError>> {
    let mut report = Report::default();
    let mut out = DocumentSheets::default();
    let mut first = None;
    let each = of_one_sheet(mapping);
    let mut missed = mapping.pairs.clone();
    for sheet in workbook.sheets.iter().filter(|sheet| sheet.visible) {
        let Some((holds, kind)) = holds(sheet, &each) else {
            report.tally.skip_sheet(sheet);
            continue;
        };
        first = first.or(Some(sheet));
        // Only this sheet: its neighbours are of other kinds.
        let only = each.clone().for_sheet(&sheet.name);
        for table in table::find(workbook, &only, kind, &mut report) {
            missed.retain(|(header, _)| !table.has_header(header));
            out.read(holds, &table, &mut report);
        }
    }
    plans::agree(&out.budgets, &mut report);
    for (header, _) in missed {
        let name = first.map(|sheet: &Sheet| sheet.name.as_str());
        let header = mask::plain(&header);
        let code = Code::MappedHeaderAbsent { header };
        report.push(CellError::row(name.unwrap_or_default(), 0, code));
    }
    // Sheets of the template that are not needed stay empty.
    if out.rows() == 0 && report.is_empty() {
        let code = first.map_or(Code::NoDocuments, |_| Code::NoRows);
        let sheet = first.or(workbook.sheets.first());
        let name = sheet.map(|sheet| sheet.name.as_str()).unwrap_or_default();
        report.push(CellError::row(name, 0, code));
    }
    for sheet in workbook.sheets.iter().filter(|sheet| !sheet.visible) {
        report.tally.skip_sheet(sheet);
    }
    out.tally = std::mem::take(&mut report.tally);
    out.warnings = report.finish(workbook)?;
    Ok(out)
}

/// The mapping for one sheet of several: a header that the user explains need not be on each.
fn of_one_sheet(mapping: &Mapping) -> Mapping {
    let (said, before) = (&mapping.pairs, &mapping.remembered);
    Mapping {
        pairs: Vec::new(),
        remembered: said.iter().chain(before).cloned().collect(),
        sheet: None,
    }
}

/// What a sheet holds: by its name, else by the kind that has all its columns and most of them.
fn holds(sheet: &Sheet, mapping: &Mapping) -> Option<(Holds, &'static Kind)> {
    let by_name = KINDS
        .iter()
        .find(|(_, words, _)| words.iter().any(|word| sheet.name.contains(word)));
    if let Some((holds, _, kind)) = by_name {
        return Some((*holds, kind));
    }
    let header = header::find(sheet, DOCUMENTS, mapping)?;
    let has = |group: &&[Field]| group.iter().any(|field| header.column(*field).is_some());
    KINDS
        .iter()
        .filter(|(_, _, kind)| kind.required.iter().all(has))
        .max_by_key(|(_, _, kind)| kind.required.len())
        .map(|(holds, _, kind)| (*holds, kind))
}

impl DocumentSheets {
    fn rows(&self) -> usize {
        self.resolutions.len()
            + self.agreements.len()
            + self.budgets.len()
            + self.contracts.len()
            + self.statements.len()
            + self.disclosures.len()
    }

    fn read(&mut self, holds: Holds, table: &Table<'_>, report: &mut Report) {
        let mut above = plans::Above::default();
        table.each(report, |row, report| {
            if let Some(why) = cells::left(table, row) {
                return Verdict::Left(why);
            }
            let mut cells = cells::Cells { table, row, report };
            match holds {
                Holds::Resolutions => self.resolutions.extend(resolutions::read(&mut cells)),
                Holds::Agreements => self.agreements.extend(agreements::read(&mut cells)),
                Holds::Budgets => {
                    let row = plans::budget(&mut cells, &mut above);
                    self.budgets.extend(row);
                }
                Holds::Contracts => self.contracts.extend(papers::contract(&mut cells)),
                Holds::Statements => {
                    let row = plans::statement(&mut cells, &mut above);
                    self.statements.extend(row);
                }
                Holds::Disclosures => self.disclosures.extend(papers::disclosure(&mut cells)),
            }
            Verdict::Taken
        });
    }
}
