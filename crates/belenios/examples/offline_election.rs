//! A whole secret election on one machine that needs no network: keys, credentials, ballots,
//! decryption, result. It writes `<uuid>.bel` and prints what to run next.
//!
//! ```text
//! cargo run -p mingbai-belenios --example offline_election -- DIRECTORY
//! belenios-tool election verify --dir DIRECTORY
//! mingbai election verify DIRECTORY/<uuid>.bel
//! ```
//!
//! The group is BELENIOS-2048. `-- DIRECTORY Ed25519` takes that group; `belenios-tool` knows it from
//! version 2.1 on only.
//!
//! Who does what in a real election, each on a device of their own:
//!
//! 1. Every trustee (community committee, sub-district office, an elected owner) makes a key and
//!    hands over the public part: [`TrusteeKey::generate`], [`TrusteeKey::public`].
//! 2. Every voter's phone makes a credential; the sub-district office checks the person and puts the
//!    public part on the list with the weight: [`CredentialSecret::generate`],
//!    [`PublicCredentials::new`].
//! 3. The office publishes election, trustees and list: [`Archive::new`]. From then on the file only
//!    grows.
//! 4. Voters encrypt on their phones ([`Ballot::cast`]) and keep
//!    the tracker. The office appends what it accepts: [`Archive::add_ballot`].
//! 5. The vote ends; the ballots are multiplied: [`Archive::end_ballots`],
//!    [`Archive::add_encrypted_tally`].
//! 6. Every trustee decrypts a part: [`PartialDecryption::compute`].
//! 7. The parts give the result, as areas and heads: [`Archive::add_result`].

use std::error::Error;
use std::io::{Write, stdout};
use std::path::{Path, PathBuf};

use mingbai_belenios::archive::write::Archive;
use mingbai_belenios::{
    Ballot, Belenios2048, CredentialSecret, Ed25519, Election, Group, PartialDecryption, Poll,
    PublicCredential, PublicCredentials, Question, RandomError, RandomSource, TrusteeKey, Trustees,
    Weight, weight,
};

/// The operating system's randomness. It fails rather than give less.
struct System;

impl RandomSource for System {
    fn fill(&mut self, bytes: &mut [u8]) -> Result<(), RandomError> {
        getrandom::fill(bytes).map_err(|error| RandomError(error.to_string()))
    }
}

/// Invented owners: area in 0.01 m2; head 0 for the second credential of one owner; the choice.
const OWNERS: [(&str, u64, u64, usize); 5] = [
    ("张三", 8_957, 1, 0),
    ("李四", 12_040, 1, 1),
    ("王五", 9_900, 1, 0),
    ("王五，第二套", 4_510, 0, 0),
    ("赵六", 7_725, 1, 2),
];

const TRUSTEES: [&str; 3] = ["居委会", "街道办事处", "业主代表"];

fn main() -> Result<(), Box<dyn Error>> {
    let mut args = std::env::args_os().skip(1);
    let directory: PathBuf = args.next().unwrap_or_else(|| ".".into()).into();
    match args.next() {
        None => hold::<Belenios2048>(&directory),
        Some(name) if name == Ed25519::NAME => hold::<Ed25519>(&directory),
        Some(name) => Err(format!("{} is not a group", name.display()).into()),
    }
}

fn hold<G: Group>(directory: &Path) -> Result<(), Box<dyn Error>> {
    let mut out = stdout();
    let source = &mut System;

    let keys = TRUSTEES
        .iter()
        .map(|_| TrusteeKey::<G>::generate(source))
        .collect::<Result<Vec<_>, _>>()?;
    let trustees = Trustees::new(keys.iter().map(|key| key.public().clone()).collect())?;

    let secrets = OWNERS
        .iter()
        .map(|_| CredentialSecret::<G>::generate(source))
        .collect::<Result<Vec<_>, _>>()?;
    let credentials = credentials(&secrets)?;

    let poll = Poll::new(election(&trustees, &uuid(source)?))?;
    let mut archive = Archive::new(now_s()?, poll.clone(), trustees, &credentials)?;

    for ((name, _, _, chosen), secret) in OWNERS.iter().zip(&secrets) {
        let choices = (0..3).map(|choice| u32::from(choice == *chosen)).collect();
        let ballot = Ballot::cast(&poll, secret, &[choices], source)?;
        writeln!(out, "{name} voted, tracker {}", ballot.tracker())?;
        archive.add_ballot(ballot)?;
    }

    archive.end_ballots()?;
    let tally = archive.add_encrypted_tally()?.clone();
    for (index, (name, key)) in TRUSTEES.iter().zip(&keys).enumerate() {
        let partial = PartialDecryption::compute(&poll, key, &tally, source)?;
        archive.add_partial_decryption(index + 1, partial)?;
        writeln!(out, "{name} decrypted")?;
    }
    let result = archive.add_result()?;
    for (question, sums) in poll.election().questions.iter().zip(result.split()) {
        writeln!(out, "{}", question.question)?;
        for (answer, sum) in question.answers.iter().zip(sums) {
            let (metres, rest) = (sum.area / 100, sum.area % 100);
            writeln!(
                out,
                "  {answer}: {metres}.{rest:02} m2, {} owners",
                sum.heads
            )?;
        }
    }

    let file = directory.join(format!("{}.bel", poll.election().uuid));
    std::fs::create_dir_all(directory)?;
    std::fs::write(&file, archive.bytes())?;
    let (directory, file) = (directory.display(), file.display());
    writeln!(
        out,
        "\nwritten. Now run:\n  belenios-tool election verify --dir {directory}"
    )?;
    writeln!(out, "  mingbai election verify {file}")?;
    Ok(())
}

fn credentials<G: Group>(
    secrets: &[CredentialSecret<G>],
) -> Result<PublicCredentials<G>, Box<dyn Error>> {
    let mut entries = Vec::new();
    for ((_, area, head, _), secret) in OWNERS.iter().zip(secrets) {
        entries.push(PublicCredential {
            credential: secret.public(),
            weight: Weight::combined(*area, *head)?,
        });
    }
    let weights: Vec<Weight> = entries.iter().map(|entry| entry.weight).collect();
    weight::total_combined(&weights)?;
    Ok(PublicCredentials::new(entries)?)
}

fn election<G: Group>(trustees: &Trustees<G>, uuid: &str) -> Election<G> {
    Election {
        version: 1,
        description: "兴园北区选举业主委员会主任".to_owned(),
        name: "业主委员会选举".to_owned(),
        group: G::NAME.to_owned(),
        public_key: trustees.public_key(),
        questions: vec![Question {
            answers: vec!["张三".to_owned(), "李四".to_owned(), "弃权".to_owned()],
            blank: None,
            min: 1,
            max: 1,
            question: "您选谁当主任？".to_owned(),
        }],
        uuid: uuid.to_owned(),
        administrator: Some("街道办事处".to_owned()),
        credential_authority: Some("街道办事处".to_owned()),
    }
}

/// 14 random characters of base 58.
fn uuid(source: &mut System) -> Result<String, RandomError> {
    const BASE58: &[u8; 58] = b"123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
    let mut bytes = [0; 14];
    source.fill(&mut bytes)?;
    Ok(bytes
        .iter()
        .map(|byte| char::from(BASE58[usize::from(*byte) % BASE58.len()]))
        .collect())
}

#[expect(
    clippy::disallowed_methods,
    reason = "an example has no clock to be given"
)]
fn now_s() -> Result<u64, std::time::SystemTimeError> {
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH)?;
    Ok(now.as_secs())
}
