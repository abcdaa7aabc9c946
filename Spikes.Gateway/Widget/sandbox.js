// Shared pages run in an opaque origin, where touching localStorage, sessionStorage or document.cookie throws.
// This gives such a page storage that lasts until it is left. Working storage is never replaced.
(() => {
  'use strict';

  const createStorage = () => {
    const items = new Map();
    const api = Object.assign(Object.create(window.Storage ? Storage.prototype : null), {
      getItem: key => items.get(`${key}`) ?? null,
      setItem: (key, value) => { items.set(`${key}`, `${value}`); },
      removeItem: key => { items.delete(`${key}`); },
      clear: () => items.clear(),
      key: index => [...items.keys()][index >>> 0] ?? null,
    });
    Object.defineProperty(api, 'length', { get: () => items.size, enumerable: true });

    // As in a browser, an item named like a method is stored but does not hide the method.
    const isItem = key => items.has(key) && !(key in api);
    const store = (target, key, value) => {
      if (typeof key === 'symbol') return Reflect.defineProperty(target, key, { value, configurable: true, writable: true });
      items.set(key, `${value}`);
      return true;
    };
    return new Proxy(Object.create(api), {
      get: (target, key) => isItem(key) ? items.get(key) : Reflect.get(target, key),
      set: store,
      defineProperty: (target, key, descriptor) => store(target, key, descriptor.value),
      has: (target, key) => items.has(key) || key in target,
      deleteProperty: (target, key) => isItem(key) ? items.delete(key) : Reflect.deleteProperty(target, key),
      ownKeys: target => [...items.keys()].filter(isItem).concat(Reflect.ownKeys(target)),
      getOwnPropertyDescriptor: (target, key) => isItem(key)
        ? { value: items.get(key), writable: true, enumerable: true, configurable: true }
        : Reflect.getOwnPropertyDescriptor(target, key),
      preventExtensions: () => false,
    });
  };

  const isRefused = read => {
    try {
      return read() == null;
    } catch {
      return true;
    }
  };

  const define = (owner, name, descriptor) => {
    try {
      Object.defineProperty(owner, name, { ...descriptor, configurable: true, enumerable: true });
    } catch {
      // A browser that forbids this keeps its refusal: the page behaves as it would without the shim.
    }
  };

  for (const name of ['localStorage', 'sessionStorage']) {
    if (!isRefused(() => window[name])) continue;
    const storage = createStorage();
    define(window, name, { get: () => storage });
  }
  if (isRefused(() => document.cookie)) define(document, 'cookie', { get: () => '', set: () => {} });
})();
