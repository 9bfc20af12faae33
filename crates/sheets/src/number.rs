//! Binary floating-point numbers of spreadsheets to exact decimal text. No arithmetic on floats.

/// Digits that a spreadsheet program keeps of a number; what it shows has no more.
const DIGITS: usize = 15;

/// The number as plain decimal text with at most 15 significant digits, as Excel shows it:
/// `0.30000000000000004` (the result of `0.1+0.2`) is `0.3`. `None` if it is not finite.
pub(crate) fn decimal_text(value: f64) -> Option<String> {
    if !value.is_finite() {
        return None;
    }
    let shortest = value.to_string();
    if significant_digits(&shortest) <= DIGITS {
        return Some(if shortest == "-0" {
            "0".to_owned()
        } else {
            shortest
        });
    }
    let scientific = format!("{value:.*e}", DIGITS - 1);
    let (mantissa, exponent) = scientific.split_once('e')?;
    Some(plain(mantissa, exponent.parse().ok()?))
}

fn significant_digits(text: &str) -> usize {
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    let digits = digits.trim_start_matches('0');
    if text.contains('.') {
        digits.len()
    } else {
        digits.trim_end_matches('0').len()
    }
}

/// `-1.23` and 4 to `-12300`.
fn plain(mantissa: &str, exponent: i32) -> String {
    let (sign, unsigned) = match mantissa.strip_prefix('-') {
        Some(rest) => ("-", rest),
        None => ("", mantissa),
    };
    let digits: String = unsigned.chars().filter(char::is_ascii_digit).collect();
    let point = exponent + 1;
    let text = if point <= 0 {
        let zeros = usize::try_from(-point).unwrap_or(0);
        format!("0.{}{digits}", "0".repeat(zeros))
    } else {
        let whole = usize::try_from(point).unwrap_or(0);
        let padded = format!("{digits:0<whole$}");
        let (before, after) = padded.split_at(whole);
        if after.is_empty() {
            before.to_owned()
        } else {
            format!("{before}.{after}")
        }
    };
    let tidy = if text.contains('.') {
        text.trim_end_matches('0').trim_end_matches('.')
    } else {
        text.as_str()
    };
    format!("{sign}{tidy}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_become_the_text_that_a_spreadsheet_shows() {
        let cases = [
            (134.42, "134.42"),
            (399_214.0, "399214"),
            (0.1 + 0.2, "0.3"),
            (194_325.569_999_999_98, "194325.57"),
            (-0.05, "-0.05"),
            (-0.0, "0"),
            (1e9, "1000000000"),
            (13_900_008_320.0, "13900008320"),
            (1.0 / 3.0, "0.333333333333333"),
            (1e-7, "0.0000001"),
        ];
        for (value, text) in cases {
            assert_eq!(decimal_text(value).unwrap(), text);
        }
        assert_eq!(decimal_text(f64::NAN), None);
        assert_eq!(
            decimal_text(340_100_198_704_069_656.0).unwrap(),
            "340100198704070000"
        );
        assert_eq!(decimal_text(1e300).unwrap().len(), 301);
    }
}
