//! Which rows and columns of an .xlsx file are hidden: the reader of its cells does not say.

use std::collections::HashMap;
use std::io::{BufReader, Cursor, Read};

use quick_xml::Reader;
use quick_xml::XmlVersion;
use quick_xml::events::{BytesStart, Event};
use zip::ZipArchive;

use crate::open_error::OpenError;

/// Spans of hidden columns kept of one sheet.
pub(crate) const MAX_SPANS: usize = 1_000;

type Archive<'a> = ZipArchive<Cursor<&'a [u8]>>;

/// What a program does not show of one sheet, by a filter or by hand.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Hidden {
    /// Rows from 1, ascending.
    pub(crate) rows: Vec<u32>,
    /// First and last column of each span, from 0.
    pub(crate) columns: Vec<(u32, u32)>,
}

/// What is hidden of each sheet in the order of the workbook. The file passed the zip guard.
pub(crate) fn of_xlsx(bytes: &[u8]) -> Result<Vec<Hidden>, OpenError> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(OpenError::broken)?;
    let Some(workbook) = part(&mut archive, |name| name.ends_with("workbook.xml"))? else {
        return Ok(Vec::new());
    };
    let rels = part(&mut archive, |name| name.ends_with("workbook.xml.rels"))?;
    let targets = targets(&mut archive, rels)?;
    let mut out = Vec::new();
    for id in sheet_ids(&mut archive, workbook)? {
        let end = targets.get(&id).map(|target| tail(target));
        let sheet = match end {
            Some(end) => part(&mut archive, |name| tail(name) == end)?,
            None => None,
        };
        out.push(match sheet {
            Some(index) => hidden(&mut archive, index)?,
            None => Hidden::default(),
        });
    }
    Ok(out)
}

/// The last two segments of a part's name tell sheets apart, however the relation is written.
fn tail(name: &str) -> String {
    let name = name.replace('\\', "/").to_ascii_lowercase();
    let mut segments = name.rsplit('/').take(2).collect::<Vec<_>>();
    segments.reverse();
    segments.join("/")
}

/// The first part whose name fits.
fn part(
    archive: &mut Archive<'_>,
    fits: impl Fn(&str) -> bool,
) -> Result<Option<usize>, OpenError> {
    for index in 0..archive.len() {
        let part = archive.by_index_raw(index).map_err(OpenError::broken)?;
        let name = part.name().map_err(OpenError::broken)?;
        if fits(&name.to_ascii_lowercase()) {
            return Ok(Some(index));
        }
    }
    Ok(None)
}

/// Calls `each` with every element of a part, until it says to stop.
fn elements(
    archive: &mut Archive<'_>,
    index: usize,
    mut each: impl FnMut(&BytesStart<'_>) -> Result<bool, OpenError>,
) -> Result<(), OpenError> {
    let part = archive.by_index(index).map_err(OpenError::broken)?;
    let mut xml = Reader::from_reader(BufReader::new(part.take(u64::MAX)));
    xml.config_mut().check_end_names = false;
    let mut buf = Vec::new();
    loop {
        buf.clear();
        match xml.read_event_into(&mut buf).map_err(OpenError::broken)? {
            Event::Start(e) | Event::Empty(e) if !each(&e)? => return Ok(()),
            Event::Eof => return Ok(()),
            _ => {}
        }
    }
}

/// The relation of each sheet, in the order of the workbook.
fn sheet_ids(archive: &mut Archive<'_>, index: usize) -> Result<Vec<String>, OpenError> {
    let mut ids = Vec::new();
    elements(archive, index, |e| {
        if e.local_name().as_ref() == "sheet" {
            ids.push(attribute(e, "id")?.unwrap_or_default());
        }
        Ok(true)
    })?;
    Ok(ids)
}

fn targets(
    archive: &mut Archive<'_>,
    index: Option<usize>,
) -> Result<HashMap<String, String>, OpenError> {
    let mut targets = HashMap::new();
    let Some(index) = index else {
        return Ok(targets);
    };
    elements(archive, index, |e| {
        if let (Some(id), Some(target)) = (attribute(e, "id")?, attribute(e, "target")?) {
            targets.insert(id, target);
        }
        Ok(true)
    })?;
    Ok(targets)
}

fn hidden(archive: &mut Archive<'_>, index: usize) -> Result<Hidden, OpenError> {
    let mut hidden = Hidden::default();
    let mut number = 0_u32;
    elements(archive, index, |e| {
        let hides = |e: &BytesStart<'_>| {
            let hidden = attribute(e, "hidden")?;
            Ok(hidden.is_some_and(|v| matches!(v.as_str(), "1" | "true")))
        };
        let of = |name: &str| Ok(attribute(e, name)?.and_then(|text| text.parse::<u32>().ok()));
        match e.local_name().as_ref() {
            "row" => {
                number = of("r")?.unwrap_or_else(|| number.saturating_add(1));
                if hides(e)? {
                    hidden.rows.push(number);
                }
            }
            "col" if hides(e)? => {
                let span = of("min")?.zip(of("max")?);
                let span = span.filter(|_| hidden.columns.len() < MAX_SPANS);
                hidden.columns.extend(
                    span.map(|(first, last)| (first.saturating_sub(1), last.saturating_sub(1))),
                );
            }
            _ => {}
        }
        Ok(true)
    })?;
    hidden.rows.sort_unstable();
    hidden.rows.dedup();
    Ok(hidden)
}

/// The attribute with this local name, in lower case.
fn attribute(e: &BytesStart<'_>, name: &str) -> Result<Option<String>, OpenError> {
    for found in e.attributes().with_checks(false) {
        let found = found.map_err(OpenError::broken)?;
        if found.key.local_name().as_ref().eq_ignore_ascii_case(name) {
            let value = found.normalized_value(XmlVersion::Implicit1_0);
            return value
                .map(|v| Some(v.into_owned()))
                .map_err(OpenError::broken);
        }
    }
    Ok(None)
}
