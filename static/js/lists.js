/* Choosing rows of a list: the choice outlives paging, and the bar says how many there are. */
(() => {
  "use strict";

  const { say } = window.tidu;
  const key = `tidu-chosen:${location.pathname}`;
  let chosen = new Set();

  try {
    chosen = new Set(JSON.parse(sessionStorage.getItem(key) || "[]"));
  } catch {
    chosen = new Set();
  }

  const remember = () => {
    try {
      sessionStorage.setItem(key, JSON.stringify([...chosen]));
    } catch {
      /* A full or forbidden store only costs the choice on other pages. */
    }
  };

  const boxes = () => [...document.querySelectorAll("[data-select]")];
  const shown = () => new Set(boxes().map((box) => box.value));

  const draw = () => {
    boxes().forEach((box) => {
      box.checked = chosen.has(box.value);
      box.closest("tr").classList.toggle("is-selected", box.checked);
    });
    const here = boxes();
    document.querySelectorAll("[data-select-page]").forEach((head) => {
      const count = here.filter((box) => box.checked).length;
      head.checked = here.length > 0 && count === here.length;
      head.indeterminate = count > 0 && count < here.length;
    });
    document.querySelectorAll("[data-bulk]").forEach((bar) => {
      const all = bar.querySelector("[data-bulk-all]");
      bar.toggleAttribute("data-empty", chosen.size === 0 && !(all && all.checked));
      const count = bar.querySelector("[data-bulk-count] b");
      if (count) count.textContent = String(chosen.size);
    });
  };

  const adopt = () => {
    boxes().forEach((box) => { if (box.checked) chosen.add(box.value); });
    draw();
  };

  document.addEventListener("change", (event) => {
    const box = event.target;
    if (box.matches("[data-select]")) {
      if (box.checked) chosen.add(box.value);
      else chosen.delete(box.value);
    } else if (box.matches("[data-select-page]")) {
      boxes().forEach((each) => (box.checked ? chosen.add(each.value) : chosen.delete(each.value)));
    } else if (!box.matches("[data-bulk-all]")) {
      return;
    }
    remember();
    draw();
    const others = [...chosen].filter((ref) => !shown().has(ref)).length;
    say(others ? `已选${chosen.size}行，其中${others}行在其他页` : `已选${chosen.size}行`);
  });

  document.addEventListener("reset", (event) => {
    if (!event.target.matches("[data-bulk]")) return;
    chosen.clear();
    remember();
    window.setTimeout(draw, 0);
  });

  /* The page that confirms a deed names the list whose choice is used up by it. */
  document.addEventListener("submit", (event) => {
    const list = event.target.dataset.usesUp;
    if (!list) return;
    try {
      sessionStorage.removeItem(`tidu-chosen:${list}`);
    } catch {
      /* Without a store nothing was kept. */
    }
  });

  /* Rows chosen on other pages travel as hidden inputs. */
  document.addEventListener("submit", (event) => {
    const bar = event.target;
    if (!bar.matches("[data-bulk]")) return;
    bar.querySelectorAll("[data-carried]").forEach((each) => each.remove());
    const here = shown();
    chosen.forEach((ref) => {
      if (here.has(ref)) return;
      const input = document.createElement("input");
      input.type = "hidden";
      input.name = "ref";
      input.value = ref;
      input.dataset.carried = "";
      bar.append(input);
    });
  });

  if (boxes().length || chosen.size) adopt();
  document.addEventListener("htmx:afterSettle", draw);
})();
