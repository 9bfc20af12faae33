//! Values as they may appear in an error: short, and without personal data.

/// Longest value shown, in characters.
const SHOWN: usize = 40;

/// A value that is not about a person; long runs of digits are masked all the same, because a
/// telephone or document number may have slipped into the wrong column.
pub(crate) fn plain(value: &str) -> String {
    let mut out = String::new();
    let mut run = String::new();
    for c in value.chars().map(|c| if c.is_control() { ' ' } else { c }) {
        if c.is_ascii_digit() {
            run.push(c);
        } else {
            flush(&mut out, &mut run);
            out.push(c);
        }
    }
    flush(&mut out, &mut run);
    cut(&out)
}

/// A telephone or document number: `139****0832`; of short ones only the first two characters.
pub(crate) fn number(value: &str) -> String {
    let chars: Vec<char> = value.chars().filter(|c| !c.is_whitespace()).collect();
    match chars.len() {
        0..=2 => "*".repeat(chars.len()),
        3..=8 => format!(
            "{}{}",
            chars[..2].iter().collect::<String>(),
            "*".repeat(chars.len() - 2)
        ),
        length => {
            let head: String = chars[..3].iter().collect();
            let tail: String = chars[length - 4..].iter().collect();
            format!("{head}****{tail}")
        }
    }
}

/// A name: the first character only.
pub(crate) fn name(value: &str) -> String {
    match value.chars().next() {
        Some(first) => format!("{first}**"),
        None => String::new(),
    }
}

fn flush(out: &mut String, run: &mut String) {
    // Amounts and dates have at most 10 digits in a row; telephone numbers have 11.
    if run.len() > 10 {
        out.push_str(&number(run));
    } else {
        out.push_str(run);
    }
    run.clear();
}

fn cut(text: &str) -> String {
    if text.chars().count() <= SHOWN {
        return text.to_owned();
    }
    text.chars().take(SHOWN).chain(['…']).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn personal_numbers_never_appear_whole() {
        assert_eq!(number("13900000832"), "139****0832");
        assert_eq!(number("12345"), "12***");
        assert_eq!(number("340100198704069656"), "340****9656");
        assert_eq!(plain("电话13900000832"), "电话139****0832");
        assert_eq!(plain("2026年13月40日"), "2026年13月40日");
        assert_eq!(name("张三丰"), "张**");
        assert_eq!(plain(&"长".repeat(60)).chars().count(), 41);
    }
}
