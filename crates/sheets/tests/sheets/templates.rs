//! A template that is filled in is read; one that is not has no rows.

use mingbai_sheets::{
    CellError, Limits, Mapping, Workbook, open, read_entries, read_journal, read_payments,
    read_registry, template,
};

use crate::findings;

fn workbook(bytes: &[u8]) -> Workbook {
    open(bytes, "模板.xlsx", &Limits::default()).unwrap()
}

fn empty<T>(result: Result<T, Vec<CellError>>) {
    let Err(errors) = result else {
        panic!("the example row was imported")
    };
    assert_eq!(findings(&errors), ["2 - no-rows"]);
}

#[test]
fn the_headers_of_every_template_are_recognised_and_its_example_is_ignored() {
    let all = Mapping::default();
    empty(read_registry(
        &workbook(&template::registry().unwrap()),
        &all,
    ));
    empty(read_journal(&workbook(&template::journal().unwrap()), &all));
    empty(read_entries(&workbook(&template::entries().unwrap()), &all));
    empty(read_payments(
        &workbook(&template::payments().unwrap()),
        &all,
    ));
}

#[test]
fn a_template_is_the_same_whenever_it_is_made() {
    assert_eq!(template::registry().unwrap(), template::registry().unwrap());
}
