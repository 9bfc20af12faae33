//! The files under examples/ that the README imports.

use mingbai_domain::money::Fen;

#[test]
fn placeholder() {
    let _ = Fen(0);
}
