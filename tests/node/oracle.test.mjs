// Our client beside an independent one, each finishing what the other began.
import assert from "node:assert/strict";
import {createRequire} from "node:module";
import {pathToFileURL} from "node:url";
import {resolve} from "node:path";
import {test} from "node:test";
import {blind, finalize, openKey} from "../../src/bothways/privacy/ballots/client.mjs";

const oracle = createRequire(resolve("build/node/package.json")).resolve("@cloudflare/blindrsa-ts");
const {RSABSSA} = await import(pathToFileURL(oracle));
const suite = RSABSSA.SHA384.PSS.Randomized();
const algorithm = {name: "RSA-PSS", hash: "SHA-384", modulusLength: 2048, publicExponent: Uint8Array.from([1, 0, 1])};
const pair = await crypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);
const key = await openKey("spki", await crypto.subtle.exportKey("spki", pair.publicKey));
const message = suite.prepare(new TextEncoder().encode("which answer is mine?"));
const flip = (bytes) => bytes.map((byte, place) => (place === 9 ? byte ^ 1 : byte));

test("what our client blinds, the oracle signs, finishes and accepts", async () => {
  for (let round = 0; round < 5; round += 1) {
    const {request, inverse} = await blind(key, message);
    const blindSignature = await suite.blindSign(pair.privateKey, request);
    const ours = await finalize(key, message, blindSignature, inverse);
    const unblinding = Uint8Array.from(Buffer.from(inverse.toString(16).padStart(512, "0"), "hex"));
    assert.deepEqual(await suite.finalize(pair.publicKey, message, blindSignature, unblinding), ours);
    assert.equal(await suite.verify(pair.publicKey, ours, message), true);
    assert.equal(await suite.verify(pair.publicKey, flip(ours), message), false);
  }
});

test("what the oracle blinds, our client finishes", async () => {
  for (let round = 0; round < 5; round += 1) {
    const {blindedMsg, inv} = await suite.blind(pair.publicKey, message);
    const blindSignature = await suite.blindSign(pair.privateKey, blindedMsg);
    const inverse = BigInt(`0x${Buffer.from(inv).toString("hex")}`);
    const ours = await finalize(key, message, blindSignature, inverse);
    assert.deepEqual(ours, await suite.finalize(pair.publicKey, message, blindSignature, inv));
    await assert.rejects(finalize(key, message, flip(blindSignature), inverse), {reason: "signature"});
  }
});

test("two requests for one message have nothing in common", async () => {
  const [one, other] = await Promise.all([blind(key, message), blind(key, message)]);
  assert.notDeepEqual(one.request, other.request);
});
