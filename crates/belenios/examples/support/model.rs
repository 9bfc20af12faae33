//! An archive taken apart, to be changed and put together again with right or wrong names, parents
//! and heights. For tests only.

use std::collections::HashMap;

use mingbai_belenios::archive::read;
use mingbai_belenios::archive::{Chain, Digest, EventKind, Header, Kind};

/// An event with the data that stand before it.
#[derive(Clone, Debug)]
pub struct Step {
    pub kind: EventKind,
    pub data: Vec<String>,
    /// Hash of the event as it was read.
    was: Option<Digest>,
}

/// All steps.
#[derive(Clone, Debug)]
pub struct Model {
    pub time_s: u64,
    pub steps: Vec<Step>,
}

impl Model {
    /// Takes a good archive apart.
    pub fn of(bytes: &[u8]) -> Self {
        let chain = Chain::read(bytes).expect("a good archive");
        let (_, members) = read::members(bytes).expect("a good archive");
        let mut steps = Vec::new();
        let mut data = Vec::new();
        for member in members {
            if member.kind == Kind::Data {
                data.push(member.body.to_owned());
                continue;
            }
            let event: mingbai_belenios::archive::Event =
                serde_json::from_str(member.body).expect("an event");
            steps.push(Step {
                kind: event.kind,
                data: std::mem::take(&mut data),
                was: Some(member.digest),
            });
        }
        let time_s = chain.preamble.timestamp.parse().expect("a time");
        Self { time_s, steps }
    }

    /// Places of the steps of a kind.
    pub fn places(&self, kind: EventKind) -> Vec<usize> {
        let all = 0..self.steps.len();
        all.filter(|&place| self.steps[place].kind == kind)
            .collect()
    }

    /// The first data of the first step of a kind.
    pub fn body(&mut self, kind: EventKind) -> &mut String {
        let place = self.places(kind)[0];
        &mut self.steps[place].data[0]
    }

    /// Puts it together: every name, reference, parent and height is right. `original` tells which
    /// hashes stood for what.
    pub fn write(&self, original: &Self) -> Vec<u8> {
        let mut renamed = HashMap::new();
        for (step, old) in self.steps.iter().zip(self.matched(original)) {
            for (body, old) in step.data.iter().zip(old) {
                let body = rename(body, &renamed);
                renamed.insert(
                    Digest::of(old.as_bytes()).to_string(),
                    Digest::of(body.as_bytes()),
                );
            }
        }
        let mut out = Vec::new();
        put(&mut out, self.time_s, "BELENIOS", &self.preamble());
        let mut parent: Option<Digest> = None;
        for (height, step) in self.steps.iter().enumerate() {
            let mut last = None;
            for body in &step.data {
                let body = rename(body, &renamed);
                let digest = Digest::of(body.as_bytes());
                put(&mut out, self.time_s, &format!("{digest}.data.json"), &body);
                last = Some(digest);
            }
            let event = mingbai_belenios::archive::Event {
                parent,
                height: height as u64,
                kind: step.kind,
                payload: last,
            };
            let body = serde_json::to_string(&event).expect("an event");
            let digest = Digest::of(body.as_bytes());
            put(
                &mut out,
                self.time_s,
                &format!("{digest}.event.json"),
                &body,
            );
            parent = Some(digest);
        }
        out
    }

    /// For every step the data that it had in the original, by the event that it was.
    fn matched<'a>(&self, original: &'a Self) -> Vec<&'a [String]> {
        let find = |step: &Step| original.steps.iter().find(|old| old.was == step.was);
        let data = |step| find(step).map_or(&[][..], |old| &old.data[..]);
        self.steps.iter().map(data).collect()
    }

    fn preamble(&self) -> String {
        format!(r#"{{"version":1,"timestamp":"{}"}}"#, self.time_s)
    }
}

fn rename(body: &str, renamed: &HashMap<String, Digest>) -> String {
    // Only short bodies hold hashes of members; ballots hold fingerprints in base64.
    if body.len() > 600 {
        return body.to_owned();
    }
    renamed.iter().fold(body.to_owned(), |body, (old, new)| {
        body.replace(old, &new.to_string())
    })
}

/// Appends a member under any name.
pub fn put(out: &mut Vec<u8>, time_s: u64, name: &str, body: &str) {
    let header = Header {
        name: name.to_owned(),
        size: body.len() as u64,
        time_s,
    };
    out.extend_from_slice(&header.encode().expect("a header"));
    out.extend_from_slice(body.as_bytes());
    out.resize(out.len().next_multiple_of(512), 0);
}
