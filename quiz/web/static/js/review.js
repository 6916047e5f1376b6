// Keys of a review: space shows the answer, 1 to 4 rate, u takes back, r or U does it again. See keys.js for the rest.

const letters = document.documentElement.dataset.singleKeys !== "off";
const dialog = document.getElementById("keys-dialog");
const taken = "a[href], button, input, select, textarea, summary, dialog";

function wanted(key) {
  if (/^[1-4]$/.test(key)) return `button[data-rating="${key}"]`;
  return { " ": "button[data-show]", u: "button[data-undo]", U: "button[data-redo]", r: "button[data-redo]" }[key];
}

function typing(target) {
  return target.isContentEditable || /^(TEXTAREA|SELECT)$/.test(target.tagName)
    || (target.tagName === "INPUT" && !/^(radio|checkbox|button|submit)$/.test(target.type));
}

document.addEventListener("keydown", (event) => {
  const { key, target } = event;
  if (event.defaultPrevented || event.isComposing || event.repeat || !letters || dialog.open) return;
  if (event.ctrlKey || event.metaKey || event.altKey || typing(target)) return;
  if (key === " " && target.closest(taken)) return; // the focused control has its own use for it
  const selector = wanted(key);
  const button = selector && document.querySelector(selector);
  if (!button) return;
  event.preventDefault();
  button.click();
});

document.getElementById("answer")?.focus({ preventScroll: true });

// Days are counted by the clock of this browser, unless another one was chosen.
function zoned() {
  for (const zone of document.querySelectorAll("[data-own-zone]")) {
    if (!zone.value) zone.value = Intl.DateTimeFormat().resolvedOptions().timeZone ?? "";
  }
}

zoned();
document.addEventListener("headway:swapped", zoned);
