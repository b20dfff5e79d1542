/* Forms that cannot be sent twice, facets that apply on choice, copying, printing, where the focus starts. */
(() => {
  "use strict";

  const { say, secret } = window.tidu;
  const FACET_WAIT = 500;
  let waiting = 0;

  const submit = (form) => {
    if (form.requestSubmit) {
      form.requestSubmit();
      return;
    }
    const button = form.querySelector("button:not([type]), [type=submit]");
    if (button) button.click();
  };

  const release = (form) => {
    delete form.dataset.sent;
    form.querySelectorAll("[data-busy]").forEach((button) => {
      button.removeAttribute("data-busy");
      button.removeAttribute("aria-disabled");
    });
  };

  /* A form posted once stays quiet until the answer comes; the button's own value still travels. */
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post" || form.matches("[data-sizes]")) return;
    if (form.dataset.sent) {
      event.preventDefault();
      event.stopImmediatePropagation();
      return;
    }
    form.dataset.sent = "1";
    const now = secret();
    if (now) form.querySelectorAll("[name=csrfmiddlewaretoken]").forEach((each) => { each.value = now; });
    const button = event.submitter;
    if (button) {
      button.setAttribute("data-busy", "");
      button.setAttribute("aria-disabled", "true");
      say(button.dataset.busyText || "正在提交");
    }
    window.setTimeout(() => release(form), 20000);
  });
  window.addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach(release));
  document.addEventListener("htmx:afterRequest", (event) => {
    const form = event.target.closest && event.target.closest("form");
    if (form) release(form);
  });

  document.addEventListener("change", (event) => {
    const facet = event.target.closest("[data-facet]");
    if (!facet || !facet.form) return;
    window.clearTimeout(waiting);
    waiting = window.setTimeout(() => submit(facet.form), FACET_WAIT);
  });

  const copyText = async (text) => {
    if (navigator.clipboard && window.isSecureContext) {
      await navigator.clipboard.writeText(text);
      return true;
    }
    const area = document.createElement("textarea");
    area.value = text;
    area.className = "visually-hidden";
    document.body.append(area);
    area.select();
    const copied = document.execCommand("copy");
    area.remove();
    return copied;
  };

  document.addEventListener("click", async (event) => {
    const copier = event.target.closest("[data-copy]");
    if (copier) {
      let copied = false;
      try {
        copied = await copyText(copier.dataset.copy);
      } catch {
        copied = false;
      }
      say(copied ? `已复制 ${copier.dataset.copy}` : "浏览器不允许复制，请选中文字后按 Ctrl+C");
      copier.classList.toggle("is-copied", copied);
      copier.focus();
      window.setTimeout(() => copier.classList.remove("is-copied"), 1500);
    }
    if (event.target.closest("[data-print]")) window.print();
  });

  // On paper nothing can be opened: what is folded away on the page is printed, and folded again afterwards. Browsers that
  // know ::details-content do this from print.css; the folded parts of a form stay away in both.
  let unfolded = [];
  window.addEventListener("beforeprint", () => {
    unfolded = [...document.querySelectorAll("main :is(.explain, .more):not([open])")].filter((each) => !each.closest("form"));
    for (const each of unfolded) each.open = true;
  });
  window.addEventListener("afterprint", () => {
    for (const each of unfolded) each.open = false;
    unfolded = [];
  });

  // A link to an input that is folded away opens the fold; newer browsers do so by themselves.
  document.addEventListener("click", (event) => {
    const link = event.target.closest('a[href^="#"]');
    const aim = link && document.getElementById(link.hash.slice(1));
    const fold = aim && aim.closest("details:not([open])");
    if (fold) fold.open = true;
  });

  const start = document.querySelector("[data-focus]");
  if (start) start.focus();
})();
