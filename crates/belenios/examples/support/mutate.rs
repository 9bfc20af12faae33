//! Changes to archives, drawn by dice: to bytes, to JSON, and to what the JSON means. For tests only.

use mingbai_belenios::archive::EventKind;
use mingbai_belenios::random::TestSource;
use mingbai_belenios::scalar::Secret;
use mingbai_belenios::{Belenios2048, CredentialSecret, Group, Proof, ballot, hash};

use super::model::Model;

type G = Belenios2048;

/// The modulus p of the group.
pub const P: &str = "20694785691422546401013643657505008064922989295751104097100884787057374219242717401922237254497684338129066633138078958404960054389636289796393038773905722803605973749427671376777618898589872735865049081167099310535867780980030790491654063777173764198678527273474476341835600035698305193144284561701911000786737307333564123971732897913240474578834468260652327974647951137672658693582180046317922073668860052627186363386088796882120769432366149491002923444346373222145884100586421050242120365433561201320481118852408731077014151666200162313177169372189248078507711827842317498073276598828825169183103125680162072880719";
/// Its order.
const Q: &str = "78571733251071885079927659812671450121821421258408794611510081919805623223441";

/// Numbers that look random and are the same on every run (splitmix64).
pub struct Dice(pub u64);

impl Dice {
    pub fn roll(&mut self, below: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((z ^ (z >> 31)) % (below.max(1) as u64)).unwrap_or(0)
    }

    pub fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        &from[self.roll(from.len())]
    }
}

/// A changed archive, and the kind of change.
pub fn mutate(
    bytes: &[u8],
    voters: &[CredentialSecret<G>],
    dice: &mut Dice,
) -> (&'static str, Vec<u8>) {
    match dice.roll(10) {
        0 | 1 => ("bytes", of_bytes(bytes, dice)),
        2 | 3 => ("json", of_json(bytes, dice, false, &[])),
        4 | 5 => ("json, hashes right", of_json(bytes, dice, true, &[])),
        6 => ("json, signed anew", of_json(bytes, dice, true, voters)),
        7 => ("members", of_members(bytes, dice)),
        _ => ("meaning", of_meaning(bytes, dice)),
    }
}

fn of_bytes(bytes: &[u8], dice: &mut Dice) -> Vec<u8> {
    let mut out = bytes.to_vec();
    let block = |dice: &mut Dice| dice.roll(bytes.len() / 512) * 512;
    // Half of the changes hit headers, which are few of the bytes.
    let at = if dice.roll(2) == 0 {
        dice.roll(out.len())
    } else {
        block(dice) + dice.roll(160)
    };
    let at = at.min(out.len() - 1);
    match dice.roll(8) {
        0 => out[at] ^= 1 << dice.roll(8),
        1 => out[at] = u8::try_from(dice.roll(256)).unwrap_or(0),
        2 => out[at] = *dice.pick(b"0 1\0\"[]{},:-\xff"),
        3 => out.insert(at, 0),
        4 => drop(out.remove(at)),
        5 => out.truncate(at),
        6 => out.truncate(block(dice)),
        _ => {
            let from = block(dice);
            let piece: Vec<u8> = out[from..]
                .iter()
                .take(512 * (1 + dice.roll(4)))
                .copied()
                .collect();
            let to = block(dice);
            out.splice(to..to, piece);
        }
    }
    out
}

/// Where a JSON value stands: from, to, and in which container.
#[derive(Clone, Copy, Debug)]
struct Span {
    from: usize,
    to: usize,
    parent: usize,
}

/// All values of a compact JSON text that are items of arrays or values of objects.
fn spans(text: &str) -> Vec<Span> {
    let (mut found, mut open) = (Vec::new(), vec![0]);
    let (mut in_text, mut start, mut containers) = (false, None, 0);
    for (at, byte) in text.bytes().enumerate() {
        if byte == b'"' {
            in_text = !in_text;
        }
        if in_text && byte != b'"' {
            continue;
        }
        if matches!(byte, b',' | b']' | b'}' | b':') {
            if let Some(from) = start.take().filter(|_| byte != b':') {
                let parent = *open.last().unwrap_or(&0);
                found.push(Span {
                    from,
                    to: at,
                    parent,
                });
            }
        } else if start.is_none() && !matches!(byte, b'[' | b'{') {
            start = Some(at);
        }
        match byte {
            b'[' | b'{' => {
                containers += 1;
                open.push(containers);
                found.push(Span {
                    from: at,
                    to: 0,
                    parent: containers,
                });
            }
            b']' | b'}' => {
                let me = open.pop().unwrap_or(0);
                let parent = *open.last().unwrap_or(&0);
                if let Some(span) = found
                    .iter_mut()
                    .find(|span| span.to == 0 && span.parent == me)
                {
                    (span.to, span.parent) = (at + 1, parent);
                }
            }
            _ => {}
        }
    }
    found.retain(|span| span.to > 0 && span.parent > 0);
    found
}

