// Passkeys: <form data-passkey="get|create" data-passkey-options="URL"> with a hidden field `answer`
// and <p data-passkey-status role="status">. The browser is asked when the form is sent; what it
// answers is posted with the form. Where it has no passkeys, the form says so and is not sent.
"use strict";

(() => {
  const able = () => window.PublicKeyCredential
    && PublicKeyCredential.parseRequestOptionsFromJSON
    && PublicKeyCredential.parseCreationOptionsFromJSON;

  const ask = async (form) => {
    const token = form.querySelector("[name=csrfmiddlewaretoken]").value;
    const given = await fetch(form.dataset.passkeyOptions, {
      method: "POST", headers: { "X-CSRFToken": token }, credentials: "same-origin",
    });
    if (!given.ok) throw new Error("options");
    const { publicKey } = await given.json();
    if (form.dataset.passkey === "create") {
      return navigator.credentials.create({
        publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(publicKey),
      });
    }
    return navigator.credentials.get({
      publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(publicKey),
    });
  };

  document.querySelectorAll("form[data-passkey]").forEach((form) => {
    const status = form.querySelector("[data-passkey-status]");
    const say = (words) => { if (status) status.textContent = words; };
    form.addEventListener("submit", async (event) => {
      const field = form.querySelector("[name=answer]");
      if (field.value) return;
      event.preventDefault();
      if (!able()) {
        say("This browser has no passkeys. Use another way.");
        return;
      }
      say("Waiting for your passkey.");
      try {
        const credential = await ask(form);
        field.value = JSON.stringify(credential.toJSON());
        form.requestSubmit(event.submitter);
      } catch {
        say("No passkey was used. Nothing was changed; try again, or use another way.");
      }
    });
  });
})();
