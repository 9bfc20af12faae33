//! Rules of a household register, cell by cell.

use mingbai_domain::registry::AreaSource::{Contract, Registered, Surveyed};
use mingbai_domain::registry::UnitStatus::{Delivered, Undelivered, Unsold};
use mingbai_domain::registry::UnitUse::{Other, Parking, Residential, Shop};
use mingbai_sheets::{Lang, Mapping, NO_ENTRANCE, read_registry};

use crate::{csv, findings};

const HEADER: &str = "楼栋,单元,房号,建筑面积,业主姓名,联系电话,身份证号,交付日期,用途,备注\n";

fn errors(rows: &str) -> Vec<String> {
    let book = csv(&format!("{HEADER}{rows}"));
    findings(&read_registry(&book, &Mapping::default()).unwrap_err())
}

fn read(rows: &str) -> mingbai_sheets::RegistrySheet {
    read_registry(&csv(&format!("{HEADER}{rows}")), &Mapping::default())
        .unwrap_or_else(|errors| panic!("{:?}", findings(&errors)))
}

#[test]
fn every_bad_cell_is_reported_at_once() {
    let found = errors(
        "1栋,1,101,,张三,,,,,\n\
         1栋,1,102,1000000000,张三,,,,,\n\
         1栋,1,103,-5,张三,,,,,\n\
         1栋,1,104,98.605,张三,,,,,\n\
         1栋,1,,98.6,张三,,,,,\n\
         1栋,1,101,98.6,张三,12345,1234,昨天,,\n\
         1栋,1,106,#DIV/0!,#REF!,13900000001,,1826-01-01,,\n\
         1栋,1,1~7,98.6,,,,,,\n",
    );
    let expected = [
        "2 D area-missing",
        "3 D area-too-large",
        "4 D area-not-positive",
        "5 D area-decimals",
        "6 C room-missing",
        "7 C duplicate-unit",
        "7 F phone-form",
        "7 G id-number-form",
        "7 H date-unknown",
        "8 D formula-error",
        "8 E formula-error",
        "8 H date-implausible",
        "9 C room-form",
        "9 E owner-missing",
    ];
    assert_eq!(found, expected);
}

#[test]
fn errors_never_show_names_telephone_or_document_numbers() {
    let rows = format!(
        "{HEADER}1栋,1,101,13900001234,张三丰,139000012345,34010019870406965612,,,\n\
         1栋,1,102,98.6,#N/A,电话13900001234,340100198704069a56,,,未售\n"
    );
    let errors = read_registry(&csv(&rows), &Mapping::default()).unwrap_err();
    assert!(errors.len() >= 5, "{errors:?}");
    for error in errors {
        let shown = format!(
            "{} {} {error:?}",
            error.text(Lang::Zh),
            error.text(Lang::En)
        );
        for secret in ["13900001234", "139000012345", "340100198704069", "三丰"] {
            assert!(!shown.contains(secret), "{shown}");
        }
    }
}

#[test]
fn buildings_fill_down_and_entrances_do_not_cross_buildings() {
    let sheet = read(
        "1栋,1单元,101,98.6,甲一,,,,,\n,,102,98.6,甲二,,,,,\n,2单元,101,98.6,甲三,,,,,\n\
         2栋,,101,98.6,甲四,,,,,\n,,102室,98.6,甲五,,,,,\nA座,二单元,１０３,98.6,甲六,,,,,\n",
    );
    let codes: Vec<String> = sheet.rows.iter().map(|row| row.code.to_string()).collect();
    assert_eq!(NO_ENTRANCE, "0");
    assert_eq!(
        codes,
        [
            "1-1-101", "1-1-102", "1-2-101", "2-0-101", "2-0-102", "A-2-103"
        ]
    );
}

#[test]
fn a_room_without_any_building_above_is_an_error() {
    assert_eq!(errors(",,101,98.6,甲一,,,,,\n"), ["2 A building-missing"]);
}

#[test]
fn one_column_may_hold_the_whole_address() {
    let book = csv("房屋坐落,建筑面积,业主\n1栋2单元301室,98.6,甲一\n3-1-502,98.6,甲二\n");
    let sheet = read_registry(&book, &Mapping::default()).unwrap();
    let codes: Vec<String> = sheet.rows.iter().map(|row| row.code.to_string()).collect();
    assert_eq!(codes, ["1-2-301", "3-1-502"]);
    let book = csv("房号,建筑面积,业主\n1-2-301,98.6,甲一\n");
    let sheet = read_registry(&book, &Mapping::default()).unwrap();
    assert_eq!(sheet.rows[0].code.to_string(), "1-2-301");
}

