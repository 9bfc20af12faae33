// Secret ballots by the Belenios protocol, version 1: the voter's and the trustee's side.
// What each is for: README.md.
export { castBallot, encryptBallot, randomBytesFor } from "./ballot.js";
export { checkBallot, checkOpening } from "./check.js";
export { makeCredential, publicCredential } from "./credential.js";
export { checkDecryption, partialDecryption } from "./decryption.js";
export { readElection } from "./election.js";
export { fingerprint } from "./hash.js";
export { findRandom, poolRandom } from "./random.js";
export { Refusal } from "./refusal.js";
export { checkTrustees, makeTrusteeKey, trusteePublicKey } from "./trustee.js";
