// Runs `belenios-tool`, the third party's own program (Debian: `apt-get install belenios-tool`), on an
// election whose keys, credentials, ballots and decryptions are made by this client.
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Set it to skip what needs the tool, on a machine where it cannot be installed. */
const SKIP = "MINGBAI_WITHOUT_BELENIOS_TOOL";

/** The reason to skip, or false. Without the variable, a missing tool is a failure. */
export const skip = process.env[SKIP] ? `${SKIP} is set` : false;

/** A directory in which the tool keeps one election. */
export class ToolElection {
  constructor() {
    this.dir = mkdtempSync(join(tmpdir(), "mingbai-ballot-"));
    this.uuid = this.run(["setup", "generate-token"]).trim();
  }

  remove() {
    rmSync(this.dir, { recursive: true });
  }

  run(args, input = "") {
    return this.start("belenios-tool", args, input);
  }

  start(program, args, input = "") {
    return execFileSync(program, args, {
      cwd: this.dir,
      input,
      encoding: "utf8",
      env: { ...process.env, BELENIOS_USE_URANDOM: "1" },
      stdio: ["pipe", "pipe", "pipe"],
      maxBuffer: 1 << 28,
    });
  }

  write(name, text) {
    writeFileSync(join(this.dir, name), text);
  }

  read(name) {
    return readFileSync(join(this.dir, name), "utf8").trimEnd();
  }

  list() {
    return readdirSync(this.dir);
  }

  /** From trustees' public texts, lines `credential,weight`, and questions to a new archive. */
  setUp(trustees, lines, questions) {
    this.write("public_keys.jsons", trustees.map((text) => `${text}\n`).join(""));
    this.run(["setup", "make-trustees"]);
    const template = {
      description: "兴园北区",
      name: "业主委员会选举",
      questions,
      administrator: "居委会",
      credential_authority: "街道办",
    };
    this.write("template.json", JSON.stringify(template));
    this.run([
      "setup",
      "make-election",
      "--group",
      "BELENIOS-2048",
      "--uuid",
      this.uuid,
      "--template",
      "template.json",
    ]);
    const number = (line) => BigInt(line.split(",")[0]);
    const sorted = [...lines].sort((left, right) => (number(left) < number(right) ? -1 : 1));
    this.write("public_creds.json", JSON.stringify(sorted));
    this.run(["archive", "init"]);
    return this.read("election.json");
  }

  add(type, ...texts) {
    this.run(
      ["archive", "add-event", "--dir", ".", "--type", type],
      texts.map((text) => `${text}\n`).join(""),
    );
  }

  /** Ends the vote; returns the encrypted tally that the tool computes. */
  end() {
    this.add("EndBallots");
    const lines = this.run(["election", "compute-encrypted-tally", "--dir", "."]).trim().split("\n");
    this.add("EncryptedTally", ...lines);
    return lines[0];
  }

  addDecryption(owner, text) {
    const payload = createHash("sha256").update(text).digest("hex");
    this.add("PartialDecryption", text, JSON.stringify({ owner, payload }));
  }

  result() {
    const text = this.run(["election", "compute-result", "--dir", "."]).trim();
    this.add("Result", text);
    return JSON.parse(text).result.map((question) => question.map(Number));
  }

  /** Throws what the tool says when it refuses, and what `mingbai` says where MINGBAI_PROGRAM names it. */
  verify() {
    this.run(["election", "verify", "--dir", "."]);
    const mingbai = process.env.MINGBAI_PROGRAM;
    if (mingbai) this.start(mingbai, ["election", "verify", `${this.uuid}.bel`]);
  }
}
