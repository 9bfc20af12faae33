//! Looks into a zipped workbook before the spreadsheet reader does: number and size of its parts.
//!
//! Sizes in a zip file's directory are claims. Every part is therefore unpacked once into nothing,
//! and counted. The list of texts states their number, for which the reader reserves memory: that
//! claim is read here by the same parser.

use std::io::{self, BufReader, Cursor, Read};

use quick_xml::Reader;
use quick_xml::events::Event;
use zip::ZipArchive;

use crate::limits::Limits;
use crate::open_error::{Format, OpenError};

/// Below this size no ratio is suspicious.
const ALWAYS_FINE_BYTES: u64 = 16 << 20;
/// The list of texts, which a reader holds in memory as a whole, in bytes.
const TEXTS_BYTES: u64 = 48 << 20;
/// Styles, relations and the like, of which a reader keeps much more than their text, in bytes.
const LISTS_BYTES: u64 = 8 << 20;
/// How the directory's records begin.
const DIRECTORY_MARK: &[u8] = b"PK\x01\x02";

/// What kind of workbook it is; an error if it unpacks to too much.
pub(crate) fn check(bytes: &[u8], limits: &Limits) -> Result<Format, OpenError> {
    // Counted before the directory is read, because each record costs memory.
    let marks = bytes
        .windows(4)
        .filter(|window| *window == DIRECTORY_MARK)
        .count();
    if marks > limits.zip_entries.saturating_mul(2) {
        return Err(OpenError::TooManyParts {
            limit: limits.zip_entries,
        });
    }
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(OpenError::broken)?;
    if archive.len() > limits.zip_entries {
        return Err(OpenError::TooManyParts {
            limit: limits.zip_entries,
        });
    }
    let too_large = || OpenError::UnpacksTooLarge {
        limit: limits.unpacked_bytes,
    };
    let mut claimed = 0_u64;
    let mut names = Vec::new();
    for index in 0..archive.len() {
        let part = archive.by_index_raw(index).map_err(OpenError::broken)?;
        if part.encrypted() {
            return Err(OpenError::Encrypted);
        }
        claimed = claimed.saturating_add(part.size());
        let name = part.name().map_err(OpenError::broken)?;
        names.push(name.replace('\\', "/").to_ascii_lowercase());
    }
    if claimed > limits.unpacked_bytes {
        return Err(too_large());
    }
    let format = format(&names)?;

    let packed = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
    let allowed = packed
        .saturating_mul(limits.zip_ratio)
        .max(ALWAYS_FINE_BYTES);
    let mut left = limits.unpacked_bytes.min(allowed);
    for (index, name) in names.iter().enumerate() {
        let most = most_bytes(name).min(left);
        let part = archive.by_index(index).map_err(OpenError::broken)?;
        // One byte more than allowed tells that there is more.
        let mut limited = part.take(most.saturating_add(1));
        let unpacked = io::copy(&mut limited, &mut io::sink()).map_err(OpenError::broken)?;
        if unpacked > most {
            return Err(too_large());
        }
        drop(limited);
        left -= unpacked;
        if name.ends_with("sharedstrings.xml") {
            let part = archive.by_index(index).map_err(OpenError::broken)?;
            check_text_count(part, limits)?;
        }
    }
    Ok(format)
}

/// The most that a part may unpack to. Sheets are read as a stream, pictures not at all.
fn most_bytes(name: &str) -> u64 {
    if name.ends_with("sharedstrings.xml") {
        return TEXTS_BYTES;
    }
    let lists = ["styles.xml", "workbook.xml", ".rels", "[content_types].xml"];
    let is_list = lists.iter().any(|end| name.ends_with(end));
    // An .ods file's sheets are not in its styles.
    if is_list { LISTS_BYTES } else { u64::MAX }
}

/// Refuses a list of texts that states more of them than there may be cells.
fn check_text_count(part: impl Read, limits: &Limits) -> Result<(), OpenError> {
    let mut xml = Reader::from_reader(BufReader::new(part));
    xml.config_mut().check_end_names = false;
    let mut buf = Vec::new();
    loop {
        buf.clear();
        match xml.read_event_into(&mut buf).map_err(OpenError::broken)? {
            Event::Start(e) | Event::Empty(e) if e.local_name().as_ref() == "sst" => {
                let numbers = e.attributes_raw().split(|c: char| !c.is_ascii_digit());
                let digits = numbers.filter(|number| !number.is_empty());
                let fits = |number: &str| number.parse::<usize>().is_ok_and(|n| n <= limits.cells);
                if digits.into_iter().all(fits) {
                    return Ok(());
                }
                return Err(OpenError::TooManyCells {
                    cells: limits.cells,
                });
            }
            Event::Eof => return Ok(()),
            _ => {}
        }
    }
}

fn format(names: &[String]) -> Result<Format, OpenError> {
    let has = |name: &str| {
        names
            .iter()
            .any(|other| other.trim_start_matches('/') == name)
    };
    if has("xl/workbook.bin") {
        return Err(OpenError::BinaryWorkbook);
    }
    if has("mimetype") && has("content.xml") {
        return Ok(Format::Ods);
    }
    if has("[content_types].xml") && names.iter().any(|name| name.ends_with("workbook.xml")) {
        return Ok(Format::Xlsx);
    }
    Err(OpenError::NotASpreadsheet)
}
