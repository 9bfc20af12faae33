//! 决议: what the owners decided, with the counts (Civil Code 278).

use jiff::civil::Date;
use mingbai_domain::money::AreaC;

use super::cells::{Cells, area_sum, whole};
use super::{Papers, Place};
use crate::error::Code;
use crate::fields::Field;
use crate::values;

/// The most owners that a community may have here.
const MOST_HEADS: i64 = 1_000_000;

/// One decision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResolutionRow {
    /// Where it stands.
    pub place: Place,
    /// Its number in the book.
    pub id: String,
    /// Title.
    pub title: String,
    /// Number of the matter in Civil Code 278, 1 to 9.
    pub matter: u8,
    /// Day of the decision.
    pub decided: Date,
    /// All owners, those who took part, those who voted for it.
    pub heads: [i64; 3],
    /// Their areas.
    pub areas: [AreaC; 3],
    /// Minutes.
    pub papers: Papers,
}

pub(super) fn read(cells: &mut Cells<'_, '_>) -> Option<ResolutionRow> {
    let id = cells.must(Field::Id, values::text);
    let title = cells.must(Field::Title, values::text);
    let matter = cells.must(Field::Matter, |cell| whole(cell, 1, 9));
    let decided = cells.date(Field::Date);
    let [all, part, yes] = [Field::HeadsTotal, Field::HeadsTookPart, Field::HeadsFor]
        .map(|field| cells.must(field, |cell| whole(cell, 0, MOST_HEADS)));
    let [area_all, area_part, area_yes] = [Field::AreaTotal, Field::AreaTookPart, Field::AreaFor]
        .map(|field| cells.must(field, area_sum));
    let nested = |counts: [Option<i64>; 3]| match counts {
        [Some(all), Some(part), Some(yes)] => yes <= part && part <= all,
        _ => true,
    };
    if !nested([all, part, yes]) {
        cells.refuse(Field::HeadsFor, Code::CountsNotNested);
    }
    if !nested([area_all, area_part, area_yes].map(|area| area.map(|area: AreaC| area.0))) {
        cells.refuse(Field::AreaFor, Code::CountsNotNested);
    }
    let papers = cells.papers();
    Some(ResolutionRow {
        place: cells.place(),
        id: id?,
        title: title?,
        matter: u8::try_from(matter?).ok()?,
        decided: decided?,
        heads: [all?, part?, yes?],
        areas: [area_all?, area_part?, area_yes?],
        papers,
    })
}
