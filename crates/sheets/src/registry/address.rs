//! Building, entrance and room as offices write them, reduced to their codes.

use crate::values::compact;

/// A place in a community as far as it is told.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) building: Option<String>,
    pub(crate) entrance: Option<String>,
    pub(crate) room: Option<String>,
}

const BUILDING_ENDS: [&str; 8] = ["号楼", "#楼", "栋", "幢", "座", "楼", "#", "号"];
const ENTRANCE_ENDS: [&str; 6] = ["单元门", "单元", "号门", "门", "梯", "号"];
const ROOM_ENDS: [&str; 4] = ["室", "号", "房", "户"];

/// `1栋`, `01号楼`, `一幢`, `1#` are `1`; `A座` is `A`.
pub(crate) fn building(text: &str) -> String {
    code(text, &BUILDING_ENDS)
}

/// `2单元`, `二单元`, `2` are `2`.
pub(crate) fn entrance(text: &str) -> String {
    code(text, &ENTRANCE_ENDS)
}

fn code(text: &str, ends: &[&str]) -> String {
    let mut plain = compact(text).to_uppercase();
    if let Some(rest) = plain.strip_prefix('第') {
        plain = rest.to_owned();
    }
    for end in ends {
        if let Some(rest) = plain.strip_suffix(end).filter(|rest| !rest.is_empty()) {
            plain = rest.to_owned();
            break;
        }
    }
    if let Some(number) = chinese_number(&plain) {
        return number.to_string();
    }
    without_zeros(&plain)
}

/// `01` is `1`; anything else stays.
pub(crate) fn without_zeros(text: &str) -> String {
    let digits = !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let short = text.trim_start_matches('0');
    if digits && !short.is_empty() {
        short.to_owned()
    } else {
        text.to_owned()
    }
}

/// 一 to 九十九.
fn chinese_number(text: &str) -> Option<u32> {
    let digit = |c: char| {
        "一二三四五六七八九"
            .chars()
            .position(|d| d == c)
            .map(|at| at + 1)
    };
    let chars: Vec<char> = text.chars().collect();
    let value = match chars.as_slice() {
        ['十'] => 10,
        [ones] => digit(*ones)?,
        ['十', ones] => 10 + digit(*ones)?,
        [tens, '十'] => 10 * digit(*tens)?,
        [tens, '十', ones] => 10 * digit(*tens)? + digit(*ones)?,
        _ => return None,
    };
    u32::try_from(value).ok()
}

/// A room's own code, and what else the text tells: `101室` with building and entrance from
/// above, `2-101` and `1-2-101` with parts of their own.
pub(crate) fn place(text: &str, above: &Place) -> Place {
    if let Some(whole) = whole(text) {
        let entrance = whole.entrance.clone().or_else(|| {
            // `3-101` beside a building column `1栋` counts the entrance, not the building.
            (above.building.is_some() && above.building != whole.building)
                .then(|| whole.building.clone())
                .flatten()
        });
        let building = match (&whole.entrance, &above.building) {
            (None, Some(given)) => Some(given.clone()),
            _ => whole.building.clone(),
        };
        let same_building = building == above.building;
        let entrance = entrance.or_else(|| above.entrance.clone().filter(|_| same_building));
        return Place {
            building,
            entrance,
            room: whole.room,
        };
    }
    let mut room = compact(text).to_uppercase();
    for end in ROOM_ENDS {
        if let Some(rest) = room.strip_suffix(end).filter(|rest| !rest.is_empty()) {
            room.truncate(rest.len());
            break;
        }
    }
    Place {
        room: Some(room),
        ..above.clone()
    }
}

