// The file to keep: this stands below verifier.js in one page, with the keys of one day and without
// a network. It says what a file or a text holds, and whether one of those keys has signed it.

// ---- what a file holds: the token in a PNG or an SVG, or the text itself
const crc = (bytes) => {
  let sum = -1;
  for (const byte of bytes) {
    sum ^= byte;
    for (let bit = 0; bit < 8; bit += 1) sum = (sum >>> 1) ^ (0xedb88320 & -(sum & 1));
  }
  return ~sum >>> 0;
};
const chunks = (data) => {
  const view = new DataView(data.buffer, data.byteOffset, data.length), found = [];
  for (let at = 8, type = ""; type !== "IEND" || at < data.length;) {
    need(type !== "IEND", "trailing_data");
    need(at + 12 <= data.length, "picture_cut");
    const end = at + 12 + view.getUint32(at);
    need(end <= data.length, "picture_cut");
    type = latin(data.subarray(at + 4, at + 8));
    need((type === "IHDR") === (at === 8) && (at > 8 || end === 33), "picture_header");
    need(type !== "IEND" || end === at + 12, "picture_end");
    need(crc(data.subarray(at + 4, end - 4)) === view.getUint32(end - 4), "chunk_crc");
    found.push([type, data.subarray(at + 8, end - 4)]);
    at = end;
  }
  return found;
};
const fromPng = (data) => {
  need(data.length <= 5e6, "too_large");
  const all = chunks(data), size = new DataView(all[0][1].slice().buffer);
  const pixels = size.getUint32(0) * size.getUint32(4);
  need(pixels > 0 && pixels <= 16e6, "too_many_pixels");
  const held = all.filter(([type, body]) =>
    /^(iTXt|tEXt|zTXt)$/.test(type) && latin(body.subarray(0, 11)) === "openbadges\0");
  need(held.length, "no_badge");
  need(held.length === 1, "two_badges");
  const [[type, body]] = held;
  let text = body.subarray(11);
  need(type !== "zTXt", "compressed");
  if (type === "iTXt") {
    need(text[0] !== 1, "compressed");
    const language = text.indexOf(0, 2), keyword = text.indexOf(0, language + 1);
    need(text[0] === 0 && language > 1 && keyword > language, "badge_malformed");
    text = text.subarray(keyword + 1);
  }
  need(text.length && !text.includes(0), "badge_malformed");
  return tried(() => textOf(text), "badge_encoding");
};
const fromSvg = (text) => {
  need(text.length <= 1e6, "too_large");
  need(!/<!DOCTYPE/.test(text), "doctype");
  const [, encoding] = /^<\?xml[^>]*\sencoding\s*=\s*["']([^"']*)/.exec(text) || [];
  need((encoding || "utf-8").toLowerCase() === "utf-8", "picture_encoding");
  const drawing = new DOMParser().parseFromString(text, "image/svg+xml");
  need(!drawing.querySelector("parsererror"), "not_well_formed");
  const { localName, namespaceURI } = drawing.documentElement;
  need(localName === "svg", "not_a_picture");
  need([null, "http://www.w3.org/2000/svg"].includes(namespaceURI), "not_a_picture");
  need(!drawing.querySelector(`${"*>".repeat(60)}*`), "too_deep");
  const held = drawing.getElementsByTagNameNS("http://openbadges.org", "assertion");
  need(held.length, "no_badge");
  need(held.length === 1, "two_badges");
  const said = held[0].getAttribute("verify") || held[0].textContent.trim();
  need(said && !held[0].children.length, "badge_malformed");
  return said;
};
const unbaked = (data) => {
  if (latin(data.subarray(0, 8)) === "\x89PNG\r\n\x1a\n") return fromPng(data);
  const text = tried(() => textOf(data), "not_a_picture").replace(/^\ufeff/, "").trim();
  return text.startsWith("<") ? fromSvg(text) : text;
};

// ---- what can be said of it with the keys of one day
const NO_BADGE = ["no_badge", "not_a_picture"];
const signedIn = (data) => {
  const text = unbaked(data).replace(/\s+/g, "");
  need(text.split(".").length === 3 && !/^(\{|https?:)/i.test(text), "no_badge");
  const token = readToken(text);
  need(fits(SHAPES.assertion, token.payload), "member_invalid");
  return token;
};
// `good`, `expired`, `early`, `lost`, `bad`, `stranger` or `nothing`; of the first two also the badge
// and its key.
const assess = async (data, keys, now) => {
  let token;
  try {
    token = signedIn(data);
  } catch (error) {
    return { word: NO_BADGE.includes(faultOf(error)) ? "nothing" : "bad" };
  }
  const badge = token.payload, creator = idOf(badge.verification.creator);
  if (!creator || badge.verification.type !== "SignedBadge" || badge.revoked) return { word: "bad" };
  const key = keys.find((one) => one.id === creator);
  if (!key) return { word: "stranger" };
  if (key.state === "compromised") return { word: "lost" };
  const address = idOf(badge.badge), known = Object.hasOwn(key.badges, address);
  const digest = known ? key.badges[address] : badge.badgeDigest;
  const own = origin(address) === origin(key.profile)
    && (badge.issuerDigest ?? key.digest) === key.digest && (badge.badgeDigest ?? digest) === digest;
  if (!own || await ofSignature(token, key.pem) !== "+signature_right") return { word: "bad" };
  if (!known) return { word: "stranger" };
  if (moment(badge.issuedOn) - now > 300000) return { word: "early" };
  const over = badge.expires && moment(badge.expires) <= now;
  return { word: over ? "expired" : "good", badge, key };
};

// ---- the page: what is said is copied from its templates, what the badge says is put in as text
const kept = document.querySelector("[data-keep]");
const day = (it) => new Intl.DateTimeFormat(document.documentElement.lang, {
  dateStyle: "long", timeZone: "UTC",
}).format(new Date(`${it.slice(0, 10)}T00:00Z`));
const slots = ({ badge, key }) => {
  const evidence = [].concat(badge.evidence ?? []).filter(isObject);
  const named = (seen) => evidence.filter((one) => (one.genre === "observation") === seen)
    .map((one) => one.name).filter(Boolean);
  return {
    name: [key.names?.[idOf(badge.badge)]].filter(Boolean), issuer: [key.name], issued: [day(badge.issuedOn)], until: badge.expires ? [day(badge.expires)] : [],
    activity: named(false), seen: named(true), address: [idOf(badge.badge)],
  };
};
const shown = (result) => {
  const part = document.querySelector(`template[data-says="${result.word}"]`).content.cloneNode(true);
  const said = result.badge ? slots(result) : {};
  for (const slot of part.querySelectorAll("[data-slot]")) {
    const words = said[slot.dataset.slot], language = result.badge["@language"];
    const repeated = slot.localName === "li" ? slot : null;
    if (!words.length) (slot.closest("[data-if]") || slot).remove();
    else if (repeated) repeated.replaceWith(...words.map((word) => {
      const item = document.createElement("li");
      item.textContent = word;
      item.lang = language || "fr";
      return item;
    }));
    else slot.textContent = words.join(", ");
  }
  return part;
};
const given = async (form) => {
  const [file] = form.elements.file.files, text = form.elements.input.value;
  return file ? new Uint8Array(await file.arrayBuffer()) : new TextEncoder().encode(text);
};
if (kept && subtle) {
  const keys = JSON.parse(document.querySelector("#keys").textContent);
  const answer = document.querySelector("[data-answer]");
  document.querySelector("[data-without]").hidden = true;
  kept.hidden = false;
  kept.addEventListener("submit", async (event) => {
    event.preventDefault();
    answer.replaceChildren(shown(await assess(await given(kept), keys, Date.now())));
    answer.hidden = false;
    answer.scrollIntoView();
  });
} else if (kept) {
  document.querySelector("[data-without]").hidden = true;
  document.querySelector("[data-no-crypto]").hidden = false;
}
export { assess, unbaked };
