//! Where the reader found us: what a command needs to come back to the same server. A header is
//! trusted in its form only; whatever it says is text on the page of the one who sent it.

use axum::http::{HeaderMap, header};

/// What a request says of the way it came.
#[derive(Clone, Debug, Default)]
pub struct Came {
    host: Option<String>,
    secure: Option<bool>,
}

impl Came {
    /// Reads a request's headers.
    pub fn of(headers: &HeaderMap) -> Self {
        let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
        let host = text(header::HOST.as_str()).filter(|host| is_host(host));
        let secure = match text("x-forwarded-proto") {
            Some("https") => Some(true),
            Some("http") => Some(false),
            _ => None,
        };
        Self {
            host: host.map(str::to_owned),
            secure,
        }
    }

    /// The address for commands: the host that the reader used, and the configured one where the
    /// request names none, or only the machine itself: a proxy in front of it often does that.
    pub fn base(&self, configured: &str) -> String {
        let host = match self.host.as_deref() {
            Some(host) if !is_local(host) || is_local(configured) => host,
            _ => configured,
        };
        // The configured host is the public address, which is reached by https.
        let public = host == configured && !is_local(host);
        let secure = self.secure.unwrap_or(public);
        format!("{}://{host}", if secure { "https" } else { "http" })
    }
}

/// Letters, digits, dots and hyphens, or an IPv6 address in brackets, and a port.
fn is_host(host: &str) -> bool {
    let fits = |c: u8| c.is_ascii_alphanumeric() || matches!(c, b'.' | b'-' | b':' | b'[' | b']');
    !host.is_empty() && host.len() <= 253 && host.bytes().all(fits)
}

fn is_local(host: &str) -> bool {
    ["127.", "localhost", "[::1]", "0.0.0.0"]
        .iter()
        .any(|start| host.starts_with(start))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn base(headers: &[(&'static str, &'static str)], configured: &str) -> String {
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            map.insert(*name, value.parse().unwrap());
        }
        Came::of(&map).base(configured)
    }

    #[test]
    fn commands_name_the_server_that_the_reader_used() {
        let (demo, public) = ("127.0.0.1:8282", "book.example");
        for (headers, configured, shown) in [
            (
                vec![("host", "127.0.0.1:8481")],
                demo,
                "http://127.0.0.1:8481",
            ),
            (
                vec![("host", "192.168.1.9:8282")],
                demo,
                "http://192.168.1.9:8282",
            ),
            (
                vec![("host", "book.example")],
                public,
                "https://book.example",
            ),
            (
                vec![("host", "127.0.0.1:8282")],
                public,
                "https://book.example",
            ),
            (
                vec![("host", "other.example"), ("x-forwarded-proto", "https")],
                public,
                "https://other.example",
            ),
            (vec![], public, "https://book.example"),
            (vec![], demo, "http://127.0.0.1:8282"),
            (vec![("host", "a b")], public, "https://book.example"),
            (vec![("host", "x;rm -rf ~")], public, "https://book.example"),
            (vec![("host", "$(x)")], demo, "http://127.0.0.1:8282"),
        ] {
            assert_eq!(base(&headers, configured), shown, "{headers:?}");
        }
    }
}
