// The clock of a work. The server says how much is left and this counts down to it, asks again every minute and when the
// page comes back into sight, and locks the fields only once the server says that it is over. Without this script the
// time of the end stands there, and the server's clock holds all the same.

const SYNC = 60_000;
const HURRY = 15; // seconds before the end from which every pause in typing is saved
const MARKS = [[300, "5 minutes are left."], [60, "1 minute is left."]];

let clock = null;
let end = 0;
let before = Infinity;
let asked = performance.now();
let asking = false;
let over = false;

const say = (sentence) => { document.querySelector("[data-clock-said]").textContent = sentence; };

function take(seconds) {
  end = performance.now() + 1000 * seconds;
}

function written(seconds) {
  if (seconds >= 86_400) return "";
  const minutes = Math.floor(seconds / 60);
  if (seconds >= 3600) return `${Math.floor(minutes / 60)} h ${minutes % 60} min left`;
  return `${minutes}:${String(seconds % 60).padStart(2, "0")} left`;
}

async function ask() {
  if (asking || !clock || over) return;
  asking = true;
  asked = performance.now();
  try {
    const response = await fetch(clock.dataset.clockUrl);
    if (response.ok) {
      const found = await response.json();
      if (found.over) finish(); else take(found.left);
    }
  } catch { /* not reached: asked again */ }
  asking = false;
}

// Nobody types into the void: what stands there stays to be read, and the way to what counts is shown.
function finish() {
  over = true;
  clock.removeAttribute("data-soon");
  clock.querySelector("[data-clock-face]").textContent = "The time is over.";
  for (const field of document.querySelectorAll("#answer-form input, #answer-form textarea")) {
    if (/^(radio|checkbox)$/.test(field.type)) field.disabled = true; else field.readOnly = true;
  }
  for (const button of document.querySelectorAll("button[form=answer-form], #answer-form button, #hand-in button")) button.disabled = true;
  const box = document.createElement("div");
  box.className = "notice";
  const link = document.createElement("a");
  link.href = clock.dataset.clockUrl.replace(/\/clock$/, "");
  link.textContent = "See your work";
  box.append("The time is over. What was kept and typed until then counts. ", link);
  document.getElementById("notice").replaceChildren(box);
}

function tick() {
  const found = document.querySelector("[data-work-clock]");
  if (!found || over) return;
  if (found !== clock) { // the page, or what htmx has put in its place
    if (!clock) before = Number(found.dataset.left);
    clock = found;
    take(Number(clock.dataset.left));
  }
  const left = Math.max(0, Math.ceil((end - performance.now()) / 1000));
  const face = clock.querySelector("[data-clock-face]");
  if (face.textContent !== written(left)) face.textContent = written(left);
  clock.toggleAttribute("data-soon", left <= MARKS[0][0]);
  for (const [mark, sentence] of MARKS) if (before > mark && left <= mark && left > 0) say(sentence);
  before = left;
  document.getElementById("problem")?.toggleAttribute("data-hurry", left <= HURRY);
  if (performance.now() - asked > (left ? SYNC : 1000)) ask();
}

document.addEventListener("visibilitychange", () => { if (!document.hidden) ask(); });
window.addEventListener("pageshow", (event) => { if (event.persisted) ask(); });
document.addEventListener("headway:swapped", tick);
tick();
setInterval(tick, 250);
