// The library's counters in Python, spoken to from node.
import assert from "node:assert/strict";
import {spawn} from "node:child_process";
import {mkdtempSync, rmSync} from "node:fs";
import {createRequire} from "node:module";
import {tmpdir} from "node:os";
import {join, resolve} from "node:path";
import {createInterface} from "node:readline";
import {after} from "node:test";
import {pathToFileURL} from "node:url";
import {finishToken, prepareToken, readKeys} from "../../src/bothways/privacy/ballots/client.mjs";

/** Cloudflare's own implementation of the variant we use. */
export async function loadOracle() {
  const oracle = createRequire(resolve("build/node/package.json")).resolve("@cloudflare/blindrsa-ts");
  return (await import(pathToFileURL(oracle))).RSABSSA.SHA384.PSS.Randomized();
}

export const fromBase64 = (text) => Uint8Array.from(Buffer.from(text, "base64"));
const toBase64 = (bytes) => Buffer.from(bytes).toString("base64");

/** Start a round of two strata; what it gives is what a page would ask the server for. */
export async function startCounters() {
  const folder = mkdtempSync(join(tmpdir(), "ballots-"));
  const child = spawn(process.env.PYTHON ?? "python3", ["tests/node/counters.py", folder], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  const replies = createInterface({input: child.stdout})[Symbol.asyncIterator]();
  after(() => { child.kill(); rmSync(folder, {recursive: true}); });

  async function ask(verb, about = {}) {
    child.stdin.write(`${JSON.stringify({verb, ...about})}\n`);
    const {value, done} = await replies.next();
    assert.ok(!done, "the counters in Python ended early");
    const {reply, refused} = JSON.parse(value);
    return refused ?? reply;
  }
  const offered = await ask("keys");
  const keys = await readKeys(offered.list, offered.published);
  const publicKey = (stratum) => fromBase64(offered.public[stratum]);
  const prepare = (stratum) => prepareToken(keys, stratum, publicKey(stratum));
  const issue = (person, stratum, request) => ask("issue", {person, stratum, request: toBase64(request)});
  async function getToken(person, stratum) {
    const {request, memo} = await prepare(stratum);
    return finishToken(JSON.parse(JSON.stringify(memo)), fromBase64(await issue(person, stratum, request)));
  }
  const cast = (ballot, stratum) => ask("cast", {ballot, stratum});
  return {ask, cast, getToken, issue, keys, offered, prepare, publicKey};
}
