// "Read as": how the server reads what stands in a field, while it is typed. A function of the typed text alone.

const PAUSE = 220;
const waiting = new Map();
const told = new WeakMap(); // line -> of which field it speaks: after a paste, the last that is no plain number

const plainNumber = (text) => /^\s*[-+−]?\d+(\.\d+)?\s*$/.test(text);

function lineFor(field) {
  return field.closest(".part")?.querySelector("[data-reading]");
}

function request(field) {
  const cell = field.closest("[data-grid]");
  if (cell) return { kind: "number", text: field.value, shape: "" };
  return { kind: field.dataset.read, text: field.value, shape: field.dataset.shape ?? "" };
}

async function preview(field) {
  const line = lineFor(field);
  const asked = request(field);
  const inCell = Boolean(field.closest("[data-grid]"));
  if (!asked.text.trim() || (inCell && plainNumber(asked.text))) {
    if (told.get(line)?.field === field) line.replaceChildren(); // what is said of another cell still holds
    return;
  }
  const mine = { field };
  told.set(line, mine);
  try {
    const url = document.getElementById("problem").dataset.readUrl;
    const response = await fetch(url, { method: "POST", body: new URLSearchParams(asked), headers: { "HX-Request": "true" } });
    if (!response.ok || field.value !== asked.text || told.get(line) !== mine) return;
    const fragment = document.createRange().createContextualFragment(await response.text());
    line.replaceChildren(...(inCell ? [`${field.getAttribute("aria-label").split(" of ")[0]}: `] : []), fragment);
    line.querySelectorAll("button[data-replace]").forEach((button) => { button.target = field; });
  } catch {
    if (told.get(line) === mine) line.replaceChildren(); // offline: the reading comes back with the connection
  }
}

document.addEventListener("input", (event) => {
  const field = event.target;
  if (!field.matches("[data-read], [data-grid] input")) return;
  clearTimeout(waiting.get(field));
  waiting.set(field, setTimeout(() => { waiting.delete(field); preview(field); }, PAUSE));
});

document.addEventListener("click", (event) => {
  const button = event.target.closest("button[data-replace]");
  if (!button) return;
  const part = button.closest(".part");
  const field = button.target ?? part.querySelector("input[data-read], textarea[data-read]");
  field.value = button.dataset.replace;
  field.dispatchEvent(new Event("input", { bubbles: true }));
  field.focus();
});
