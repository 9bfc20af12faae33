//! The files under examples/ that the README imports: as the program makes them, and readable.

use std::collections::BTreeSet;

use mingbai_domain::calendar::Period;
use mingbai_domain::money::{AreaC, Fen};
use mingbai_domain::registry::{AreaSource, UnitStatus, UnitUse};
use mingbai_sheets::{
    DOCUMENTS, Flow, JOURNAL, JournalSheet, Limits, Mapping, Workbook, named_files, open,
    read_documents, read_entries, read_journal, read_registry,
};

use crate::findings;

#[path = "../../examples/make_examples.rs"]
#[expect(dead_code, reason = "its main function writes the files")]
mod make_examples;

fn committed(name: &str) -> Workbook {
    let path = format!("{}/../../examples/{name}", env!("CARGO_MANIFEST_DIR"));
    let bytes = std::fs::read(&path).unwrap_or_else(|error| panic!("{path}: {error}"));
    open(&bytes, name, &Limits::default()).unwrap()
}

#[test]
fn the_committed_examples_are_what_the_program_makes() {
    for (name, bytes) in make_examples::files().unwrap() {
        let made = open(&bytes, name, &Limits::default()).unwrap();
        let advice = "run: cargo run -p mingbai-sheets --example make_examples";
        assert_eq!(committed(name), made, "{name}: {advice}");
    }
    for (name, made) in make_examples::papers() {
        let path = format!("{}/../../examples/files/{name}", env!("CARGO_MANIFEST_DIR"));
        assert_eq!(std::fs::read(&path).ok(), Some(made), "{name}");
    }
}

#[test]
fn the_documents_are_read_and_every_paper_is_named_by_a_workbook() {
    let book = committed("春和苑_公开资料.xlsx");
    let all = read_documents(&book, &Mapping::default()).unwrap();
    assert_eq!(findings(&all.warnings), [""; 0]);
    let counts = [
        all.resolutions.len(),
        all.agreements.len(),
        all.budgets.len(),
        all.contracts.len(),
        all.disclosures.len(),
        all.statements.len(),
    ];
    assert_eq!(counts, [2, 1, 5, 4, 3, 0]);
    let journals = ["9月", "10月"].map(|month| format!("春和苑_收支明细_2026年{month}.xlsx"));
    let mut named = named_files(&book, DOCUMENTS, &Mapping::default()).all();
    for name in &journals {
        named.append(&mut named_files(&committed(name), JOURNAL, &Mapping::default()).all());
    }
    let papers: BTreeSet<String> = make_examples::papers()
        .map(|(name, _)| name.to_owned())
        .collect();
    assert_eq!(named, papers);
}

#[test]
fn the_register_is_read_without_errors_or_warnings() {
    let book = committed("春和苑_住户台账.xlsx");
    let sheet = read_registry(&book, &Mapping::default()).unwrap();
    assert_eq!(findings(&sheet.warnings), [""; 0]);
    assert_eq!(sheet.rows.len(), 126);
    let area: AreaC = sheet.rows.iter().map(|row| row.area_c).sum();
    assert_eq!(area, AreaC(1_310_607));
    let count = |status| sheet.rows.iter().filter(|row| row.status == status).count();
    assert_eq!(
        (count(UnitStatus::Unsold), count(UnitStatus::Undelivered)),
        (3, 4)
    );
    let shops = sheet
        .rows
        .iter()
        .filter(|row| row.usage == UnitUse::Shop)
        .count();
    assert_eq!(shops, 6);
    assert!(
        sheet
            .rows
            .iter()
            .all(|row| row.area_source == Some(AreaSource::Registered))
    );
    let names: BTreeSet<&String> = sheet.rows.iter().flat_map(|row| &row.owners).collect();
    let all = sheet.rows.iter().map(|row| row.owners.len()).sum::<usize>();
    assert_eq!(names.len(), all, "two invented owners have the same name");
}

#[test]
fn the_journals_follow_each_other() {
    let read = |name: &str| read_journal(&committed(name), &Mapping::default()).unwrap();
    let september = read("春和苑_收支明细_2026年9月.xlsx");
    let october = read("春和苑_收支明细_2026年10月.xlsx");
    assert_eq!(september.period, Period::new(2026, 9));
    assert_eq!(october.period, Period::new(2026, 10));
    assert_eq!(september.closing, october.opening);
    assert_eq!((september.rows.len(), october.rows.len()), (10, 8));
    assert!(september.warnings.is_empty() && october.warnings.is_empty());
    // Remuneration: 10% of income without interest, rounded on the cumulative base.
    let pay = |journal: &JournalSheet| {
        let row = journal
            .rows
            .iter()
            .find(|row| row.category.as_deref() == Some("物业酬金"));
        row.unwrap().amount
    };
    assert_eq!(
        (pay(&september), pay(&october)),
        (Fen(1_724_864), Fen(288_734))
    );
    let spent = september
        .rows
        .iter()
        .filter(|row| row.flow == Flow::Expense);
    assert!(spent.clone().count() > 0);
    assert!(
        spent
            .into_iter()
            .all(|row| !row.approvers.is_empty() && row.approvers != row.reviewers)
    );
}

#[test]
fn the_vouchers_balance() {
    let book = committed("春和苑_记账凭证_2026年10月.xlsx");
    let sheet = read_entries(&book, &Mapping::default()).unwrap();
    let lines: Vec<usize> = sheet
        .entries
        .iter()
        .map(|entry| entry.lines.len())
        .collect();
    assert_eq!(lines, [2, 2, 3]);
    assert_eq!(sheet.period, Period::new(2026, 10));
}
