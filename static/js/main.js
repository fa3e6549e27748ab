// Starts what an element asks for by data-module="name". Pages work without any of it.
const modules = {
  availability: () => import("./modules/availability.js"),
  captcha: () => import("./modules/captcha.js"),
  carousel: () => import("./modules/carousel.js"),
  copy: () => import("./modules/copy.js"),
  countdown: () => import("./modules/countdown.js"),
  menu: () => import("./modules/menu.js"),
  reveal: () => import("./modules/reveal.js"),
  suggest: () => import("./modules/suggest.js"),
};

async function start(element) {
  const load = modules[element.dataset.module];
  if (!load || element.started) return;
  element.started = true;
  (await load()).default(element);
}

const startAll = (root) => root.querySelectorAll("[data-module]").forEach(start);

startAll(document);
document.addEventListener("htmx:load", (event) => startAll(event.target));

// An answer that brings the target again is swapped whatever its status: 422, 429, 503.
document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  if (detail.serverResponse.includes(`id="${detail.target.id}"`)) Object.assign(detail, { shouldSwap: true, isError: false });
});

// Any other failure, or no answer at all, shows the sentence that the page holds ready.
document.addEventListener("htmx:afterRequest", ({ detail }) => {
  const note = detail.target.querySelector("[data-failure]");
  if (note) note.hidden = detail.successful;
});
