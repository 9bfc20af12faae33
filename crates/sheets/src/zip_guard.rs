//! Looks into a zipped workbook before the spreadsheet reader does: number and size of its parts.
//!
//! Sizes in a zip file's directory are claims. Every part is therefore unpacked once into nothing,
//! and counted.

use std::io::{self, Cursor, Read};

use zip::ZipArchive;

use crate::limits::Limits;
use crate::open::{Format, OpenError};

/// Below this size no ratio is suspicious.
const ALWAYS_FINE_BYTES: u64 = 16 << 20;
/// Parts that a reader holds in memory as a whole (texts, styles), in bytes.
const WHOLE_PART_BYTES: u64 = 96 << 20;
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
        names.push(part.name().map_err(OpenError::broken)?.to_ascii_lowercase());
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
        let streamed = name.contains("worksheets/") || name == "content.xml";
        let most = if streamed {
            left
        } else {
            left.min(WHOLE_PART_BYTES)
        };
        let part = archive.by_index(index).map_err(OpenError::broken)?;
        // One byte more than allowed tells that there is more.
        let mut limited = part.take(most.saturating_add(1));
        let unpacked = io::copy(&mut limited, &mut io::sink()).map_err(OpenError::broken)?;
        if unpacked > most {
            return Err(too_large());
        }
        left -= unpacked;
    }
    Ok(format)
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
