//! Identifiers. They are made by the application, sort by time of creation, and are strings in JSON.

use std::fmt;

use serde::{Deserialize, Serialize};

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident;)+) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub i64);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
                s.collect_str(&self.0)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
                let text = std::borrow::Cow::<'de, str>::deserialize(d)?;
                text.parse().map(Self).map_err(serde::de::Error::custom)
            }
        }
    )+};
}

ids! {
    /// A community (小区): the island that money, votes and log never leave.
    CommunityId;
    /// An exclusive unit (专有部分).
    UnitId;
    /// An owner or co-owner, a person or an organisation.
    OwnerId;
    /// An expense on its way from draft to payment.
    ExpenseId;
}

/// A time-sortable id: 41 bits of milliseconds since 1970, 22 bits that the caller draws at random
/// or counts up.
pub fn time_sortable(now: crate::calendar::UnixMs, low: u32) -> i64 {
    (now.0 & 0x01ff_ffff_ffff) << 22 | i64::from(low & 0x003f_ffff)
}

/// A community's short name in addresses: `[a-z][a-z0-9-]{0,39}`, such as `xingyuan-north`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct Slug(String);

/// The text is not a slug.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("an address name is 1 to 40 of a-z, 0-9 and -, starting with a letter")]
pub struct NotASlug;

impl Slug {
    /// Checks the form.
    pub fn new(text: &str) -> Result<Self, NotASlug> {
        let starts = text.starts_with(|c: char| c.is_ascii_lowercase());
        let plain = text
            .bytes()
            .all(|b| matches!(b, b'a'..=b'z' | b'0'..=b'9' | b'-'));
        if starts && plain && text.len() <= 40 {
            Ok(Self(text.to_owned()))
        } else {
            Err(NotASlug)
        }
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Slug {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Slug {
    fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        let text = String::deserialize(d)?;
        Self::new(&text).map_err(serde::de::Error::custom)
    }
}
