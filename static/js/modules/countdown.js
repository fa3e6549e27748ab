// Keeps a button shut for data-seconds, counting down on it ({n} in data-waiting); then gives back data-label.
export default function countdown(button) {
  const text = button.querySelector(".button__text");
  const end = Date.now() + button.dataset.seconds * 1000;

  function tick() {
    const left = Math.ceil((end - Date.now()) / 1000);
    button.disabled = left > 0;
    text.textContent = left > 0 ? button.dataset.waiting.replace("{n}", left) : button.dataset.label;
    if (left > 0 && button.isConnected) setTimeout(tick, 500);
  }
  tick();
}
