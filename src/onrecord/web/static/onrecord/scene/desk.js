// Shows on the desk what waits on this phone: a count alone, for the stamps are sealed.
"use strict";

(() => {
  const queue = document.querySelector("[data-scene-unsent]");
  const show = (database) => {
    if (!database.objectStoreNames.contains("stamps")) { database.close(); return; }
    const asked = database.transaction("stamps").objectStore("stamps").count();
    asked.onsuccess = () => {
      const count = asked.result;
      queue.hidden = count === 0;
      queue.querySelector("[data-scene-count]").textContent = count;
      queue.querySelector("[data-scene-what]").textContent =
        `${count} ${count === 1 ? "stamp" : "stamps"} of the scene record`;
      database.close();
    };
  };
  // Never made here: a desk that opens first must not leave an empty store behind.
  indexedDB.databases?.().then((known) => {
    if (!known.some((each) => each.name === "onrecord-scene")) return;
    const asked = indexedDB.open("onrecord-scene");
    asked.onsuccess = () => show(asked.result);
  });
})();
