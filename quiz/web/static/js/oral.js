// The oral: unsaved words, the clock, keys, dictation, reading aloud. Without this script the pages work all the same.
// Nothing is sent before a button is pressed; sound is never kept.

const form = document.getElementById("oral-form");
const box = form?.elements.namedItem("a.answer");
const letters = document.documentElement.dataset.singleKeys !== "off";
const status = document.querySelector("[data-oral-status]");
const say = (message) => { if (status && status.textContent !== message) status.textContent = message; };
const slot = (id) => `headway:oral:${id}`;
const plain = (text) => text.replaceAll("\r\n", "\n").trim();

function read(key) {
  try { return JSON.parse(localStorage.getItem(key)); } catch { return null; }
}

function store(key, value) {
  try { localStorage.setItem(key, JSON.stringify(value)); } catch { /* full or forbidden: it still stands in the box */ }
}

// What was taken in is forgotten, but only if nothing else was typed there since.
for (const one of document.querySelectorAll("[data-took]")) {
  const key = slot(one.dataset.took);
  if (plain(read(key)?.text ?? "") === plain(one.dataset.tookText)) localStorage.removeItem(key);
}

// Seconds that this page was looked at, over reloads.
let spent = 0;
let since = Date.now();
const elapsed = () => spent + (since ? (Date.now() - since) / 1000 : 0);
document.addEventListener("visibilitychange", () => {
  if (document.hidden) { spent = elapsed(); since = 0; } else { since ||= Date.now(); }
});

let sent = null; // what went off with the form is kept already, and forgotten by the page that took it in

function keep() {
  if (box.value === sent) return;
  const key = slot(form.dataset.slot);
  if (box.value.trim()) store(key, { text: box.value, seconds: elapsed(), at: Date.now() });
  else { try { localStorage.removeItem(key); } catch { /* nothing was kept */ } }
}

const count = document.querySelector("[data-count]");
function counted() {
  const words = box.value.trim() ? box.value.trim().split(/\s+/).length : 0;
  const most = Number(box.dataset.words);
  count.textContent = `${words} of ${most} words`;
  count.classList.toggle("over", words > most);
}

if (form) {
  const kept = read(slot(form.dataset.slot));
  if (kept?.text) {
    spent = Number(kept.seconds) || 0;
    if (!box.value.trim()) { box.value = kept.text; say("What you typed before is back. Nothing was graded."); }
  }
  counted();
  if ("first" in box.dataset) box.focus({ preventScroll: true }); // the question describes the box, so it is read aloud too
  box.addEventListener("input", () => { keep(); counted(); });
  window.addEventListener("pagehide", keep);
  window.addEventListener("pageshow", (event) => { if (event.persisted) { spent = 0; since = Date.now(); counted(); } });
  form.addEventListener("submit", (event) => {
    keep();
    if (event.submitter?.hasAttribute("formaction")) return; // passed on, not answered
    sent = box.value;
    form.elements.seconds.value = String(Math.round(elapsed()));
  });
}

// The clock: counts up to a chosen length in a drill, down in a mock oral. It never sends anything by itself.
const clock = document.querySelector("[data-clock]");
if (clock) {
  const face = clock.querySelector("[data-clock-face]");
  const length = clock.querySelector("[data-clock-length]");
  const toggle = clock.querySelector("[data-clock-toggle]");
  const down = "counting" in clock.dataset;
  const end = Date.now() + 1000 * Number(clock.dataset.clock);
  const wanted = { length: Number(clock.dataset.clock), hidden: false, ...read("headway:oral-clock") };
  let told = false;
  if (length) length.value = String(wanted.length);

  const written = (seconds) => `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, "0")}`;
  const tick = () => {
    const over = down ? Date.now() - end : wanted.length ? 1000 * (elapsed() - wanted.length) : -1;
    face.textContent = down ? (over > 0 ? `+${written(over / 1000)}` : written(Math.ceil(-over / 1000))) : written(elapsed());
    clock.toggleAttribute("data-over", over > 0);
    if (over > 0 && !told && !wanted.hidden) {
      told = true;
      say(down ? "The time is over. Finish your sentence; the report comes next." : "The time is over; finish your sentence.");
    }
  };
  const drawn = () => {
    clock.toggleAttribute("data-quiet", wanted.hidden);
    toggle.firstChild.textContent = wanted.hidden ? "Show the clock" : "Hide the clock";
  };
  toggle.addEventListener("click", () => { wanted.hidden = !wanted.hidden; store("headway:oral-clock", wanted); drawn(); });
  length?.addEventListener("change", () => { wanted.length = Number(length.value); told = false; store("headway:oral-clock", wanted); tick(); });
  drawn();
  tick();
  clock.hidden = false;
  setInterval(tick, 250);
}

