//! Amounts, days and shares as people read them.

use jiff::civil::Date;
use jiff::{Timestamp, tz};
use mingbai_domain::calendar::{Period, UnixMs};
use mingbai_domain::money::Ratio;

use crate::lang::Lang;

const MONTHS: [&str; 12] = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
];

/// Yuan with separators: `1,284,530.16`, `−0.05`.
pub fn money(fen: i128) -> String {
    let sign = if fen < 0 { "−" } else { "" };
    let fen = fen.unsigned_abs();
    format!("{sign}{}.{:02}", grouped(fen / 100), fen % 100)
}

/// An amount with its unit: `−0.05 元`, `−¥0.05`. It never breaks across lines.
pub fn yuan(fen: i128, lang: Lang) -> String {
    signed(if fen < 0 { "−" } else { "" }, fen, lang)
}

/// The amount without its own sign, behind the sign given: `+15,390.00 元`.
pub fn signed(sign: &str, fen: i128, lang: Lang) -> String {
    let figure = money(fen);
    let figure = figure.trim_start_matches('−');
    match lang {
        Lang::Zh => format!("{sign}{figure}\u{a0}元"),
        Lang::En => format!("{sign}¥{figure}"),
    }
}

/// What came in: `+5.00 元`, and `−5.00 元` if more was given back.
pub fn incoming(fen: i128, lang: Lang) -> String {
    let sign = match fen {
        0 => "",
        fen if fen < 0 => "−",
        _ => "+",
    };
    signed(sign, fen, lang)
}

/// What went out: `−5.00 元`, and `+5.00 元` if more came back.
pub fn outgoing(fen: i128, lang: Lang) -> String {
    incoming(-fen, lang)
}

/// A count with separators: `10,482`.
pub fn count(number: impl Into<u128>) -> String {
    grouped(number.into())
}

/// A count that may come from a signed field; negative ones do not occur in accepted records.
pub fn count_i(number: i64) -> String {
    grouped(u128::try_from(number).unwrap_or(0))
}

fn grouped(number: u128) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// Square metres with separators and two decimals.
pub fn area(area_c: i64) -> String {
    money(i128::from(area_c))
}

/// `part / whole` of a vote in percent with one decimal, cut and not rounded: `66.6%` is not two
/// thirds. Shares of money are [`shares`].
pub fn percent(part: i64, whole: i64) -> String {
    if whole <= 0 {
        return "—".to_owned();
    }
    let tenths = i128::from(part) * 1000 / i128::from(whole);
    format!("{}.{}%", tenths / 10, tenths % 10)
}

/// The parts of a whole in percent with one decimal, in their order. Each is rounded so that together
/// they are exactly 100.0%: what is left over goes to those that were cut most, the first of equals
/// first. What is there but rounds to nothing says so; what is nothing or less is empty.
pub fn shares(parts: &[i128]) -> Vec<String> {
    let part = |fen: &i128| u128::try_from(*fen).unwrap_or(0);
    let whole: u128 = parts.iter().map(part).sum::<u128>().max(1);
    let mut tenths: Vec<u128> = parts.iter().map(|fen| part(fen) * 1000 / whole).collect();
    let missing =
        1000_usize.saturating_sub(usize::try_from(tenths.iter().sum::<u128>()).unwrap_or(0));
    let mut by_rest: Vec<usize> = (0..parts.len()).filter(|&at| parts[at] > 0).collect();
    by_rest.sort_by_key(|&at| std::cmp::Reverse(part(&parts[at]) * 1000 % whole));
    for at in by_rest.into_iter().take(missing) {
        tenths[at] += 1;
    }
    let said = |(fen, tenths): (&i128, u128)| match (*fen, tenths) {
        (fen, _) if fen <= 0 => String::new(),
        (_, 0) => "<0.1%".to_owned(),
        _ => format!("{}.{}%", tenths / 10, tenths % 10),
    };
    parts.iter().zip(tenths).map(said).collect()
}

/// `sum / by`, rounded half up: what each of `by` would have of it. `None` if there is nobody.
pub fn each(sum: i128, by: i128) -> Option<i128> {
    let half = by.checked_div(2).filter(|_| by > 0)?;
    let up = sum.unsigned_abs().checked_add(half.unsigned_abs())? / by.unsigned_abs();
    Some(sum.signum() * i128::try_from(up).ok()?)
}

/// A ratio as people say it: `10%`, `7.5%`, or `1/3` where percent would not be exact.
pub fn share(ratio: Ratio) -> String {
    let hundredths = i128::from(ratio.num) * 10_000;
    let den = i128::from(ratio.den).max(1);
    if hundredths % den != 0 {
        return format!("{}/{}", ratio.num, ratio.den);
    }
    let hundredths = hundredths / den;
    let text = format!("{}.{:02}", hundredths / 100, hundredths % 100);
    format!("{}%", text.trim_end_matches('0').trim_end_matches('.'))
}

/// An amount with as many digits behind the fen as it has, up to six: `169,398.085`. It is `num /
/// den` fen; `None` if it is whole fen or has more digits.
pub fn parts_of_fen(num: i128, den: i128) -> Option<String> {
    let (fen, mut rest) = (num.checked_div(den)?, num.checked_rem(den)?.abs());
    let mut digits = String::new();
    while rest != 0 && digits.len() < 6 {
        rest = rest.checked_mul(10)?;
        digits.push(char::from(b'0' + u8::try_from(rest / den).ok()?));
        rest %= den;
    }
    (rest == 0 && !digits.is_empty()).then(|| format!("{}{digits}", money(fen)))
}

/// Facts side by side, empty ones left out.
pub fn joined(items: impl IntoIterator<Item = String>) -> String {
    let items: Vec<String> = items.into_iter().filter(|item| !item.is_empty()).collect();
    // The dot stays with what is in front of it when a line breaks.
    items.join("\u{a0}· ")
}

