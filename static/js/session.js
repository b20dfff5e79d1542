/* Warns two minutes before an idle session ends; one press extends it, and what was typed stays. */
(() => {
  "use strict";

  const { bar, unbar, say } = window.tidu;
  const minutes = Number(document.body.dataset.sessionMinutes);
  if (!minutes || minutes < 4) return;
  let warning = 0;
  let ending = 0;

  const extend = () => {
    fetch(location.href, { method: "HEAD", credentials: "same-origin" })
      .then((answer) => {
        if (answer.redirected || !answer.ok) throw new Error("signed out");
        start();
        say("登录已延长");
      })
      .catch(() => bar("session", "没有延长成功，请在新窗口登录后再回到本页提交，内容还在。", "", null));
  };

  const start = () => {
    window.clearTimeout(warning);
    window.clearTimeout(ending);
    unbar("session");
    warning = window.setTimeout(() => {
      bar("session", "两分钟后登录到期。", "继续使用", extend);
    }, (minutes - 2) * 60000);
    ending = window.setTimeout(() => {
      bar("session", "登录已到期，内容还在本页。请在新窗口登录，再回到本页提交。", "", null);
    }, minutes * 60000);
  };

  start();
  document.addEventListener("htmx:afterRequest", start);
})();
