// Sealing: anybody can put a stamp in; only the signed-in person can take it out.
//
// Each phone has a key pair for each person. The public half seals. The private half lies wrapped
// under a key that the server hands out to that person's session alone, and that no phone keeps:
// without network or session stamps can be made, and none can be read.

const CURVE = { name: "ECDH", namedCurve: "P-256" };
const BLOCK = 256; // texts are filled up, so that a length tells little
const words = new TextEncoder();

const fromHex = (text) => Uint8Array.from(text.match(/../g), (pair) => parseInt(pair, 16));

const box = async (key, about, bytes) => {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const how = { name: "AES-GCM", iv, additionalData: words.encode(about) };
  return { iv, box: new Uint8Array(await crypto.subtle.encrypt(how, key, bytes)) };
};

export const wrapping = (hex) =>
  crypto.subtle.importKey("raw", fromHex(hex), "AES-GCM", false, ["wrapKey", "unwrapKey"]);

export const makePair = async (key) => {
  const pair = await crypto.subtle.generateKey(CURVE, true, ["deriveBits"]);
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const wrapped = await crypto.subtle.wrapKey("pkcs8", pair.privateKey, key, { name: "AES-GCM", iv });
  const open = new Uint8Array(await crypto.subtle.exportKey("raw", pair.publicKey));
  return { open, wrapped: { iv, box: new Uint8Array(wrapped) } };
};

export const unwrap = (wrapped, key) =>
  crypto.subtle.unwrapKey(
    "pkcs8", wrapped.box, key, { name: "AES-GCM", iv: wrapped.iv }, CURVE, false, ["deriveBits"],
  );

const agree = async (privateKey, theirs, ephemeral, open) => {
  const theirKey = await crypto.subtle.importKey("raw", theirs, CURVE, false, []);
  const bits = await crypto.subtle.deriveBits({ name: "ECDH", public: theirKey }, privateKey, 256);
  const source = await crypto.subtle.importKey("raw", bits, "HKDF", false, ["deriveKey"]);
  const how = {
    name: "HKDF",
    hash: "SHA-256",
    salt: new Uint8Array([...ephemeral, ...open]),
    info: words.encode("onrecord/scene-stamp/1"),
  };
  return crypto.subtle.deriveKey(
    how, source, { name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"],
  );
};

// Seal a value for the holder of the private half; `about` names the place where it lies.
export const seal = async (open, about, value) => {
  const pair = await crypto.subtle.generateKey(CURVE, false, ["deriveBits"]);
  const ephemeral = new Uint8Array(await crypto.subtle.exportKey("raw", pair.publicKey));
  const key = await agree(pair.privateKey, open, ephemeral, open);
  const text = words.encode(JSON.stringify(value));
  const filled = new Uint8Array(Math.ceil((text.length + 1) / BLOCK) * BLOCK).fill(0x20);
  filled.set(text);
  return { ephemeral, ...(await box(key, about, filled)) };
};

export const unseal = async (privateKey, open, about, sealed) => {
  const key = await agree(privateKey, sealed.ephemeral, sealed.ephemeral, open);
  const how = { name: "AES-GCM", iv: sealed.iv, additionalData: words.encode(about) };
  return JSON.parse(new TextDecoder().decode(await crypto.subtle.decrypt(how, key, sealed.box)));
};
