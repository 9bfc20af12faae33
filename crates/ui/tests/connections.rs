//! Connections that say nothing or take for ever, and more of them than there are places.
#![expect(clippy::unwrap_used, reason = "a test may fail by panicking")]

use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::Router;
use mingbai_app::jobs::health::Report;
use mingbai_domain::calendar::UnixMs;
use mingbai_ui::site::Site;
use mingbai_ui::{Limits, router, serve_until};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;

const HEAD: Duration = Duration::from_millis(400);
const REQUEST: &[u8] = b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n";

struct Served {
    address: std::net::SocketAddr,
    _stop: oneshot::Sender<()>,
}

async fn served(connections: usize, ok: bool) -> Served {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let site = Site::new(Arc::default(), "nowhere".into(), Box::new(|| UnixMs(0))).with_health(
        Box::new(move || Report {
            ok,
            ..Report::without_jobs(UnixMs(0))
        }),
    );
    let limits = Limits {
        connections,
        per_address: 2,
        head: HEAD,
        farewell: HEAD,
    };
    let (stop, stopped) = oneshot::channel();
    let until = async move { drop(stopped.await) };
    tokio::spawn(serve_until(
        listener,
        router(Arc::new(site), Router::new()),
        limits,
        until,
    ));
    Served {
        address,
        _stop: stop,
    }
}

impl Served {
    async fn connect(&self) -> TcpStream {
        TcpStream::connect(self.address).await.unwrap()
    }

    async fn status(&self) -> String {
        let mut stream = self.connect().await;
        stream.write_all(REQUEST).await.unwrap();
        head(&mut stream).await
    }
}

async fn head(stream: &mut TcpStream) -> String {
    let mut bytes = [0; 12];
    stream.read_exact(&mut bytes).await.unwrap();
    String::from_utf8_lossy(&bytes).into_owned()
}

/// Waits until the other side closes, and fails if it does not.
async fn is_cut(mut stream: TcpStream) -> Duration {
    let begun = Instant::now();
    let mut rest = Vec::new();
    let cut = tokio::time::timeout(HEAD * 20, stream.read_to_end(&mut rest)).await;
    assert!(cut.is_ok(), "it was not cut");
    begun.elapsed()
}

#[tokio::test]
async fn a_connection_that_says_nothing_is_cut() {
    let served = served(10, true).await;
    let waited = is_cut(served.connect().await).await;
    assert!(waited >= HEAD / 2, "{waited:?}");
}

#[tokio::test]
async fn a_head_that_comes_drop_by_drop_is_cut() {
    let served = served(10, true).await;
    let mut stream = served.connect().await;
    let begun = Instant::now();
    let mut drops = REQUEST[..20].iter().chain(std::iter::repeat(&b'x'));
    while stream.write_all(&[*drops.next().unwrap()]).await.is_ok() {
        tokio::time::sleep(HEAD / 10).await;
        assert!(begun.elapsed() < HEAD * 20, "it was not cut");
    }
}

#[tokio::test]
async fn a_connection_that_is_idle_after_an_answer_is_cut() {
    let served = served(10, true).await;
    let mut stream = served.connect().await;
    stream.write_all(REQUEST).await.unwrap();
    assert_eq!(head(&mut stream).await, "HTTP/1.1 200");
    is_cut(stream).await;
}

#[tokio::test]
async fn more_connections_than_places_wait_for_one_and_are_answered() {
    let served = served(3, true).await;
    let mut idle = Vec::new();
    for _ in 0..50 {
        idle.push(served.connect().await);
    }
    assert_eq!(
        tokio::time::timeout(HEAD * 60, served.status())
            .await
            .unwrap(),
        "HTTP/1.1 200"
    );
}

#[tokio::test]
async fn a_service_that_is_not_well_says_so_to_whoever_watches_it() {
    let served = served(3, false).await;
    assert_eq!(served.status().await, "HTTP/1.1 503");
}
