// The voter's side of sealed ballots: blind signatures of RFC 9474 (RSABSSA-SHA384-PSS-Randomized).
// For browsers (HTTPS or localhost) and node 18. It depends on nothing: you can read all that your device does.
//
//   const keys = await readKeys(keyListText, publishedHash);        // everybody has the same hash
//   const {request, memo} = await prepareToken(keys, "team-7", publicKeyBytes);
//   const blindSignature = ...;                                     // signed in: send request, get it back
//   const token = await finishToken(memo, blindSignature);
//   const ballot = await sealBallot(token, {q1: 4});                // keep token and ballot until the receipt
//   await castBallot("/ballots/2026-Q4/team-7", ballot);            // no session; safe to repeat unchanged
//
// memo and token are plain objects: store them before sending, so that a lost reply can be asked for again, and
// erase them after the receipt, because whoever has them can tell your ballot.
//
// BigInt arithmetic takes a little more or less time with different numbers. Here that tells nobody anything: each
// secret number is used once, on your own device, and the operations that need a private key are the server's.

const LABEL = new TextEncoder().encode("bothways sealed ballot 1\n");
const HASH = "SHA-384", HASH_BYTES = 48, SALT_BYTES = 48, EXPONENT = 65537n, FLOOR = 5;
const ONE_TIME = {name: "ECDSA", namedCurve: "P-256", hash: "SHA-256"};

export class SealedBallotError extends Error {
  constructor(reason, sentence) {
    super(sentence);
    this.reason = reason;
  }
}

// The round's keys ---------------------------------------------------------------------------------------------------

/** Check the key list against the hash that everybody sees, and read it: {round, least, hashes: Map}. */
export async function readKeys(text, published) {
  if (!globalThis.crypto?.subtle) {
    throw new SealedBallotError("insecure", "A sealed ballot needs HTTPS and a current browser.");
  }
  if (hex(await digest("SHA-256", encode(text))) !== published) {
    throw new SealedBallotError("keys", "These keys are not the published ones. Do not answer; tell your colleagues.");
  }
  const [format, round, least, ...lines] = text.trimEnd().split("\n");
  const floor = Number(/^batches of at least (\d+)$/.exec(least)?.[1]);
  if (format !== "bothways sealed keys 1" || !round.startsWith("round ") || !(floor >= FLOOR)) {
    throw new SealedBallotError("keys", "This is no list of keys, or its smallest group is too small.");
  }
  const hashes = new Map(lines.map((line) => [line.slice(65), line.slice(0, 64)]));
  if (new Set(hashes.values()).size !== lines.length) {
    throw new SealedBallotError("keys", "A key or a stratum is listed twice.");
  }
  return {round: round.slice("round ".length), least: floor, hashes};
}

/** Import a public key as {n, bytes, verifier}; refuse sizes and exponents that are not ours.
 *  With this exponent, a key that is built so that requests tell something of the token cannot sign it. */
export async function openKey(format, data) {
  const verifier = await crypto.subtle.importKey(format, data, {name: "RSA-PSS", hash: HASH}, true, ["verify"]);
  const jwk = await crypto.subtle.exportKey("jwk", verifier);
  const n = toNumber(fromBase64url(jwk.n));
  const bits = n.toString(2).length;
  if (toNumber(fromBase64url(jwk.e)) !== EXPONENT || ![2048, 3072, 4096].includes(bits)) {
    throw new SealedBallotError("keys", "The key has another size or exponent than ours.");
  }
  return {n, bytes: bits / 8, verifier};
}

// From token to ballot -----------------------------------------------------------------------------------------------

/** Make a token and the blinded request for its signature: {request, memo}. */
export async function prepareToken(keys, stratum, publicKey) {
  const keyHash = await digest("SHA-256", publicKey);
  if (keys.hashes.get(stratum) !== hex(keyHash)) {
    throw new SealedBallotError("keys", "This key is not the published one. Do not answer; tell your colleagues.");
  }
  const key = await openKey("spki", publicKey);
  const pair = await crypto.subtle.generateKey(ONE_TIME, true, ["sign"]);
  const point = new Uint8Array(await crypto.subtle.exportKey("raw", pair.publicKey));
  const token = join(random(32), LABEL, keyHash, point);
  const {request, inverse} = await blind(key, token);
  const memo = {
    round: keys.round, stratum, token: toBase64url(token), publicKey: toBase64url(publicKey),
    request: toBase64url(request), inverse: inverse.toString(16),
    oneTime: await crypto.subtle.exportKey("jwk", pair.privateKey),
  };
  return {request, memo};
}

/** Take the blinding off the signature and verify it: the token, ready to be used. */
export async function finishToken(memo, blindSignature) {
  const key = await openKey("spki", fromBase64url(memo.publicKey));
  const signature = await finalize(key, fromBase64url(memo.token), blindSignature, BigInt(`0x${memo.inverse}`));
  const {round, stratum, token, oneTime} = memo;
  return {round, stratum, token, oneTime, signature: toBase64url(signature)};
}

