//! Runs `belenios-tool`, the third party's own program (Debian: `apt-get install belenios-tool`).

use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

/// Set it to skip what needs the tool, on a machine where it cannot be installed.
const SKIP: &str = "MINGBAI_WITHOUT_BELENIOS_TOOL";

/// Whether the tool is there. Fails the test when it is not, unless the variable says otherwise.
pub fn is_there() -> bool {
    let found = Command::new("belenios-tool")
        .arg("--version")
        .output()
        .is_ok();
    let skip = std::env::var_os(SKIP).is_some();
    assert!(
        found || skip,
        "belenios-tool is not installed (apt-get install belenios-tool); set {SKIP}=1 to do without"
    );
    found
}

/// Runs it in a directory; its standard output, or its standard error when it fails.
pub fn run(dir: &Path, args: &[&str], input: &str) -> Result<String, String> {
    let mut child = Command::new("belenios-tool")
        .args(args)
        .current_dir(dir)
        .env("BELENIOS_USE_URANDOM", "1")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("belenios-tool starts");
    let mut stdin = child.stdin.take().expect("its input is ours");
    // It may end without reading its input.
    let _unread = stdin.write_all(input.as_bytes());
    drop(stdin);
    let output = child.wait_with_output().expect("belenios-tool ends");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    if output.status.success() {
        Ok(text(&output.stdout))
    } else {
        Err(text(&output.stderr))
    }
}

/// Has it verify an archive.
pub fn verify(uuid: &str, archive: &[u8]) -> Result<(), String> {
    let dir = tempfile::tempdir().expect("a temporary directory");
    std::fs::write(dir.path().join(format!("{uuid}.bel")), archive)
        .expect("the archive is written");
    run(dir.path(), &["election", "verify"], "").map(drop)
}
