//! Golden files in `vectors/tlog`: what JavaScript and other people's tools read as well.
//!
//! `UPDATE_VECTORS=1 cargo nextest run -p mingbai-tlog vectors` writes them anew; a change of any
//! of them is a change of the public format.

use std::{fs, path::PathBuf};

use mingbai_tlog::{
    Policy, Receipt, SignedCheckpoint, TilePath, leaf_hash,
    proof::{consistency, from_leaves, inclusion},
    tile::{new_tiles, tiles_for},
    tree::root_of,
    witness::AddCheckpoint,
};
use serde_json::{Value, json};

use crate::sample;

/// Spellings that must be refused.
const BAD_PATHS: [&str; 13] = [
    "/tile/0/000",
    "tile/0/000.p/0",
    "tile/0/000.p/256",
    "tile/0/000.p/01",
    "tile/00/000",
    "tile/64/000",
    "tile/0/1",
    "tile/0/0000",
    "tile/0/x000/001",
    "tile/0/001/001",
    "tile/0/123456789012345678901234567890",
    "tile/8/0/000",
    "tile/data/000",
];

/// Compares with the golden file, or writes it when asked to.
fn golden(name: &str, content: &str) {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("../../vectors/tlog")
        .join(name);
    if std::env::var_os("UPDATE_VECTORS").is_some() {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, content).unwrap();
    }
    let stored = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{name}: {error}"));
    assert_eq!(stored, content, "{name} is not what this code writes");
}

fn pretty(value: &Value) -> String {
    format!("{value:#}\n")
}

fn base64(hashes: &[mingbai_tlog::Hash]) -> Vec<String> {
    hashes.iter().map(ToString::to_string).collect()
}

#[test]
fn trees_and_proofs_are_those_of_the_golden_file() {
    let leaves = sample::leaves(300);
    let entry = |index| String::from_utf8(sample::entry(index)).unwrap();
    let sizes = [0_usize, 1, 2, 3, 4, 5, 7, 8, 255, 256, 257, 300];
    let roots =
        sizes.map(|size| json!({"size": size, "root": root_of(&leaves[..size]).to_base64()}));
    let inclusions = [
        (0, 1),
        (0, 2),
        (5, 7),
        (6, 7),
        (255, 256),
        (256, 257),
        (100, 300),
        (299, 300),
    ]
    .map(|(index, size)| {
        let proof = inclusion(index, size, &from_leaves(&leaves)).unwrap();
        json!({"index": index, "size": size, "entry": entry(index), "proof": base64(&proof)})
    });
    let consistencies = [
        (0, 7),
        (1, 7),
        (4, 7),
        (5, 7),
        (7, 7),
        (6, 300),
        (256, 300),
        (257, 300),
    ]
    .map(|(old, new)| {
        let proof = consistency(old, new, &from_leaves(&leaves)).unwrap();
        json!({"old": old, "new": new, "proof": base64(&proof)})
    });
    let file = json!({
        "what": "RFC 6962 trees over SHA-256; entry i is the UTF-8 text `第 i 条`; hashes in base64",
        "leaf_of_empty_entry": leaf_hash(b"").to_base64(),
        "roots": roots,
        "inclusion": inclusions,
        "consistency": consistencies,
    });
    golden("tree.json", &pretty(&file));
}

#[test]
fn tile_paths_are_those_of_the_golden_file() {
    let text = |tiles: Vec<TilePath>| tiles.iter().map(ToString::to_string).collect::<Vec<_>>();
    let served = [0, 1, 255, 256, 257, 600, 65_536]
        .map(|size| {
            (
                size,
                tiles_for(size).filter(move |t| size < 1_000 || t.index() > 250),
            )
        })
        .map(|(size, tiles)| json!({"size": size, "tiles": text(tiles.collect())}));
    let written = [
        (0, 1),
        (1, 2),
        (255, 256),
        (256, 256),
        (250, 600),
        (65_535, 65_537),
    ]
    .map(
        |(old, new)| json!({"old": old, "new": new, "tiles": text(new_tiles(old, new).collect())}),
    );
    let good = [
        "tile/0/000",
        "tile/63/999.p/1",
        "tile/0/x001/x234/067",
        "tile/entries/x001/000.p/255",
    ];
    assert!(good.iter().all(|path| path.parse::<TilePath>().is_ok()));
    assert!(
        BAD_PATHS
            .iter()
            .all(|path| path.parse::<TilePath>().is_err())
    );
    let file = json!({
        "what": "tlog-tiles paths; `served` of sizes from 1000 on lists only indexes above 250",
        "good": good,
        "bad": BAD_PATHS,
        "served": served,
        "written": written,
    });
    golden("tiles.json", &pretty(&file));
}

#[test]
fn keys_are_those_of_the_golden_file() {
    let (log, witness) = (sample::log(), sample::witness());
    let file = json!({
        "what": "Ed25519 keys from fixed seeds; never use these seeds for anything real",
        "log": {"seed_hex": "01".repeat(32), "vkey": log.verifier().to_string()},
        "witness": {"seed_hex": "02".repeat(32), "vkey": witness.verifier().to_string()},
    });
    golden("keys.json", &pretty(&file));
}

#[test]
fn signed_files_are_those_of_the_golden_files() {
    let witness = sample::witness();
    let mut signed = sample::checkpoint(7);
    golden("checkpoint-7.txt", &signed.to_string());
    signed
        .add(witness.cosign(signed.note(), sample::COSIGNED_AT).unwrap())
        .unwrap();
    golden("checkpoint-7-cosigned.txt", &signed.to_string());
    let receipt = Receipt {
        checkpoint: signed.note().clone(),
        ..sample::receipt(5, 7)
    };
    golden("entry-5-of-7.tlog-proof", &receipt.to_string());
    let bare = Receipt {
        extra: Vec::new(),
        ..sample::receipt(0, 1)
    };
    golden("entry-0-of-1.tlog-proof", &bare.to_string());
    golden("policy.txt", &sample::policy());
    golden(
        "add-checkpoint-5-to-7.txt",
        &sample::request(5, 7).to_string(),
    );

    // What was written is also what holds.
    let policy = Policy::parse(&sample::policy()).unwrap();
    let accepted = receipt.verify_by(&sample::entry(5), &policy).unwrap();
    assert_eq!(accepted.witnesses["owners"], sample::COSIGNED_AT);
    let opened = SignedCheckpoint::open(signed.to_string().as_bytes(), sample::log().verifier());
    assert_eq!(opened, Ok(signed));
    let request = AddCheckpoint::parse(sample::request(5, 7).to_string().as_bytes());
    assert_eq!(request, Some(sample::request(5, 7)));
}
