// Small comforts; every page works without them.
"use strict";

(() => {
  // A swapped-in error summary takes the focus, as autofocus does on a whole page.
  const focusFirst = (root) => {
    const summary = root.querySelector("[data-focus-first]");
    if (summary) summary.focus();
  };

  // Copy buttons beside digests say what they did, once.
  const copy = async (button) => {
    const words = button.textContent;
    try {
      await navigator.clipboard.writeText(button.dataset.copy);
      button.textContent = "Copied";
    } catch {
      button.textContent = "Not copied";
    }
    setTimeout(() => { button.textContent = words; }, 2000);
  };

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-copy]");
    if (button) copy(button);
    // A menu on a phone closes when one touches beside it.
    document.querySelectorAll(".or-header__menu[open]").forEach((menu) => {
      if (!menu.contains(event.target)) menu.open = false;
    });
  });

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    document.querySelectorAll(".or-header__menu[open]").forEach((menu) => {
      menu.open = false;
      menu.querySelector("summary").focus();
    });
  });

  // On paper all disclosures are open; afterwards they are as before.
  let opened = [];
  window.addEventListener("beforeprint", () => {
    opened = [...document.querySelectorAll("main details:not([open])")];
    opened.forEach((details) => { details.open = true; });
  });
  window.addEventListener("afterprint", () => {
    opened.forEach((details) => { details.open = false; });
  });

  document.addEventListener("htmx:afterSettle", (event) => focusFirst(event.target));
})();
