//! A code that a phone reads, with the same in words beside it: for paper, and for a second phone.

use std::fmt::Write as _;

use askama::Template;
use qrcodegen::{QrCode, QrCodeEcc};

/// The code.
#[derive(Clone, Debug, PartialEq, Eq, Template)]
#[template(path = "parts/qr.html")]
pub struct Qr {
    /// What it leads to, in words, for those who do not see it.
    pub label: String,
    /// What stands beside it.
    pub title: String,
    /// The rest of what stands beside it.
    pub text: String,
    /// What can be typed or read out instead.
    pub instead: String,
    /// Modules on a side with the quiet zone.
    side: i32,
    path: String,
}

/// White around the code, without which many phones do not find it (ISO/IEC 18004: 4 modules).
const QUIET: i32 = 4;

impl Qr {
    /// The code of a text, mostly an address; `None` if it is too long for any code. A quarter of
    /// it may be dirty or torn: it hangs in stairways.
    pub fn of(content: &str, label: &str) -> Option<Self> {
        let code = QrCode::encode_text(content, QrCodeEcc::Quartile).ok()?;
        let mut path = String::new();
        for y in 0..code.size() {
            for x in 0..code.size() {
                if code.get_module(x, y) {
                    // Writing to a string does not fail.
                    let _ = write!(path, "M{} {}h1v1h-1z", x + QUIET, y + QUIET);
                }
            }
        }
        Some(Self {
            label: label.to_owned(),
            title: String::new(),
            text: String::new(),
            instead: content.to_owned(),
            side: code.size() + 2 * QUIET,
            path,
        })
    }

    /// With words beside it.
    #[must_use]
    pub fn beside(mut self, title: &str, text: &str) -> Self {
        title.clone_into(&mut self.title);
        text.clone_into(&mut self.text);
        self
    }
}

writes_html!(Qr);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_has_its_quiet_zone_and_its_corners() {
        let qr = Qr::of("https://example.org/c/changning", "长宁家园").unwrap();
        let version_3 = 29;
        assert_eq!(qr.side, version_3 + 2 * QUIET);
        // The dark corner of the first finder stands right after the quiet zone.
        assert!(qr.path.starts_with("M4 4h1v1h-1z"), "{}", qr.path);
        assert!(!qr.path.contains("M3 ") && !qr.path.contains(" 3h"));
    }

    #[test]
    fn what_is_too_long_is_no_code() {
        assert_eq!(Qr::of(&"x".repeat(5000), ""), None);
    }
}
