// Starts the behaviour that an element asks for with data-module="name". Pages work without any of them.
const modules = {
  availability: () => import("./modules/availability.js"),
  captcha: () => import("./modules/captcha.js"),
  copy: () => import("./modules/copy.js"),
  countdown: () => import("./modules/countdown.js"),
  reveal: () => import("./modules/reveal.js"),
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

// An answer that brings the target again is swapped whatever its status (422, 429, 503).
document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  if (detail.serverResponse?.includes(`id="${detail.target.id}"`)) {
    detail.shouldSwap = true;
    detail.isError = false;
  }
});

// Any other failure, or no answer at all: show the sentence that the page holds ready for it.
for (const name of ["htmx:responseError", "htmx:sendError", "htmx:timeout"]) {
  document.addEventListener(name, ({ detail }) => {
    const note = detail.target.querySelector("[data-failure]");
    if (note) note.hidden = false;
  });
}
