//! Building, entrance and room of a row as the unit's code: registers and lists of payments write
//! them alike.

use mingbai_domain::registry::{CodePart, UnitCode};

use super::NO_ENTRANCE;
use super::address::{self, Place};
use crate::error::Code;
use crate::fields::Field;
use crate::grid::Row;
use crate::table::{Got, Report, Table};
use crate::values;

/// The unit's code; building and entrance left blank are those `above`, which then says what this
/// row did. Reports what is missing or has the wrong form.
pub(crate) fn code<'a>(
    table: &Table<'a>,
    row: &'a Row,
    above: &mut Place,
    report: &mut Report,
) -> Option<UnitCode> {
    let mut text = |field| table.read(row, field, report, values::text);
    let building = text(Field::Building);
    let entrance = text(Field::Entrance);
    let (room, room_field) = match text(Field::Room) {
        Got::Blank if table.has(Field::Address) => (text(Field::Address), Field::Address),
        room => (room, Field::Room),
    };
    if let (Got::Bad, ..) | (_, Got::Bad, _) | (.., Got::Bad) = (&building, &entrance, &room) {
        return None;
    }
    if let Some(building) = building.value() {
        let building = address::building(&building);
        if above.building.as_ref() != Some(&building) {
            // The entrance of one building says nothing about the next.
            above.entrance = None;
        }
        above.building = Some(building);
    }
    if let Some(entrance) = entrance.value() {
        above.entrance = Some(address::entrance(&entrance));
    }
    let Some(room) = room.value() else {
        report.push(table.error(row, room_field, Code::RoomMissing));
        return None;
    };
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
