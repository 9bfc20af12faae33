//! Listens, and stops without dropping anybody. A connection that says nothing, or takes for ever to
//! say it, is cut; and however many are opened, the process keeps descriptors for its own work.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::guests::{Guests, Place};
use crate::router::router;
use crate::site::Site;

/// How connections are treated.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Connections at a time; more wait in front of the door. Each may hold a file besides, and
    /// together they stay below the 1,024 descriptors that a process usually has.
    pub connections: usize,
    /// Connections at a time from one address, so that nobody fills all places alone. This machine's
    /// own are not counted: behind a proxy, everybody comes from there.
    pub per_address: usize,
    /// How long a connection may take for the head of a request, counted from the end of the answer
    /// before: an idle one is cut after as long.
    pub head: Duration,
    /// How long requests under way may still take when the process is asked to stop.
    pub farewell: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connections: 450,
            per_address: 60,
            head: Duration::from_secs(15),
            farewell: Duration::from_secs(30),
        }
    }
}

/// After an error of the listener (no descriptors left, say) it waits this long.
const PAUSE: Duration = Duration::from_millis(100);

/// Serves the rooms until the process is asked to stop (Ctrl-C or SIGTERM); requests under way are finished.
pub async fn serve(
    listener: TcpListener,
    site: Arc<Site>,
    rooms: Router<Arc<Site>>,
) -> std::io::Result<()> {
    let router = router(site, rooms);
    serve_until(listener, router, Limits::default(), asked_to_stop()).await;
    Ok(())
}

/// Serves until `stop` is ready.
pub async fn serve_until(
    listener: TcpListener,
    router: Router,
    limits: Limits,
    stop: impl Future<Output = ()>,
) {
    let connections = Connections {
        router,
        limits,
        places: Arc::new(Semaphore::new(limits.connections)),
        guests: Guests::new(limits.per_address),
        graceful: GracefulShutdown::new(),
    };
    tokio::pin!(stop);
    loop {
        tokio::select! {
            () = &mut stop => break,
            (stream, places) = connections.next(&listener) => connections.take(stream, places),
        }
    }
    drop(listener);
    // Whoever does not finish in time is dropped after all.
    let _ = tokio::time::timeout(limits.farewell, connections.graceful.shutdown()).await;
}

/// What a connection holds as long as it is open: a place here, and one of its address.
type Places = (OwnedSemaphorePermit, Place);

struct Connections {
    router: Router,
    limits: Limits,
    places: Arc<Semaphore>,
    guests: Guests,
    graceful: GracefulShutdown,
}

impl Connections {
    /// The next connection, when there is a place for it.
    async fn next(&self, listener: &TcpListener) -> (TcpStream, Places) {
        loop {
            // The semaphore is never closed.
            let Ok(place) = Arc::clone(&self.places).acquire_owned().await else {
                tokio::time::sleep(PAUSE).await;
                continue;
            };
            match listener.accept().await {
                Ok((stream, from)) => {
                    // One that is too many from there is closed at once.
                    if let Some(guest) = self.guests.enter(from.ip()) {
                        return (stream, (place, guest));
                    }
                }
                Err(error) => {
                    tracing::warn!(%error, "no connection was accepted");
                    tokio::time::sleep(PAUSE).await;
                }
            }
        }
    }

    fn take(&self, stream: TcpStream, places: Places) {
        // Small answers leave at once; a connection that refuses the option works all the same.
        drop(stream.set_nodelay(true));
        let service = TowerToHyperService::new(self.router.clone());
        let connection = http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(self.limits.head)
            .serve_connection(TokioIo::new(stream), service);
        let connection = self.graceful.watch(connection);
        tokio::spawn(async move {
            // What a client does wrong is its own affair.
            let _ = connection.await;
            drop(places);
        });
    }
}

async fn asked_to_stop() {
    let interrupt = tokio::signal::ctrl_c();
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminate) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = interrupt => {}
                _ = terminate.recv() => {}
            }
            return;
        }
    }
    drop(interrupt.await);
}
