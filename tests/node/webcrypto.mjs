// node 18 has Web Crypto, as browsers do, but not under its usual name.
import {webcrypto} from "node:crypto";

globalThis.crypto ??= webcrypto;
