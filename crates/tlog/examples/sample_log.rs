//! Writes a sample mirror directory: the district's log and three communities' logs (600 entries or
//! as many as asked for, 70, none), with fixed keys and invented entries, for trying verifiers on.
//!
//! `cargo run -p mingbai-tlog --example sample_log -- DIR [ENTRIES]`

use std::{env, error::Error, fs, io, path::Path};

use mingbai_tlog::{
    Checkpoint, Cosigner, RightEdge, SignedCheckpoint, Signer, TileKind, leaf_hash,
    tile::{encode_entries, new_tiles},
};

fn main() -> Result<(), Box<dyn Error>> {
    let dir = env::args_os().nth(1).ok_or("usage: sample_log DIR")?;
    let dir = Path::new(&dir);
    let north = env::args().nth(2).map_or(Ok(600), |size| size.parse())?;
    let mut heads = Vec::new();
    for (seed, slug, size) in [
        (11, "xingyuan-north", north),
        (12, "xingyuan-south", 70),
        (13, "xingyuan-new", 0),
    ] {
        let entries: Vec<_> = (0..size).map(|seq| community_entry(slug, seq)).collect();
        let path = format!("c/{slug}/log");
        heads.push(
            write_log(dir, &path, seed, &entries)?
                .to_string()
                .into_bytes(),
        );
    }
    write_log(dir, "district/log", 10, &heads)?;
    Ok(())
}

/// An invented expense, as long as its number says, so that lengths differ.
fn community_entry(slug: &str, seq: usize) -> Vec<u8> {
    let note = "楼道灯维修".repeat(seq % 9);
    format!(r#"{{"community":"{slug}","note":"{note}","seq":{seq}}}"#).into_bytes()
}

/// Writes one log the way a server does: tiles and bundles first, then the checkpoint.
fn write_log(
    mirror: &Path,
    path: &str,
    seed: u8,
    entries: &[Vec<u8>],
) -> Result<SignedCheckpoint, Box<dyn Error>> {
    let dir = mirror.join(path);
    let signer = Signer::new(&format!("mingbai.example/{path}"), &[seed; 32])?;
    let witness = Cosigner::new("witness.example/owners", &[99; 32])?;
    // A checkpoint is issued, and its partial tiles served, after every so many entries.
    let checkpoint_every = 100.max(entries.len() / 20);
    let mut edge = RightEdge::new();
    let mut issued = 0;
    for (entry, size) in entries.iter().zip(1..) {
        for full in edge.append(leaf_hash(entry)) {
            write(&dir, &full.path.to_string(), &full.bytes)?;
        }
        if size % checkpoint_every == 0 || size == entries.len() {
            for partial in edge.partial_tiles() {
                write(&dir, &partial.path.to_string(), &partial.bytes)?;
            }
            write_bundles(&dir, entries, issued, edge.size())?;
            issued = edge.size();
        }
    }
    let origin = signer.name().to_owned();
    let mut head = Checkpoint {
        origin,
        size: edge.size(),
        root: edge.root(),
    }
    .sign(&signer)?;
    let cosignature = witness.cosign(head.note(), 1_767_225_600).ok_or("time")?;
    head.add(cosignature)?;
    write(&dir, "checkpoint", head.to_string().as_bytes())?;
    let (log, witness) = (signer.verifier(), witness.verifier());
    let policy = format!("log {log}\nwitness owners {witness}\nquorum owners\n");
    write(&dir, "policy", policy.as_bytes())?;
    Ok(head)
}

fn write_bundles(
    dir: &Path,
    entries: &[Vec<u8>],
    old: u64,
    new: u64,
) -> Result<(), Box<dyn Error>> {
    for bundle in new_tiles(old, new).filter(|tile| tile.kind() == TileKind::Entries) {
        let first = usize::try_from(bundle.index() * 256)?;
        let entries = &entries[first..first + usize::from(bundle.width())];
        write(dir, &bundle.to_string(), &encode_entries(entries)?)?;
    }
    Ok(())
}

fn write(dir: &Path, path: &str, bytes: &[u8]) -> io::Result<()> {
    let file = dir.join(path);
    fs::create_dir_all(file.parent().unwrap_or(dir))?;
    fs::write(file, bytes)
}
