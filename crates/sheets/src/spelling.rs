//! Spellings of headers that mean one thing: with brackets, spaces, units and without.

use mingbai_domain::money::narrow;

/// Units that may follow a header without brackets. Not 元, which ends 单元.
const UNITS: [&str; 5] = ["平方米", "平米", "㎡", "m2", "m²"];
const OPENING: &str = "([{【〔〈《";
const CLOSING: &str = ")]}】〕〉》";

/// A header without brackets and their content, spaces, marks, units and a closing number:
/// `建筑面积（㎡）` and `建筑面积 m2` are `建筑面积`, `电话1` is `电话`.
pub(crate) fn plain_header(text: &str) -> String {
    let plain = exact_header(text);
    let without_number = plain.trim_end_matches(|c: char| c.is_ascii_digit());
    if without_number.is_empty() {
        plain
    } else {
        without_number.to_owned()
    }
}

/// The same with its closing number, which tells `电话1` from `电话2`.
pub(crate) fn exact_header(text: &str) -> String {
    let narrowed: String = text.chars().map(narrow).collect::<String>().to_lowercase();
    let mut depth = 0_usize;
    let mut outside = String::new();
    for c in narrowed.chars() {
        match c {
            c if OPENING.contains(c) => depth += 1,
            c if CLOSING.contains(c) => depth = depth.saturating_sub(1),
            c if is_mark(c) || depth > 0 => {}
            c => outside.push(c),
        }
    }
    without_unit(if outside.is_empty() {
        whole_header(text)
    } else {
        outside
    })
}

/// The whole text, what is in brackets as well, without spaces and marks: `金额（小写）` is
/// `金额小写`.
pub(crate) fn whole_header(text: &str) -> String {
    let narrowed: String = text.chars().map(narrow).collect::<String>().to_lowercase();
    let plain = |c: &char| !is_mark(*c) && !OPENING.contains(*c) && !CLOSING.contains(*c);
    narrowed.chars().filter(plain).collect()
}

/// The text with what is in its brackets in front: `建筑面积（产权）` is `产权建筑面积`.
pub(crate) fn turned_header(text: &str) -> String {
    let (outside, whole) = (exact_header(text), whole_header(text));
    match whole.strip_prefix(&outside) {
        Some(inside) => format!("{inside}{outside}"),
        None => whole,
    }
}

fn is_mark(c: char) -> bool {
    c.is_whitespace() || matches!(c, '*' | ':' | '★' | '※')
}

/// The text without a unit behind it.
pub(crate) fn without_unit(mut plain: String) -> String {
    for unit in UNITS {
        if let Some(rest) = plain.strip_suffix(unit).filter(|rest| !rest.is_empty()) {
            plain.truncate(rest.len());
            break;
        }
    }
    plain
}

/// Whether a header's second row says only in which unit the column is.
pub(crate) fn is_unit(text: &str) -> bool {
    let whole = whole_header(text);
    UNITS.contains(&whole.as_str())
        || ["元", "人民币元", "元/㎡", "元/月"].contains(&whole.as_str())
}
