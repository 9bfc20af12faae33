// The ballot client in a real browser: a page loads the modules as they are, makes the vectors'
// ballots, and gets the same bytes as Node. Run by `cargo xtask e2e`; alone: node --test e2e/ballot.mjs
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { after, before, test } from "node:test";
import * as client from "../clients/ballot/index.js";
import { fixedSource } from "../clients/ballot/tests/fixed.js";
import { launch } from "./browser.mjs";

const ROOT = new URL("..", import.meta.url);
const MODULE = /^\/clients\/ballot\/(tests\/)?[a-z0-9]+\.js$/;
const PAGE =
  '<!doctype html><html lang="zh-CN"><meta charset="utf-8"><title>投票</title><link rel="icon" href="data:,">';

const vectors = JSON.parse(await readFile(new URL("vectors/belenios/ballots.json", ROOT), "utf8"));
const faults = [];
let browser, server, page;

async function serve(request, response) {
  const isModule = MODULE.test(request.url);
  const type = isModule ? "text/javascript" : "text/html";
  // What a careful site sends: no script but its own files, nothing evaluated.
  const policy = "default-src 'none'; script-src 'self'; img-src data:";
  response.writeHead(200, { "content-type": `${type}; charset=utf-8`, "content-security-policy": policy });
  response.end(isModule ? await readFile(new URL(`.${request.url}`, ROOT)) : PAGE);
}

before(async () => {
  server = createServer(serve);
  await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
  browser = await launch();
  page = await browser.newPage();
  page.on("pageerror", (error) => faults.push(error.message));
  page.on("console", (message) => message.type() === "error" && faults.push(message.text()));
  await page.goto(`http://127.0.0.1:${server.address().port}/`);
});
after(async () => {
  await browser?.close();
  server?.close();
});

/** What both make, from the same randomness. Runs in Node and, as a text, in the page. */
function makeAll(client, fixedSource, vectors) {
  const election = client.readElection(vectors.election);
  return {
    fingerprint: election.fingerprint,
    trustees: client.checkTrustees(election, vectors.trustees),
    keys: vectors.trustee_keys.map(({ seed }) => client.makeTrusteeKey(fixedSource(seed))),
    credentials: vectors.credential_keys.map(({ seed }) => client.makeCredential(fixedSource(seed))),
    ballots: vectors.ballots.map(({ secret, choices, seed }) =>
      client.castBallot(election, secret, choices, fixedSource(seed)),
    ),
    decryptions: vectors.decryptions.map(({ private_key, seed }) =>
      client.partialDecryption(election, private_key, vectors.encrypted_tally, fixedSource(seed)),
    ),
  };
}

test("the browser makes what Node makes, and what the vectors say", async () => {
  const here = makeAll(client, fixedSource, vectors);
  // The function itself goes over as a text; the page's policy forbids it to evaluate one.
  const there = await page.evaluate(`(async () => {
    const client = await import("/clients/ballot/index.js");
    const { fixedSource } = await import("/clients/ballot/tests/fixed.js");
    return (${makeAll})(client, fixedSource, ${JSON.stringify(vectors)});
  })()`);
  assert.deepEqual(there, JSON.parse(JSON.stringify(here)));
  assert.deepEqual(
    there.ballots.map((ballot) => ballot.text),
    vectors.ballots.map(({ ballot }) => ballot),
  );
  assert.deepEqual(
    there.ballots.map((ballot) => ballot.tracker),
    vectors.ballots.map(({ tracker }) => tracker),
  );
  assert.deepEqual(
    there.decryptions,
    vectors.decryptions.map((each) => each.partial_decryption),
  );
});

test("with the browser's own randomness a ballot is made, checked, and checked again by Node", async () => {
  const [{ choices }] = vectors.ballots;
  const { text, fingerprint, opening, signed, refusal } = await page.evaluate(
    async ([text, choices]) => {
      const client = await import("/clients/ballot/index.js");
      const election = client.readElection(text);
      const { secret } = client.makeCredential();
      const draft = client.encryptBallot(election, secret, choices);
      const opening = client.checkBallot(election, draft);
      let refusal = null;
      try {
        draft.sign();
      } catch (error) {
        refusal = error.code;
      }
      const signed = client.castBallot(election, secret, choices);
      return { text: draft.text, fingerprint: draft.fingerprint, opening, signed, refusal };
    },
    [vectors.election, choices],
  );
  const election = client.readElection(vectors.election);
  assert.deepEqual(client.checkOpening(election, text, fingerprint, opening), choices);
  assert.equal(refusal, "already_opened");
  assert.equal(signed.tracker, client.fingerprint(signed.text));
});

test("the page reported no error", () => assert.deepEqual(faults, []));
