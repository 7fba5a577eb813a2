// What the counters, and the client, refuse.
import assert from "node:assert/strict";
import {createHash} from "node:crypto";
import {test} from "node:test";
import {finishToken, prepareToken, readKeys, sealBallot, toBase64url}
  from "../../src/bothways/privacy/ballots/client.mjs";
import {fromBase64, startCounters} from "./counters.mjs";

const {cast, getToken, issue, keys, offered, prepare, publicKey} = await startCounters();

test("a lost signature is given again byte by byte, and no second one is given", async () => {
  const {request, memo} = await prepare("team-1");
  const first = await issue("Ana", "team-1", request);
  assert.equal(await issue("Ana", "team-1", request), first);
  await finishToken(memo, fromBase64(first));
  assert.equal(await issue("Ana", "team-1", (await prepare("team-1")).request), "already issued");
});

test("one token carries one ballot, sealed again or not, and only from who made it", async () => {
  const stratum = "Nürnberg 2", token = await getToken("Ana2", stratum);
  assert.equal(await cast(await sealBallot(token, {q1: 4}), stratum), "stored");
  assert.equal(await cast(await sealBallot(token, {q1: 4}), stratum), "already stored");
  assert.equal(await cast(await sealBallot(token, {q1: 1}), stratum), "other ballot");
  const ballot = JSON.parse(await sealBallot(await getToken("Ben2", stratum), {q1: 4}));
  assert.equal(await cast(JSON.stringify({...ballot, answers: '{"q1":1}'}), stratum), "signature");
  assert.equal(await cast(JSON.stringify(ballot), "team-1"), "wrong round or stratum");
  const attribute = await sealBallot(await getToken("Cem2", stratum), {team: 1});
  assert.equal(await cast(attribute, stratum), "unknown question");
});

test("a signature that is still blind is no token", async () => {
  const {request, memo} = await prepare("team-1");
  const signature = toBase64url(fromBase64(await issue("Dua", "team-1", request)));
  assert.equal(await cast(await sealBallot({...memo, signature}, {q1: 2}), "team-1"), "signature");
});

test("keys that are not the published ones are refused before anything is sent", async () => {
  const refused = {reason: "keys"};
  await assert.rejects(readKeys(offered.list.replace("team-1", "team-2"), offered.published), refused);
  const hashOf = (text) => createHash("sha256").update(text).digest("hex");
  for (const bent of [
    offered.list.replace("at least 5", "at least 4"),
    offered.list.replace("keys 1", "keys 2"),
    offered.list + offered.list.split("\n")[3] + "\n",
  ]) {
    await assert.rejects(readKeys(bent, hashOf(bent)), refused);
  }
  await assert.rejects(prepareToken(keys, "team-1", publicKey("Nürnberg 2")), refused);
});
