//! Which sheet, which row is the header, which column is what.

use mingbai_sheets::{Code, Lang, Mapping, REGISTRY, read_registry};

use crate::{csv, findings, named};

#[test]
fn headers_that_are_not_recognised_are_listed_with_the_closest_guesses() {
    let book = csv("楼栋,房号,房屋建筑总面积,居民大名,电话\n1栋,101,98.6,张三,13900000001\n");
    let errors = read_registry(&book, &Mapping::default()).unwrap_err();
    let Code::MissingColumns {
        found,
        missing,
        guesses,
    } = &errors[0].code
    else {
        panic!("{errors:?}")
    };
    assert_eq!(
        found,
        &["楼栋", "房号", "房屋建筑总面积", "居民大名", "电话"]
    );
    assert_eq!(missing, &["建筑面积", "业主姓名"]);
    assert_eq!(
        guesses,
        &[("房屋建筑总面积".to_owned(), "建筑面积".to_owned())]
    );
    let text = errors[0].text(Lang::Zh);
    let expected = "表 第1行: 找不到需要的列：建筑面积、业主姓名。表里的列名：楼栋、房号、房屋建筑总面积、居民大名、电话。\
        是不是：--map 房屋建筑总面积=建筑面积？是的话请加上，下次会记住";
    assert_eq!(text, expected);
}

#[test]
fn a_mapping_makes_a_strange_file_readable() {
    let book = csv("楼栋,房号,平方数,居民大名\n1栋,101,98.6,张三\n");
    let mapping = Mapping::parse(&["平方数=建筑面积", "居民大名=owner"], REGISTRY).unwrap();
    let sheet = read_registry(&book, &mapping).unwrap();
    assert_eq!(sheet.rows[0].owners, ["张三"]);
    assert_eq!(sheet.rows[0].area_c.0, 9860);
}

#[test]
fn a_mapping_wins_over_a_recognised_header_and_must_name_one_that_exists() {
    let text = "楼栋,房号,建筑面积,计费平方,业主\n1栋,101,98.6,88.5,张三\n";
    let mapping = Mapping::parse(&["计费平方=建筑面积"], REGISTRY).unwrap();
    let sheet = read_registry(&csv(text), &mapping).unwrap();
    assert_eq!(sheet.rows[0].area_c.0, 8850);

    let absent = Mapping::parse(&["计费面积数=建筑面积"], REGISTRY).unwrap();
    let errors = read_registry(&csv(text), &absent).unwrap_err();
    assert_eq!(findings(&errors), ["1 - mapped-header-absent"]);
}

#[test]
fn two_columns_for_one_field_are_not_guessed_between() {
    let book = csv("楼栋,房号,建筑面积,面积,业主\n1栋,101,98.6,88.5,张三\n");
    let errors = read_registry(&book, &Mapping::default()).unwrap_err();
    assert_eq!(findings(&errors), ["1 D ambiguous-column"]);
    assert!(errors[0].text(Lang::Zh).contains("C「建筑面积」"));
}

#[test]
fn the_header_stands_below_titles_and_is_repeated_on_every_page() {
    let book = csv(
        "春和苑住户台账,,,\n单位:某某物业,,填报日期:2026年10月31日,\n,,,\n\
        楼栋,房 号,建筑面积（㎡）,户主\n1栋,101,98.6,张三\n楼栋,房 号,建筑面积（㎡）,户主\n1栋,102,98.6,李四\n",
    );
    let sheet = read_registry(&book, &Mapping::default()).unwrap();
    let rows: Vec<u32> = sheet.rows.iter().map(|row| row.row).collect();
    assert_eq!(rows, [5, 7]);
}

#[test]
fn a_sheet_named_after_its_building_needs_no_building_column() {
    let text = "单元,房号,建筑面积,户主\n1,101,98.6,张三\n";
    let sheet = read_registry(&named("3栋.csv", text), &Mapping::default()).unwrap();
    assert_eq!(sheet.rows[0].code.to_string(), "3-1-101");
    let errors = read_registry(&csv(text), &Mapping::default()).unwrap_err();
    assert!(
        matches!(&errors[0].code, Code::MissingColumns { missing, .. } if missing == &["楼栋"])
    );
}

#[test]
fn a_wished_sheet_must_exist() {
    let mapping = Mapping::default().for_sheet("不存在");
    let errors = read_registry(&csv("楼栋,房号\n"), &mapping).unwrap_err();
    assert_eq!(findings(&errors), ["0 - sheet-absent"]);
}

#[test]
fn a_header_without_rows_is_an_error() {
    let book = csv("楼栋,房号,建筑面积,户主\n");
    let errors = read_registry(&book, &Mapping::default()).unwrap_err();
    assert_eq!(findings(&errors), ["1 - no-rows"]);
}
