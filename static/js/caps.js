/* Says under a password field that Caps Lock is on, once, and takes it back when it is off. */
(() => {
  "use strict";

  const hint = (event) => {
    const field = event.target.closest && event.target.closest("[data-caps]");
    if (!field || !event.getModifierState) return;
    const place = document.getElementById(field.dataset.caps);
    if (!place) return;
    const words = event.getModifierState("CapsLock") ? place.dataset.capsWords : "";
    if (place.textContent !== words) place.textContent = words;
  };

  document.addEventListener("keydown", hint);
  document.addEventListener("keyup", hint);
})();
