// After htmx has put in the checked problem: where the focus goes, and what happens when the server can't be reached.

const notice = () => document.getElementById("notice");
let shown = document.getElementById("problem");

document.addEventListener("htmx:after:swap", () => {
  const page = document.getElementById("problem");
  if (!page || page === shown) return; // a notice came, and the problem stayed
  shown = page;
  document.dispatchEvent(new CustomEvent("headway:swapped"));
  notice().replaceChildren();
  const target = document.getElementById(page.dataset.focus ?? "");
  if (!target) return;
  target.focus({ preventScroll: true });
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  target.scrollIntoView({ block: "nearest", behavior: calm ? "auto" : "smooth" });
});

document.addEventListener("htmx:error", () => {
  const box = document.createElement("div");
  box.className = "notice";
  box.textContent = "The server can’t be reached, so nothing was checked. Your work is kept in this browser; try again in a moment.";
  notice().replaceChildren(box);
});
