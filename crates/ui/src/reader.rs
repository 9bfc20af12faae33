//! The reader's choices: language and elder mode, kept in cookies and set through the address.

use std::convert::Infallible;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, Uri, header};

use crate::address::Came;
use crate::lang::Lang;

/// Who reads, as far as it matters for the page.
#[derive(Clone, Debug, Default)]
pub struct Reader {
    /// Language.
    pub lang: Lang,
    /// Larger type and targets.
    pub elder: bool,
    /// Path and query of this page without the switches.
    pub here: String,
    /// How they came to this server.
    pub came: Came,
    cookies: Vec<(String, String)>,
}

impl Reader {
    /// Reads a request's cookies and address.
    pub fn of(headers: &HeaderMap, uri: &Uri) -> Self {
        let cookies: Vec<(String, String)> = headers
            .get_all(header::COOKIE)
            .iter()
            .filter_map(|value| value.to_str().ok())
            .flat_map(|text| text.split(';'))
            .filter_map(|pair| pair.trim().split_once('='))
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .collect();
        let mut reader = Self {
            cookies,
            here: here(uri),
            came: Came::of(headers),
            ..Self::default()
        };
        reader.lang = reader
            .cookie("lang")
            .and_then(Lang::parse)
            .unwrap_or_default();
        reader.elder = reader.cookie("elder") == Some("1");
        reader
    }

    /// A cookie's value.
    pub fn cookie(&self, name: &str) -> Option<&str> {
        let found = self.cookies.iter().find(|(n, _)| n == name);
        found.map(|(_, value)| value.as_str())
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Reader {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(Self::of(&parts.headers, &parts.uri))
    }
}

/// The address without `lang` and `elder`. It always begins with a single slash, so that a link to
/// it can never lead to another host.
fn here(uri: &Uri) -> String {
    let path = format!("/{}", uri.path().trim_start_matches('/'));
    let rest: Vec<&str> = uri
        .query()
        .unwrap_or("")
        .split('&')
        .filter(|pair| !pair.is_empty() && switch_of(pair).is_none())
        .collect();
    if rest.is_empty() {
        path
    } else {
        format!("{path}?{}", rest.join("&"))
    }
}

/// The cookie that a pair of the query sets: `lang=en` or `elder=1`.
fn switch_of(pair: &str) -> Option<(&'static str, &'static str)> {
    match pair {
        "lang=zh" => Some(("lang", "zh")),
        "lang=en" => Some(("lang", "en")),
        "elder=1" => Some(("elder", "1")),
        "elder=0" => Some(("elder", "0")),
        _ => None,
    }
}

/// The cookies that an address asks to set.
pub fn switches(uri: &Uri) -> Vec<(&'static str, &'static str)> {
    uri.query()
        .unwrap_or("")
        .split('&')
        .filter_map(switch_of)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reader(address: &str, cookie: &str) -> Reader {
        let mut headers = HeaderMap::new();
        headers.insert(header::COOKIE, cookie.parse().unwrap());
        Reader::of(&headers, &address.parse().unwrap())
    }

    #[test]
    fn choices_come_from_cookies() {
        let found = reader("/c/a", "x=1; lang=en;elder=1");
        assert_eq!((found.lang, found.elder), (Lang::En, true));
        let odd = reader("/c/a", "lang=fr; elder=yes; =; ;;");
        assert_eq!((odd.lang, odd.elder), (Lang::Zh, false));
    }

    #[test]
    fn the_address_loses_its_switches_and_stays_on_this_host() {
        assert_eq!(
            reader("/c/a?lang=en&month=2026-09&elder=1", "").here,
            "/c/a?month=2026-09"
        );
        assert_eq!(reader("//evil.example/?lang=en", "").here, "/evil.example/");
        assert_eq!(
            switches(&"/?lang=en&elder=0&lang=xx".parse().unwrap()),
            [("lang", "en"), ("elder", "0")]
        );
    }
}
