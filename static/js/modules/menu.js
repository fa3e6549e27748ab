// Escape closes the open panel until the pointer or the focus goes elsewhere.
export default function menu(root) {
  const reopen = () => root.classList.remove("menu--closed");

  root.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    root.querySelectorAll("details[open]").forEach((each) => { each.open = false; });
    event.target.closest(".menu__group")?.querySelector("a").focus();
    root.classList.add("menu--closed");
  });
  root.addEventListener("mouseleave", reopen);
  root.querySelectorAll(".menu__group").forEach((group) => {
    group.addEventListener("mouseenter", reopen);
    group.addEventListener("focusin", (event) => {
      if (!group.contains(event.relatedTarget)) reopen();
    });
  });
  document.addEventListener("click", (event) => {
    if (!root.contains(event.target)) root.querySelectorAll("details[open]").forEach((each) => { each.open = false; });
  });
}
