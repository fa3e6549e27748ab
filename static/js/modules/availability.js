// Says beside the field whether a user name or mobile number is still free.
export default function availability(field) {
  const input = field.querySelector("input");
  const line = field.querySelector("[role=status]");
  const { url, free, taken } = field.dataset;
  let timer, last;

  async function ask() {
    const value = (last = input.value.trim());
    if (!value || !input.checkValidity()) return;
    const answer = await fetch(url.replace("__value__", encodeURIComponent(value))).catch(() => null);
    if (!answer?.ok || value !== last) return; // too many questions, or an old one: say nothing
    const { count } = await answer.json();
    line.dataset.state = count ? "bad" : "good";
    line.textContent = (count ? taken : free) ?? "";
  }

  input.addEventListener("input", () => {
    line.textContent = last = "";
    clearTimeout(timer);
    timer = setTimeout(ask, 400);
  });
}
