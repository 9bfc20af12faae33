// "Check this ballot" (Benaloh): does this device encrypt what the voter chose? A device that does not
// know beforehand which ballot will be checked cannot cheat often without being found out.
//
// The voter notes the draft's fingerprint, then decides. A ballot that is checked shows its
// randomness, so everybody could read it: it is void and can never be signed.
import {
  MOST_ENCRYPTED,
  checkMembers,
  isArray,
  isString,
  readJson,
  readResidue,
  readScalar,
} from "./canonical.js";
import { checkChoices, encrypt } from "./ballot.js";
import { mustBeChecked } from "./election.js";
import { fingerprint } from "./hash.js";
import { Refusal } from "./refusal.js";

/**
 * Opens a draft, which voids it, and checks what it shows on this device.
 * @param {import("./election.js").Election} election
 * @param {import("./ballot.js").Draft} draft
 * @returns {import("./ballot.js").Opening} to be shown, and to be checked again on another device
 */
export function checkBallot(election, draft) {
  const { text, fingerprint: noted } = draft;
  const opening = draft.open();
  checkOpening(election, text, noted, opening);
  return opening;
}

/**
 * Checks an opened ballot. It needs no secret: better run it on another device than the one that
 * encrypted, with the fingerprint that was noted before the ballot was opened.
 * @param {import("./election.js").Election} election
 * @param {string} text the unsigned ballot as it was shown
 * @param {string} noted the fingerprint as it was noted
 * @param {import("./ballot.js").Opening} opening
 * @returns {import("./ballot.js").Choices} what the ballot really contains
 */
export function checkOpening(election, text, noted, opening) {
  mustBeChecked(election);
  const { value } = readJson(text, "ballot", MOST_ENCRYPTED);
  if (value !== null && typeof value === "object" && "signature" in value) throw new Refusal("opened_signed");
  checkMembers(value, "ballot", {
    election_uuid: isString,
    election_hash: isString,
    credential: isString,
    answers: isArray,
  });
  const isSame =
    fingerprint(text) === noted &&
    value.election_uuid === election.uuid &&
    value.election_hash === election.fingerprint;
  if (!isSame) throw new Refusal("opened_other");
  checkMembers(opening, "opening", { choices: isArray, randomness: isArray });
  const choices = checkChoices(election, opening.choices);
  if (value.answers.length !== choices.length) throw new Refusal("wrong_shape", { object: "ballot" });
  if (opening.randomness.length !== choices.length) throw new Refusal("wrong_shape", { object: "opening" });
  choices.forEach((chosen, index) => {
    checkAnswer(election.key, value.answers[index], chosen, opening.randomness[index], index + 1);
  });
  return choices;
}

function checkAnswer(key, answer, chosen, randomness, question) {
  const shown = answer?.choices;
  if (!isArray(shown) || shown.length !== chosen.length)
    throw new Refusal("wrong_shape", { object: "ballot" });
  const isComplete = isArray(randomness) && randomness.length === chosen.length;
  if (!isComplete) throw new Refusal("wrong_shape", { object: "opening" });
  chosen.forEach((message, index) => {
    checkMembers(shown[index], "ballot", { alpha: isString, beta: isString });
    const again = encrypt(key, message, readScalar(randomness[index], "opening"));
    const isEqual =
      readResidue(shown[index].alpha, "ballot") === again.alpha &&
      readResidue(shown[index].beta, "ballot") === again.beta;
    if (!isEqual) throw new Refusal("opened_differs", { question, choice: index + 1 });
  });
}
