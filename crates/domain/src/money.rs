//! Money, areas and rates as integers, and the only roundings and splits there are.
//!
//! Never a float: `40.30 * 1.85 * 100` rounds wrongly in binary (spec: worked number B6).

use std::fmt;
use std::iter::Sum;

use serde::{Deserialize, Serialize};

/// An amount of money in fen (0.01 yuan). Positive is a debit where a sign has a side.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Fen(pub i64);

/// An area in 0.01 m².
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct AreaC(pub i64);

/// A fee rate in 1e-4 yuan per m² and month.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct RateE4(pub i64);

/// A fraction such as a remuneration ratio (10/100). The denominator is positive.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Ratio {
    /// Numerator, not negative.
    pub num: i64,
    /// Denominator, positive.
    pub den: i64,
}

/// A share that must be reached (以上) or exceeded (过半数). The denominator is positive.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Threshold {
    /// Numerator, not negative.
    pub num: i64,
    /// Denominator, positive.
    pub den: i64,
    /// Whether exactly this share is not enough.
    pub exclusive: bool,
}

/// Why a calculation was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MoneyError {
    /// The result does not fit 64-bit fen.
    #[error("amount out of range")]
    OutOfRange,
    /// A fraction whose denominator is not positive, or whose numerator is negative.
    #[error("{num}/{den} is not a fraction: it needs a positive denominator")]
    BadFraction {
        /// Numerator.
        num: i64,
        /// Denominator.
        den: i64,
    },
    /// A split has no positive weight to go by.
    #[error("nothing to split over: the weights add up to zero")]
    NoWeight,
    /// A split has a negative weight.
    #[error("weight {index} is negative")]
    NegativeWeight {
        /// Position of the weight, from 0.
        index: usize,
    },
}

impl Fen {
    /// No money.
    pub const ZERO: Self = Self(0);

    /// The sum, or `OutOfRange`.
    pub fn plus(self, other: Self) -> Result<Self, MoneyError> {
        self.0
            .checked_add(other.0)
            .map(Self)
            .ok_or(MoneyError::OutOfRange)
    }

    /// The difference, or `OutOfRange`.
    pub fn minus(self, other: Self) -> Result<Self, MoneyError> {
        self.0
            .checked_sub(other.0)
            .map(Self)
            .ok_or(MoneyError::OutOfRange)
    }

    /// The amount with the other sign, or `OutOfRange` for `i64::MIN`.
    pub fn negated(self) -> Result<Self, MoneyError> {
        self.0.checked_neg().map(Self).ok_or(MoneyError::OutOfRange)
    }

    /// The exact sum of many amounts, or `OutOfRange`.
    pub fn total(amounts: impl IntoIterator<Item = Self>) -> Result<Self, MoneyError> {
        let sum: i128 = amounts.into_iter().map(|fen| i128::from(fen.0)).sum();
        i64::try_from(sum)
            .map(Self)
            .map_err(|_| MoneyError::OutOfRange)
    }

    /// `ratio` of this amount, rounded half up once.
    pub fn times(self, ratio: Ratio) -> Result<Self, MoneyError> {
        ratio.check()?;
        half_up(
            i128::from(self.0) * i128::from(ratio.num),
            i128::from(ratio.den),
        )
        .map(Self)
    }
}

impl Ratio {
    /// Nothing.
    pub const ZERO: Self = Self { num: 0, den: 1 };

    /// The whole.
    pub const ONE: Self = Self { num: 1, den: 1 };

    /// The fraction, if its denominator is positive and its numerator not negative.
    pub fn new(num: i64, den: i64) -> Result<Self, MoneyError> {
        let ratio = Self { num, den };
        ratio.check().map(|()| ratio)
    }

    /// Refuses a denominator that is not positive and a negative numerator.
    pub fn check(self) -> Result<(), MoneyError> {
        let Self { num, den } = self;
        if den > 0 && num >= 0 {
            Ok(())
        } else {
            Err(MoneyError::BadFraction { num, den })
        }
    }

    /// Whether it is a fraction from 0 to 1.
    pub fn is_share(self) -> bool {
        self.check().is_ok() && self.num <= self.den
    }
}

impl Threshold {
    /// 以上: the number itself suffices (Civil Code 1259).
    pub const fn at_least(num: i64, den: i64) -> Self {
        Self {
            num,
            den,
            exclusive: false,
        }
    }

    /// 过半数, 超过: the number itself does not suffice.
    pub const fn more_than(num: i64, den: i64) -> Self {
        Self {
            num,
            den,
            exclusive: true,
        }
    }

    /// Whether `part` of `whole` reaches it, by exact cross-multiplication: `part * den` against
    /// `whole * num`. A part of nothing reaches nothing.
    pub fn is_met(self, part: i64, whole: i64) -> bool {
        let have = i128::from(part) * i128::from(self.den);
        let need = i128::from(whole) * i128::from(self.num);
        whole > 0
            && if self.exclusive {
                have > need
            } else {
                have >= need
            }
    }

    /// The least part of `whole` that reaches it: the number to tell people.
    pub fn least_of(self, whole: i64) -> Result<i64, MoneyError> {
        Ratio {
            num: self.num,
            den: self.den,
        }
        .check()?;
        let need = i128::from(whole) * i128::from(self.num);
        let den = i128::from(self.den);
        let exact = need.rem_euclid(den) == 0;
        let least = need.div_euclid(den) + i128::from(self.exclusive || !exact);
        i64::try_from(least).map_err(|_| MoneyError::OutOfRange)
    }
}

/// Yuan with two decimals, for example `1284530.16` or `-0.05`: the form of exports and CSV files.
impl fmt::Display for Fen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let fen = self.0.unsigned_abs();
        write!(f, "{sign}{}.{:02}", fen / 100, fen % 100)
    }
}

