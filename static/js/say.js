/* The page can speak: a status region for screen readers, and one bar at the foot for what needs an answer. */
(() => {
  "use strict";

  document.documentElement.classList.add("has-script");

  const say = (text) => {
    const region = document.getElementById("status");
    if (!region) return;
    region.textContent = "";
    window.setTimeout(() => { region.textContent = text; }, 60);
  };

  /* Shows a bar with at most one button; a second call with the same name replaces the first. */
  const bar = (name, text, label, act) => {
    unbar(name);
    const note = document.createElement("div");
    note.className = "note note-warning line-bar";
    note.dataset.bar = name;
    note.setAttribute("role", "alert");
    const words = document.createElement("span");
    words.className = "note-text";
    words.textContent = text;
    note.append(words);
    const add = (title, deed) => {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "btn btn-sm btn-text";
      button.textContent = title;
      button.addEventListener("click", deed);
      note.append(button);
    };
    if (label) add(label, () => { unbar(name); act(); });
    add("关闭", () => unbar(name));
    document.body.append(note);
  };

  const unbar = (name) => {
    document.querySelectorAll(`[data-bar="${name}"]`).forEach((each) => each.remove());
  };

  const keep = (name, value) => {
    const secure = location.protocol === "https:" ? "; secure" : "";
    document.cookie = `${name}=${value}; path=/; max-age=31536000; samesite=lax${secure}`;
  };

  /* The secret of forms as it stands now: it changes with each sign-in, also with one in another window. */
  const secret = () => (document.cookie.match(/(?:^|; )csrftoken=([^;]+)/) || ["", ""])[1];

  window.tidu = { say, bar, unbar, keep, secret };
})();
