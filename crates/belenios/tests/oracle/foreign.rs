//! An election made by `belenios-tool`: its keys, ballots and decryptions are read by our types and
//! written again byte for byte, and give the same result.

use std::fs;
use std::path::Path;

use mingbai_belenios::archive::Chain;
use mingbai_belenios::proof::check_one_of;
use mingbai_belenios::{
    Ballot, ElectionResult, EncryptedTally, PartialDecryption, Poll, PublicCredentials, Trustees,
    Weight,
};

use crate::cast::{G, UUID};
use crate::properties::ballot_holds;
use crate::tool::{self, run};

const TEMPLATE: &str = r#"{"description":"试","name":"选举","questions":[
{"answers":["甲","乙"],"min":0,"max":1,"question":"一？"},
{"answers":["甲","乙","丙"],"blank":true,"min":1,"max":2,"question":"二？"}],
"administrator":"甲","credential_authority":"乙"}"#;

const CHOICES: [&str; 3] = [
    "[[1,0],[0,1,0,0]]",
    "[[0,0],[1,0,0,0]]",
    "[[0,1],[0,1,0,1]]",
];

/// Runs a whole election with the tool; the archive.
fn foreign_election(dir: &Path) -> Vec<u8> {
    let do_it =
        |args: &[&str], input: &str| run(dir, args, input).expect("the tool's own election");
    let write = |name: &str, text: &str| fs::write(dir.join(name), text).expect("a file");
    let common = ["--uuid", UUID, "--group", "BELENIOS-2048"];
    write(
        "voters.txt",
        "a@example.com,,5\nb@example.com,,7\nc@example.com,,2000000000\n",
    );
    let credentials = [
        &["setup", "generate-credentials", "--file", "voters.txt"][..],
        &common,
    ]
    .concat();
    do_it(&credentials, "");
    for _ in 0..2 {
        do_it(
            &["setup", "generate-trustee-key", "--group", "BELENIOS-2048"],
            "",
        );
    }
    let with_ending = |ending: &str| {
        let mut found: Vec<_> = fs::read_dir(dir)
            .expect("a directory")
            .map(|entry| entry.expect("an entry").path())
            .filter(|path| path.extension().is_some_and(|found| found == ending))
            .collect();
        found.sort();
        found
    };
    let read = |path: &Path| fs::read_to_string(path).expect("a text");
    write("public_creds.json", &read(&with_ending("pubcreds")[0]));
    let keys: String = with_ending("pubkey")
        .iter()
        .map(|path| read(path))
        .collect();
    write("public_keys.jsons", &keys);
    do_it(&["setup", "make-trustees"], "");
    write("template.json", TEMPLATE);
    let make = [
        &["setup", "make-election", "--template", "template.json"][..],
        &common,
    ]
    .concat();
    do_it(&make, "");
    do_it(&["archive", "init"], "");
    let secrets = read(&with_ending("privcreds")[0]);
    for (line, choices) in secrets.lines().zip(CHOICES) {
        let secret = line.split_whitespace().last().expect("a credential");
        write("secret", secret);
        write("choices", choices);
        let cast = [
            "election",
            "generate-ballot",
            "--privcred",
            "secret",
            "--ballot",
            "choices",
        ];
        let ballot = do_it(&cast, "");
        do_it(&["archive", "add-event", "--type=Ballot"], &ballot);
    }
    do_it(&["archive", "add-event", "--type=EndBallots"], "");
    let tally = do_it(&["election", "compute-encrypted-tally"], "");
    do_it(&["archive", "add-event", "--type=EncryptedTally"], &tally);
    for (index, path) in with_ending("privkey").iter().enumerate() {
        let owner = (index + 1).to_string();
        let key = path.to_str().expect("a path");
        let part = do_it(
            &[
                "election",
                "decrypt",
                "--privkey",
                key,
                "--trustee-id",
                &owner,
            ],
            "",
        );
        do_it(&["archive", "add-event", "--type=PartialDecryption"], &part);
    }
    let result = do_it(&["election", "compute-result"], "");
    do_it(&["archive", "add-event", "--type=Result"], &result);
    fs::read(dir.join(format!("{UUID}.bel"))).expect("an archive")
}

#[test]
fn an_election_of_the_tool_is_read_written_alike_and_tallied_alike() {
    if !tool::is_there() {
        return;
    }
    let dir = tempfile::tempdir().unwrap();
    let bytes = foreign_election(dir.path());
    let chain = Chain::read(&bytes).unwrap();

    let poll = Poll::<G>::parse(chain.setup.election.body).unwrap();
    assert_eq!(poll.election().to_json(), chain.setup.election.body);
    let trustees: Trustees<G> = serde_json::from_str(chain.setup.trustees.body).unwrap();
    trustees.check().unwrap();
    assert_eq!(trustees.to_json(), chain.setup.trustees.body);
    assert_eq!(trustees.public_key(), poll.election().public_key);
    let credentials: PublicCredentials<G> =
        serde_json::from_str(chain.setup.credentials.body).unwrap();
    assert_eq!(credentials.to_json(), chain.setup.credentials.body);
    let sorted = PublicCredentials::new(credentials.0.clone()).unwrap();
    assert_eq!(sorted, credentials, "the tool sorts its list as we do");

    let mut counted = Vec::new();
    let ballots: Vec<Ballot<G>> = chain
        .ballots
        .iter()
        .map(|member| serde_json::from_str(member.body).unwrap())
        .collect();
    for (ballot, member) in ballots.iter().zip(&chain.ballots) {
        assert_eq!(ballot.to_json(), member.body);
        assert!(ballot_holds(&poll, ballot, check_one_of::<G>));
        counted.push((ballot, credentials.weight_of(&ballot.credential).unwrap()));
    }

    let stated = chain.tally.unwrap();
    let tally = EncryptedTally::of(poll.election(), &counted);
    assert_eq!(tally.to_json(), stated.ciphertexts.body);
    assert_eq!(stated.total_weight, Weight(2_000_000_012));
    let mut partials = Vec::new();
    for owned in &chain.decryptions {
        let partial: PartialDecryption<G> = serde_json::from_str(owned.factors.body).unwrap();
        assert_eq!(partial.to_json(), owned.factors.body);
        let trustee = &trustees.0[usize::try_from(owned.owner).unwrap() - 1];
        assert!(partial.is_proved(&poll, &trustee.0.public_key, &tally));
        partials.push(partial);
    }
    let result = ElectionResult::compute(&tally, stated.total_weight, &partials).unwrap();
    assert_eq!(result.to_json(), chain.result.unwrap().body);
}
