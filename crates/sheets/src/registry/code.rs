//! Building, entrance and room of a row as the unit's code: registers and lists of payments write
//! them alike.

use mingbai_domain::registry::{CodePart, UnitCode};

use super::NO_ENTRANCE;
use super::address::{self, Place};
use crate::error::Code;
use crate::fields::Field;
use crate::grid::{Cell, Row};
use crate::table::{Got, Report, Table};
use crate::values;

/// A building, entrance or room as text. A program turns `1-2` into a day, and `101` into `101.0`: the
/// one cannot be undone, the other can.
fn part_text(cell: &Cell, field: Field) -> Result<Option<String>, Code> {
    let form = match field {
        Field::Building => Code::BuildingForm,
        Field::Entrance => Code::EntranceForm,
        _ => Code::RoomForm,
    };
    if matches!(cell, Cell::Date(_) | Cell::Bool(_)) {
        return Err(form);
    }
    let Some(text) = values::text(cell)? else {
        return Ok(None);
    };
    let plain = values::compact(&text);
    let Some((whole, fraction)) = plain.split_once('.') else {
        let day = plain.ends_with('日') && plain.contains('月');
        return if day { Err(form) } else { Ok(Some(text)) };
    };
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    if digits(whole) && !fraction.is_empty() && fraction.bytes().all(|b| b == b'0') {
        return Ok(Some(whole.to_owned()));
    }
    if digits(whole) && digits(fraction) {
        return Err(form);
    }
    Ok(Some(text))
}

/// The unit's code; building and entrance left blank are those `above`, which then says what this
/// row did. Reports what is missing or has the wrong form.
pub(crate) fn code<'a>(
    table: &Table<'a>,
    row: &'a Row,
    above: &mut Place,
    report: &mut Report,
) -> Option<UnitCode> {
    let mut text = |field| table.read(row, field, report, |cell| part_text(cell, field));
    let building = text(Field::Building);
    let entrance = text(Field::Entrance);
    let (room, room_field) = match text(Field::Room) {
        Got::Blank if table.has(Field::Address) => (text(Field::Address), Field::Address),
        room => (room, Field::Room),
    };
    if let (Got::Bad, ..) | (_, Got::Bad, _) | (.., Got::Bad) = (&building, &entrance, &room) {
        return None;
    }
    let mut own = Place::default();
    if let Some(building) = building.value() {
        own.building = Some(address::building(&building));
        let building = address::building(&building);
        if above.building.as_ref() != Some(&building) {
            // The entrance of one building says nothing about the next.
            above.entrance = None;
        }
        above.building = Some(building);
    }
    if let Some(entrance) = entrance.value() {
        own.entrance = Some(address::entrance(&entrance));
        above.entrance = Some(address::entrance(&entrance));
    }
    let Some(room) = room.value() else {
        report.push(table.error(row, room_field, Code::RoomMissing));
        return None;
    };
    if address::contradicts(&room, &own) {
        report.push(table.error(row, room_field, Code::PlaceDiffers));
        return None;
    }
    let place = address::place(&room, above);
    let Some(building) = place.building else {
        report.push(table.error(row, Field::Building, Code::BuildingMissing));
        return None;
    };
    let entrance = place.entrance.unwrap_or_else(|| NO_ENTRANCE.to_owned());
    let room = place.room.unwrap_or_default();
    let mut part = |text: &str, field, code| {
        let part = CodePart::new(text).ok();
        if part.is_none() {
            report.push(table.error(row, field, code));
        }
        part
    };
    let building = part(&building, Field::Building, Code::BuildingForm);
    let entrance = part(&entrance, Field::Entrance, Code::EntranceForm);
    let room = part(&room, room_field, Code::RoomForm);
    Some(UnitCode {
        building: building?,
        entrance: entrance?,
        room: room?,
    })
}
