// Shortcuts. Letters work outside of fields only, and not at all when they are switched off in the settings.

const dialog = document.getElementById("keys-dialog");
const letters = document.documentElement.dataset.singleKeys !== "off";

function press(key) {
  const button = document.querySelector(`button[data-key="${key}"]`);
  if (button) button.click();
  return Boolean(button);
}

function isField(element) {
  return element instanceof HTMLElement
    && (element.isContentEditable || /^(TEXTAREA|SELECT)$/.test(element.tagName)
      || (element.tagName === "INPUT" && !/^(radio|checkbox|button|submit)$/.test(element.type)));
}

function firstAnswer() {
  const field = document.querySelector("#answer-form .part input, #answer-form .part textarea");
  if (field) field.focus();
  return Boolean(field);
}

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.isComposing) return;
  const { key, target } = event;
  if ((event.ctrlKey || event.metaKey) && key === "Enter") {
    if (press("c")) event.preventDefault();
    return;
  }
  if (event.altKey && !event.ctrlKey && /^[12]$/.test(event.code.replace("Digit", ""))) {
    const ways = document.querySelectorAll("[data-reading]:not(:empty) button[data-replace], .remark button[data-replace]");
    const shown = target.closest ? target.closest(".part")?.querySelectorAll("button[data-replace]") : null;
    const button = (shown?.length ? shown : ways)[Number(event.code.replace("Digit", "")) - 1];
    if (button) { button.click(); event.preventDefault(); }
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (key === "Escape" && isField(target)) { target.blur(); return; }
  if (isField(target) || dialog.open || !letters) return;
  if (key === "?") { dialog.showModal(); event.preventDefault(); return; }
  const done = key === "a" ? firstAnswer() : /^[chsfn]$/.test(key) && press(key);
  if (done) event.preventDefault();
});

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-keys-help]")) { event.preventDefault(); dialog.showModal(); }
});
