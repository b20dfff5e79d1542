/* Single-key shortcuts; off in every field, and off altogether when the reader says so on the help page. */
(() => {
  "use strict";

  if (!document.body.hasAttribute("data-keys")) return;
  const PAIR_WAIT = 1000;
  let pressed = "";
  let at = 0;

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (event.target.closest("input, textarea, select, [contenteditable]")) return;
    const pair = Date.now() - at < PAIR_WAIT ? pressed + event.key : event.key;
    pressed = event.key;
    at = Date.now();
    const search = document.querySelector("[data-search]");
    if (event.key === "/" && search) {
      event.preventDefault();
      const form = search.form;
      if (!form.offsetParent) location.hash = "search";
      search.focus();
      search.select();
    } else if (event.key === "?") {
      location.assign("/help/#keys");
    } else if (pair === "gw") {
      const home = document.querySelector(".brand");
      if (home) location.assign(home.href);
    }
  });
})();
