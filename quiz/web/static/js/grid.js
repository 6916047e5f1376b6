// Grids of cells: arrows, Enter, and a paste that never overwrites without a word and can be taken back once.

let undo = null; // {table, texts}: the grid as it was before the latest paste

const rowsOf = (table) => [...table.tBodies[0].rows].map((row) => [...row.querySelectorAll("input")]);
const shapeOf = (cells) => `${cells.length} × ${Math.max(...cells.map((row) => row.length))}`;

function place(input) {
  const rows = rowsOf(input.closest("[data-grid]"));
  const i = rows.findIndex((row) => row.includes(input));
  return { rows, i, j: rows[i].indexOf(input) };
}

function go(input) {
  input.focus();
  input.select();
}

function say(table, message, again) {
  const line = document.querySelector(`[data-pasted="${table.dataset.part}"]`);
  line.replaceChildren(message);
  if (again) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "bare";
    button.textContent = "Take it back";
    button.addEventListener("click", takeBack);
    line.append(" ", button);
  }
}

function write(input, text) {
  input.value = text;
  input.dispatchEvent(new Event("input", { bubbles: true }));
}

function takeBack() {
  if (!undo) return;
  const { table, texts, from } = undo;
  undo = null;
  rowsOf(table).forEach((row, i) => row.forEach((input, j) => write(input, texts[i][j])));
  say(table, "Taken back: the grid is as it was before.");
  from.focus();
}

function fill(table, cells, from) {
  const { rows, i, j } = place(from);
  const fits = cells.every((row, r) => rows[i + r] && row.length <= rows[i + r].length - j);
  if (!fits) {
    say(table, `That is ${shapeOf(cells)}, but from this cell there is room for ${rows.length - i} × ${rows[0].length - j}. Nothing was changed.`);
    return false;
  }
  const texts = rows.map((row) => row.map((input) => input.value));
  let replaced = 0;
  cells.forEach((row, r) => row.forEach((text, c) => {
    const input = rows[i + r][j + c];
    if (input.value.trim() && input.value !== text) replaced += 1;
    write(input, text);
  }));
  undo = { table, texts, from };
  const over = replaced ? `, ${replaced} of them written over` : "";
  say(table, `Filled ${cells.flat().length} cells${over}.`, true);
  return true;
}

// A table copied from a spreadsheet keeps the text of its cells; anything else is read as an answer would be.
function tabbed(text) {
  const lines = text.replace(/\r/g, "").replace(/\n+$/, "").split("\n");
  if (!text.includes("\t") || /[[\](){}\\]/.test(text)) return null;
  return lines.map((line) => line.split("\t").map((cell) => cell.trim()));
}

async function paste(table, text, from) {
  const cells = tabbed(text);
  if (cells) return fill(table, cells, from);
  const url = document.getElementById("problem").dataset.readUrl;
  const { kind } = table.dataset;
  const { rows, i, j } = place(from);
  const room = rows[0].length - j;
  const shape = kind === "vector" ? room : `${rows.length - i},${room}`;
  const body = new URLSearchParams({ kind, text, shape, format: "cells" });
  let answer;
  try {
    answer = await (await fetch(url, { method: "POST", body })).json();
  } catch {
    say(table, "This could not be read, because the server can’t be reached. Nothing was changed.");
    return false;
  }
  if (answer.cells) return fill(table, answer.cells, from);
  say(table, `${answer.error} Nothing was changed.`);
  for (const way of answer.ways ?? []) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = way.read_as;
    button.addEventListener("click", () => paste(table, way.text, from));
    document.querySelector(`[data-pasted="${table.dataset.part}"]`).append(" ", button);
  }
  return false;
}

document.addEventListener("paste", (event) => {
  const input = event.target.closest?.("[data-grid] input");
  const text = event.clipboardData?.getData("text") ?? "";
  if (!input || !/[\t\n;[\]&|\\]|,.*,|, | +\S/.test(text.trim())) return;
  event.preventDefault();
  paste(input.closest("[data-grid]"), text, input);
});

document.addEventListener("click", async (event) => {
  const part = event.target.closest("button[data-fill]")?.closest(".part");
  if (!part) return;
  const table = part.querySelector("[data-grid]");
  const text = part.querySelector("textarea");
  const first = rowsOf(table)[0][0];
  if (await paste(table, text.value, first)) {
    write(text, "");
    go(first);
  }
});

document.addEventListener("keydown", (event) => {
  const input = event.target.closest?.("[data-grid] input");
  if (!input || event.altKey || event.isComposing) return;
  const { rows, i, j } = place(input);
  const { key } = event;
  if ((event.ctrlKey || event.metaKey) && key === "z" && undo?.table === input.closest("[data-grid]")) {
    event.preventDefault();
    takeBack();
    return;
  }
  if (event.ctrlKey || event.metaKey) return;
  const atStart = input.selectionStart === 0 && (input.selectionEnd === 0 || input.selectionEnd === input.value.length);
  const atEnd = input.selectionEnd === input.value.length && (input.selectionStart === input.value.length || input.selectionStart === 0);
  const next = {
    ArrowUp: rows[i - 1]?.[j],
    ArrowDown: rows[i + 1]?.[j],
    ArrowLeft: atStart && !event.shiftKey ? rows[i][j - 1] : undefined,
    ArrowRight: atEnd && !event.shiftKey ? rows[i][j + 1] : undefined,
    Enter: rows[i][j + 1] ?? rows[i + 1]?.[0] ?? document.querySelector('button[data-key="c"]'),
  }[key];
  if (!next) return;
  event.preventDefault();
  if (next.tagName === "INPUT") go(next); else next.focus();
});

// A verdict is about what was checked: it goes as soon as something else stands there.
document.addEventListener("input", (event) => {
  const field = event.target;
  const cell = field.closest("[data-grid] td");
  for (const marked of [cell, field]) marked?.classList.remove("correct", "incorrect", "rounded-too-early", "invalid");
  field.removeAttribute("aria-invalid");
  cell?.querySelectorAll(".mark, .away").forEach((mark) => mark.remove());
  if (cell && event.isTrusted) undo = null;
  if (field.matches("[data-none]") && field.checked) {
    field.closest(".options").querySelectorAll("input:not([data-none])").forEach((box) => { box.checked = false; });
  } else if (field.type === "checkbox") {
    const none = field.closest(".options")?.querySelector("[data-none]");
    if (none) none.checked = false;
  }
});
