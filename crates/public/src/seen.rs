//! What a reader saw last, so that a page can say what changed since: one cookie a community,
//! `seen_SLUG`, with the size of the book and the time at two visits.
//!
//! Looking again within half an hour does not move the mark: a reload must not hide the news.

use mingbai_domain::calendar::UnixMs;
use mingbai_domain::ids::Slug;

const SAME_VISIT_MS: i64 = 30 * 60 * 1000;

/// A point in a book's history.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mark {
    /// Records in the book.
    pub size: u64,
    /// Time of the look.
    pub at: UnixMs,
}

/// The reader's visits to one community.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Seen {
    /// The visit before this one; `None` if this is the first.
    pub before: Option<Mark>,
    /// This visit.
    pub now: Mark,
}

impl Seen {
    /// The visit at `now`, after what the cookie says of earlier ones. A mark beyond the book's
    /// end or in the future comes from another book or clock and is forgotten.
    pub fn visit(cookie: Option<&str>, now: Mark) -> Self {
        let (before, last) = cookie.and_then(parse).unwrap_or((None, now));
        let sane = |mark: &Mark| mark.size <= now.size && mark.at <= now.at;
        let (before, last) = (before.filter(sane), Some(last).filter(sane));
        let before = match last {
            Some(last) if now.at.0 - last.at.0 > SAME_VISIT_MS => Some(last),
            _ => before,
        };
        Self { before, now }
    }

    /// The cookie's name.
    pub fn name(slug: &Slug) -> String {
        format!("seen_{slug}")
    }

    /// The `Set-Cookie` header.
    pub fn cookie(&self, slug: &Slug) -> String {
        let mark = |mark: Mark| format!("{}.{}", mark.size, mark.at.seconds());
        let before = self.before.map_or("-".to_owned(), mark);
        let name = Self::name(slug);
        format!(
            "{name}={before}~{}; Path=/c/{slug}; Max-Age=31536000; SameSite=Lax; HttpOnly",
            mark(self.now)
        )
    }
}

fn parse(text: &str) -> Option<(Option<Mark>, Mark)> {
    let mark = |text: &str| {
        let (size, seconds) = text.split_once('.')?;
        let seconds: i64 = seconds.parse().ok()?;
        Some(Mark {
            size: size.parse().ok()?,
            at: UnixMs(seconds.checked_mul(1000)?),
        })
    };
    let (before, last) = text.split_once('~')?;
    Some((mark(before), mark(last)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mark(size: u64, minutes: i64) -> Mark {
        Mark {
            size,
            at: UnixMs(minutes * 60_000),
        }
    }

    fn value(seen: Seen) -> String {
        let cookie = seen.cookie(&Slug::new("a").unwrap());
        cookie
            .split(';')
            .next()
            .unwrap()
            .trim_start_matches("seen_a=")
            .to_owned()
    }

    #[test]
    fn the_first_visit_has_nothing_before_it_and_a_reload_changes_nothing() {
        let first = Seen::visit(None, mark(10, 0));
        assert_eq!(first.before, None);
        let reload = Seen::visit(Some(&value(first)), mark(12, 5));
        assert_eq!(reload.before, None);
    }

    #[test]
    fn the_next_visit_looks_back_to_the_last_and_keeps_looking_there() {
        let first = Seen::visit(None, mark(10, 0));
        let next = Seen::visit(Some(&value(first)), mark(20, 1000));
        assert_eq!(next.before, Some(mark(10, 0)));
        let reload = Seen::visit(Some(&value(next)), mark(21, 1010));
        assert_eq!(reload.before, Some(mark(10, 0)));
    }

    #[test]
    fn odd_cookies_are_forgotten() {
        for odd in [
            "",
            "~",
            "1.2",
            "x~y",
            "99.1~99.1",
            "1.99999~1.99999",
            "1.2~9223372036854775807.9223372036854775807",
        ] {
            assert_eq!(Seen::visit(Some(odd), mark(5, 1)).before, None, "{odd}");
        }
    }
}
