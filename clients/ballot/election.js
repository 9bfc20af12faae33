// What is fixed before anybody votes: the election's parameters, read and checked. A ballot is only
// ever made for parameters that came from here.
import { checkMembers, isArray, isBoolean, isCount, isString, readElement, readJson } from "./canonical.js";
import { GROUP_NAME, fixedBase } from "./group.js";
import { fingerprint } from "./hash.js";
import { Refusal } from "./refusal.js";

/** The same limits as everywhere in this protocol's implementations here. */
const MOST_QUESTIONS = 100;
const MOST_ANSWERS = 200;

/** At least 14 characters of base 58. */
const UUID = /^[1-9A-HJ-NP-Za-km-z]{14,64}$/;

/**
 * @typedef {object} Question
 * @property {string} question its words
 * @property {string[]} answers what can be chosen
 * @property {boolean} blank whether a voter may answer "none of these" in spite of min
 * @property {number} min how many must be chosen at least
 * @property {number} max how many may be chosen at most
 */

/**
 * @typedef {object} Election
 * @property {string} text as it was published, byte for byte
 * @property {string} fingerprint base64 of the text's SHA-256: compare it with the notice
 * @property {string} uuid
 * @property {string} name
 * @property {string} description
 * @property {Question[]} questions
 * @property {bigint} publicKey the product of the trustees' keys
 * @property {import("./group.js").FixedBase} key the same, prepared for many powers
 */

/** Elections that were read and checked; nobody else can make one. */
const checked = new WeakSet();

/**
 * Reads an election's parameters: the text of the member `election` of the archive, without a line
 * break at its end.
 * @param {string | Uint8Array} given better the bytes than a text that somebody decoded
 * @returns {Election}
 */
export function readElection(given) {
  const { text, value } = readJson(given, "election");
  checkMembers(
    value,
    "election",
    {
      version: isCount,
      description: isString,
      name: isString,
      group: isString,
      public_key: isString,
      questions: isArray,
      uuid: isString,
    },
    { administrator: isString, credential_authority: isString },
  );
  if (value.version !== 1) throw new Refusal("other_version", { found: value.version });
  if (value.group !== GROUP_NAME) throw new Refusal("other_group", { found: value.group });
  if (!UUID.test(value.uuid)) throw new Refusal("bad_uuid");
  const count = value.questions.length;
  if (count < 1 || count > MOST_QUESTIONS) throw new Refusal("question_count", { most: MOST_QUESTIONS });
  const questions = value.questions.map((question, index) => readQuestion(question, index + 1));
  const publicKey = readElement(value.public_key, "election");
  const election = Object.freeze({
    text,
    fingerprint: fingerprint(text),
    uuid: value.uuid,
    name: value.name,
    description: value.description,
    questions: Object.freeze(questions),
    publicKey,
    key: fixedBase(publicKey),
  });
  checked.add(election);
  return election;
}

/** Refuses what did not come from `readElection`. */
export function mustBeChecked(election) {
  if (!checked.has(election)) throw new TypeError("an election comes from readElection");
}

function readQuestion(value, number) {
  const question = number;
  // Questions that rank or grade, and are shuffled, have another form.
  if (value !== null && typeof value === "object" && "type" in value) {
    throw new Refusal("question_kind", { question });
  }
  const required = { answers: isArray, min: isCount, max: isCount, question: isString };
  checkMembers(value, "election", required, { blank: isBoolean });
  const { answers, min, max } = value;
  if (answers.length < 1 || answers.length > MOST_ANSWERS) {
    throw new Refusal("answer_count", { question, most: MOST_ANSWERS });
  }
  if (!answers.every(isString)) throw new Refusal("bad_member", { object: "election", member: "answers" });
  if (min > max || max > answers.length) throw new Refusal("min_max", { question });
  const blank = value.blank === true;
  return Object.freeze({ question: value.question, answers: Object.freeze([...answers]), blank, min, max });
}

/** How many ciphertexts an answer has: one a choice, and one before them for blank. */
export function ciphertextCount(question) {
  return question.answers.length + (question.blank ? 1 : 0);
}
