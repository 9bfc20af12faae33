//! Decimal notation of big numbers, canonical: no sign, no leading zero, no other digits.

/// 10^19, the largest power of ten in a word.
const CHUNK: u64 = 10_000_000_000_000_000_000;
const CHUNK_DIGITS: usize = 19;

/// The number whose words (least significant first) are given.
pub(crate) fn to_text<const N: usize>(words: &[u64; N]) -> String {
    let mut rest = *words;
    let mut chunks = Vec::with_capacity(N * 64 / 63 + 2);
    let mut used = N;
    while used > 0 {
        if rest[used - 1] == 0 {
            used -= 1;
            continue;
        }
        chunks.push(divide(&mut rest[..used]));
    }
    let Some(first) = chunks.pop() else {
        return "0".to_owned();
    };
    let mut text = String::with_capacity((chunks.len() + 1) * CHUNK_DIGITS);
    text.push_str(&first.to_string());
    for chunk in chunks.iter().rev() {
        push_padded(&mut text, *chunk);
    }
    text
}

/// Divides by 10^19 in place and returns the remainder.
fn divide(words: &mut [u64]) -> u64 {
    let mut remainder = 0_u64;
    for word in words.iter_mut().rev() {
        let value = (u128::from(remainder) << 64) | u128::from(*word);
        *word = low(value / u128::from(CHUNK));
        remainder = low(value % u128::from(CHUNK));
    }
    remainder
}

fn push_padded(text: &mut String, chunk: u64) {
    let mut digits = [b'0'; CHUNK_DIGITS];
    let mut rest = chunk;
    for digit in digits.iter_mut().rev() {
        *digit = b'0' + u8::try_from(rest % 10).unwrap_or(0);
        rest /= 10;
    }
    text.extend(digits.iter().map(|&digit| char::from(digit)));
}

/// Reads a number of at most N words. `None` when the text is not canonical or the number too big.
pub(crate) fn from_text<const N: usize>(text: &str) -> Option<[u64; N]> {
    let bytes = text.as_bytes();
    let too_long = bytes.len() > N * 64 * 30103 / 100_000 + 1;
    let leading_zero = bytes.len() > 1 && bytes[0] == b'0';
    if bytes.is_empty() || too_long || leading_zero || !bytes.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let mut words = [0; N];
    let head = bytes.len() % CHUNK_DIGITS;
    if head > 0 {
        add_chunk(
            &mut words,
            10_u64.pow(u32::try_from(head).ok()?),
            &bytes[..head],
        )?;
    }
    for chunk in bytes[head..].chunks(CHUNK_DIGITS) {
        add_chunk(&mut words, CHUNK, chunk)?;
    }
    Some(words)
}

/// `words = words * scale + digits`; `None` on overflow.
fn add_chunk(words: &mut [u64], scale: u64, digits: &[u8]) -> Option<()> {
    let mut carry = digits
        .iter()
        .fold(0_u64, |value, digit| value * 10 + u64::from(digit - b'0'));
    for word in words.iter_mut() {
        let value = u128::from(*word) * u128::from(scale) + u128::from(carry);
        *word = low(value);
        carry = low(value >> 64);
    }
    (carry == 0).then_some(())
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "the low word is what is wanted"
)]
fn low(value: u128) -> u64 {
    value as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_of_numbers_are_read_back() {
        let largest = [u64::MAX; 4];
        let text = to_text(&largest);
        assert_eq!(
            text,
            "115792089237316195423570985008687907853269984665640564039457584007913129639935"
        );
        assert_eq!(from_text::<4>(&text), Some(largest));
        assert_eq!(to_text(&[0_u64; 4]), "0");
        assert_eq!(from_text::<4>("0"), Some([0; 4]));
        assert_eq!(to_text(&[0, 1_u64]), "18446744073709551616");
        assert_eq!(to_text(&[CHUNK, 0_u64]), "10000000000000000000");
    }

    #[test]
    fn other_notations_are_refused() {
        let too_big =
            "115792089237316195423570985008687907853269984665640564039457584007913129639936";
        for text in [
            "", "00", "01", "+1", "-1", " 1", "1 ", "1e3", "0x1", "一", too_big,
        ] {
            assert_eq!(from_text::<4>(text), None, "{text:?}");
        }
        assert_eq!(from_text::<4>(&"9".repeat(1_000_000)), None);
    }

    proptest::proptest! {
        #[test]
        fn any_number_survives_its_text(words: [u64; 32]) {
            proptest::prop_assert_eq!(from_text::<32>(&to_text(&words)), Some(words));
        }
    }
}
