//! From bytes to members: names, sizes, hashes, UTF-8. What the members say is read later.

use serde::{Deserialize, Serialize};

use super::event::Digest;
use super::header::{BLOCK, Header, OCTAL_MAX};
use crate::json;
use crate::refusal::{Object, Refusal, Rule};

/// Largest body of one member, bytes. The longest there is, the list of 9,999 credentials, has 7 MB.
pub const BODY_MAX: u64 = 64 << 20;

/// The member `BELENIOS`, the first of every archive.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Preamble {
    /// Version of the format: 1.
    pub version: u32,
    /// Seconds since 1970 in decimal digits. All members carry this time.
    pub timestamp: String,
}

/// What a member is, by its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// `<hash>.data.json`
    Data,
    /// `<hash>.event.json`
    Event,
}

/// One member after the first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Member<'a> {
    /// Its place among all members, from 1; `BELENIOS` is number 1.
    pub number: usize,
    /// Data or event.
    pub kind: Kind,
    /// Hash of the body, and the name.
    pub digest: Digest,
    /// The body.
    pub body: &'a str,
}

/// Reads all members. Bounded by the length of `bytes`, whatever the headers state.
pub fn members(bytes: &[u8]) -> Result<(Preamble, Vec<Member<'_>>), Refusal> {
    let mut rest = bytes;
    let (first, body) = next(&mut rest, 1)?.ok_or(Refusal::new(Object::File, Rule::Empty))?;
    let at = |rule| Refusal::new(Object::Member(1), rule);
    if first.name != "BELENIOS" {
        return Err(at(Rule::NotAnArchive));
    }
    let preamble: Preamble = json::read(body).map_err(|error| at(error.into()))?;
    let time_s = first.time_s;
    if preamble.version != 1 || preamble.timestamp != time_s.to_string() {
        return Err(at(Rule::Preamble));
    }
    let mut found = Vec::new();
    while let Some((header, body)) = next(&mut rest, found.len() + 2)? {
        found.push(member(found.len() + 2, &header, body, time_s)?);
    }
    Ok((preamble, found))
}

/// Takes one member off the front; None at the end of the file.
fn next<'a>(rest: &mut &'a [u8], number: usize) -> Result<Option<(Header, &'a str)>, Refusal> {
    let at = |rule| Refusal::new(Object::Member(number), rule);
    if rest.is_empty() {
        return Ok(None);
    }
    let (block, after) = rest
        .split_first_chunk::<BLOCK>()
        .ok_or(at(Rule::Truncated))?;
    let header = Header::decode(block).ok_or(at(Rule::Header))?;
    if header.size > BODY_MAX.min(OCTAL_MAX) {
        return Err(at(Rule::TooLarge { max: BODY_MAX }));
    }
    let size = usize::try_from(header.size).map_err(|_| at(Rule::Truncated))?;
    let padded = size.next_multiple_of(BLOCK);
    let (body, after) = after.split_at_checked(padded).ok_or(at(Rule::Truncated))?;
    let (body, padding) = body.split_at(size);
    if padding.iter().any(|&byte| byte != 0) {
        return Err(at(Rule::Padding));
    }
    *rest = after;
    let body = str::from_utf8(body).map_err(|_| at(Rule::NotUtf8))?;
    Ok(Some((header, body)))
}

fn member<'a>(
    number: usize,
    header: &Header,
    body: &'a str,
    time_s: u64,
) -> Result<Member<'a>, Refusal> {
    let at = |rule| Refusal::new(Object::Member(number), rule);
    let name = &header.name;
    let (kind, stem) = if let Some(stem) = name.strip_suffix(".data.json") {
        (Kind::Data, stem)
    } else if let Some(stem) = name.strip_suffix(".event.json") {
        (Kind::Event, stem)
    } else {
        return Err(at(Rule::MemberName));
    };
    let digest: Digest = stem.parse().map_err(|_| at(Rule::MemberName))?;
    if digest != Digest::of(body.as_bytes()) {
        return Err(at(Rule::MemberHash));
    }
    if header.time_s != time_s {
        return Err(at(Rule::MemberTime));
    }
    Ok(Member {
        number,
        kind,
        digest,
        body,
    })
}