fn of_json(bytes: &[u8], dice: &mut Dice, rehash: bool, voters: &[CredentialSecret<G>]) -> Vec<u8> {
    let original = Model::of(bytes);
    let mut model = original.clone();
    let places: Vec<usize> = if voters.is_empty() {
        (0..model.steps.len())
            .filter(|&step| !model.steps[step].data.is_empty())
            .collect()
    } else {
        model.places(EventKind::Ballot)
    };
    let step = *dice.pick(&places);
    let body = dice.roll(model.steps[step].data.len());
    let text = &mut model.steps[step].data[body];
    let before = text.clone();
    *text = changed_json(text, dice);
    if !voters.is_empty() {
        *text = signed_anew(text, voters, dice.roll(usize::MAX));
    }
    if rehash {
        return model.write(&original);
    }
    let (before, after) = (before.as_bytes(), model.steps[step].data[body].as_bytes());
    let at = bytes
        .windows(before.len())
        .position(|window| window == before);
    let mut out = bytes.to_vec();
    if let (Some(at), true) = (at, before.len() == after.len()) {
        out[at..at + after.len()].copy_from_slice(after);
        return out;
    }
    model.write(&original)
}

fn changed_json(text: &str, dice: &mut Dice) -> String {
    let spans = spans(text);
    let Some(&span) = spans.get(dice.roll(spans.len())) else {
        return format!("{text} ");
    };
    let value = &text[span.from..span.to];
    let siblings: Vec<&Span> = spans
        .iter()
        .filter(|other| other.parent == span.parent)
        .collect();
    let replace = |new: &str| format!("{}{new}{}", &text[..span.from], &text[span.to..]);
    let digits: String = value.chars().filter(char::is_ascii_digit).collect();
    match dice.roll(12) {
        0 => replace(dice.pick::<&str>(&[
            "null", "0", "1", "-1", "\"\"", "[]", "{}", "true", "1e3", "\"0\"", "\"1\"",
        ])),
        1 => replace(&format!("\"{}\"", minus_one(P))),
        2 => replace(dice.pick::<&str>(&[
            &*format!("\"{P}\""),
            &*format!("\"{Q}\""),
            "\"-5\"",
            "\"0x10\"",
        ])),
        3 => replace(&format!("{value},{value}")),
        4 => {
            let other = **dice.pick(&siblings);
            let (a, b) = if span.from < other.from {
                (span, other)
            } else {
                (other, span)
            };
            if a.to > b.from {
                return replace("0");
            }
            let parts = [
                &text[..a.from],
                &text[b.from..b.to],
                &text[a.to..b.from],
                &text[a.from..a.to],
                &text[b.to..],
            ];
            parts.concat()
        }
        5 => {
            let end = if text[span.to..].starts_with(',') {
                span.to + 1
            } else {
                span.to
            };
            format!("{}{}", &text[..span.from], &text[end..])
        }
        6 => replace(&format!(" {value}")),
        7 => replace(&value.replacen('"', "\"0", 1)),
        8 if !digits.is_empty() => replace(&value.replacen(&digits, &plus(&digits, "1"), 1)),
        9 if !digits.is_empty() => replace(&value.replacen(&digits, &plus(&digits, Q), 1)),
        10 if !digits.is_empty() => replace(&value.replacen(&digits, &minus(P, &digits), 1)),
        _ => {
            let other = *dice.pick(&spans);
            replace(&text[other.from..other.to])
        }
    }
}

/// Signs a changed ballot with its voter's key, so that only what it says can be wrong.
pub fn signed_anew(text: &str, voters: &[CredentialSecret<G>], seed: usize) -> String {
    let Some(end) = text.rfind(",\"signature\":") else {
        return text.to_owned();
    };
    let Some(voter) = voters
        .iter()
        .find(|voter| text.contains(&voter.public().to_string()))
    else {
        return text.to_owned();
    };
    let signed = hash::fingerprint(&format!("{}}}", &text[..end]));
    let mut source = TestSource::new(&seed.to_string());
    let secret = Secret::<G>::parse(&voter.reveal()).expect("a key");
    let w = Secret::<G>::random(&mut source).expect("the test source never fails");
    let commitment = G::power_secret(&G::generator(), &w);
    let challenge = hash::challenge::<G>(&ballot::signature_prefix(&signed), &[&commitment]);
    let Proof {
        challenge,
        response,
    } = Proof::answer(&w, &secret, challenge);
    format!(
        r#"{},"signature":{{"hash":"{signed}","proof":{{"challenge":"{challenge}","response":"{response}"}}}}}}"#,
        &text[..end]
    )
}