#[test]
fn status_and_use_come_from_remarks_and_columns() {
    let sheet = read(
        "1栋,1,101,98.6,开发商,,,,,未售\n,,102,98.6,甲二,,,2020-01-01,,已售未交付\n\
         ,,103,98.6,甲三,,,2020-01-01,商铺,\n,,104,12.5,甲四,,,,地下车位,\n\
         ,,105,98.6,开发商,,,,,\n,,106,98.6,甲六,,,,宇宙站,空置\n",
    );
    let states: Vec<_> = sheet.rows.iter().map(|row| row.status).collect();
    assert_eq!(
        states,
        [Unsold, Undelivered, Delivered, Delivered, Unsold, Delivered]
    );
    assert_eq!(sheet.rows[1].delivered_on, None);
    let uses: Vec<_> = sheet.rows.iter().map(|row| row.usage).collect();
    assert_eq!(
        uses,
        [Residential, Residential, Shop, Parking, Residential, Other]
    );
    let expected = [
        "3 H date-though-undelivered",
        "6 E developer-as-owner",
        "7 I use-unknown",
    ];
    assert_eq!(findings(&sheet.warnings), expected);
}

#[test]
fn the_best_source_of_an_area_counts() {
    let book = csv(
        "楼栋,房号,产权面积,测绘面积,合同面积,套内面积,业主\n1,101,98.6,98.7,98.8,80,甲一\n\
         1,102,,98.7,98.8,80,甲二\n1,103,,,98.8,80,甲三\n1,104,,,,80,甲四\n",
    );
    let errors = read_registry(&book, &Mapping::default()).unwrap_err();
    assert_eq!(findings(&errors), ["5 C area-missing"]);
    let book = csv(
        "楼栋,房号,产权面积,测绘面积,合同面积,业主\n1,101,98.6,98.7,98.8,甲一\n\
         1,102,,98.7,98.8,甲二\n1,103,,,98.8,甲三\n",
    );
    let sheet = read_registry(&book, &Mapping::default()).unwrap();
    let best: Vec<_> = sheet
        .rows
        .iter()
        .map(|row| (row.area_c.0, row.area_source))
        .collect();
    assert_eq!(
        best,
        [
            (9860, Some(Registered)),
            (9870, Some(Surveyed)),
            (9880, Some(Contract))
        ]
    );

    let book = csv("楼栋,房号,建筑面积,面积来源,业主\n1,101,98.6,测绘,甲一\n1,102,98.6,,甲二\n");
    let sheet = read_registry(&book, &Mapping::default()).unwrap();
    assert_eq!(sheet.rows[0].area_source, Some(Surveyed));
    assert_eq!(sheet.rows[1].area_source, None);
}

#[test]
fn totals_are_checked_and_left_out() {
    let body = "1栋,1,101,98.6,甲一,,,,,\n,,102,100.4,甲二,,,,,\n";
    let good =
        format!("{body}1栋小计,,2户,199.00,,,,,,\n2栋,,101,50,甲三,,,,,\n总 计,,3户,249,,,,,,\n");
    assert_eq!(read(&good).rows.len(), 3);
    let bad =
        format!("{body}1栋小计,,2户,198.99,,,,,,\n2栋,,101,50,甲三,,,,,\n合计,,4户,249.00,,,,,,\n");
    assert_eq!(errors(&bad), ["4 D total-area", "6 C total-count"]);
    let footer = format!("{body}合计,,共2户,199,,,,,,\n制表人：某某,,,,审核：某某,,,,,\n");
    assert_eq!(read(&footer).rows.len(), 2);
}

#[test]
fn document_numbers_that_the_spreadsheet_rounded_are_refused() {
    let found = errors("1,1,101,98.6,甲一,,3.40100198704069E+17,,,\n");
    assert_eq!(found, ["2 G id-number-rounded"]);
}