/** Bind answers, {item: answer}, to the token: the text to cast. */
export async function sealBallot({round, stratum, token, oneTime, signature}, answers) {
  const text = JSON.stringify(answers);
  const key = await crypto.subtle.importKey("jwk", oneTime, ONE_TIME, false, ["sign"]);
  const seal = new Uint8Array(await crypto.subtle.sign(ONE_TIME, key, join(fromBase64url(token), encode(text))));
  return JSON.stringify({round, stratum, token, signature, answers: text, seal: toBase64url(seal)});
}

/** Send a ballot without cookies, credentials and referrer; return the receipt. Repeat it unchanged if it fails. */
export async function castBallot(address, ballot) {
  const reply = await fetch(address, {
    method: "POST", body: ballot, headers: {"Content-Type": "application/json"},
    credentials: "omit", referrerPolicy: "no-referrer", cache: "no-store", redirect: "error",
  });
  if (!reply.ok) {
    throw new SealedBallotError("not confirmed", `The ballot was not confirmed (${reply.status}).`);
  }
  return reply.json();
}

// RFC 9474 -----------------------------------------------------------------------------------------------------------

/** Blind, section 4.2. The options are for test vectors and the other variants. */
export async function blind(key, message, {saltBytes = SALT_BYTES, salt = random(saltBytes), inverse} = {}) {
  const m = toNumber(await encodePss(message, salt, key.bytes));
  const unblind = inverse ?? drawInvertible(key.n);
  const factor = invert(unblind, key.n);
  if (invert(m, key.n) === undefined || factor === undefined) {
    throw new SealedBallotError("keys", "This key is not a sound one.");
  }
  return {request: toBytes((m * power(factor, EXPONENT, key.n)) % key.n, key.bytes), inverse: unblind};
}

/** Finalize, section 4.4: nothing leaves here that does not verify. */
export async function finalize(key, message, blindSignature, inverse, {saltBytes = SALT_BYTES} = {}) {
  const signature = toBytes((toNumber(blindSignature) * inverse) % key.n, key.bytes);
  const algorithm = {name: "RSA-PSS", saltLength: saltBytes};
  const fits = await crypto.subtle.verify(algorithm, key.verifier, signature, message);
  if (blindSignature.length !== key.bytes || !fits) {
    throw new SealedBallotError("signature", "The server's signature does not fit. Ask again with the same request.");
  }
  return signature;
}

/** EMSA-PSS-ENCODE of RFC 8017, section 9.1.1, for moduli of whole bytes. */
async function encodePss(message, salt, length) {
  const hash = await digest(HASH, join(new Uint8Array(8), await digest(HASH, message), salt));
  const block = new Uint8Array(length - HASH_BYTES - 1);
  block.set(join([1], salt), block.length - salt.length - 1);
  for (let done = 0, count = 0; done < block.length; done += HASH_BYTES, count += 1) {
    const mask = await digest(HASH, join(hash, toBytes(BigInt(count), 4)));
    mask.subarray(0, block.length - done).forEach((byte, i) => { block[done + i] ^= byte; });
  }
  block[0] &= 0x7f;
  return join(block, hash, [0xbc]);
}

// Numbers and bytes --------------------------------------------------------------------------------------------------

function power(number, exponent, n) {
  let result = 1n;
  for (const bit of exponent.toString(2)) {
    result = (result * result) % n;
    if (bit === "1") result = (result * number) % n;
  }
  return result;
}

/** 1/number modulo n, or undefined where there is none (extended Euclid). */
function invert(number, n) {
  let [a, b, x, y] = [number % n, n, 1n, 0n];
  while (b > 0n) [a, b, x, y] = [b, a % b, y, x - (a / b) * y];
  return a === 1n ? ((x % n) + n) % n : undefined;
}

/** A random number from 1 to n - 1 that has an inverse; too large ones are drawn again: all are equally likely. */
function drawInvertible(n) {
  for (;;) {
    const drawn = toNumber(random(n.toString(16).length / 2));
    if (drawn < n && invert(drawn, n) !== undefined) return drawn;
  }
}

const random = (length) => crypto.getRandomValues(new Uint8Array(length));
const digest = async (name, bytes) => new Uint8Array(await crypto.subtle.digest(name, bytes));
const encode = (text) => new TextEncoder().encode(text);
const hex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
const join = (...parts) => Uint8Array.from(parts.flatMap((part) => [...part]));
const toNumber = (bytes) => BigInt(`0x${hex(bytes) || "0"}`);
const toBytes = (number, length) => fromHex(number.toString(16).padStart(2 * length, "0"));
const fromHex = (text) => Uint8Array.from(text.match(/../g) ?? [], (pair) => parseInt(pair, 16));
export const toBase64url = (bytes) =>
  btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
export const fromBase64url = (text) =>
  Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (letter) => letter.charCodeAt(0));
