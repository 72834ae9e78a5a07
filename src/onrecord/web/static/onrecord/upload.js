// Progress for <form data-upload> with files; without script the form is sent as any other.
//
// The form holds the fragment components/upload_progress.html. The page is left only for the
// address that the server redirects to; "recorded" is the server's word, never this script's. A
// form that was not accepted comes back as a page, and is put in place of this one.
"use strict";

(() => {
  const UNITS = ["bytes", "KB", "MB", "GB", "TB"];

  const size = (bytes) => {
    let value = bytes;
    let unit = 0;
    while (value >= 1000 && unit < UNITS.length - 1) { value /= 1000; unit += 1; }
    return `${unit < 2 ? Math.round(value) : value.toFixed(1)} ${UNITS[unit]}`;
  };

  const left = (seconds) => {
    if (!Number.isFinite(seconds)) return "";
    return seconds < 90 ? `, ${Math.max(1, Math.round(seconds))} s left` : `, ${Math.round(seconds / 60)} min left`;
  };

  const enhance = (form) => {
    const box = form.querySelector("[data-upload-box]");
    const bar = form.querySelector("[data-upload-bar]");
    const words = form.querySelector("[data-upload-words]");
    const spoken = form.querySelector("[data-upload-spoken]");
    const stop = form.querySelector("[data-upload-stop]");
    if (!box || !bar || !words) return;

    form.addEventListener("submit", (event) => {
      const files = [...form.querySelectorAll("input[type=file]")].flatMap((input) => [...input.files]);
      if (!files.length) return;
      event.preventDefault();

      const button = event.submitter;
      const data = new FormData(form, button);
      const request = new XMLHttpRequest();
      const began = Date.now();
      let sent = 0;
      let told = -1;
      const say = (text, aloud) => {
        words.textContent = text;
        if (aloud && spoken) spoken.textContent = text;
      };
      const finish = (text) => {
        if (button) button.disabled = false;
        stop.hidden = true;
        say(text, true);
      };

      box.hidden = false;
      stop.hidden = false;
      bar.value = 0;
      if (button) button.disabled = true;
      say("Sending. Nothing is recorded yet.", true);

      request.upload.addEventListener("progress", (progress) => {
        if (!progress.lengthComputable) return;
        sent = progress.loaded / progress.total;
        const percent = Math.floor(sent * 100);
        const seconds = ((Date.now() - began) / 1000) * ((1 - sent) / Math.max(sent, 0.001));
        bar.value = percent;
        const quarter = Math.floor(percent / 25);
        say(`Sending ${percent} %: ${size(progress.loaded)} of ${size(progress.total)}${left(seconds)}`, quarter !== told);
        told = quarter;
      });
      request.upload.addEventListener("load", () => say("Sent. The server is checking and storing it; it is not recorded yet.", true));
      request.addEventListener("load", () => {
        const target = request.responseURL;
        const action = new URL(form.action, location.href).href;
        if (request.status < 400 && target && target !== action) {
          location.assign(target);
          return;
        }
        // A page that asks for more (and holds the bytes meanwhile) takes this one's place.
        const answer = new DOMParser().parseFromString(request.responseText, "text/html");
        const asked = answer.querySelector("main form[method=post]") && answer.querySelector("main");
        if (asked) {
          document.title = answer.title;
          document.querySelector("main").replaceWith(asked);
          asked.querySelectorAll("form[data-upload]").forEach(enhance);
          const first = asked.querySelector("[data-focus-first]") || asked;
          first.tabIndex = -1;
          first.focus();
          first.scrollIntoView();
          return;
        }
        finish(`Not recorded: the server answered ${request.status}. Your choice of files is still here.`);
      });
      request.addEventListener("error", () => finish(`Not recorded: the connection broke at ${Math.floor(sent * 100)} %. Send it again when there is a connection.`));
      request.addEventListener("abort", () => finish("Stopped. Nothing was recorded."));
      stop.onclick = () => request.abort();

      request.open("POST", form.action);
      request.send(data);
    });
  };

  document.querySelectorAll("form[data-upload]").forEach(enhance);
})();
