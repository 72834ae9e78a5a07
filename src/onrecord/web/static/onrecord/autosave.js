// Unsaved work is saved as a draft every 10 s and on leaving a field.
//
// <form data-autosave-url="..."> with <p class="or-draft" data-autosave-status role="status">.
// The server answers 200 with {"saved": "21:40", "after": 12}, the number of the draft that the next
// save goes on from, for a field of that name; 409 with {"compare_url": "..."} where a draft was
// changed elsewhere: the form is posted there to show both texts. Nothing is said to be saved before
// the server said so.
"use strict";

(() => {
  const INTERVAL = 10000;

  const watch = (form) => {
    const status = form.querySelector("[data-autosave-status]");
    let kept = null;
    let busy = false;
    let waiting = null;

    const say = (words, state, compareUrl) => {
      if (!status) return;
      status.dataset.state = state;
      status.textContent = words;
      if (compareUrl) {
        const button = document.createElement("button");
        button.type = "submit";
        button.formAction = compareUrl;
        button.className = "usa-button usa-button--outline or-button--small";
        button.textContent = "Show both texts";
        status.append(" ", button);
      }
    };

    // Files are no part of a draft.
    const contents = () => {
      const data = new FormData(form);
      for (const [name, value] of [...data.entries()]) {
        if (value instanceof File) data.delete(name);
      }
      return data;
    };
    const fingerprint = (data) =>
      new URLSearchParams([...data.entries()].filter(([name]) => name !== "after")).toString();

    const save = async () => {
      const data = contents();
      const now = fingerprint(data);
      if (busy || now === kept) return;
      busy = true;
      try {
        const answer = await fetch(form.dataset.autosaveUrl, {
          method: "POST",
          body: data,
          credentials: "same-origin",
          headers: { Accept: "application/json" },
        });
        const said = await answer.json().catch(() => ({}));
        if (answer.ok && !answer.redirected && said.saved) {
          kept = now;
          if (said.after !== undefined && form.elements.after) form.elements.after.value = said.after;
          say(`Draft saved ${said.saved}`, "saved");
        } else if (answer.status === 409) {
          say("This draft was changed in another window. Yours is still on this page.", "conflict", said.compare_url);
        } else if (answer.redirected || answer.status === 401 || answer.status === 403) {
          say("Draft not saved: you are signed out. Sign in in another window; what you typed is still on this page.", "failed");
        } else {
          say(said.error || "Draft not saved: the server refused it. What you typed is still on this page.", "failed");
        }
      } catch {
        say("Draft not saved: no connection. What you typed is still on this page.", "failed");
      } finally {
        busy = false;
        if (waiting) form.requestSubmit(waiting.by);
      }
    };

    kept = fingerprint(contents());
    setInterval(save, INTERVAL);
    form.addEventListener("focusout", save);
    window.addEventListener("beforeunload", (event) => {
      if (!form.dataset.sent && fingerprint(contents()) !== kept) event.preventDefault();
    });
    // Leaving the field for the button saves a draft: the form goes on from it, never beside it.
    form.addEventListener("submit", (event) => {
      if (busy) {
        event.preventDefault();
        waiting = { by: event.submitter };
        return;
      }
      waiting = null;
      form.dataset.sent = "yes";
    });
  };

  document.querySelectorAll("form[data-autosave-url]").forEach(watch);
})();
