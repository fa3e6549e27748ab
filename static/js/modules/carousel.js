// Moves the slides on every five seconds, unless paused, pointed at, focused, hidden, or motion is not wanted.
const SECONDS = 5;

export default function carousel(root) {
  const slides = root.querySelector(".carousel__slides");
  const dots = [...root.querySelectorAll(".carousel__dot")];
  const pause = root.querySelector(".carousel__pause");
  if (!pause) return;
  let isPlaying = !matchMedia("(prefers-reduced-motion: reduce)").matches;

  const current = () => Math.round(slides.scrollLeft / slides.clientWidth);
  const show = (index) => slides.scrollTo({ left: index * slides.clientWidth });

  function label() {
    pause.setAttribute("aria-label", isPlaying ? pause.dataset.pause : pause.dataset.play);
    const use = pause.querySelector("use");
    use.setAttribute("href", use.getAttribute("href").replace(/#.*/, isPlaying ? "#pause" : "#play"));
  }

  function move() {
    const isLookedAt = root.matches(":hover, :focus-within") || document.hidden;
    if (isPlaying && !isLookedAt) show((current() + 1) % dots.length);
  }

  slides.addEventListener("scroll", () => {
    dots.forEach((dot, index) => {
      if (index === current()) dot.setAttribute("aria-current", "true");
      else dot.removeAttribute("aria-current");
    });
  }, { passive: true });

  dots.forEach((dot, index) => dot.addEventListener("click", (event) => {
    event.preventDefault(); // the link would also scroll the page
    show(index);
  }));

  pause.addEventListener("click", () => {
    isPlaying = !isPlaying;
    label();
  });

  pause.hidden = false;
  label();
  setInterval(move, SECONDS * 1000);
}
