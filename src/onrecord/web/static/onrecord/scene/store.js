// What a phone keeps: whose it is, and sealed stamps until their entry numbers came back.
//
// Everything written is durable (strict) before the promise that writes it is kept; nothing in the
// clear but random identifiers, the order, and which questions were answered, not how.

const NAME = "onrecord-scene";

let opening = null;

const open = () => {
  opening ??= new Promise((resolve, reject) => {
    const asked = indexedDB.open(NAME, 1);
    asked.onupgradeneeded = () => {
      asked.result.createObjectStore("phones", { keyPath: "device" });
      asked.result.createObjectStore("stamps", { keyPath: "id" }).createIndex("person", "person");
    };
    asked.onsuccess = () => {
      // Another page of a newer version may need the store: let go of it.
      asked.result.onversionchange = () => { asked.result.close(); opening = null; };
      resolve(asked.result);
    };
    asked.onerror = () => { opening = null; reject(asked.error); };
  });
  return opening;
};

const within = async (mode, stores, work) => {
  const database = await open();
  return new Promise((resolve, reject) => {
    const transaction = database.transaction(stores, mode, { durability: "strict" });
    let result;
    transaction.oncomplete = () => resolve(result);
    transaction.onerror = () => reject(transaction.error);
    transaction.onabort = () => reject(transaction.error);
    work(transaction, (value) => { result = value; });
  });
};

const reading = (store, ask) => within("readonly", [store], (transaction, give) => {
  const asked = ask(transaction.objectStore(store));
  asked.onsuccess = () => give(asked.result);
});

export const phones = () => reading("phones", (store) => store.getAll());

export const savePhone = (phone) =>
  within("readwrite", ["phones"], (transaction) => transaction.objectStore("phones").put(phone));

// Change one phone's row in one transaction, however many pages do so at once.
export const changePhone = (device, change) =>
  within("readwrite", ["phones"], (transaction, give) => {
    const store = transaction.objectStore("phones");
    const asked = store.get(device);
    asked.onsuccess = () => {
      const phone = asked.result;
      give(change(phone) ?? phone);
      store.put(phone);
    };
  });

// Make one phone's row the one that stamps are sealed for, while nobody can be asked.
export const makeCurrent = (device) =>
  within("readwrite", ["phones"], (transaction) => {
    const store = transaction.objectStore("phones");
    const asked = store.getAll();
    asked.onsuccess = () => asked.result.forEach((phone) => {
      store.put({ ...phone, current: phone.device === device });
    });
  });

export const stamps = () => reading("stamps", (store) => store.getAll());

export const keep = (row) =>
  within("readwrite", ["stamps"], (transaction) => transaction.objectStore("stamps").put(row));

export const wipe = (ids) =>
  within("readwrite", ["stamps"], (transaction) => {
    ids.forEach((id) => transaction.objectStore("stamps").delete(id));
  });

// Mark what is about to be sent, after which it is not undone; return the rows that are still there.
export const markSent = (ids) =>
  within("readwrite", ["stamps"], (transaction, give) => {
    const store = transaction.objectStore("stamps");
    const there = new Set();
    ids.forEach((id) => {
      const asked = store.get(id);
      asked.onsuccess = () => {
        if (!asked.result) return;
        there.add(id);
        store.put({ ...asked.result, sent: true });
      };
    });
    give(there);
  });

// Undo a stamp that only this phone has; return whether it did.
export const undo = (id) =>
  within("readwrite", ["stamps"], (transaction, give) => {
    const store = transaction.objectStore("stamps");
    const asked = store.get(id);
    asked.onsuccess = () => {
      const isHere = Boolean(asked.result) && !asked.result.sent;
      if (isHere) store.delete(id);
      give(isHere);
    };
  });

// Send at once what may still be undone; a row that was undone meanwhile stays away.
export const release = (person) =>
  within("readwrite", ["stamps"], (transaction) => {
    const store = transaction.objectStore("stamps");
    const asked = store.index("person").getAll(person);
    asked.onsuccess = () => asked.result.forEach((row) => store.put({ ...row, held_until: 0 }));
  });

// Ask the browser not to throw the store away when space runs short.
export const persist = () => navigator.storage?.persist?.().catch(() => false);
