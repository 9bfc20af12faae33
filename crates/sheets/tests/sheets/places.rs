//! Rooms that a spreadsheet program changed, and rooms whose parts contradict each other.

use mingbai_sheets::{Mapping, read_payments, read_registry};

use crate::{csv, findings};

fn units(rows: &str) -> Result<Vec<String>, Vec<String>> {
    let text = format!("楼栋,单元,房号,建筑面积,业主姓名\n{rows}\n");
    let read = read_registry(&csv(&text), &Mapping::default());
    let sheet = read.map_err(|errors| findings(&errors))?;
    Ok(sheet.rows.iter().map(|row| row.code.to_string()).collect())
}

#[test]
fn a_whole_number_with_a_zero_behind_its_point_is_the_number() {
    let plain = units("1,1,101,98.6,甲某").unwrap();
    for row in [
        "1.0,1.0,101.0,98.6,甲某",
        "1,1.00,101.00,98.6,甲某",
        "１．０,1,101,98.6,甲某",
    ] {
        assert_eq!(units(row).unwrap(), plain, "{row}");
    }
    assert_eq!(units("1,1,101.5,98.6,甲某").unwrap_err(), ["2 C room-form"]);
}

#[test]
fn a_room_that_became_a_day_is_refused() {
    for day in ["1月2日", "2026年1月2日"] {
        let found = units(&format!("1,1,{day},98.6,甲某"));
        assert_eq!(found.unwrap_err(), ["2 C room-form"], "{day}");
    }
}

#[test]
fn parts_of_a_room_must_agree_with_their_columns() {
    let plain = units("1,1,101,98.6,甲某").unwrap();
    for row in [
        "1,1,1-1-101,98.6,甲某",
        ",,1-1-101,98.6,甲某",
        "1,1,1-101,98.6,甲某",
        "1,,1-1-101,98.6,甲某",
    ] {
        assert_eq!(units(row).unwrap(), plain, "{row}");
    }
    for row in [
        "2,1,1-1-101,98.6,甲某",
        "1,2,1-1-101,98.6,甲某",
        "2,2,1-101,98.6,甲某",
        "2栋,,1栋1单元101室,98.6,甲某",
    ] {
        assert_eq!(units(row).unwrap_err(), ["2 C place-differs"], "{row}");
    }
    let text = "缴费日期,楼栋,单元,房号,项目,金额\n2026-09-01,2,1,1-1-101,物业费,5.00\n";
    let found = read_payments(&csv(text), &Mapping::default()).unwrap_err();
    assert_eq!(findings(&found), ["2 D place-differs"]);
}
