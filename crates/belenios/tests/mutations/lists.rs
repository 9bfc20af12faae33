//! The lists from elsewhere: the roll, heads seen earlier, announced keys.

use mingbai_belenios::archive::{Chain, EventKind};
use mingbai_belenios::refusal::{Object, Rule};
use mingbai_belenios::verify::Outside;

use super::support::model::Model;
use super::{changed, check_with, finished, tool_accepts};

fn roll() -> Vec<String> {
    let chain = Chain::read(finished()).unwrap();
    serde_json::from_str(chain.setup.credentials.body).unwrap()
}

fn with_roll(bytes: &[u8], roll: &str) -> Result<bool, (Object, Rule)> {
    let outside = Outside {
        roll: Some(roll.to_owned()),
        ..Outside::default()
    };
    outcome(bytes, &outside).map(|report| report.compared.roll)
}

fn outcome(
    bytes: &[u8],
    outside: &Outside,
) -> Result<mingbai_belenios::verify::Report, (Object, Rule)> {
    check_with(bytes, outside).map_err(|mut refusals| {
        let refusal = refusals.remove(0);
        (refusal.object, refusal.rule)
    })
}

#[test]
fn the_rolls_form_does_not_matter_but_its_content_does() {
    let lines = roll();
    assert_eq!(with_roll(finished(), &lines.join("\n")), Ok(true));
    let quoted: Vec<String> = lines
        .iter()
        .rev()
        .map(|line| line.replace(',', "\", \""))
        .collect();
    let csv = format!(
        "\u{feff}credential,weight\r\n\"{}\"\r\n\r\n",
        quoted.join("\"\r\n\"")
    );
    assert_eq!(with_roll(finished(), &csv), Ok(true));

    let one = &lines[0];
    let missing = with_roll(finished(), one);
    assert_eq!(missing, Err((Object::Credential(2), Rule::NotOnRoll)));
    let twice = format!("{one}\n{one}");
    assert_eq!(
        with_roll(finished(), &twice),
        Err((Object::Roll(2), Rule::RollForm))
    );
    let stranger = format!("{}\n1234,5", lines.join("\n"));
    assert_eq!(
        with_roll(finished(), &stranger),
        Err((Object::Roll(3), Rule::RollMissing))
    );
    let text = lines.join("\n").replace(",3", ",4");
    let (listed, roll) = (3, 4);
    let expected = Rule::RollWeight { listed, roll };
    assert_eq!(with_roll(finished(), &text).unwrap_err().1, expected);
    assert_eq!(with_roll(finished(), "").unwrap_err().1, Rule::NotOnRoll);
}

#[test]
fn an_extra_credential_is_found_by_the_roll_alone() {
    let generator = <mingbai_belenios::Belenios2048 as mingbai_belenios::Group>::generator();
    let pad = |model: &mut Model| {
        let list = &mut model.steps[0].data[2];
        *list = list.replacen('[', &format!("[\"{generator},9\","), 1);
    };
    let padded = changed(pad);
    assert_ne!(tool_accepts(&padded), Some(false));
    assert!(check_with(&padded, &Outside::default()).is_ok());
    let refused = with_roll(&padded, &roll().join("\n"));
    assert_eq!(refused, Err((Object::Credential(1), Rule::NotOnRoll)));
}

fn with_anchors(bytes: &[u8], anchors: &[String]) -> Result<bool, (Object, Rule)> {
    let outside = Outside {
        anchors: Some(anchors.join("\n")),
        ..Outside::default()
    };
    outcome(bytes, &outside).map(|report| report.compared.anchors)
}

#[test]
fn heads_seen_earlier_show_what_was_dropped_or_reordered() {
    let chain = Chain::read(finished()).unwrap();
    let heads: Vec<String> = chain.heads.iter().map(ToString::to_string).collect();
    let seen = [heads[1].clone(), heads[3].clone(), heads[3].clone()];
    assert_eq!(with_anchors(finished(), &seen), Ok(true));
    assert_eq!(with_anchors(finished(), &[]), Ok(false));

    // Another order of ballots of different voters gives the same result, and both programs accept it.
    let reordered = changed(|model| model.steps.swap(1, 2));
    assert_ne!(tool_accepts(&reordered), Some(false));
    assert!(check_with(&reordered, &Outside::default()).is_ok());
    let refused = with_anchors(&reordered, &seen);
    assert_eq!(refused, Err((Object::Anchor(1), Rule::AnchorMissing)));

    let dropped = changed(|model| model.steps.truncate(3));
    assert!(check_with(&dropped, &Outside::default()).is_ok());
    let refused = with_anchors(&dropped, &seen);
    assert_eq!(refused, Err((Object::Anchor(2), Rule::AnchorMissing)));

    let backwards = [heads[3].clone(), heads[1].clone()];
    let refused = with_anchors(finished(), &backwards);
    assert_eq!(refused, Err((Object::Anchor(2), Rule::AnchorOrder)));
    let bad = ["not a hash".to_owned()];
    assert_eq!(
        with_anchors(finished(), &bad),
        Err((Object::Anchor(1), Rule::AnchorForm))
    );
}

#[test]
fn the_trustees_are_the_announced_ones() {
    let chain = Chain::read(finished()).unwrap();
    let list: Vec<(String, serde_json::Value)> =
        serde_json::from_str(chain.setup.trustees.body).unwrap();
    let keys: Vec<&str> = list
        .iter()
        .map(|(_, key)| key["public_key"].as_str().unwrap())
        .collect();
    let with = |text: String| {
        let outside = Outside {
            trustees: Some(text),
            ..Outside::default()
        };
        outcome(finished(), &outside).map(|report| report.compared.trustees)
    };
    assert_eq!(with(keys.join("\n")), Ok(true));
    assert_eq!(with(format!("\"{}\"\n{}\n", keys[1], keys[0])), Ok(true));
    // The file of the trustee's own program: `{"pok":…,"public_key":…}`.
    let [_, from] = [0, 1].map(|n: usize| {
        chain
            .setup
            .trustees
            .body
            .match_indices("{\"pok\"")
            .nth(n)
            .unwrap()
            .0
    });
    let body = chain.setup.trustees.body;
    let file = &body[from..body.len() - 2];
    assert_eq!(with(format!("{}\n{file}", keys[0])), Ok(true));

    assert_eq!(
        with(keys[0].to_owned()),
        Err((Object::Trustee(2), Rule::NotAnnounced))
    );
    let more = format!("{}\n{}\n5", keys[0], keys[1]);
    assert_eq!(
        with(more),
        Err((Object::Announced(3), Rule::AnnouncedMissing))
    );
    assert_eq!(
        with("x".to_owned()),
        Err((Object::Announced(1), Rule::AnnouncedForm))
    );
    assert_eq!(chain.heads.len(), 9);
    assert_eq!(
        Model::of(finished())
            .places(EventKind::PartialDecryption)
            .len(),
        2
    );
}
