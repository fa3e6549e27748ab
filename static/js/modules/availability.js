// Says beside the field whether a user name or mobile number is still free.
export default function availability(field) {
  const input = field.querySelector("input");
  const line = field.querySelector("[role=status]");
  let timer;

  async function ask() {
    const { value } = input;
    if (!value || !input.checkValidity()) return;
    const answer = await fetch(field.dataset.url.replace("__value__", value)).catch(() => ({}));
    if (!answer.ok || value !== input.value) return; // asked too often, or typed on: say nothing
    const { count } = await answer.json();
    line.dataset.state = count ? "bad" : "good";
    line.textContent = count ? field.dataset.taken : field.dataset.free;
  }

  input.addEventListener("input", () => {
    line.textContent = "";
    clearTimeout(timer);
    timer = setTimeout(ask, 400);
  });
}
