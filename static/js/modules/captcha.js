// Another picture, or the sound, without leaving the page.
export default function captcha(element) {
  const [image, reload, sound] = element.children;
  const fresh = (address) => `${address.split("?")[0]}?${Date.now()}`;
  const address = image.src;

  reload.addEventListener("click", (event) => {
    event.preventDefault();
    image.src = fresh(address);
  });
  sound.addEventListener("click", (event) => {
    event.preventDefault();
    new Audio(fresh(sound.href)).play().catch(() => location.assign(sound.href));
  });
}
