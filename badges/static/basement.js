// Without a network, what is ticked on the screen of a session waits on the phone.
import { ask } from "/static/sending.js";
import { add, line, people, say, words } from "/static/waiting.js";

const answers = async () => {
  if (navigator.onLine === false) return false;
  const answer = await ask("/health", {}, 3000).catch(() => ({}));
  return answer.ok && !answer.redirected;
};
const random = () => Array.from(crypto.getRandomValues(new Uint8Array(16)), (one) => one.toString(36)).join("");

// Ids alone are kept: no name, no word of the coach's own, no token.
const orderOf = (form, button, to) => {
  const kept = to.pathname.endsWith("/told") ? ["untold"] : ["badge", "criterion", "person", "again"];
  const all = [...new FormData(form), [button?.name, button?.value]];
  return {
    to: to.pathname + to.search,
    key: form.elements.key.value,
    fields: all.filter(([name]) => kept.includes(name)),
  };
};
const lacking = (form, { to, fields }) => {
  if (to.includes("/told")) return "";
  if (!fields.some(([name]) => name === "person")) return words.nobody;
  const seen = ":checked + label + fieldset [name=criterion]:checked";
  return to.includes("/give") || form.querySelector(seen) ? "" : words.nothing;
};
// The form is ready for the next people; what stood ready to be given is given once.
const clear = (form, { key, to }) => {
  const fresh = random(), { everybody, line: own } = form.elements;
  for (const field of document.querySelectorAll("[name=key]")) {
    if (field.value === key) field.value = fresh;
  }
  if (to.includes("/told")) {
    document.getElementById("telling").hidden = true;
  } else if (everybody) {
    everybody.checked = false;
    everybody.dispatchEvent(new Event("change"));
    if (own) own.value = "";
  } else {
    form.querySelectorAll("button").forEach((one) => { one.disabled = true; });
  }
};
const wait = (form, button, to) => {
  const order = orderOf(form, button, to), missing = lacking(form, order);
  if (missing) return say(line(missing));
  const own = !to.pathname.endsWith("/told") && form.elements.line?.value.trim();
  try {
    add(order);
  } catch {
    return say(line(words.full));
  }
  clear(form, order);
  return say(line(`${words.waits} ${people(order)}`), ...(own ? [line(words.line)] : []));
};

let looking = false, through = false;
const onSubmit = async (event) => {
  const { target: form, submitter: button } = event;
  const to = new URL(button?.hasAttribute("formaction") ? button.formAction : form.action);
  if (through || !/\/(seen|give|told)$/.test(to.pathname)) return;
  event.preventDefault();
  if (looking) return;
  looking = true;
  const slow = setTimeout(() => say(line(words.looking)), 800);
  const answered = await answers();
  clearTimeout(slow);
  looking = false;
  if (answered) {
    through = true;
    form.requestSubmit(button);
    through = false;
  } else {
    wait(form, button, to);
    document.getElementById("said").scrollIntoView();
  }
};
if (HTMLFormElement.prototype.requestSubmit) addEventListener("submit", onSubmit);
