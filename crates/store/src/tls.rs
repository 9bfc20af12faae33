//! Secure connections to a server, by rustls.

use std::convert::Infallible;
use std::future::Future;
use std::io;
use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, ring, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, InvalidDnsNameError, ServerName, UnixTime};
use rustls::{
    CertificateError, ClientConfig, DigitallySignedStruct, RootCertStore, SignatureScheme,
};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio_postgres::Socket;
use tokio_postgres::tls::{ChannelBinding, MakeTlsConnect, TlsConnect};
use tokio_rustls::TlsConnector;

use crate::bad_address::BadAddress;

/// How much of a server's certificate is checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Check {
    /// Nothing: the connection cannot be read by others, but nobody knows who is at its end.
    Nothing,
    /// Who signed it.
    Signer,
    /// Who signed it, and that it is for this host.
    SignerAndHost,
}

/// Makes secure connections of one kind.
#[derive(Clone)]
pub(crate) struct Tls(Arc<ClientConfig>);

impl Tls {
    /// `roots` is what `sslrootcert` says; it must be there where a signer is checked.
    pub(crate) fn new(check: Check, roots: Option<&str>) -> Result<Self, BadAddress> {
        let provider = Arc::new(ring::default_provider());
        let fail = |why: rustls::Error| BadAddress::Roots {
            path: roots.unwrap_or_default().into(),
            why: why.to_string(),
        };
        let chain = match (check, roots) {
            (Check::Nothing, _) | (_, None) => None,
            (_, Some(name)) => {
                let path = roots_file(name)?;
                let store = Arc::new(certificates(&path)?);
                let verifier =
                    WebPkiServerVerifier::builder_with_provider(store, Arc::clone(&provider));
                let verifier = verifier.build().map_err(|why| BadAddress::Roots {
                    path,
                    why: why.to_string(),
                })?;
                Some(verifier)
            }
        };
        let builder = ClientConfig::builder_with_provider(Arc::clone(&provider))
            .with_safe_default_protocol_versions()
            .map_err(fail)?;
        let verifier: Arc<dyn ServerCertVerifier> = match (check, chain) {
            (Check::SignerAndHost, Some(chain)) => chain,
            (_, chain) => Arc::new(Lenient { chain, provider }),
        };
        let mut config = builder
            .dangerous()
            .with_custom_certificate_verifier(verifier)
            .with_no_client_auth();
        config.alpn_protocols = vec![b"postgresql".to_vec()];
        Ok(Self(Arc::new(config)))
    }
}

/// The file behind `sslrootcert`.
fn roots_file(name: &str) -> Result<PathBuf, BadAddress> {
    /// Where distributions keep the certificates that the machine trusts.
    const SYSTEM: [&str; 4] = [
        "/etc/ssl/certs/ca-certificates.crt",
        "/etc/pki/tls/certs/ca-bundle.crt",
        "/etc/ssl/ca-bundle.pem",
        "/etc/ssl/cert.pem",
    ];
    if name != "system" {
        return Ok(PathBuf::from(name));
    }
    let found = SYSTEM.iter().map(Path::new).find(|path| path.is_file());
    found
        .map(Path::to_path_buf)
        .ok_or_else(|| BadAddress::Roots {
            path: PathBuf::from("system"),
            why: "this machine keeps no root certificates: install ca-certificates".into(),
        })
}

fn certificates(path: &Path) -> Result<RootCertStore, BadAddress> {
    let fail = |why: String| BadAddress::Roots {
        path: path.to_path_buf(),
        why,
    };
    let mut store = RootCertStore::empty();
    let found = CertificateDer::pem_file_iter(path).map_err(|why| fail(why.to_string()))?;
    for certificate in found {
        let certificate = certificate.map_err(|why| fail(why.to_string()))?;
        store
            .add(certificate)
            .map_err(|why| fail(why.to_string()))?;
    }
    if store.is_empty() {
        return Err(fail("it holds no certificate".into()));
    }
    Ok(store)
}

/// The modes below `verify-full`: the signer is checked or nothing is, and the host never.
#[derive(Debug)]
struct Lenient {
    chain: Option<Arc<WebPkiServerVerifier>>,
    provider: Arc<CryptoProvider>,
}

impl ServerCertVerifier for Lenient {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        use CertificateError::{NotValidForName, NotValidForNameContext};
        use rustls::Error::InvalidCertificate;
        let Some(chain) = &self.chain else {
            return Ok(ServerCertVerified::assertion());
        };
        // The chain is checked before the name, so a wrong name means a right chain.
        match chain.verify_server_cert(end_entity, intermediates, server_name, ocsp_response, now) {
            Err(InvalidCertificate(NotValidForName | NotValidForNameContext { .. })) => {
                Ok(ServerCertVerified::assertion())
            }
            other => other,
        }
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        let algorithms = &self.provider.signature_verification_algorithms;
        verify_tls12_signature(message, certificate, signed, algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        let algorithms = &self.provider.signature_verification_algorithms;
        verify_tls13_signature(message, certificate, signed, algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider
            .signature_verification_algorithms
            .supported_schemes()
    }
}

impl MakeTlsConnect<Socket> for Tls {
    type Stream = Stream;
    type TlsConnect = Handshake;
    type Error = Infallible;

    fn make_tls_connect(&mut self, host: &str) -> Result<Handshake, Infallible> {
        Ok(Handshake {
            config: Arc::clone(&self.0),
            host: ServerName::try_from(host.to_owned()),
        })
    }
}

/// One handshake to come, if the server offers one: a socket in a folder has no host and offers
/// none, so a host that cannot be is an error only then.
pub(crate) struct Handshake {
    config: Arc<ClientConfig>,
    host: Result<ServerName<'static>, InvalidDnsNameError>,
}

impl TlsConnect<Socket> for Handshake {
    type Stream = Stream;
    type Error = io::Error;
    type Future = Pin<Box<dyn Future<Output = io::Result<Stream>> + Send>>;

    fn connect(self, socket: Socket) -> Self::Future {
        Box::pin(async move {
            let host = self.host.map_err(io::Error::other)?;
            let handshake = TlsConnector::from(self.config).connect(host, socket);
            Ok(Stream(handshake.await?))
        })
    }
}

/// A secure connection.
pub(crate) struct Stream(tokio_rustls::client::TlsStream<Socket>);

impl tokio_postgres::tls::TlsStream for Stream {
    fn channel_binding(&self) -> ChannelBinding {
        ChannelBinding::none()
    }
}

impl AsyncRead for Stream {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_read(cx, buf)
    }
}

impl AsyncWrite for Stream {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.0).poll_write(cx, buf)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_shutdown(cx)
    }
}
