// A signed badge checked where its reader is, by the rules of badges/openbadges.
// Its words are in the page's <template>s.
const { subtle } = crypto;

class Fault extends Error {}
const need = (holds, code) => { if (!holds) throw new Fault(code); };
const faultOf = (error) => {
  if (error instanceof Fault) return error.message;
  throw error;
};
const tried = (act, code) => { try { return act(); } catch { throw new Fault(code); } };
const isText = (it) => typeof it === "string";
const isObject = (it) => ({}).toString.call(it) === "[object Object]";
const latin = (bytes) => String.fromCharCode(...bytes);
const bytesOf = (text) => Uint8Array.from(text, (sign) => sign.charCodeAt(0));
const textOf = (bytes) => new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);

// ---- strict JSON; no @id
const WORDS = /"([^"\\]*(?:\\.[^"\\]*)*)"(\s*:)?|[[\]{}]|-?\d[\d.eE+-]*/g;
const parse = (bytes) => {
  const text = tried(() => textOf(bytes), "json_encoding");
  const it = tried(() => JSON.parse(text), "json_syntax");
  need(isObject(it), "json_object");
  const open = [];
  for (const [word, inner, isName] of text.matchAll(WORDS)) {
    if ("{[".includes(word)) {
      need(open.push(new Set(["@id", "@type"])) <= 50, "json_depth");
    } else if ("}]".includes(word)) {
      open.pop();
    } else if (inner !== undefined) {
      const said = JSON.parse(`"${inner}"`);
      need(!/[\ud800-\udfff]/u.test(said), "json_encoding");
      if (!isName) continue;
      need(!open.at(-1).has(said), "json_duplicate");
      open.at(-1).add(said);
    } else {
      need(word.length <= 40 && isFinite(word), "json_number");
    }
  }
  return it;
};

// ---- tokens: the header is believed in nothing
const decode = (part) => {
  const raw = tried(() => atob(part.replace(/-/g, "+").replace(/_/g, "/")), "token_encoding");
  const again = btoa(raw).replace(/\+/g, "-").replace(/\//g, "_").replace(/=/g, "");
  need(again === part, "token_encoding");
  return bytesOf(raw);
};
const readToken = (text) => {
  need(text.length <= 65536, "token_size");
  const parts = text.split(".");
  need(parts.length === 3 && parts.every(Boolean), "token_parts");
  const [first, second, signature] = parts.map(decode);
  const header = parse(first), payload = parse(second);
  need(!("crit" in header || "b64" in header), "token_extension");
  need(isText(header.alg), "token_header");
  return { alg: header.alg, payload, signature, signed: bytesOf(`${parts[0]}.${parts[1]}`) };
};

// ---- keys: each is used with one algorithm
const KINDS = {
  RS256: { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" },
  ES256: { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" },
  EdDSA: { name: "Ed25519" },
};
const PEM = /^\s*-----BEGIN PUBLIC KEY-----([^-]+)-----END PUBLIC KEY-----\s*$/;
const readKey = async (pem) => {
  const found = pem.length <= 8000 && PEM.exec(pem);
  need(found, "key_format");
  const der = bytesOf(tried(() => atob(found[1]), "key_format"));
  for (const [alg, how] of Object.entries(KINDS)) {
    const key = await subtle.importKey("spki", der, how, false, ["verify"]).catch(() => null);
    const bits = key?.algorithm.modulusLength;
    need(!(bits < 2048 || bits > 8192), "key_size");
    if (key) return { alg, key };
  }
  throw new Fault("key_kind");
};
const checkSignature = async (token, { alg, key }) => {
  need(token.alg === alg, "token_algorithm");
  const right = await subtle.verify(KINDS[alg], key, token.signature, token.signed);
  need(right, "token_signature");
  return "+signature_right";
};
const digest = async (bytes) =>
  `sha256-${btoa(latin(new Uint8Array(await subtle.digest("SHA-256", bytes))))}`;

// ---- addresses and moments
const WEB = /^https?:\/\/[^\s\0- \x7f"<>\\^`{|}\ud800-\udfff]+$/iu;
const DOTS = /\/(\.|%2e){1,2}([/?#]|$)/i;
const UUID = /^urn:uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const PLACE = /^(https?):\/\/(\[[0-9a-f:.]+\]|[^/?#:@[\]]+)(?::(\d*))?(?=[/?#]|$)/i;
const HOUR = "([01]\\d|2[0-3])", MINUTE = "[0-5]\\d";
const MOMENT = RegExp(`^\\d{4}-\\d\\d-\\d\\dT${HOUR}:${MINUTE}(:${MINUTE}(\\.\\d{1,12})?)?`
  + `(Z|[+-]${HOUR}:?${MINUTE})$`);
const origin = (address) => {
  const [, scheme, host, port] = PLACE.exec(address.toLowerCase()) || [];
  if (!scheme || port > 65535) return "";
  const shown = port && +port !== { http: 80, https: 443 }[scheme] ? `:${+port}` : "";
  return `${scheme}://${host}${shown}`;
};
const isWeb = (it) => isText(it) && it.length <= 2000 && WEB.test(it)
  && !DOTS.test(it) && origin(it) !== "";
const moment = (it) => {
  const at = MOMENT.test(it) ? Date.parse(it.replace(/([+-]\d\d):?(\d\d)$/, "$1:$2")) : NaN;
  const day = new Date(`${it.slice(0, 10)}T00:00Z`).toJSON(); // none on a 30th of February
  return day?.startsWith(it.slice(0, 10)) && /^(?!0000)\d/.test(new Date(at).toJSON()) ? at : NaN;
};

// ---- the shapes of documents; a member with a `!` must be there
const idOf = (it) => (isObject(it) ? it.id : it);
const link = (it) => isWeb(idOf(it));
const flag = (it) => typeof it === "boolean";
const anyAddress = (it) => isWeb(it) || (isText(it) && UUID.test(it));
const time = (it) => isText(it) && !Number.isNaN(moment(it));
const several = (one) => (it) => [].concat(it).every(one);
const texts = several(isText);
const context = (it) => [].concat(it).includes("https://w3id.org/openbadges/v2");
const kind = (...names) => (it) =>
  texts(it) && names.some((name) => [].concat(it).includes(name));
const part = (shape) => (it) => isObject(it) && fits(shape, it);
const entry = (shape) => (it) => part(shape)(isText(it) ? { id: it } : it);
const of = (check, names) => Object.fromEntries(names.split(" ").map((name) => [name, check]));
const fits = (shape, it) => Object.entries(shape).every(([name, check]) => {
  const member = it[name.replace("!", "")];
  return (member ?? null) === null ? !name.endsWith("!") : check(member);
});
const published = (...names) => ({ "@context!": context, "type!": kind(...names), "id!": isWeb });
const picture = entry({
  type: kind("Image"), ...of(isText, "caption author"),
  "id!": (it) => isWeb(it) || (isText(it) && it.startsWith("data:image/")),
});
const evidence = entry({
  type: kind("Evidence"), id: anyAddress,
  ...of(isText, "genre name description narrative audience"),
});
const alignment = part({
  type: kind("AlignmentObject", "Alignment"), "targetUrl!": isWeb,
  ...of(isText, "targetName! targetFramework targetCode targetDescription"),
});
const verification = part({
  "type!": isText, creator: link, ...of(texts, "startsWith allowedOrigins"),
});
const revoked = (it) => entry(of(isText, "id uid revocationReason"))(it)
  && [it, it.id, it.uid].some(isText);
const SHAPES = {
  assertion: {
    ...published("Assertion"), "id!": anyAddress, "badge!": link, "verification!": verification,
    "recipient!": part({ "hashed!": flag, ...of(isText, "type! salt identity!") }),
    ...of(time, "issuedOn! expires"), evidence: several(evidence), image: picture, revoked: flag,
    ...of(isText, "@language badgeDigest issuerDigest narrative revocationReason"),
  },
  badge_class: {
    ...published("BadgeClass"), "issuer!": link, related: several(link), "image!": picture,
    "criteria!": entry({ id: anyAddress, narrative: isText }), alignment: several(alignment),
    tags: texts, ...of(isText, "name! description! @language version"),
  },
  issuer: {
    ...published("Profile", "Issuer"), "url!": isWeb, image: picture, publicKey: several(link),
    revocationList: link, verification, ...of(isText, "name! @language email telephone description"),
  },
  key: { ...published("CryptographicKey"), "owner!": link, "publicKeyPem!": isText },
  revocation_list: {
    ...published("RevocationList"), "issuer!": link, "revokedAssertions!": several(revoked),
  },
};

// ---- documents; an end is the server's code after a sign: + passed, ~ skipped,
// ? could not be had; else it has failed
const LACKING = "~not_reached";
const TYPE = /^\s*(application\/(.*[+/])?json|text\/plain|application\/octet-stream)\s*(;|$)/i;
const fetched = async (address, name, ask) => {
  if (!address) return { end: LACKING };
  try {
    const { status, type, address: at, body } = await ask(address);
    if (status !== 200) return { end: "?document_absent" };
    need(TYPE.test(type), "document_media_type");
    need(at === address, "document_redirected");
    const held = parse(body);
    need(fits(SHAPES[name], held), "member_invalid");
    need(held.id === address, "document_id");
    return { end: "+document_read", held, body };
  } catch (error) {
    return { end: faultOf(error) };
  }
};

// ---- the checks of a signed badge
const NOT_NEEDED = ["~no_digests", "~no_revocation_list"];
const LATER = ["revocation_list", "revocation", "expires"];
const ofCreator = (creator, held, named) => {
  if (!creator) return "creator_missing";
  if (!held) return LACKING;
  if (!named.length) return "issuer_without_key";
  return named.includes(creator) ? "+creator_named" : "creator_not_named";
};
const ofDigests = async (badge, bodies) => {
  let end = "~no_digests";
  for (const [name, body] of Object.entries(bodies)) {
    const stated = badge[`${name}Digest`] ?? null;
    if (stated === null) continue;
    if (!body) return LACKING;
    if (await digest(body) !== stated) return `${name}_digest_differs`;
    end = "+digests_match";
  }
  return end;
};
const ofList = ({ id, uid }, listed) => {
  const exact = [id, uid].flat(), urn = UUID.test(id) && id.toLowerCase();
  const names = (name) => isText(name)
    && (exact.includes(name) || (urn && [urn, urn.slice(9)].includes(name.toLowerCase())));
  if (listed.some((one) => names(isText(one) ? one : one.id))) return "revoked_by_id";
  return listed.some((one) => names(one.uid)) ? "revoked_by_uid" : "+not_revoked";
};
const ofSignature = (token, pem) =>
  readKey(pem).then((key) => checkSignature(token, key)).catch(faultOf);
const decided = (ends) => {
  const all = Object.entries(ends), failed = all.filter(([, end]) => !/^[+~?]/.test(end));
  const open = all.filter(([, end]) => end[0] !== "+" && !NOT_NEEDED.includes(end));
  const lesser = ([, end]) => end === "expired" || end.startsWith("revoked_");
  if (!failed.every(lesser)) return "invalid";
  if (!open.every(([name]) => LATER.includes(name))) return "unverifiable";
  if (failed.length) return failed[0][0] === "revocation" ? "revoked" : "expired";
  return open.length ? "unverifiable" : "valid";
};
// `ask(address)` gives {status, type, address, body}; `id` is its own, `own` is held to more
const judge = async (text, { ask, now, own, id }) => {
  let token;
  try {
    token = readToken(text);
    const { payload } = token;
    need(payload.verification || !payload.verify, "?older_kind");
    need(fits(SHAPES.assertion, payload), "member_invalid");
    need(id === payload.id, "document_id");
  } catch (error) {
    const ends = { assertion: faultOf(error) };
    return { verdict: decided(ends), ends };
  }
  const badge = token.payload, creator = idOf(badge.verification.creator);
  const asked = await fetched(idOf(badge.badge), "badge_class", ask);
  const issuer = await fetched(idOf(asked.held?.issuer), "issuer", ask), { held } = issuer;
  const named = [].concat(held?.publicKey ?? []).map(idOf), listed = idOf(held?.revocationList);
  const key = await fetched(!held || named.includes(creator) ? creator : null, "key", ask);
  const list = await fetched(listed, "revocation_list", ask);
  const signature = key.held ? await ofSignature(token, key.held.publicKeyPem) : LACKING;
  const keyFault = signature.startsWith("key_");
  const strict = held && origin(held.id) === origin(own);
  const near = (one) => !one || origin(one) === origin(held.id);
  const noList = held && !listed;
  const ends = {
    assertion: "+document_read",
    kind: badge.verification.type === "SignedBadge" ? "+kind_signed" : "kind_not_signed",
    badge_class: asked.end,
    issuer: held && !held.email?.trim() ? "issuer_without_email" : issuer.end,
    creator: ofCreator(creator, held, named),
    key: keyFault ? signature : key.end,
    key_owner: !key.held || !held ? LACKING
      : idOf(key.held.owner) === held.id ? "+key_of_issuer" : "key_of_another",
    signature: keyFault ? LACKING : signature,
    origin: !held ? LACKING : [idOf(badge.badge), creator, listed].every(near) ? "+one_origin"
      : strict ? "foreign_origin" : "+several_origins",
    digests: await ofDigests(badge, { badge: asked.body, issuer: issuer.body }),
    revocation_list: noList ? (strict ? "own_list_missing" : "~no_revocation_list")
      : list.held && idOf(list.held.issuer) !== held.id ? "list_of_another" : list.end,
    revocation: badge.revoked ? "revoked_in_document" : noList ? "~no_revocation_list"
      : list.held ? ofList(badge, [].concat(list.held.revokedAssertions)) : LACKING,
    issued_on: moment(badge.issuedOn) - now > 300000 ? "issued_in_future" : "+issued_before",
    expires: !badge.expires ? "+never_expires"
      : moment(badge.expires) <= now ? "expired" : "+not_expired",
  };
  return { verdict: decided(ends), ends };
};

export { judge, readToken };

// ---- the page beside our own report
const page = document.querySelector("[data-check]");
const fromUs = (base) => async (address) => {
  need(address.startsWith(`${base}/`), "not_ours");
  const how = { cache: "no-cache", credentials: "omit", redirect: "error" };
  try {
    const answer = await fetch(address.slice(base.length), how);
    const type = answer.headers.get("Content-Type");
    const body = new Uint8Array(await answer.arrayBuffer());
    return { address, status: answer.status, type, body };
  } catch {
    return {};
  }
};
const words = (name) => page.querySelector(`template[data-says="${name}"]`)?.content;
const line = ([check, end]) => {
  const code = end.replace(/^[+~?]/, ""), item = document.createElement("li");
  item.className = { "+": "passed", "~": "skipped", "?": "unreachable" }[end[0]] || "failed";
  item.append((words(`${check} ${code}`) || words(code))?.cloneNode(true) ?? code);
  return item;
};
const tell = (verdict, ends) => {
  const [without, band, differs, list] = page.querySelectorAll("[data-part]");
  const told = Object.entries(ends).filter(([, end]) => !NOT_NEEDED.includes(end));
  band.dataset.verdict = verdict;
  band.replaceChildren(words(verdict).cloneNode(true));
  list.replaceChildren(...told.map(line));
  band.hidden = !(without.hidden = true);
  differs.hidden = verdict === page.dataset.ours;
};
const compare = async ({ base, uid }) => {
  if (!subtle) return tell("unverifiable", { browser: "?no_crypto" });
  const ask = fromUs(base), token = await ask(`${base}/assertions/${uid}.jws`);
  if (token.status !== 200) return tell("unverifiable", { assertion: "?no_token" });
  const text = new TextDecoder("latin1").decode(token.body), id = `urn:uuid:${uid}`;
  const { verdict, ends } = await judge(text, { ask, now: Date.now(), own: base, id });
  return tell(verdict, ends);
};
if (page) compare(page.dataset);