/// `2026年11月20日`, `20 Nov 2026`.
pub fn date(date: Date, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("{}年{}月{}日", date.year(), date.month(), date.day()),
        Lang::En => format!(
            "{} {} {}",
            date.day(),
            month_name(date.month()),
            date.year()
        ),
    }
}

/// The day without its year if that is this year.
pub fn day(day: Date, today: Date, lang: Lang) -> String {
    if day.year() != today.year() {
        return date(day, lang);
    }
    match lang {
        Lang::Zh => format!("{}月{}日", day.month(), day.day()),
        Lang::En => format!("{} {}", day.day(), month_name(day.month())),
    }
}

/// Day and time in China: `2026年11月20日 16:45`.
pub fn moment(at: UnixMs, lang: Lang) -> String {
    format!("{} {}", date(at.date(), lang), clock(at))
}

/// Day and time, without the year if that is this year.
pub fn moment_short(at: UnixMs, today: Date, lang: Lang) -> String {
    format!("{} {}", day(at.date(), today, lang), clock(at))
}

fn clock(at: UnixMs) -> String {
    let stamp = Timestamp::from_millisecond(at.0).unwrap_or(Timestamp::MIN);
    let civil = tz::offset(8).to_datetime(stamp);
    format!("{:02}:{:02}", civil.hour(), civil.minute())
}

/// `2026年9月`, `Sep 2026`.
pub fn month(period: Period, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("{}年{}月", period.year(), period.month()),
        Lang::En => format!("{} {}", month_name(period.month()), period.year()),
    }
}

/// `9月`, `Sep`.
pub fn month_short(period: Period, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("{}月", period.month()),
        Lang::En => month_name(period.month()).to_owned(),
    }
}

fn month_name(month: i8) -> &'static str {
    let at = usize::try_from(month - 1).unwrap_or(0);
    MONTHS.get(at).copied().unwrap_or("")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_have_separators_and_two_decimals() {
        for (fen, text) in [
            (0, "0.00"),
            (5, "0.05"),
            (-5, "−0.05"),
            (99_999, "999.99"),
            (100_000, "1,000.00"),
            (128_453_016, "1,284,530.16"),
            (i128::from(i64::MIN), "−92,233,720,368,547,758.08"),
        ] {
            assert_eq!(money(fen), text);
        }
    }

    #[test]
    fn amounts_in_lists_carry_their_unit() {
        assert_eq!(yuan(-5, Lang::Zh), "−0.05\u{a0}元");
        assert_eq!(yuan(-5, Lang::En), "−¥0.05");
        assert_eq!(signed("+", 128_453_016, Lang::Zh), "+1,284,530.16\u{a0}元");
        assert_eq!(signed("−", -5, Lang::En), "−¥0.05");
        assert_eq!(
            [
                incoming(-5, Lang::En),
                outgoing(-5, Lang::En),
                outgoing(0, Lang::En)
            ],
            ["−¥0.05", "+¥0.05", "¥0.00"]
        );
    }

    #[test]
    fn shares_are_cut_so_that_a_missed_threshold_never_looks_reached() {
        assert_eq!(percent(2, 3), "66.6%");
        assert_eq!(percent(3, 4), "75.0%");
        assert_eq!(percent(1, 0), "—");
    }

    #[test]
    fn the_parts_of_a_whole_add_up_to_a_hundred_percent() {
        assert_eq!(shares(&[1, 1, 1]), ["33.4%", "33.3%", "33.3%"]);
        assert_eq!(shares(&[2, 1]), ["66.7%", "33.3%"]);
        assert_eq!(shares(&[300, 100, -7, 0]), ["75.0%", "25.0%", "", ""]);
        assert_eq!(shares(&[1_000_000, 1]), ["100.0%", "<0.1%"]);
        assert_eq!(shares(&[]), Vec::<String>::new());
        for whole in [
            vec![7, 11, 13, 17, 19, 1],
            vec![12_623_438, 2_000_000, 5, 999_999],
        ] {
            let tenths = |text: &String| text.replace(['.', '%', '<'], "").parse::<u32>().unwrap();
            let shown = shares(&whole);
            let sum: u32 = shown.iter().filter(|s| !s.contains('<')).map(tenths).sum();
            assert_eq!(sum, 1000, "{shown:?}");
        }
    }

    #[test]
    fn what_each_would_have_is_rounded_half_up() {
        assert_eq!(
            [
                each(10, 4),
                each(9, 4),
                each(-10, 4),
                each(5, 0),
                each(0, 3)
            ],
            [Some(3), Some(2), Some(-3), None, Some(0)]
        );
    }

    #[test]
    fn ratios_are_percent_where_that_is_exact() {
        let of = |num, den| share(Ratio { num, den });
        assert_eq!(
            [of(10, 100), of(75, 1000), of(1, 3), of(0, 1), of(1, 1)],
            ["10%", "7.5%", "1/3", "0%", "100%"]
        );
    }

    #[test]
    fn half_a_fen_is_shown() {
        assert_eq!(
            parts_of_fen(169_398_085, 10).as_deref(),
            Some("169,398.085")
        );
        assert_eq!(parts_of_fen(100, 10), None);
        assert_eq!(parts_of_fen(1, 3), None);
        assert_eq!(parts_of_fen(1, 0), None);
    }

    #[test]
    fn times_are_in_china() {
        let at = UnixMs::from_rfc3339("2026-11-20T16:45:00Z").unwrap();
        assert_eq!(moment(at, Lang::Zh), "2026年11月21日 00:45");
        assert_eq!(moment(at, Lang::En), "21 Nov 2026 00:45");
    }
}
