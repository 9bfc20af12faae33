//! Weights of voters and the numbers of a result.
//!
//! One ballot gives two tallies: its weight is `area * 10^4 + head`, and a sum of such weights splits
//! again as long as the heads stay below 10^4. That is why the limits are refused at setup, never
//! found out at the tally.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// What heads are counted in: one head of weight 1, one unit of area of weight 10^4.
pub const HEADS_MODULUS: u64 = 10_000;

/// The total of all weights must be below this, or the discrete logarithm is out of reach.
pub const MAX_TOTAL: u64 = 1 << 40;

/// The largest number that the specification's programs write as a JSON number.
const MAX_NUMBER: u64 = (1 << 30) - 1;

/// Why weights are refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WeightError {
    /// With so many owners the heads would run into the area.
    #[error("{owners} owners are too many for one vote by area and heads: at most 9999")]
    TooManyOwners {
        /// How many owners there are.
        owners: usize,
    },
    /// The sum of all weights cannot be decrypted in reasonable time.
    #[error("the total weight is {total}, which is not below 2^40")]
    TotalTooLarge {
        /// The sum, or the largest number that we can say.
        total: u64,
    },
    /// A head counts 1, or 0 for the same owner's further credential.
    #[error("a head counts 0 or 1, not {head}")]
    BadHead {
        /// What was given.
        head: u64,
    },
}

/// A weight, or a count of weights. Written as a JSON number up to 2^30 - 1, as a string above.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Weight(pub u64);

/// The two tallies that a combined weight holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AreaAndHeads {
    /// In 0.01 m2.
    pub area: u64,
    /// Owners.
    pub heads: u64,
}

impl Weight {
    /// Every voter alike.
    pub const ONE: Self = Self(1);

    /// `area * 10^4 + head`: area in 0.01 m2; head 1, or 0 for the same owner's further credential.
    pub fn combined(area: u64, head: u64) -> Result<Self, WeightError> {
        if head > 1 {
            return Err(WeightError::BadHead { head });
        }
        area.checked_mul(HEADS_MODULUS)
            .and_then(|scaled| scaled.checked_add(head))
            .filter(|&weight| weight < MAX_TOTAL)
            .map(Self)
            .ok_or(WeightError::TotalTooLarge { total: u64::MAX })
    }

    /// Splits a combined weight, or a sum of combined weights.
    pub fn split(self) -> AreaAndHeads {
        AreaAndHeads {
            area: self.0 / HEADS_MODULUS,
            heads: self.0 % HEADS_MODULUS,
        }
    }
}

/// The sum of all weights, refused when it is not below 2^40.
pub fn total(weights: impl IntoIterator<Item = Weight>) -> Result<Weight, WeightError> {
    let sum = weights
        .into_iter()
        .fold(0_u64, |sum, weight| sum.saturating_add(weight.0));
    if sum < MAX_TOTAL {
        Ok(Weight(sum))
    } else {
        Err(WeightError::TotalTooLarge { total: sum })
    }
}

/// The sum of combined weights. Refused as well when the heads could run into the area: with 10^4
/// credentials or more, whether or not all of them have a head.
pub fn total_combined(weights: &[Weight]) -> Result<Weight, WeightError> {
    let owners = weights.len();
    if u64::try_from(owners).is_ok_and(|owners| owners < HEADS_MODULUS) {
        total(weights.iter().copied())
    } else {
        Err(WeightError::TooManyOwners { owners })
    }
}

impl fmt::Display for Weight {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl Serialize for Weight {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if self.0 <= MAX_NUMBER {
            serializer.serialize_u64(self.0)
        } else {
            serializer.collect_str(&self.0)
        }
    }
}

impl<'de> Deserialize<'de> for Weight {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Raw {
            Number(u64),
            Text(String),
        }
        match Raw::deserialize(deserializer)? {
            Raw::Number(value) if value <= MAX_NUMBER => Ok(Self(value)),
            Raw::Text(text) => parse(&text)
                .filter(|&value| value > MAX_NUMBER)
                .map(Self)
                .ok_or_else(|| de::Error::custom("not a weight in its canonical form")),
            Raw::Number(_) => Err(de::Error::custom("a weight above 2^30 - 1 is a string")),
        }
    }
}

/// A weight in decimal notation without sign or leading zero.
pub(crate) fn parse(text: &str) -> Option<u64> {
    crate::decimal::from_text::<1>(text).map(|[value]| value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_from_2_to_the_30_on_are_strings() {
        for (weight, text) in [
            (0, "0"),
            (1_073_741_823, "1073741823"),
            (1_073_741_824, "\"1073741824\""),
            (1_000_000_000_000, "\"1000000000000\""),
        ] {
            assert_eq!(serde_json::to_string(&Weight(weight)).unwrap(), text);
            assert_eq!(
                serde_json::from_str::<Weight>(text).unwrap(),
                Weight(weight)
            );
        }
        for wrong in [
            "\"5\"",
            "1073741824",
            "-1",
            "1.0",
            "\"01073741824\"",
            "null",
        ] {
            assert!(serde_json::from_str::<Weight>(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn area_and_heads_come_out_of_one_number() {
        let weight = Weight::combined(8_957, 1).unwrap();
        assert_eq!(weight, Weight(89_570_001));
        assert_eq!(
            weight.split(),
            AreaAndHeads {
                area: 8_957,
                heads: 1
            }
        );
        assert_eq!(
            Weight::combined(1, 2),
            Err(WeightError::BadHead { head: 2 })
        );
        assert!(Weight::combined(u64::MAX, 0).is_err());
    }

    #[test]
    fn ten_thousand_owners_or_a_total_of_2_to_the_40_are_refused() {
        let light = Weight::combined(1, 0).unwrap();
        assert!(total_combined(&vec![light; 9_999]).is_ok());
        let owners = 10_000;
        assert_eq!(
            total_combined(&vec![light; owners]),
            Err(WeightError::TooManyOwners { owners })
        );
        assert_eq!(total([Weight(MAX_TOTAL - 1)]), Ok(Weight(MAX_TOTAL - 1)));
        assert_eq!(
            total([Weight(MAX_TOTAL - 1), Weight(1)]),
            Err(WeightError::TotalTooLarge { total: MAX_TOTAL })
        );
        assert!(total([Weight(u64::MAX), Weight(u64::MAX)]).is_err());
    }
}
