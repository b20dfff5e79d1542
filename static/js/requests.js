/* The house rules of partial requests: what waits is dimmed, the focus is never lost, a lost line loses nothing. */
(() => {
  "use strict";

  const { say, bar, unbar, secret } = window.tidu;
  const POLL_WITHOUT_HTMX = 3000;

  if (!window.htmx) {
    if (document.querySelector("[data-poll]")) window.setTimeout(() => location.reload(), POLL_WITHOUT_HTMX);
    return;
  }

  let focused = "";

  document.addEventListener("htmx:configRequest", (event) => {
    const { headers, parameters } = event.detail;
    const now = secret();
    if (!now) return;
    headers["X-CSRFToken"] = now;
    if (parameters.has && parameters.has("csrfmiddlewaretoken")) parameters.set("csrfmiddlewaretoken", now);
  });

  const isPoll = (element) => element && element.closest && element.closest("[data-poll]");

  document.addEventListener("htmx:beforeRequest", (event) => {
    const { target, elt } = event.detail;
    const active = document.activeElement;
    focused = active && active.id ? active.id : "";
    if (!target || isPoll(elt)) return;
    target.classList.add("is-waiting");
    target.setAttribute("aria-busy", "true");
  });

  document.addEventListener("htmx:afterRequest", (event) => {
    const { target } = event.detail;
    if (!target) return;
    target.classList.remove("is-waiting");
    target.removeAttribute("aria-busy");
    if (event.detail.successful) unbar("line");
  });

  /* After a swap: the field that had the focus keeps it, else what the part names, else the part itself. */
  document.addEventListener("htmx:afterSettle", (event) => {
    const part = event.detail.elt;
    if (!part || !part.querySelector || isPoll(part)) return;
    const named = part.matches("[data-focus]") ? part : part.querySelector("[data-focus]");
    const lost = !document.activeElement || document.activeElement === document.body;
    if (named) {
      named.focus();
    } else if (lost) {
      const before = focused && document.getElementById(focused);
      const place = before || part;
      if (!place.matches("a, button, input, select, textarea, [tabindex]")) place.tabIndex = -1;
      place.focus({ preventScroll: true });
    }
    const words = part.matches("[data-say]") ? part : part.querySelector("[data-say]");
    if (words) say(words.textContent.trim());
  });

  const again = (config) => {
    window.htmx.ajax(config.verb, config.path, { source: config.elt, target: config.target });
  };

  const lost = (event) => {
    const config = event.detail.requestConfig;
    if (!config || isPoll(config.elt)) return;
    bar("line", "网络断开，内容还在本页。", "重试", () => again(config));
  };
  document.addEventListener("htmx:sendError", lost);
  document.addEventListener("htmx:timeout", lost);

  document.addEventListener("htmx:responseError", (event) => {
    const { xhr, requestConfig } = event.detail;
    if (isPoll(requestConfig && requestConfig.elt)) return;
    const number = xhr.getResponseHeader("X-Request-ID");
    const tail = number ? `编号 ${number}。` : "";
    if (xhr.status === 403) bar("line", `当前角色不能做这一步，或登录已到期。${tail}`, "刷新本页", () => location.reload());
    else if (xhr.status === 404) bar("line", `这一项已经不在了，或不在您的范围内。${tail}`, "刷新本页", () => location.reload());
    else bar("line", `没有完成，内容还在本页。${tail}`, "重试", () => again(requestConfig));
  });
})();
