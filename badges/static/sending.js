// Sends what waits on this phone. The server does the order of one key once, however often it comes.
import { line, mine, replace, say, words } from "/static/waiting.js";

export const ask = (to, options = {}, patience = 20000) => {
  const stop = new AbortController();
  setTimeout(() => stop.abort(), patience);
  return fetch(to, { ...options, signal: stop.signal });
};
const shown = async (answer) => new DOMParser().parseFromString(await answer.text(), "text/html");
// The token of whoever is signed in now, if they are who opened this page.
const token = async () => {
  const answer = await ask("/activities");
  if (!answer.ok) throw answer;
  const now = (await shown(answer)).getElementById("waiting")?.dataset;
  return now?.staff === words.staff && now.csrf;
};
// Gives what is said of it, or nothing where somebody has to sign in first.
const post = async (order, csrf) => {
  const body = new URLSearchParams([...order.fields, ["key", order.key], ["csrf_token", csrf]]);
  const answer = await ask(order.to, { method: "POST", body }), { redirected, status, url } = answer;
  if (!redirected && (status === 429 || status >= 500)) throw answer;
  const done = redirected ? /\/given\/\d+|done=kept/.test(url) : answer.ok;
  if (redirected && !done) return null;
  const page = await shown(answer);
  const said = page.querySelector(done ? "p[role=status], h1" : "[role=alert] p")?.textContent.trim();
  replace(order.key, ...(done ? [] : [{ ...order, stuck: true }]));
  return done ? line(words.sent, said || url, url) : line(`${words.review} ${said || words.changed}`);
};
const run = async (asked) => {
  const tried = new Set(), said = [];
  const next = () => mine().find((it) => !tried.has(it.key) && (asked || !it.stuck));
  if (!next()) return;
  try {
    const csrf = await token();
    for (let order = next(); order; order = next()) {
      tried.add(order.key);
      const what = csrf && await post(order, csrf);
      said.push(what || line("", words.out, "/activities"));
      say(...said);
      if (!what) return;
    }
  } catch {
    if (asked) say(...said, line(words.later));
  }
};
let busy = false, tapped = false;
const send = async (asked = false) => {
  tapped ||= asked;
  if (busy) return;
  [busy, tapped] = [true, false];
  const one = (lock) => lock && run(asked); // of all the tabs
  await (navigator.locks?.request("waiting", { ifAvailable: true }, one) ?? run(asked));
  busy = false;
  if (tapped) send(true); // meanwhile
};

document.querySelector("[data-mine] button").addEventListener("click", () => send(true));
addEventListener("online", () => send());
addEventListener("pageshow", () => send());
setInterval(() => document.hidden || send(), 30000);
