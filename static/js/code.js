/* Line numbers beside a text being written: as many as it has lines, and a box as tall, so that both scroll as one. */
(() => {
  "use strict";

  const SPARE = 12;

  document.addEventListener("input", (event) => {
    const words = event.target;
    if (!words.matches("[data-code] textarea")) return;
    const lines = words.value.split("\n").length + SPARE;
    if (lines <= words.rows) return;
    const numbers = words.parentElement.querySelector("[data-lines]");
    let more = "";
    for (let number = words.rows + 1; number <= lines; number += 1) more += `${number}\n`;
    numbers.append(more);
    words.rows = lines;
  });
})();