/// Drops, doubles, swaps or moves steps or data. Names and parents are right, or not.
fn of_members(bytes: &[u8], dice: &mut Dice) -> Vec<u8> {
    let original = Model::of(bytes);
    let mut model = original.clone();
    let step = dice.roll(model.steps.len());
    let other = dice.roll(model.steps.len());
    match dice.roll(7) {
        0 => drop(model.steps.remove(step)),
        1 => model.steps.swap(step, other),
        2 => {
            let copy = model.steps[step].clone();
            model.steps.insert(other, copy);
        }
        3 => model.steps.truncate(step),
        4 => drop(model.steps[step].data.pop()),
        5 => {
            let copy = model.steps[step].data.clone();
            model.steps[other].data.extend(copy);
        }
        _ => model.time_s += 1,
    }
    model.write(&original)
}

/// Changes one number or order that somebody might want to change, and makes all hashes right.
fn of_meaning(bytes: &[u8], dice: &mut Dice) -> Vec<u8> {
    let original = Model::of(bytes);
    let mut model = original.clone();
    let kinds = [
        EventKind::Setup,
        EventKind::EncryptedTally,
        EventKind::PartialDecryption,
        EventKind::Result,
    ];
    let ballots = model.places(EventKind::Ballot);
    match dice.roll(9) {
        0 => model.steps.swap(*dice.pick(&ballots), *dice.pick(&ballots)),
        1 => drop(model.steps.remove(*dice.pick(&ballots))),
        2 => {
            let copy = model.steps[*dice.pick(&ballots)].clone();
            let last = ballots[ballots.len() - 1];
            model.steps.insert(last + 1, copy);
        }
        3 => {
            let credentials = &mut model.steps[0].data[2];
            *credentials = credentials.replacen(",2\"", &format!(",{}\"", dice.roll(5)), 1);
        }
        4 => {
            let credentials = &mut model.steps[0].data[2];
            *credentials = credentials.replacen('[', &format!("[\"{}\",", plus("0", "1")), 1);
        }
        5 => {
            let from = *dice.pick(&ballots);
            let to = *dice.pick(&ballots);
            let copy = model.steps[from].data.clone();
            model.steps[to].data = copy;
        }
        6 => {
            let parts = model.places(EventKind::PartialDecryption);
            if let (Some(&first), Some(&last)) = (parts.first(), parts.last()) {
                let copy = model.steps[first].data.clone();
                model.steps[first].data = std::mem::replace(&mut model.steps[last].data, copy);
            }
        }
        _ => {
            let kind = *dice.pick(&kinds);
            if let Some(&step) = model.places(kind).first() {
                let data = &mut model.steps[step].data;
                let which = data.len() - 1;
                data[which] = changed_json(&data[which], dice);
            }
        }
    }
    model.write(&original)
}

fn plus(a: &str, b: &str) -> String {
    let (mut carry, mut out) = (0, Vec::new());
    let (a, b): (Vec<u8>, Vec<u8>) = (a.bytes().rev().collect(), b.bytes().rev().collect());
    for at in 0..a.len().max(b.len()) {
        let digit = |digits: &[u8]| digits.get(at).map_or(0, |digit| digit - b'0');
        let sum = digit(&a) + digit(&b) + carry;
        out.push(b'0' + sum % 10);
        carry = sum / 10;
    }
    if carry > 0 {
        out.push(b'1');
    }
    out.iter().rev().map(|&digit| char::from(digit)).collect()
}

/// `a - b`, or `a` if that is negative.
fn minus(a: &str, b: &str) -> String {
    if b.len() > a.len() || (b.len() == a.len() && b > a) {
        return a.to_owned();
    }
    let (mut borrow, mut out) = (0, Vec::new());
    let (a, b): (Vec<u8>, Vec<u8>) = (a.bytes().rev().collect(), b.bytes().rev().collect());
    for (at, digit) in a.iter().enumerate() {
        let less = b.get(at).map_or(0, |digit| digit - b'0') + borrow;
        let have = digit - b'0';
        borrow = u8::from(have < less);
        out.push(b'0' + (have + 10 * borrow) - less);
    }
    while out.len() > 1 && out.last() == Some(&b'0') {
        out.pop();
    }
    out.iter().rev().map(|&digit| char::from(digit)).collect()
}

/// p - 1, which is in the larger group and not in ours.
pub fn minus_one(number: &str) -> String {
    minus(number, "1")
}
