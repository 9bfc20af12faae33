//! A server's address: what a URL says, and the secure connection that it asks for.
//!
//! `sslmode` and `sslrootcert` mean what they mean to PostgreSQL's own programs.

use std::time::Duration;

use percent_encoding::percent_decode_str;
use tokio_postgres::Config;
use tokio_postgres::config::SslMode;

use crate::bad_address::BadAddress;
use crate::tls::{Check, Tls};

/// Parameters of PostgreSQL's own programs that would be left out silently otherwise.
const UNSUPPORTED: [&str; 14] = [
    "sslcert",
    "sslkey",
    "sslpassword",
    "sslcrl",
    "sslcrldir",
    "sslsni",
    "ssl_min_protocol_version",
    "ssl_max_protocol_version",
    "gssencmode",
    "krbsrvname",
    "requirepeer",
    "passfile",
    "service",
    "replication",
];

/// A server, and how to reach it.
pub(crate) struct Address {
    pub(crate) config: Config,
    /// `None`: never a secure connection.
    pub(crate) tls: Option<Tls>,
}

impl Address {
    pub(crate) fn parse(url: &str) -> Result<Self, BadAddress> {
        let (base, query) = url.split_once('?').unwrap_or((url, ""));
        if !base.starts_with("postgres://") && !base.starts_with("postgresql://") {
            return Err(BadAddress::Form);
        }
        let (mut mode, mut roots, mut rest) = (None, None, Vec::new());
        for pair in query.split('&').filter(|pair| !pair.is_empty()) {
            let (key, value) = pair.split_once('=').ok_or(BadAddress::Form)?;
            match key {
                "sslmode" => mode = Some(value),
                "sslrootcert" => roots = Some(decoded(value)?),
                _ => match UNSUPPORTED.iter().find(|known| **known == key) {
                    Some(known) => return Err(BadAddress::Unsupported(known)),
                    None => rest.push(pair),
                },
            }
        }
        let driver = format!("{base}?{}", rest.join("&"));
        let mut config: Config = driver.parse().map_err(|_| BadAddress::Form)?;
        patience(&mut config);
        let (ssl_mode, check) = mode_of(mode, roots.as_deref())?;
        config.ssl_mode(ssl_mode);
        let tls = match check {
            None => None,
            Some(check) => Some(Tls::new(check, roots.as_deref())?),
        };
        Ok(Self { config, tls })
    }
}

fn decoded(value: &str) -> Result<String, BadAddress> {
    let text = percent_decode_str(value).decode_utf8();
    Ok(text.map_err(|_| BadAddress::Form)?.into_owned())
}

/// A server that vanishes without a word is noticed in half a minute; the driver's own defaults are
/// two hours. What the URL says goes first.
fn patience(config: &mut Config) {
    const SYSTEM_DEFAULT_IDLE: Duration = Duration::from_hours(2);
    if config.get_connect_timeout().is_none() {
        config.connect_timeout(Duration::from_secs(10));
    }
    if config.get_keepalives_idle() == SYSTEM_DEFAULT_IDLE {
        config.keepalives_idle(Duration::from_secs(15));
    }
    if config.get_keepalives_interval().is_none() {
        config.keepalives_interval(Duration::from_secs(5));
    }
    if config.get_keepalives_retries().is_none() {
        config.keepalives_retries(3);
    }
    if config.get_tcp_user_timeout().is_none() {
        config.tcp_user_timeout(Duration::from_secs(30));
    }
    if config.get_application_name().is_none() {
        config.application_name("mingbai");
    }
}

