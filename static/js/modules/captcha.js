// Another picture, or the sound, without leaving the page.
export default function captcha(element) {
  const [image, reload, sound] = element.children;
  const { src } = image;

  reload.addEventListener("click", (event) => {
    event.preventDefault();
    image.src = `${src}?${Date.now()}`;
  });
  sound.addEventListener("click", (event) => {
    event.preventDefault();
    new Audio(`${sound.href}?${Date.now()}`).play().catch(() => location.assign(sound.href));
  });
}
