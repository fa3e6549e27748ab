// Keeps a button shut for data-seconds and counts on it ({n} in data-waiting); then it says data-label.
export default function countdown(button) {
  const text = button.firstElementChild;
  const { seconds, waiting, label } = button.dataset;
  const end = Date.now() + seconds * 1000;

  function tick() {
    const left = Math.ceil((end - Date.now()) / 1000);
    button.disabled = left > 0;
    text.textContent = left > 0 ? waiting.replace("{n}", left) : label;
    if (left > 0) setTimeout(tick, 500);
  }
  tick();
}
