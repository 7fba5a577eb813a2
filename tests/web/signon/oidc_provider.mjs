// npm's oidc-provider on loopback, with a switch that spoils what it says next, as a hostile provider would.
// Usage: node oidc_provider.mjs <folder of node_modules> <port> <address to come back to>
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const [folder, port, callback] = process.argv.slice(2);
const require = createRequire(pathToFileURL(`${folder}/`));
const { Provider } = await import(pathToFileURL(require.resolve("oidc-provider")));
const jose = await import(pathToFileURL(require.resolve("jose")));

const issuer = `http://127.0.0.1:${port}`;
const pair = await jose.generateKeyPair("RS256", { extractable: true });
const key = { ...(await jose.exportJWK(pair.privateKey)), kid: "k1", use: "sig", alg: "RS256" };
const stranger = await jose.generateKeyPair("RS256", { extractable: true });

// What accounts are told of, by their name; a test may change it.
const people = {
  ben: { email: "ben@company.example", email_verified: true, groups: ["analysts"] },
  eve: { email: "ben@company.example", email_verified: false },
  new: { email: "new@company.example", email_verified: true },
  dua: { email: "dua@company.example", email_verified: true, groups: [] },
};
let spoil = "";

const provider = new Provider(issuer, {
  clients: [{ client_id: "bothways", client_secret: "a secret: of + theirs", redirect_uris: [callback] }],
  jwks: { keys: [key] },
  claims: { openid: ["sub"], email: ["email", "email_verified"], profile: ["name"], groups: ["groups"] },
  scopes: ["openid", "email", "profile", "groups"],
  pkce: { required: () => true },
  cookies: { keys: ["only for tests"] },
  findAccount: (ctx, id) => ({
    accountId: id,
    claims: async () => ({ sub: id, name: id, ...people[id] }),
  }),
});

const spoilers = {
  audience: (told) => ({ ...told, aud: "others" }),
  issuer: (told) => ({ ...told, iss: "http://127.0.0.1:1" }),
  expired: (told) => ({ ...told, iat: told.iat - 7200, exp: told.exp - 7200 }),
  nonce: (told) => ({ ...told, nonce: "another" }),
  subject: (told) => ({ ...told, sub: "dua" }),
};

async function spoiled(token) {
  const [head, , signature] = token.split(".");
  const told = jose.decodeJwt(token);
  if (spoil === "tampered") {
    const changed = Buffer.from(JSON.stringify({ ...told, sub: "dua" })).toString("base64url");
    return `${head}.${changed}.${signature}`;
  }
  if (spoil === "unsigned") {
    const none = Buffer.from(JSON.stringify({ alg: "none" })).toString("base64url");
    return `${none}.${token.split(".")[1]}.`;
  }
  const signer = spoil === "stranger" ? stranger.privateKey : pair.privateKey;
  const change = spoilers[spoil] ?? ((same) => same);
  return new jose.SignJWT(change(told)).setProtectedHeader({ alg: "RS256", kid: "k1" }).sign(signer);
}

provider.use(async (ctx, next) => {
  if (ctx.path === "/test/spoil") {
    spoil = ctx.query.how ?? "";
    ctx.body = "";
    ctx.status = 200;
    return;
  }
  if (ctx.path === "/test/groups") {
    people[ctx.query.who].groups = (ctx.query.groups ?? "").split(" ").filter(Boolean);
    ctx.body = "";
    ctx.status = 200;
    return;
  }
  await next();
  if (spoil && ctx.path === "/token" && ctx.body?.id_token) {
    ctx.body = { ...ctx.body, id_token: await spoiled(ctx.body.id_token) };
  }
});
provider.listen(Number(port), "127.0.0.1", () => console.log("ready"));
