// The RFC's own vectors, all four variants, on the client's side.
import assert from "node:assert/strict";
import {existsSync, readFileSync} from "node:fs";
import {test} from "node:test";
import {blind, finalize, openKey, toBase64url} from "../../src/bothways/privacy/ballots/client.mjs";

const named = process.env.BOTHWAYS_SHARED;
const folder = named ?? "../shared";
const file = `${folder}/data/rfc9474-vectors/vectors.json`;
const missing = !existsSync(file);
if (missing && named !== undefined) throw new Error(`BOTHWAYS_SHARED names ${named}, which has no RFC 9474 vectors.`);
const skip = missing && "The RFC's vectors are not here: set BOTHWAYS_SHARED to the folder of real data.";

const bytes = (text) => Uint8Array.from(Buffer.from(text.replace(/^0x/, "").replace(/^(.(..)*)$/, "0$1"), "hex"));
const keyOf = ({n, e}) => openKey("jwk", {kty: "RSA", n: toBase64url(bytes(n)), e: toBase64url(bytes(e))});

for (const vector of missing ? [] : JSON.parse(readFileSync(file, "utf8"))) {
  const salt = bytes(vector.salt), saltBytes = salt.length, inverse = BigInt(vector.inv);
  const message = Uint8Array.from([...bytes(vector.msg_prefix), ...bytes(vector.msg)]);

  test(`the client blinds as the RFC does: ${vector.name}`, async () => {
    const made = await blind(await keyOf(vector), message, {saltBytes, salt, inverse});
    assert.deepEqual(made.request, bytes(vector.blinded_msg));
  });
  test(`the client finishes as the RFC does: ${vector.name}`, async () => {
    const made = await finalize(await keyOf(vector), message, bytes(vector.blind_sig), inverse, {saltBytes});
    assert.deepEqual(made, bytes(vector.sig));
  });
  test(`the client refuses a signature with one bit turned: ${vector.name}`, async () => {
    const bent = bytes(vector.blind_sig);
    bent[9] ^= 1;
    const key = await keyOf(vector);
    await assert.rejects(finalize(key, message, bent, inverse, {saltBytes}), {reason: "signature"});
  });
}
test("all four variants of the RFC are there", {skip}, () => {
  assert.equal(JSON.parse(readFileSync(file, "utf8")).length, 4);
});
