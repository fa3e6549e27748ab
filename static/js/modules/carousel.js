// Moves the slides on every five seconds, unless paused, pointed at, focused, hidden, or motion is not wanted.
export default function carousel(root) {
  const [slides, pause, ...dots] = root.querySelectorAll("ul, button, .carousel__dot");
  if (!pause) return;
  const current = () => Math.round(slides.scrollLeft / slides.clientWidth);
  const show = (index) => slides.scrollTo({ left: index * slides.clientWidth });
  const isPaused = () => pause.ariaPressed === "true";

  slides.onscroll = () => dots.forEach((dot, index) => (dot.ariaCurrent = index === current()));

  dots.forEach((dot, index) => {
    dot.onclick = (event) => {
      // The link would also scroll the page.
      event.preventDefault();
      show(index);
    };
  });

  pause.hidden = false;
  pause.ariaPressed = matchMedia("(prefers-reduced-motion: reduce)").matches;
  pause.onclick = () => (pause.ariaPressed = !isPaused());

  setInterval(() => {
    if (!isPaused() && !document.hidden && !root.matches(":hover, :focus-within")) show((current() + 1) % dots.length);
  }, 5000);
}
