//! Listens, and stops without dropping anybody.

use std::sync::Arc;

use axum::serve::ListenerExt;
use tokio::net::TcpListener;

use crate::routes::router;
use crate::site::Site;

/// Serves until the process is asked to stop (Ctrl-C or SIGTERM); requests under way are finished.
pub async fn serve(listener: TcpListener, site: Arc<Site>) -> std::io::Result<()> {
    // Small answers leave at once; a connection that refuses the option works all the same.
    let listener = listener.tap_io(|connection| drop(connection.set_nodelay(true)));
    axum::serve(listener, router(site))
        .with_graceful_shutdown(asked_to_stop())
        .await
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
