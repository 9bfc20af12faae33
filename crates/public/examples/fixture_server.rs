//! Serves the tests' invented communities, for looking at the pages:
//! `cargo run -p mingbai-public --example fixture_server -- 127.0.0.1:8283`.

use std::sync::Arc;

use mingbai_ui::serve;
use mingbai_ui::site::Site;

#[path = "../tests/fixture/mod.rs"]
mod fixture;

#[tokio::main]
async fn main() -> std::io::Result<()> {
    let address = std::env::args()
        .nth(1)
        .unwrap_or("127.0.0.1:8283".to_owned());
    let dir = tempfile::tempdir()?;
    let books = fixture::books(dir.path());
    let site = Site::new(books, dir.path().to_owned(), Box::new(|| fixture::NOW)).with_proof(
        Box::new(|slug, index| Some(format!("c2sp.org/tlog-proof@v1\nindex {index}\n\n{slug}\n"))),
    );
    let listener = tokio::net::TcpListener::bind(address).await?;
    let rooms = mingbai_public::routes().merge(mingbai_api::routes());
    serve(listener, Arc::new(site), rooms).await
}