// Reading aloud with a voice of this device, so that no text leaves it.
const aloud = document.querySelector("[data-aloud]");
if (aloud && "speechSynthesis" in window) {
  const ownVoice = () => speechSynthesis.getVoices().find((voice) => voice.localService && voice.lang.startsWith("en"));
  const offer = () => { aloud.hidden = !ownVoice(); };
  offer();
  speechSynthesis.addEventListener?.("voiceschanged", offer);
  aloud.addEventListener("click", () => {
    if (speechSynthesis.speaking) { speechSynthesis.cancel(); return; }
    const chosen = document.querySelector("input[name=follow_up]:checked")?.parentElement;
    const question = (chosen ?? document.querySelector("[data-question]")).textContent.trim();
    const spoken = new SpeechSynthesisUtterance(question);
    spoken.voice = ownVoice() ?? null;
    spoken.lang = spoken.voice?.lang ?? "en-GB";
    speechSynthesis.speak(spoken);
  });
  window.addEventListener("pagehide", () => speechSynthesis.cancel());
}

// Dictation: on this device where the browser can, else only after a consent that says where the sound goes.
const Recognition = window.SpeechRecognition ?? window.webkitSpeechRecognition;
const dictate = document.querySelector("[data-dictate]");
const consent = document.getElementById("voice-consent");
const LANGUAGE = "en-GB";
let listening = null;
let agreed = false;

async function onDevice() {
  if (typeof Recognition.available !== "function" || !("processLocally" in Recognition.prototype)) return false;
  for (const lang of [LANGUAGE, "en-US"]) {
    try {
      if ((await Recognition.available({ langs: [lang], processLocally: true })) === "available") return lang;
    } catch { /* not offered after all */ }
  }
  return false;
}

function asked() {
  return new Promise((answered) => {
    consent.returnValue = "no";
    consent.addEventListener("close", () => answered(consent.returnValue === "yes"), { once: true });
    consent.showModal();
  });
}

function landed(words) {
  const before = box.value.replace(/\s+$/, "");
  box.value = `${before}${before ? " " : ""}${words.trim()}`;
  box.dispatchEvent(new Event("input", { bubbles: true }));
}

const FAILED = {
  "not-allowed": "The microphone is not allowed here. The box takes typed words all the same.",
  "service-not-allowed": "This browser does not let pages recognise speech. The box takes typed words all the same.",
  "no-speech": "Nothing was heard.",
  "audio-capture": "No microphone was found. The box takes typed words all the same.",
  network: "The browser’s speech service can’t be reached. The box takes typed words all the same.",
};

async function listen() {
  const lang = await onDevice();
  if (!lang && !agreed) {
    agreed = await asked();
    if (!agreed) { say("Nothing was recorded."); dictate.focus(); return; }
  }
  const recognition = new Recognition();
  if (lang) recognition.processLocally = true;
  recognition.lang = lang || LANGUAGE;
  recognition.continuous = true;
  recognition.interimResults = false;
  recognition.addEventListener("result", (event) => {
    for (let i = event.resultIndex; i < event.results.length; i += 1) {
      if (event.results[i].isFinal) landed(event.results[i][0].transcript);
    }
  });
  recognition.addEventListener("error", (event) => say(FAILED[event.error] ?? "The words could not be recognised."));
  recognition.addEventListener("end", () => {
    if (listening !== recognition) return;
    listening = null;
    dictate.setAttribute("aria-pressed", "false");
    if (status.textContent.startsWith("Listening")) say("Stopped. Read it over; nothing is graded before you press the button.");
  });
  recognition.start();
  listening = recognition;
  dictate.setAttribute("aria-pressed", "true");
  say(lang ? "Listening, on this device." : "Listening, through your browser’s service.");
}

if (dictate && Recognition && consent) {
  dictate.hidden = false;
  dictate.addEventListener("click", () => {
    if (listening) listening.stop();
    else listen().catch(() => say("The words could not be recognised."));
  });
  form.addEventListener("submit", () => listening?.abort());
  window.addEventListener("pagehide", () => listening?.abort());
}

// Keys. Letters and digits outside of fields only, and not at all when they are switched off in the settings.
const press = (selector) => {
  const button = document.querySelector(selector);
  if (!button || button.hidden) return false;
  button.click();
  return true;
};

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.isComposing || document.querySelector("dialog[open]")) return;
  const { key, target } = event;
  if ((event.ctrlKey || event.metaKey) && key === "Enter") {
    if (press("[data-grade]")) event.preventDefault();
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey || !letters) return;
  if (target.matches?.("textarea, select, input:not([type=radio], [type=checkbox])")) return;
  const done = (/^[1-4]$/.test(key) && press(`[data-oral-rating="${key}"]`))
    || (/^[a-gi]$/.test(key) && press(`[data-overrule="${key}"]`))
    || (key === "n" && press("[data-next]")) || (key === "u" && press("[data-oral-undo]"))
    || (key === "t" && press("[data-clock-toggle]")) || (key === "r" && press("[data-aloud]"))
    || (key === "d" && press("[data-dictate]")) || (key === "a" && box && (box.focus(), true));
  if (done) event.preventDefault();
});
