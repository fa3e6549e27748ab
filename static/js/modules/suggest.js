// Suggestions for a search: a combobox whose list the server fills with links (WAI-ARIA APG, manual selection).
const PAUSE = 150;

export default function suggest(box) {
  const [input, list, count] = box.querySelectorAll("input, [role]");
  let options, at, timer;

  // The option at this place is the one that Enter takes; at -1 it is what was typed.
  function mark(place) {
    at = place;
    options.forEach((option, index) => (option.ariaSelected = index === at));
    options[at]?.scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", options[at]?.id ?? "");
  }

  // Whatever is still on its way comes too late after this.
  function show(html) {
    timer = clearTimeout(timer);
    list.innerHTML = html;
    options = [...list.querySelectorAll("a")];
    input.ariaExpanded = options.length > 0;
    count.textContent = options[0]?.dataset.count;
    mark(-1);
  }

  function ask() {
    clearTimeout(timer);
    const mine = setTimeout(async () => {
      const words = encodeURIComponent(input.value.trim());
      const answer = await fetch(words ? box.dataset.url + words : box.dataset.hot).catch(() => ({}));
      // Asked too often, or nobody there: say nothing.
      const html = answer.ok ? await answer.text() : "";
      if (mine === timer) show(html);
    }, PAUSE);
    timer = mine;
    mark(-1);
  }

  function press(event) {
    const { key } = event;
    const step = { ArrowUp: options.length, ArrowDown: 1 }[key];
    // While an input method composes, all keys are its own.
    if (event.keyCode === 229) return;
    if (/Home|End|Left|Right/.test(key)) return mark(-1);
    if (key === "Escape" && options[0]) show("");
    else if (key === "Enter" && options[at]) options[at].click();
    else if (step && options[0]) mark(((at + 1 + step) % (options.length + 1)) - 1);
    else if (step) ask();
    else return;
    event.preventDefault();
  }

  Object.assign(input, {
    role: "combobox",
    ariaAutoComplete: "list",
    onclick: ask,
    oninput: (event) => event.isComposing || ask(),
    onkeydown: press,
    onblur: () => show(""),
  });
  input.addEventListener("compositionend", ask);
  // Pressing on an option leaves the focus where it is.
  list.onmousedown = (event) => event.preventDefault();
  show("");
}
