/* Size of the text, the menu folded, opened on a phone, and small menus that close by themselves. */
(() => {
  "use strict";

  const { say, keep } = window.tidu;
  const side = () => document.getElementById("menu");

  const setSize = (size) => {
    const large = size === "large";
    document.documentElement.classList.toggle("is-large", large);
    document.querySelectorAll("[data-sizes] button").forEach((button) => {
      button.setAttribute("aria-pressed", String((button.value === "large") === large));
    });
    keep("tidu_text", large ? "large" : "normal");
    say(large ? "已换成大字号" : "已换成标准字号");
  };

  const openMenu = (open) => {
    const menu = side();
    if (!menu) return;
    menu.classList.toggle("is-open", open);
    if (open) {
      const first = menu.querySelector("a[aria-current], a.menu-link");
      if (first) first.focus();
      return;
    }
    const opener = document.querySelector("[data-menu-open]");
    if (opener && opener.offsetParent) opener.focus();
  };

  document.addEventListener("submit", (event) => {
    const button = event.submitter;
    if (!event.target.matches("[data-sizes]") || !button) return;
    event.preventDefault();
    setSize(button.value);
  });

  document.addEventListener("click", (event) => {
    const target = event.target;
    if (target.closest("[data-menu-open]")) {
      event.preventDefault();
      openMenu(true);
    } else if (target.closest("[data-menu-close]")) {
      event.preventDefault();
      openMenu(false);
    } else if (side() && side().classList.contains("is-open") && !side().contains(target)) {
      openMenu(false);
    }
    if (target.closest("[data-search-open]")) {
      window.setTimeout(() => document.querySelector("[data-search]").focus(), 0);
    }
    const fold = target.closest("[data-menu-fold]");
    if (fold) {
      const folded = document.body.classList.toggle("is-folded");
      fold.setAttribute("aria-expanded", String(!folded));
      keep("tidu_menu", folded ? "folded" : "open");
    }
    document.querySelectorAll("[data-pop][open]").forEach((pop) => {
      if (!pop.contains(target)) pop.open = false;
    });
  });

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    document.querySelectorAll("[data-pop][open]").forEach((pop) => {
      pop.open = false;
      pop.querySelector("summary").focus();
    });
    if (side() && side().classList.contains("is-open")) openMenu(false);
  });
})();
