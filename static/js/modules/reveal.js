// Shows what is typed into a password field, and hides it again before the form leaves.
export default function reveal(line) {
  const [input, button] = line.children;
  const show = (seen) => {
    input.type = seen ? "text" : "password";
    button.ariaPressed = seen;
  };
  button.hidden = false;
  button.addEventListener("click", () => show(input.type === "password"));
  input.form?.addEventListener("submit", () => show(false));
}
