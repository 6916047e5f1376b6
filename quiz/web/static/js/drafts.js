// Unsaved work: kept in this browser with every keystroke, and on the server after a pause. Never graded by itself.
// It is forgotten only when the server has confirmed that just this was checked, or kept as an answer of an assignment.

const PAUSE = 700;
const HURRIED = 80; // when a clock is about to run out
const RETRY = 4000;
const WORDS = {
  practice: {
    here: "Unsaved work: kept in this browser, not checked yet.",
    both: "Unsaved work: kept here and on the server, not checked yet.",
    ended: "Unsaved work: kept in this browser. The session on the server has ended.",
    offline: "You are offline. Your work is kept in this browser, not checked yet.",
    back: "Unsaved work from before is back, not checked yet.",
    elsewhere: "Unsaved work, as typed in another tab, not checked yet.",
  },
  work: {
    here: "Typed, and kept in this browser only so far.",
    both: "Typed and saved, not kept as an answer yet.",
    ended: "Kept in this browser only: the session on the server has ended. Please sign in again in another tab.",
    offline: "You are offline: what you type is kept in this browser only. It is sent as soon as the server can be reached.",
    back: "What you typed before is back, not kept as an answer yet.",
    elsewhere: "As typed in another tab, not kept as an answer yet.",
    closed: "This takes no more answers; what you typed last is kept in this browser only.",
  },
};
let timer = 0;
let leaving = false; // a button has sent all that is typed, and the page goes
let asked = performance.timeOrigin; // when the page that is shown was asked for: what was saved since may not stand in it
let sending = new AbortController();

const root = () => document.getElementById("problem");
const form = () => document.getElementById("answer-form");
const words = () => WORDS[root()?.dataset.words ?? "practice"];
const OPENED = "headway:opened"; // the problem that this tab showed last, and its skill
const slot = (id) => `headway:draft:${id}`;

function read(id) {
  try { return JSON.parse(localStorage.getItem(slot(id))); } catch { return null; }
}

function store(id, draft) {
  try { localStorage.setItem(slot(id), JSON.stringify(draft)); } catch { /* full or forbidden: the server still keeps it */ }
}

// What the shown problem practises: an assignment's form does not say it.
function skill() {
  const { family, level } = form()?.elements ?? {};
  return family && level ? { family: family.value, level: level.value } : null;
}

function opened() {
  const id = root()?.dataset.problem;
  try { if (id) sessionStorage.setItem(OPENED, JSON.stringify({ id, skill: skill() })); } catch { /* full or forbidden */ }
}

function skillOf(id) {
  let last = null;
  try { last = JSON.parse(sessionStorage.getItem(OPENED)); } catch { /* forbidden */ }
  return read(id)?.skill ?? (last?.id === id ? last.skill : null);
}

function values() {
  const found = {};
  for (const [name, text] of new FormData(form())) {
    if (name.startsWith("a.")) (found[name] ??= []).push(text);
  }
  return found;
}

const same = (a, b) => JSON.stringify(a, Object.keys({ ...a, ...b }).sort()) === JSON.stringify(b, Object.keys({ ...a, ...b }).sort());
const filled = (fields) => Object.values(fields).some((texts) => texts.some((text) => text.trim()));

const inputs = () => form().querySelectorAll('[name^="a."]');
const ticks = (input) => input.type === "radio" || input.type === "checkbox";

// The fields that were typed into before this script was there to hear it.
function early() {
  return [...inputs()].filter((one) => ticks(one) ? one.checked !== one.defaultChecked : one.value !== one.defaultValue);
}

function put(fields) {
  for (const input of inputs()) {
    const texts = fields[input.name] ?? [];
    if (ticks(input)) input.checked = texts.includes(input.value);
    else if (input.value !== (texts[0] ?? "")) input.value = texts[0] ?? "";
  }
  form().querySelectorAll("details.whole").forEach((one) => { if (one.querySelector("textarea").value.trim()) one.open = true; });
}

function say(message) {
  const line = document.querySelector("[data-draft-status]");
  if (line && line.textContent !== message) line.textContent = message;
}