/// Whether building and entrance inside a room's text are others than those in the row's own columns. Of
/// `2-301`, the first part may be either.
pub(crate) fn contradicts(room: &str, own: &Place) -> bool {
    let Some(inside) = whole(room) else {
        return false;
    };
    let differs = |one: &Option<String>, other: &Option<String>| matches!((one, other), (Some(one), Some(other)) if one != other);
    if inside.entrance.is_some() {
        return differs(&inside.building, &own.building)
            || differs(&inside.entrance, &own.entrance);
    }
    differs(&inside.building, &own.building) && differs(&inside.building, &own.entrance)
}

/// Reads `1栋2单元301室`, `1-2-301`, `3幢-1102`; `None` if the text has only one part.
pub(crate) fn whole(text: &str) -> Option<Place> {
    let mut plain = compact(text).to_uppercase();
    for word in ["号楼", "栋", "幢", "座", "单元", "#", "/", "—", "–", "_"] {
        plain = plain.replace(word, "-");
    }
    for end in ROOM_ENDS {
        if let Some(rest) = plain.strip_suffix(end) {
            plain = rest.to_owned();
            break;
        }
    }
    let parts: Vec<&str> = plain.split('-').filter(|part| !part.is_empty()).collect();
    let (b, e, r) = match parts.as_slice() {
        [b, e, r] => (b, Some(entrance(e)), r),
        [b, r] => (b, None, r),
        _ => return None,
    };
    Some(Place {
        building: Some(building(b)),
        entrance: e,
        room: Some((*r).to_owned()),
    })
}

/// The building that a sheet named `1栋` or `3号楼` is about.
pub(crate) fn sheet_building(name: &str) -> Option<String> {
    let plain = compact(name);
    let named = ["号楼", "栋", "幢", "座", "#楼", "#"]
        .iter()
        .any(|end| plain.ends_with(end));
    let code = building(&plain);
    (named && code.chars().count() <= 4 && code != plain).then_some(code)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn given(building: &str, entrance: &str) -> Place {
        let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        Place {
            building: some(building),
            entrance: some(entrance),
            room: None,
        }
    }

    #[test]
    fn buildings_and_entrances_are_reduced_to_their_codes() {
        for text in [
            "1栋", "01栋", "1号楼", "一幢", "第1栋", "１＃", "1#楼", "1", " 1 栋",
        ] {
            assert_eq!(building(text), "1", "{text}");
        }
        assert_eq!(building("a座"), "A");
        assert_eq!(building("商业3号楼"), "商业3");
        assert_eq!(building("二十一栋"), "21");
        for text in ["2单元", "二单元", "2", "02单元门", "2门"] {
            assert_eq!(entrance(text), "2", "{text}");
        }
        assert_eq!(building("栋"), "栋");
    }

    #[test]
    fn rooms_take_what_they_do_not_say_from_above() {
        let cases = [
            ("101室", given("1", "2"), "1", "2", "101"),
            ("１０１", given("1", "2"), "1", "2", "101"),
            ("1-2-301", given("", ""), "1", "2", "301"),
            ("1栋2单元301室", given("", ""), "1", "2", "301"),
            ("1-2-301", given("1", "2"), "1", "2", "301"),
            ("2-301", given("1", ""), "1", "2", "301"),
            ("2-301", given("1", "2"), "1", "2", "301"),
            ("1-301", given("1", "2"), "1", "2", "301"),
            ("3幢-1102", given("", ""), "3", "", "1102"),
        ];
        for (text, above, b, e, r) in cases {
            let found = place(text, &above);
            let expected = Place {
                room: Some(r.to_owned()),
                ..given(b, e)
            };
            assert_eq!(found, expected, "{text} below {above:?}");
        }
    }

    #[test]
    fn a_sheet_may_name_its_building() {
        assert_eq!(sheet_building("3栋").as_deref(), Some("3"));
        assert_eq!(sheet_building("12号楼").as_deref(), Some("12"));
        assert_eq!(sheet_building("住户台账"), None);
        assert_eq!(sheet_building("Sheet1"), None);
        assert_eq!(sheet_building("长宁家园全部楼栋"), None);
    }
}