#[test]
fn co_owners_and_document_numbers_are_compared_only_for_a_warning() {
    let sheet = read("1,1,101,98.6,甲一、甲二,,11010519491231002X,,,\n");
    assert_eq!(findings(&sheet.warnings), ["2 - id-count-differs"]);
    assert_eq!(sheet.rows[0].owners.len(), 2);
}

#[test]
fn charges_and_the_day_of_transfer_are_optional_columns() {
    let book = csv(
        "楼栋,单元,房号,建筑面积,业主姓名,物业费标准(元/㎡·月),停车费(元/月),过户日期\n\
         1栋,1,101,89.57,张三,1.85,200,2026-11-01\n\
         1栋,1,102,89.57,李四,,无,\n\
         1栋,1,103,89.57,王五,0,0,-\n",
    );
    let sheet = read_registry(&book, &Mapping::default()).unwrap();
    let stated: Vec<_> = sheet
        .rows
        .iter()
        .map(|row| {
            let (rate, parking) = (
                row.fee_rate.map(|rate| rate.0),
                row.parking.map(|fen| fen.0),
            );
            (rate, parking, row.transferred_on.map(|day| day.to_string()))
        })
        .collect();
    let day = Some("2026-11-01".to_owned());
    assert_eq!(
        stated,
        [
            (Some(18_500), Some(20_000), day),
            (None, None, None),
            (Some(0), Some(0), None)
        ]
    );
    let book = csv("楼栋,房号,建筑面积,业主姓名,收费标准,车位费,过户日期\n\
         1栋,101,89.57,张三,165.70,-1,昨天\n");
    let errors = read_registry(&book, &Mapping::default()).unwrap_err();
    assert_eq!(
        findings(&errors),
        ["2 E rate-form", "2 F amount-negative", "2 G date-unknown"]
    );
}

#[test]
fn owners_on_a_sheet_of_their_own_are_joined_with_the_units() {
    let book = |owners: &[[&str; 4]]| {
        let mut writer = rust_xlsxwriter::Workbook::new();
        let units = [
            ["楼栋编号", "单元编号", "房屋编号", "建筑面积(㎡)"],
            ["1", "1", "101", "98.60"],
            ["1", "1", "102", "88.60"],
        ];
        let people = [["房屋", "业主名称", "手机号", "车牌号"]];
        let people: Vec<[&str; 4]> = people.iter().chain(owners).copied().collect();
        for (name, rows) in [("房屋信息", units.as_slice()), ("业主信息", &people)] {
            let sheet = writer.add_worksheet();
            sheet.set_name(name).unwrap();
            for (at, row) in (0_u32..).zip(rows) {
                for (column, text) in (0_u16..).zip(row) {
                    sheet.write(at, column, *text).unwrap();
                }
            }
        }
        let bytes = writer.save_to_buffer().unwrap();
        mingbai_sheets::open(&bytes, "x.xlsx", &mingbai_sheets::Limits::default()).unwrap()
    };
    let owners = [
        ["1-1-101", "甲某", "13900000001", "皖A12345"],
        ["1-1-101", "乙某", "13900000002", ""],
        ["1-1-102", "丙某", "", ""],
    ];
    let whole = book(&owners);
    let sheet = read_registry(&whole, &Mapping::default()).unwrap_or_else(|e| panic!("{e:?}"));
    crate::cases::complete(&whole, &sheet.tally);
    let people: Vec<_> = sheet
        .rows
        .iter()
        .map(|row| (row.owners.len(), row.phones.len()))
        .collect();
    assert_eq!(people, [(2, 2), (1, 0)]);
    let mut strange = owners;
    strange[2][0] = "1-1-103";
    let errors = read_registry(&book(&strange), &Mapping::default()).unwrap_err();
    assert_eq!(
        findings(&errors),
        ["3 - owner-missing", "4 - owner-without-unit"]
    );
}

#[test]
fn a_building_on_a_line_of_its_own_holds_for_the_rows_below() {
    let sheet = read(
        "1栋,1,101,98.6,甲一,,,,,\n2栋,,,,,,,,,\n,1,101,98.6,甲二,,,,,\n,,102,98.6,甲三,,,,,\n",
    );
    let codes: Vec<String> = sheet.rows.iter().map(|row| row.code.to_string()).collect();
    assert_eq!(codes, ["1-1-101", "2-1-101", "2-1-102"]);
}
