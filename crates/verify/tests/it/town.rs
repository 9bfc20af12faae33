//! A small district on disk, written through the same code that a server uses: canonical records,
//! tiles, signed checkpoints. Only the tests can also write what no server would.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use mingbai_domain::book::{DistrictRecord, Fold, List, ListRow, Record, file_hash};
use mingbai_domain::ids::Slug;
use mingbai_tlog::tile::{TileKind, encode_entries, encode_hashes, tiles_for};
use mingbai_tlog::{Checkpoint, RightEdge, Signer, leaf_hash, proof};
use mingbai_verify::{Options, Report, Source, verify};

pub const HOST: &str = "book.example";

/// A log with all its entries in memory.
pub struct Log {
    pub path: String,
    pub signers: Vec<Signer>,
    /// The size from which on each later key signs.
    pub since: Vec<usize>,
    pub entries: Vec<Vec<u8>>,
}

impl Log {
    pub fn new(path: &str, seed: u8) -> Self {
        let signer = Signer::new(&format!("{HOST}/{path}"), &[seed; 32]).unwrap();
        Self {
            path: path.to_owned(),
            signers: vec![signer],
            since: Vec::new(),
            entries: Vec::new(),
        }
    }

    pub fn origin(&self) -> String {
        format!("{HOST}/{}", self.path)
    }

    /// The checkpoint of the first `size` entries, signed by the key of that size.
    pub fn checkpoint(&self, size: usize) -> String {
        self.signed_by(
            size,
            self.since.iter().filter(|since| **since <= size).count(),
        )
    }

    pub fn signed_by(&self, size: usize, signer: usize) -> String {
        let mut edge = RightEdge::new();
        for entry in &self.entries[..size] {
            edge.append(leaf_hash(entry));
        }
        let size = size.try_into().unwrap();
        let head = Checkpoint {
            origin: self.origin(),
            size,
            root: edge.root(),
        };
        head.sign(&self.signers[signer]).unwrap().to_string()
    }

    /// Writes policy, tiles and checkpoint of all entries; older files stay.
    pub fn publish(&self, root: &Path) {
        self.publish_first(root, self.entries.len());
    }

    pub fn publish_first(&self, root: &Path, count: usize) {
        let folder = root.join(&self.path);
        let entries = &self.entries[..count];
        let leaves: Vec<_> = entries.iter().map(|entry| leaf_hash(entry)).collect();
        let hash_at = proof::from_leaves(&leaves);
        for tile in tiles_for(count.try_into().unwrap()) {
            let first = tile.index() * 256;
            let bytes = match tile.kind() {
                TileKind::Entries => {
                    let first = usize::try_from(first).unwrap();
                    encode_entries(&entries[first..first + usize::from(tile.width())]).unwrap()
                }
                TileKind::Hashes(level) => {
                    let hashes: Vec<_> = (first..first + u64::from(tile.width()))
                        .map(|index| hash_at(level * 8, index).unwrap())
                        .collect();
                    encode_hashes(&hashes).unwrap()
                }
            };
            put(&folder.join(tile.to_string()), &bytes);
        }
        put(&folder.join("policy"), self.policy().as_bytes());
        put(
            &folder.join("checkpoint"),
            self.checkpoint(count).as_bytes(),
        );
    }

    pub fn policy(&self) -> String {
        let keys = self
            .signers
            .iter()
            .map(|signer| format!("log {}\n", signer.verifier()));
        format!("{}quorum none\n", keys.collect::<String>())
    }
}

/// One community's book as it grows.
pub struct Book {
    pub slug: Slug,
    pub log: Log,
    pub fold: Fold,
    pub files: BTreeMap<PathBuf, Vec<u8>>,
}

impl Book {
    pub fn new(slug: &str, seed: u8) -> Self {
        Self {
            slug: Slug::new(slug).unwrap(),
            log: Log::new(&format!("c/{slug}/log"), seed),
            fold: Fold::default(),
            files: BTreeMap::new(),
        }
    }

    /// A record that keeps the rules.
    pub fn push(&mut self, record: impl Into<Record>) {
        let record = record.into();
        self.fold.apply(&record).unwrap();
        self.log.entries.push(record.to_bytes().unwrap());
    }

    /// A record that need not.
    pub fn force(&mut self, record: impl Into<Record>) {
        self.log.entries.push(record.into().to_bytes().unwrap());
    }

    pub fn file(&mut self, content: &[u8]) -> [u8; 32] {
        self.store("files", content)
    }

    pub fn list(&mut self, rows: Vec<ListRow>) -> [u8; 32] {
        self.store("lists", &List::new(rows).unwrap().to_bytes())
    }

    pub fn store(&mut self, folder: &str, content: &[u8]) -> [u8; 32] {
        let hash = file_hash(content);
        let name = Path::new("c")
            .join(self.slug.as_str())
            .join(folder)
            .join(hex::encode(hash));
        self.files.insert(name, content.to_vec());
        hash
    }

    pub fn publish(&self, root: &Path) {
        self.log.publish(root);
        self.files
            .iter()
            .for_each(|(name, content)| put(&root.join(name), content));
    }
}

/// A district with its communities.
pub struct Town {
    pub root: tempfile::TempDir,
    pub district: Log,
    pub books: Vec<Book>,
}

impl Town {
    pub fn new(books: Vec<Book>) -> Self {
        let mut town = Self {
            root: tempfile::tempdir().unwrap(),
            district: Log::new("district/log", 1),
            books,
        };
        town.publish();
        town
    }

    pub fn path(&self) -> &Path {
        self.root.path()
    }

    /// The district records every book as it is now, and all is written.
    pub fn publish(&mut self) {
        for at in 0..self.books.len() {
            self.record(at);
        }
        self.write();
    }

    pub fn record(&mut self, book: usize) {
        let book = &self.books[book];
        let checkpoint = book.log.checkpoint(book.log.entries.len());
        self.record_checkpoint(book.slug.clone(), checkpoint);
    }

    pub fn record_checkpoint(&mut self, community: Slug, checkpoint: String) {
        let record = DistrictRecord {
            checkpoint,
            community,
        };
        self.district.entries.push(record.to_bytes().unwrap());
    }

    pub fn write(&self) {
        self.books.iter().for_each(|book| book.publish(self.path()));
        self.district.publish(self.path());
    }

    pub fn verify(&self) -> Report {
        check(self.path())
    }
}

/// The report on a directory.
pub fn check(path: &Path) -> Report {
    check_with(path, &Options::default())
}

pub fn check_with(path: &Path, options: &Options) -> Report {
    verify(&Source::dir(path).unwrap(), options, &|_| ())
}

pub fn put(path: &Path, bytes: &[u8]) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, bytes).unwrap();
}

/// Every file below a folder, as paths relative to it, sorted.
pub fn files_below(root: &Path) -> Vec<String> {
    let mut found = Vec::new();
    let mut folders = vec![root.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                found.push(
                    path.strip_prefix(root)
                        .unwrap()
                        .to_str()
                        .unwrap()
                        .to_owned(),
                );
            }
        }
    }
    found.sort();
    found
}

pub fn copy_all(from: &Path, to: &Path) {
    for file in files_below(from) {
        put(&to.join(&file), &fs::read(from.join(&file)).unwrap());
    }
}

/// All failures as English sentences.
pub fn words(report: &Report) -> String {
    let mut text = String::new();
    for failure in &report.failures {
        text.push_str(&failure.to_string());
        text.push('\n');
    }
    text
}
