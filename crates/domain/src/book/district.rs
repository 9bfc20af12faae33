//! The leaves of the district's log: what each community's log had signed, in the order in which the
//! district saw it.
//!
//! A community that shows different books to different people would need a different district log,
//! too. The checkpoint is kept verbatim: whether its signature holds, the verifier checks.

use serde_json::{Value, json};

use super::canonical::{self, CanonicalError};
use super::record::{RecordError, take_version};
use crate::ids::Slug;

const KIND: &str = "checkpoint";

/// The one version that is known.
const VERSION: i64 = 1;

/// One community's signed checkpoint, as recorded by the district.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DistrictRecord {
    /// The whole signed note, with its signature lines.
    pub checkpoint: String,
    /// Whose.
    pub community: Slug,
}

impl DistrictRecord {
    /// The leaf's bytes: canonical JSON with `kind` and `v`.
    pub fn to_bytes(&self) -> Result<Vec<u8>, RecordError> {
        let value = json!({
            "checkpoint": self.checkpoint,
            "community": self.community,
            "kind": KIND,
            "v": VERSION,
        });
        Ok(canonical::to_bytes(&value)?)
    }

    /// Reads a leaf; anything but the one canonical form is refused.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, RecordError> {
        let mut value = canonical::from_bytes(bytes)?;
        let mut take = |field: &str| match value.get_mut(field).map(Value::take) {
            Some(Value::String(text)) => text,
            _ => String::new(),
        };
        let kind = take("kind");
        if kind != KIND {
            return Err(RecordError::UnknownKind(kind));
        }
        let checkpoint = take("checkpoint");
        let community = Slug::new(&take("community")).map_err(|error| misfit(&error))?;
        let record = Self {
            checkpoint,
            community,
        };
        // Every other field, version or type makes other bytes.
        if record.to_bytes()? == bytes {
            return Ok(record);
        }
        if let Some(fields) = value.as_object_mut() {
            take_version(KIND, VERSION, fields)?;
        }
        Err(misfit(&CanonicalError::NotCanonical))
    }
}

fn misfit(why: &dyn std::fmt::Display) -> RecordError {
    RecordError::Fields {
        kind: KIND.to_owned(),
        why: why.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bytes_are_those_of_the_documentation() {
        let record = DistrictRecord {
            checkpoint: "h/c/a/log\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n\n— k x\n"
                .into(),
            community: Slug::new("a").unwrap(),
        };
        let text = concat!(
            r#"{"checkpoint":"h/c/a/log\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n\n— k x\n","#,
            r#""community":"a","kind":"checkpoint","v":1}"#
        );
        assert_eq!(record.to_bytes().unwrap(), text.as_bytes());
        assert_eq!(DistrictRecord::from_bytes(text.as_bytes()).unwrap(), record);
    }

    #[test]
    fn every_other_form_is_refused() {
        for text in [
            "",
            "[]",
            "null",
            r#"{"checkpoint":"x","community":"a","kind":"checkpoint","v":2}"#,
            r#"{"checkpoint":"x","community":"a","kind":"checkpoint"}"#,
            r#"{"checkpoint":"x","community":"a","extra":1,"kind":"checkpoint","v":1}"#,
            r#"{"checkpoint":"x","community":"A","kind":"checkpoint","v":1}"#,
            r#"{"checkpoint":1,"community":"a","kind":"checkpoint","v":1}"#,
            r#"{"community":"a","kind":"checkpoint","v":1}"#,
            r#"{"checkpoint":"x","community":"a","kind":"entry","v":1}"#,
            r#"{"community":"a","checkpoint":"x","kind":"checkpoint","v":1}"#,
        ] {
            assert!(
                DistrictRecord::from_bytes(text.as_bytes()).is_err(),
                "{text}"
            );
        }
    }
}
