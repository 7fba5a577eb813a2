// A whole round: our client in node, the library's counters in Python.
import assert from "node:assert/strict";
import {createServer} from "node:http";
import {test} from "node:test";
import {castBallot, fromBase64url, sealBallot, toBase64url} from "../../src/bothways/privacy/ballots/client.mjs";
import {fromBase64, loadOracle, startCounters} from "./counters.mjs";

const {ask, cast, getToken, issue, prepare, publicKey} = await startCounters();

test("six answer, replies are lost, each ballot is there once and none tells whose", async () => {
  const stratum = "team-1", sent = [];
  for (const [place, person] of ["Ana", "Ben", "Cem", "Dua", "Eli", "Fay"].entries()) {
    const answers = {q1: place + 1, comment: `ça va – ${"😀".repeat(place)}`};
    const ballot = await sealBallot(await getToken(person, stratum), answers);
    assert.equal(await cast(ballot, stratum), "stored");
    assert.equal(await cast(ballot, stratum), "already stored");
    sent.push(answers);
  }
  const suite = await loadOracle(), other = "Nürnberg 2";
  const key = await crypto.subtle.importKey(
    "spki", publicKey(other), {name: "RSA-PSS", hash: "SHA-384"}, true, ["verify"]);
  const {memo} = await prepare(other);
  const {blindedMsg, inv} = await suite.blind(key, fromBase64url(memo.token));
  const blindSignature = fromBase64(await issue("Dua2", other, blindedMsg));
  const signature = await suite.finalize(key, fromBase64url(memo.token), blindSignature, inv);
  const byOracle = await sealBallot({...memo, signature: toBase64url(signature)}, {q1: 2});
  assert.equal(await cast(byOracle, other), "stored");

  await ask("close");
  assert.equal(await ask("release", {stratum}), true);
  assert.equal(await ask("release", {stratum: other}), false, "one ballot alone is never released");
  const [[strata, answers]] = await ask("batches");
  assert.deepEqual(strata, [stratum]);
  assert.deepEqual(answers.map(JSON.parse).sort((a, b) => a.q1 - b.q1), sent);
});

test("a ballot travels without cookie, credentials and referrer, and an error is no receipt", async () => {
  let headers, status = 200;
  const server = createServer((request, reply) => {
    ({headers} = request);
    reply.writeHead(status, {"Content-Type": "application/json", "Set-Cookie": "marked=1"}).end('"stored"');
  });
  await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
  const address = `http://127.0.0.1:${server.address().port}/ballots`;
  assert.equal(await castBallot(address, "{}"), "stored");
  assert.equal(await castBallot(address, "{}"), "stored");
  for (const name of ["cookie", "authorization", "referer"]) assert.equal(headers[name], undefined);
  status = 503;
  await assert.rejects(castBallot(address, "{}"), {reason: "not confirmed"});
  server.close();
});
