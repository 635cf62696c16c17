// What could not be sent waits on this phone: numbers, never names. Here it is kept and shown.
const NAME = "waiting";
const PLACE = /^\/activities\/\d+\/sessions\/\d+\/(seen|give|told)(\?lang=[\w-]+)?$/;
const panel = document.getElementById("waiting"), status = document.getElementById("said");
export const words = panel.dataset;
status.setAttribute("role", "status");

const fits = (it) => PLACE.test(it?.to) && typeof it.key === "string" && Array.isArray(it.fields)
  && it.fields.every((pair) => pair?.length === 2);
const read = () => {
  try {
    return JSON.parse(localStorage.getItem(NAME)).filter(fits);
  } catch {
    return []; // nothing yet, or nothing that we wrote
  }
};
const write = (all) => {
  if (all.length) localStorage.setItem(NAME, JSON.stringify(all));
  else localStorage.removeItem(NAME);
};
export const mine = () => read().filter((it) => it.by === words.staff);
export const add = (order) => {
  write([...read(), { ...order, by: words.staff, at: Date.now() }]);
  draw();
};
// By nothing: it is sent, or dropped.
export const replace = (key, ...by) => {
  write(read().flatMap((it) => (it.key === key ? by : it)));
  draw();
};

export const line = (text, link, href) => {
  const said = document.createElement("p"), a = document.createElement("a");
  said.className = "said";
  said.append(text);
  if (link) {
    Object.assign(a, { href, textContent: link });
    said.append(" ", a);
  }
  return said;
};
export const say = (...lines) => status.replaceChildren(...lines);
const counted = (count, one, many) => (count === 1 ? one : many.replace("1000", count));
export const people = ({ fields }) => counted(
  fields.filter(([name]) => /^(person|untold)$/.test(name)).length, words.one, words.many,
);

const row = (it) => {
  const part = panel.querySelector("template").content.cloneNode(true);
  const [text, link, drop] = part.firstElementChild.children;
  const at = new Date(it.at).toLocaleString(words.locale, {
    dateStyle: "long", timeStyle: "short",
  });
  text.textContent = `${people(it)}, ${at}`;
  link.href = it.to.replace(/give|told/, "seen");
  link.hidden = drop.hidden = !it.stuck;
  drop.addEventListener("click", () => {
    if (!confirm(words.sure)) return;
    replace(it.key);
    status.focus();
  });
  return part;
};
export const draw = () => {
  const own = mine(), others = read().length - own.length;
  panel.querySelector("ul").replaceChildren(...own.map(row));
  panel.querySelector("[data-mine]").hidden = !own.length;
  panel.querySelector("[data-elsewhere]").textContent =
    others ? counted(others, words.other, words.others) : "";
  panel.hidden = !own.length && !others;
};
addEventListener("storage", draw);
draw();
