//! For whom an amount was spent or received: everyone, a building, an entrance. Two spellings: the one
//! of records, and the ones of people.

use serde::{Deserialize, Serialize};

/// For whom an amount was spent or received.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Scope {
    /// All owners.
    All,
    /// The owners of one building.
    Building(String),
    /// The owners of one entrance: building and entrance code.
    Entrance(String, String),
}

impl std::fmt::Display for Scope {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::All => f.write_str("all"),
            Self::Building(building) => write!(f, "building:{building}"),
            Self::Entrance(building, entrance) => write!(f, "entrance:{building}/{entrance}"),
        }
    }
}

impl std::str::FromStr for Scope {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let code = |code: &str| !code.is_empty() && !code.contains('/');
        if text == "all" {
            return Ok(Self::All);
        }
        if let Some(building) = text.strip_prefix("building:").filter(|rest| code(rest)) {
            return Ok(Self::Building(building.to_owned()));
        }
        let entrance = text
            .strip_prefix("entrance:")
            .and_then(|rest| rest.split_once('/'));
        match entrance.filter(|(building, entrance)| code(building) && code(entrance)) {
            Some((building, entrance)) => {
                Ok(Self::Entrance(building.to_owned(), entrance.to_owned()))
            }
            None => Err("a scope is all, building:B or entrance:B/E"),
        }
    }
}

impl Serialize for Scope {
    fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Scope {
    fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        let text = String::deserialize(d)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

/// Why a text names no scope.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ScopeFault {
    /// It is neither everyone nor a building nor an entrance.
    #[error("it is neither everyone nor a building nor an entrance")]
    Unknown,
    /// It names more than one building or entrance: the rest would be lost.
    #[error("`{rest}` behind the first building or entrance would be lost")]
    GoesOn {
        /// What is behind the first one.
        rest: String,
    },
}

/// Words behind a building's code.
const BUILDING: [&str; 5] = ["号楼", "栋", "幢", "座", "楼"];
/// Words behind an entrance's code.
const ENTRANCE: [&str; 2] = ["单元", "门"];

impl Scope {
    /// Reads what offices and commands write: `全体`, `3栋`, `3栋2单元`; `all`, `3`, `3-2`. What names
    /// more than one of them is refused: it would be published as the first alone.
    pub fn named(text: &str) -> Result<Self, ScopeFault> {
        let text = text.trim();
        if matches!(text, "all" | "全体" | "全小区" | "全部" | "公共") {
            return Ok(Self::All);
        }
        if text.is_ascii() {
            return match text.split_once('-') {
                None if is_code(text) => Ok(Self::Building(text.to_owned())),
                Some((building, entrance)) if is_code(building) && is_code(entrance) => {
                    Ok(Self::Entrance(building.to_owned(), entrance.to_owned()))
                }
                _ => Err(ScopeFault::Unknown),
            };
        }
        let (building, rest) = first_code(text, &BUILDING).ok_or(ScopeFault::Unknown)?;
        if rest.is_empty() {
            return Ok(Self::Building(building.to_owned()));
        }
        let goes_on = |rest: &str| {
            Err(ScopeFault::GoesOn {
                rest: rest.to_owned(),
            })
        };
        // `3栋4栋1单元` has no entrance `4栋1`.
        let entrance = first_code(rest, &ENTRANCE)
            .filter(|(code, _)| !BUILDING.iter().any(|word| code.contains(word)));
        match entrance {
            Some((entrance, "")) => Ok(Self::Entrance(building.to_owned(), entrance.to_owned())),
            Some((_, rest)) => goes_on(rest),
            None => goes_on(rest),
        }
    }
}

/// The code in front of the first of `ends`, and what is behind it.
fn first_code<'t>(text: &'t str, ends: &[&str]) -> Option<(&'t str, &'t str)> {
    let found = ends.iter().filter_map(|end| Some((text.find(end)?, *end)));
    // Of two that begin at one place the longer: 号楼 is not 楼.
    let (at, end) = found.min_by_key(|(at, end)| (*at, std::cmp::Reverse(end.len())))?;
    let (code, rest) = (text.get(..at)?, text.get(at + end.len()..)?);
    is_code(code).then_some((code, rest))
}

fn is_code(text: &str) -> bool {
    !text.is_empty() && text.chars().all(char::is_alphanumeric)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn building(code: &str) -> Scope {
        Scope::Building(code.to_owned())
    }

    fn entrance(building: &str, entrance: &str) -> Scope {
        Scope::Entrance(building.to_owned(), entrance.to_owned())
    }

    #[test]
    fn scopes_are_read_as_offices_write_them() {
        for (text, scope) in [
            ("全体", Scope::All),
            ("all", Scope::All),
            ("3栋", building("3")),
            ("A座", building("A")),
            (" 3 ", building("3")),
            ("12号楼2单元", entrance("12", "2")),
            ("3-2", entrance("3", "2")),
        ] {
            assert_eq!(Scope::named(text), Ok(scope), "{text}");
        }
        for text in [
            "",
            "水泵房",
            "水泵房/1",
            "3-2-1",
            "3-",
            "3/2",
            "1、2栋",
            "栋",
        ] {
            assert_eq!(Scope::named(text), Err(ScopeFault::Unknown), "{text}");
        }
    }

    #[test]
    fn a_scope_is_never_narrowed_to_its_first_part() {
        for (text, rest) in [
            ("3栋1单元、2单元", "、2单元"),
            ("3栋1单元2单元", "2单元"),
            ("3栋1单元和5栋", "和5栋"),
            ("3栋1单元外墙", "外墙"),
            ("3栋、4栋", "、4栋"),
            ("3栋4栋1单元", "4栋1单元"),
            ("3栋2号楼", "2号楼"),
            ("3栋及地下室", "及地下室"),
            ("3栋-", "-"),
            ("3栋单元", "单元"),
        ] {
            let rest = rest.to_owned();
            assert_eq!(
                Scope::named(text),
                Err(ScopeFault::GoesOn { rest }),
                "{text}"
            );
        }
    }

    #[test]
    fn the_form_of_records_is_read_again_and_no_other() {
        for scope in [Scope::All, building("3"), entrance("3", "2")] {
            assert_eq!(scope.to_string().parse(), Ok(scope));
        }
        for text in [
            "",
            "3栋",
            "building:",
            "building:3/2",
            "entrance:3",
            "entrance:3/",
        ] {
            assert!(text.parse::<Scope>().is_err(), "{text}");
        }
    }
}
