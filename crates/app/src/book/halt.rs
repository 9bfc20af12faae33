//! Why a community's writes are stopped. The row keeps the text that everyone reads.

use std::fmt;

/// What a successor's key leaves behind; no finding of an audit is called so.
const HANDED_OVER: &str = "handed over to the next manager";

/// Why nothing is written to a community any more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Halt {
    /// The next manager keeps its book.
    HandedOver,
    /// An audit found this.
    Found(String),
}

impl Halt {
    /// Reads what the row says.
    pub fn parse(text: &str) -> Self {
        if text == HANDED_OVER {
            Self::HandedOver
        } else {
            Self::Found(text.to_owned())
        }
    }

    /// What the row says.
    pub fn as_str(&self) -> &str {
        match self {
            Self::HandedOver => HANDED_OVER,
            Self::Found(text) => text,
        }
    }

    /// Whether a row says that the community was handed over: no audit frees it.
    pub fn is_hand_over(text: Option<&str>) -> bool {
        text == Some(HANDED_OVER)
    }
}

impl fmt::Display for Halt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_row_says_is_read_again() {
        for halt in [Halt::HandedOver, Halt::Found("bill 3: is missing".into())] {
            assert_eq!(Halt::parse(halt.as_str()), halt);
            let over = halt == Halt::HandedOver;
            assert_eq!(Halt::is_hand_over(Some(halt.as_str())), over);
        }
        assert!(!Halt::is_hand_over(None));
    }
}
