//! `cargo xtask e2e`: every page in a real browser (see `e2e/pages.mjs`), every part of a page in the
//! gallery (`e2e/gallery.mjs`), and the ballot client.

use anyhow::Result;

use crate::demo::Demo;
use crate::shell;

/// The checks on themselves, the ballot client, the gallery, then every page of the demo district.
pub fn all() -> Result<()> {
    install()?;
    let tests = ["--test", "e2e/checks.test.mjs", "e2e/ballot.mjs"];
    shell::run(shell::command("node").args(tests))?;
    gallery()?;
    pages(&[])
}

/// Looks at every part of a page in every state.
pub fn gallery() -> Result<()> {
    install()?;
    let demo = Demo::new("gallery")?;
    let server = demo.serve_gallery()?;
    let mut node = shell::command("node");
    shell::run(node.arg("e2e/gallery.mjs").env("BASE_URL", &server.url))?;
    server.must_be_content()
}

/// Looks at the pages whose path contains one of `only`, or at all.
pub fn pages(only: &[String]) -> Result<()> {
    install()?;
    let demo = Demo::new("e2e")?;
    let server = demo.serve()?;
    let mut node = shell::command("node");
    shell::run(
        node.arg("e2e/pages.mjs")
            .args(only)
            .env("BASE_URL", &server.url),
    )?;
    if only.is_empty() {
        let mut node = shell::command("node");
        shell::run(node.arg("e2e/figures.mjs").env("BASE_URL", &server.url))?;
    }
    server.must_be_content()
}

/// Fetches the browser library, exactly as locked, unless it is there.
fn install() -> Result<()> {
    let e2e = shell::root().join("e2e");
    let lock = e2e.join("package-lock.json");
    let installed = e2e.join("node_modules/.package-lock.json");
    if shell::is_newer(&installed, &lock) {
        return Ok(());
    }
    let mut npm = shell::command("npm");
    npm.args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"]);
    shell::run(npm.current_dir(e2e))
}