/// What a mode asks of the driver and of the certificate.
fn mode_of(
    mode: Option<&str>,
    roots: Option<&str>,
) -> Result<(SslMode, Option<Check>), BadAddress> {
    let system = roots == Some("system");
    let found = match mode {
        Some("disable") => (SslMode::Disable, None),
        None if system => (SslMode::Require, Some(Check::SignerAndHost)),
        None | Some("prefer") => (SslMode::Prefer, Some(Check::Nothing)),
        // As PostgreSQL's own programs do: a root certificate that is named is used.
        Some("require") if roots.is_some() => (SslMode::Require, Some(Check::Signer)),
        Some("require") => (SslMode::Require, Some(Check::Nothing)),
        Some("verify-ca") if roots.is_none() => return Err(BadAddress::NoRoots("verify-ca")),
        Some("verify-ca") => (SslMode::Require, Some(Check::Signer)),
        Some("verify-full") if roots.is_none() => return Err(BadAddress::NoRoots("verify-full")),
        Some("verify-full") => (SslMode::Require, Some(Check::SignerAndHost)),
        Some(_) => return Err(BadAddress::Mode),
    };
    match found.1 {
        Some(Check::Nothing | Check::Signer) if system => Err(BadAddress::WeakSystem),
        _ => Ok(found),
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    fn refused(url: &str) -> BadAddress {
        match Address::parse(url) {
            Err(why) => why,
            Ok(_) => panic!("`{url}` was accepted"),
        }
    }

    fn asked(url: &str) -> (SslMode, bool) {
        let address = Address::parse(url).unwrap();
        (address.config.get_ssl_mode(), address.tls.is_some())
    }

    #[test]
    fn modes_mean_what_they_mean_to_the_servers_own_programs() {
        let host = "postgres://u:p@h/d";
        assert_eq!(asked(host), (SslMode::Prefer, true));
        assert_eq!(
            asked(&format!("{host}?sslmode=disable")),
            (SslMode::Disable, false)
        );
        assert_eq!(
            asked(&format!("{host}?sslmode=prefer")),
            (SslMode::Prefer, true)
        );
        assert_eq!(
            asked(&format!("{host}?connect_timeout=3&sslmode=require")),
            (SslMode::Require, true)
        );
    }

    #[test]
    fn what_cannot_be_honoured_is_refused_by_name() {
        let with = |query: &str| refused(&format!("postgres://u:p@h/d?{query}"));
        assert_eq!(
            with("sslmode=verify-full"),
            BadAddress::NoRoots("verify-full")
        );
        assert_eq!(with("sslmode=verify-ca"), BadAddress::NoRoots("verify-ca"));
        assert_eq!(with("sslmode=allow"), BadAddress::Mode);
        assert_eq!(with("sslmode="), BadAddress::Mode);
        assert_eq!(
            with("sslmode=require&sslrootcert=system"),
            BadAddress::WeakSystem
        );
        assert_eq!(
            with("sslmode=prefer&sslrootcert=system"),
            BadAddress::WeakSystem
        );
        assert_eq!(with("sslcert=a.pem"), BadAddress::Unsupported("sslcert"));
        let missing = with("sslmode=verify-ca&sslrootcert=/no/such%20file");
        assert!(
            matches!(&missing, BadAddress::Roots { path, .. } if path == Path::new("/no/such file")),
            "{missing}"
        );
        let empty = with(&format!("sslmode=verify-ca&sslrootcert={}", "/dev/null"));
        assert!(matches!(&empty, BadAddress::Roots { why, .. } if why.contains("no certificate")));
    }

    #[test]
    fn no_part_of_a_password_is_in_an_error() {
        for url in [
            "postgres://u:secret?word@h/d",
            "postgres://u:se#cret@h:x/d",
            "postgres://u:p:secret@h:port/d?secret=1",
            "postgres://u:p@h/d?secret",
            "host=h password=secret",
            "secret",
            "",
        ] {
            let why = refused(url);
            assert_eq!(why, BadAddress::Form, "{url}");
            assert!(!format!("{why} {why:?}").contains("secret"));
        }
    }

    #[test]
    fn a_server_that_vanishes_is_noticed() {
        let config = Address::parse("postgres://u:p@h/d").unwrap().config;
        assert_eq!(config.get_connect_timeout(), Some(&Duration::from_secs(10)));
        assert_eq!(config.get_keepalives_idle(), Duration::from_secs(15));
        let own = Address::parse("postgres://u:p@h/d?connect_timeout=3&keepalives_idle=7").unwrap();
        assert_eq!(
            own.config.get_connect_timeout(),
            Some(&Duration::from_secs(3))
        );
        assert_eq!(own.config.get_keepalives_idle(), Duration::from_secs(7));
    }
}