/// Square metres with two decimals.
impl fmt::Display for AreaC {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Fen(self.0).fmt(f)
    }
}

impl Sum for AreaC {
    fn sum<I: Iterator<Item = Self>>(areas: I) -> Self {
        Self(areas.map(|area| area.0).sum())
    }
}

/// `num / den` rounded half away from zero: `(2·num + den) div 2·den`, mirrored for negatives.
/// A denominator that is not positive is `OutOfRange`.
pub fn half_up(num: i128, den: i128) -> Result<i64, MoneyError> {
    if den <= 0 {
        return Err(MoneyError::OutOfRange);
    }
    let magnitude = num.checked_abs().ok_or(MoneyError::OutOfRange)?;
    let doubled = magnitude.checked_mul(2).ok_or(MoneyError::OutOfRange)?;
    let twice = den.checked_mul(2).ok_or(MoneyError::OutOfRange)?;
    let rounded = doubled.checked_add(den).ok_or(MoneyError::OutOfRange)? / twice;
    i64::try_from(rounded * num.signum()).map_err(|_| MoneyError::OutOfRange)
}

/// Splits `total` by `weights` with the largest remainder; ties go to the lowest index.
///
/// The parts add up to `total` to the fen. A negative total splits like its mirror image.
pub fn allocate(total: Fen, weights: &[i64]) -> Result<Vec<Fen>, MoneyError> {
    if let Some(index) = weights.iter().position(|&weight| weight < 0) {
        return Err(MoneyError::NegativeWeight { index });
    }
    let sum: i128 = weights.iter().map(|&weight| i128::from(weight)).sum();
    if sum == 0 {
        return Err(MoneyError::NoWeight);
    }
    let magnitude = i128::from(total.0).abs();
    let mut parts = Vec::with_capacity(weights.len());
    let mut remainders = Vec::with_capacity(weights.len());
    for (index, &weight) in weights.iter().enumerate() {
        let share = magnitude * i128::from(weight);
        parts.push(share / sum);
        remainders.push((share % sum, index));
    }
    let left = magnitude - parts.iter().sum::<i128>();
    // Fewer fen are left than there are parts, because each part dropped less than one.
    remainders.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
    for &(_, index) in remainders.iter().take(usize::try_from(left).unwrap_or(0)) {
        parts[index] += 1;
    }
    let sign = i128::from(total.0.signum());
    parts
        .into_iter()
        .map(|part| {
            i64::try_from(part * sign)
                .map(Fen)
                .map_err(|_| MoneyError::OutOfRange)
        })
        .collect()
}

/// Reads an amount as offices write it: `1,234.5`, `￥1 234.50`, `－12`, `35元`; at most two
/// decimals. `None` if it is not an amount or does not fit.
pub fn parse_yuan(text: &str) -> Option<Fen> {
    let text = text.trim();
    parse_decimal(text.strip_suffix('元').unwrap_or(text), 2).map(Fen)
}

/// Reads a decimal number exactly, scaled by ten to the power of `decimals` (at most 18).
/// Accepts full-width digits and signs, a leading yuan sign, and commas or spaces between groups
/// of three digits. Refuses `1,23`: that is a slip or a decimal comma, and a guess could be wrong
/// by a factor of a hundred. Refuses floats (`1e5`).
pub fn parse_decimal(text: &str, decimals: u32) -> Option<i64> {
    let plain: String = text.trim().chars().map(narrow).collect();
    let (negative, number) = strip_signs(plain.trim());
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    let fraction = fraction.trim_end_matches('0');
    let places = u32::try_from(fraction.len())
        .ok()
        .filter(|&n| n <= decimals)?;
    let mut digits = ungrouped(whole)?;
    digits.push_str(fraction);
    let ascii = digits.bytes().all(|b| b.is_ascii_digit());
    // `.` and `-` alone have no digit; `.00` had one before the zeros were cut.
    if !ascii || !number.contains(|c: char| c.is_ascii_digit()) || digits.len() > 18 {
        return None;
    }
    let value = if digits.is_empty() {
        0
    } else {
        digits.parse::<i64>().ok()?
    };
    let scaled = value.checked_mul(10_i64.checked_pow(decimals - places)?)?;
    Some(if negative { -scaled } else { scaled })
}

/// Takes off at most one sign and one yuan sign, in either order; true if the sign is a minus.
fn strip_signs(text: &str) -> (bool, &str) {
    let (mut sign, mut yuan, mut rest) = (None, false, text);
    while let Some(c) = rest.chars().next() {
        match c {
            '-' | '+' if sign.is_none() => sign = Some(c),
            '¥' | '￥' if !yuan => yuan = true,
            ' ' => {}
            _ => break,
        }
        rest = &rest[c.len_utf8()..];
    }
    (sign == Some('-'), rest)
}

/// The digits of a whole number without its separators; `None` if groups are not of three.
fn ungrouped(whole: &str) -> Option<String> {
    let mut groups = whole.split([',', ' ', '_']);
    let first = groups.next().unwrap_or("");
    let mut digits = first.to_owned();
    for group in groups {
        if group.len() != 3 || first.is_empty() || first.len() > 3 {
            return None;
        }
        digits.push_str(group);
    }
    Some(digits)
}

/// The ASCII form of a full-width character (`０` to `0`, `，` to `,`), others unchanged.
pub fn narrow(c: char) -> char {
    match c {
        '\u{3000}' | '\u{a0}' => ' ',
        '−' => '-',
        '。' => '.',
        '\u{ff01}'..='\u{ff5e}' => {
            char::from_u32(u32::from(c) - 0xff01 + 0x21).unwrap_or(c) // always in range
        }
        _ => c,
    }
}