async function save() {
  clearTimeout(timer);
  const page = root();
  const id = page?.dataset.problem;
  const draft = id && read(id);
  if (!draft || draft.kept) return;
  sending = new AbortController();
  const body = new URLSearchParams({ revision: page.dataset.revision });
  for (const [name, texts] of Object.entries(draft.fields)) texts.forEach((text) => body.append(name, text));
  try {
    const response = await fetch(page.dataset.draftUrl, { method: "POST", body, keepalive: true, signal: sending.signal });
    if (root() !== page) return;
    if (response.ok || response.status === 409) {
      const reply = await response.json();
      page.dataset.revision = reply.revision;
      if (response.status === 409) { timer = setTimeout(save, PAUSE); return; } // the newest words typed win
      const now = read(id);
      if (!now || !same(now.fields, draft.fields)) return; // typed on since, here or in another tab, which saves it
      if (reply.ended) { localStorage.removeItem(slot(id)); say(""); return; } // it is the answer that was taken in last
      store(id, { ...now, kept: true, saved: Date.now() });
      say(words().both);
      return;
    }
    say({ 404: words().ended, 422: words().closed }[response.status] ?? words().here);
  } catch (error) {
    if (error.name === "AbortError") return;
    say(words().offline);
    timer = setTimeout(save, RETRY);
  }
}

function typed() {
  const id = root()?.dataset.problem;
  if (!id || !form()) return;
  store(id, { fields: values(), at: Date.now(), kept: false, skill: skill() });
  say(words().here);
  clearTimeout(timer);
  timer = setTimeout(save, "hurry" in root().dataset ? HURRIED : PAUSE);
}

// What this browser holds and the server may not have is put back into the form, but for the `newest`, the fields that
// were typed into since; what was sent is forgotten once it is confirmed.
function restore(newest = []) {
  const page = root();
  if (!page || !form()) return;
  const id = page.dataset.problem;
  const draft = read(id);
  const unknown = draft && (!draft.kept || draft.saved > asked);
  const done = "confirmed" in page.dataset && (!unknown || draft.sent);
  if (done) localStorage.removeItem(slot(id));
  if (unknown && !done && !same(draft.fields, values())) {
    const stand = newest.map((one) => [one, ticks(one) ? "checked" : "value", ticks(one) ? one.checked : one.value]);
    put(draft.fields);
    for (const [one, what, stood] of stand) one[what] = stood;
    store(id, { ...draft, fields: values(), kept: false });
    say(words().back);
    timer = setTimeout(save, PAUSE);
  }
}

// Whatever button is pressed sends all that is typed, so a draft on its way is not needed any more, and what is typed
// while the answer is on its way is another. The number tells the server which draft this text continues.
document.addEventListener("click", (event) => {
  const button = event.target.closest("#answer-form button[formaction], button[form=answer-form][formaction]");
  if (!button) return;
  clearTimeout(timer);
  sending.abort();
  leaving = !button.hasAttribute("hx-post");
  form().elements.revision.value = root().dataset.revision;
  const { problem } = root().dataset;
  const draft = read(problem);
  if (draft) store(problem, { ...draft, sent: true });
}, { capture: true });

document.addEventListener("htmx:before:request", () => { asked = Date.now(); });
document.addEventListener("input", (event) => { if (event.target.closest("#answer-form")) typed(); });
window.addEventListener("pagehide", () => { if (!leaving) save(); });
window.addEventListener("online", save);
window.addEventListener("pageshow", (event) => { leaving = false; if (event.persisted) restore(); });
window.addEventListener("storage", (event) => {
  const page = root();
  if (!page || event.key !== slot(page.dataset.problem) || !event.newValue) return;
  const draft = read(page.dataset.problem);
  if (!draft || same(draft.fields, values())) return;
  if (document.activeElement?.closest("#answer-form") && document.hasFocus()) return;
  clearTimeout(timer); // the other tab saves it
  put(draft.fields);
  say(words().elsewhere);
});
document.addEventListener("headway:swapped", () => restore());
document.querySelectorAll("[data-forget]").forEach((one) => localStorage.removeItem(slot(one.dataset.forget)));
const first = form() ? early() : [];
restore(first);
opened();
document.addEventListener("DOMContentLoaded", () => { // once all scripts are there to hear it
  for (const one of first) one.dispatchEvent(new Event("input", { bubbles: true }));
});

// A page that can't show the problem any more still gives back what was typed, and leads to the same skill.
const kept = document.querySelector("[data-kept]");
const lost = kept && read(kept.dataset.kept);
if (lost && filled(lost.fields) && !("unsaved" in kept.dataset && lost.kept)) {
  kept.hidden = false;
  const text = document.createElement("textarea");
  text.readOnly = true;
  text.rows = 6;
  text.setAttribute("aria-labelledby", "kept-title");
  const some = Object.entries(lost.fields).filter(([, texts]) => texts.some((one) => one.trim()));
  text.value = some.map(([name, texts]) => `${name.slice(2)}: ${texts.join(", ")}`).join("\n");
  kept.append(text);
}
const afresh = document.querySelector("form[data-afresh]");
const skilled = afresh && skillOf(afresh.dataset.afresh);
if (skilled) {
  for (const [name, value] of Object.entries(skilled)) afresh.elements[name].value = value;
  afresh.hidden = false;
}
