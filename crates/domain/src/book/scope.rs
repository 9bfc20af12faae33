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

impl Scope {
    /// Reads what offices and commands write: `全体`, `3栋`, `3栋2单元`; `all`, `3`, `3-2`.
    pub fn named(text: &str) -> Option<Self> {
        let text = text.trim();
        if matches!(text, "all" | "全体" | "全小区" | "全部" | "公共") {
            return Some(Self::All);
        }
        if text.is_ascii() {
            return match text.split_once('-') {
                None if is_code(text) => Some(Self::Building(text.to_owned())),
                Some((building, entrance)) if is_code(building) && is_code(entrance) => {
                    Some(Self::Entrance(building.to_owned(), entrance.to_owned()))
                }
                _ => None,
            };
        }
        let (building, rest) = cut(text, &["号楼", "栋", "幢", "座", "楼"])?;
        match cut(rest, &["单元", "门"]) {
            Some((entrance, _)) if is_code(building) && is_code(entrance) => {
                Some(Self::Entrance(building.to_owned(), entrance.to_owned()))
            }
            None if is_code(building) && rest.is_empty() => {
                Some(Self::Building(building.to_owned()))
            }
            _ => None,
        }
    }
}

/// What stands before the first of these words that occurs, and behind it.
fn cut<'t>(text: &'t str, words: &[&str]) -> Option<(&'t str, &'t str)> {
    words.iter().find_map(|word| text.split_once(word))
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
            assert_eq!(Scope::named(text), Some(scope), "{text}");
        }
        for text in [
            "",
            "水泵房",
            "水泵房/1",
            "3-2-1",
            "3-",
            "3栋-",
            "3栋单元",
            "3/2",
        ] {
            assert_eq!(Scope::named(text), None, "{text}");
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
