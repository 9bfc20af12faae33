//! How much of a whole, always with the sentence that says it: the bar is never the only place.

use askama::Template;

/// A bar.
#[derive(Clone, Debug, PartialEq, Eq, Template)]
#[template(path = "parts/meter.html")]
pub struct Meter {
    /// What is measured.
    pub label: String,
    /// The figures in words, above the bar.
    pub said: String,
    /// How much is there, in thousandths of the whole; more than 1,000 is too much.
    pub thousandths: u32,
    /// Where the line is that must be passed, in thousandths, and what it is called.
    pub line: Option<(u32, String)>,
    /// Whether it is work under way, and not a state.
    pub under_way: bool,
}

impl Meter {
    /// `part` of `whole`. It is cut, not rounded: what is missed by one never looks passed.
    pub fn of(label: &str, said: &str, part: u64, whole: u64) -> Self {
        let thousandths = u128::from(part) * 1000 / u128::from(whole.max(1));
        Self {
            label: label.to_owned(),
            said: said.to_owned(),
            thousandths: u32::try_from(thousandths).unwrap_or(u32::MAX),
            line: None,
            under_way: false,
        }
    }

    /// With the line that must be passed.
    #[must_use]
    pub fn line(mut self, thousandths: u32, name: &str) -> Self {
        self.line = Some((thousandths.min(1000), name.to_owned()));
        self
    }

    /// Work under way.
    #[must_use]
    pub fn under_way(mut self) -> Self {
        self.under_way = true;
        self
    }

    fn role(&self) -> &'static str {
        if self.under_way {
            "progressbar"
        } else {
            "meter"
        }
    }

    /// Percent, at most 100, for the bar and for those who hear it.
    fn now(&self) -> u32 {
        (self.thousandths / 10).min(100)
    }

    /// Length of the bar: something is never drawn as nothing.
    fn length(&self) -> u32 {
        match self.thousandths {
            0 => 0,
            some => some.clamp(8, 1000),
        }
    }

    fn over(&self) -> bool {
        self.thousandths > 1000
    }
}

writes_html!(Meter);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_that_is_missed_by_one_is_not_passed() {
        let meter = Meter::of("", "", 457, 686).line(667, "三分之二");
        assert!(meter.thousandths < 667);
    }

    #[test]
    fn more_than_all_fills_the_bar_and_is_marked() {
        let meter = Meter::of("", "", 5, 4);
        assert_eq!(
            (meter.now(), meter.length(), meter.over()),
            (100, 1000, true)
        );
        assert_eq!(Meter::of("", "", 1, 0).now(), 100);
        assert_eq!(Meter::of("", "", 1, 10_000).length(), 0);
    }
}
