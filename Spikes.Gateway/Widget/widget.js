// The feedback widget, in one shadow root so that page and widget cannot restyle each other.
(() => {
  'use strict';

  // A page may load this twice: the first tag wins.
  const RUNNING = Symbol.for('spikes.widget');
  if (window[RUNNING]) return;
  window[RUNNING] = true;

  const MAX = { project: 200, page: 2048, path: 8192, text: 1000, comments: 10000, name: 200, email: 320 };
  const TIMEOUT_MS = 15000;
  const DOUBLE_CLICK_MS = 400;
  const STORAGE_KEY = 'spikes.reviewer';

  const findScript = () => [...document.querySelectorAll('script[src]')]
    .find(candidate => /\/(widget|spikes)\.js([?#]|$)/.test(candidate.src));
  const script = document.currentScript?.src ? document.currentScript : findScript();
  const option = name => script?.getAttribute(`data-${name}`) || '';
  const flag = name => script?.hasAttribute(`data-${name}`) && option(name) !== 'false';
  const length = name => {
    const value = option(name);
    return [value, `${value}px`].find(candidate => CSS.supports('padding-left', candidate)) ?? '20px';
  };

  // Never leaves half of a surrogate pair behind.
  const cut = (text, max) => text.slice(0, max).replace(/[\uD800-\uDBFF]$/, '');
  // Not randomUUID, which plain http lacks.
  const newId = () => Array.from(crypto.getRandomValues(new Uint8Array(16)), byte => byte.toString(16).padStart(2, '0')).join('');

  const endpoint = option('endpoint') || new URL('/spikes', script?.src || location.href).href;
  const projectKey = cut(option('project') || location.hostname || 'local', MAX.project);
  const collectEmail = flag('collect-email');

  const recall = () => {
    try {
      return JSON.parse(localStorage.getItem(STORAGE_KEY)) ?? {};
    } catch {
      return {};
    }
  };
  const remember = () => {
    try {
      localStorage.setItem(STORAGE_KEY, JSON.stringify(reviewer));
    } catch {
      // Opaque origin or full storage: the name lasts until the page is left.
    }
  };
  const textOf = (value, max) => typeof value === 'string' ? cut(value, max) : '';
  const stored = recall();
  const reviewer = {
    id: textOf(stored.id, 128) || newId(),
    name: textOf(option('reviewer') || stored.name, MAX.name),
    email: textOf(stored.email, MAX.email),
  };

  const collapse = text => text.replace(/\s+/g, ' ').trimStart();
  const elementText = element => {
    const texts = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
    let text = '';
    while (text.length <= MAX.text && texts.nextNode()) {
      const { parentNode, data } = texts.currentNode;
      if (!/^(script|style|noscript)$/i.test(parentNode.nodeName)) text = collapse(text + data);
    }
    return cut(text, MAX.text).trim();
  };

  // Not by parent.children: a form with a field of that name answers with the field.
  const siblings = element => {
    const all = [element];
    for (let node = element; (node = node.previousElementSibling);) all.unshift(node);
    for (let node = element; (node = node.nextElementSibling);) all.push(node);
    return all;
  };
  const sameType = element => siblings(element).filter(other =>
    other.localName === element.localName && other.namespaceURI === element.namespaceURI);
  // The prototype's own getter: a form with a field named parentElement answers with the field, which leads round in a circle.
  const parentOf = node => Reflect.get(Node.prototype, 'parentElement', node);
  const lineage = element => {
    const nodes = [];
    for (let node = element; node; node = parentOf(node)) nodes.unshift(node);
    return nodes;
  };

  const selects = (selector, element) => {
    const [first, ...others] = document.querySelectorAll(selector);
    return first === element && !others.length && selector.length <= MAX.path;
  };
  const byId = element => {
    const id = element.getAttribute('id');
    const selector = id && `#${CSS.escape(id)}`;
    return selector && selects(selector, element) ? selector : '';
  };
  const byType = element => {
    const alike = sameType(element);
    const name = CSS.escape(element.localName);
    return alike.length === 1 ? name : `${name}:nth-of-type(${alike.indexOf(element) + 1})`;
  };
  const byPlace = element => `:nth-child(${siblings(element).indexOf(element) + 1})`;
  const pathFromId = (element, step) => {
    const nodes = lineage(element);
    const start = nodes.findLastIndex(byId);
    return nodes.slice(Math.max(start, 0)).map((node, i) => i === 0 && start >= 0 ? byId(node) : step(node)).join(' > ');
  };
  const selectorOf = element => [byType, byPlace]
    .map(step => pathFromId(element, step)).find(selector => selects(selector, element));

  const xpathOf = element => {
    const path = lineage(element).map(node => {
      // A name test finds HTML elements only: SVG and odd names need local-name().
      const plain = node.namespaceURI?.endsWith('/xhtml') && /^[a-z][a-z0-9-]*$/.test(node.localName);
      const test = plain ? node.localName : `*[local-name()="${node.localName}"]`;
      return `/${test}[${sameType(node).indexOf(node) + 1}]`;
    }).join('');
    return path.length <= MAX.path ? path : undefined;
  };

  // CSS pixels from the top left corner of the document, not of the viewport.
  const boxOf = element => {
    const { left, top, width, height } = element.getBoundingClientRect();
    const round = number => Math.round(number * 100) / 100;
    return { x: round(left + scrollX), y: round(top + scrollY), width: round(width), height: round(height) };
  };
  // A page can make any of this fail: better no path than no feedback.
  const attempt = (describe, element) => {
    try {
      return describe(element);
    } catch {
      return undefined;
    }
  };
  const describeElement = element => ({
    selector: attempt(selectorOf, element),
    xpath: attempt(xpathOf, element),
    elementText: elementText(element),
    boundingBox: boxOf(element),
  });
  // The address in a protected share may hold what opens it, a pass or the password, which no spike may keep.
  const address = () => {
    const url = new URL(location.href);
    if (!url.pathname.startsWith('/s/')) return url;
    url.pathname = url.pathname.replace(/^(\/s\/[^/]+)\/(?:~|%7E)[\w-]{54}(?=\/|$)/i, '$1');
    if (url.searchParams.has('pw')) url.searchParams.delete('pw');
    return url;
  };
  const describePage = () => {
    const { href, pathname } = address();
    return { page: textOf(document.title, MAX.page) || cut(pathname, MAX.page) || '/', url: cut(href, MAX.path) };
  };
  const labelOf = element => {
    const text = elementText(element);
    return `${element.localName}${text && ` “${text.length > 60 ? `${cut(text, 60).trim()}…` : text}”`}`;
  };

  let draft = null;
  let busy = false;

  const startDraft = element => {
    const type = element ? 'element' : 'page';
    const facts = { type, ...describePage(), ...(element && describeElement(element)) };
    draft = { id: newId(), element, facts, comments: '' };
  };
  const hasContent = () => draft && (draft.rating || draft.comments.trim());
  const bodyOf = () => ({
    id: draft.id,
    projectKey,
    ...draft.facts,
    rating: draft.rating,
    comments: draft.comments,
    reviewer: {
      id: reviewer.id,
      name: reviewer.name.trim() || 'Anonymous',
      email: collectEmail && reviewer.email.trim() || undefined,
    },
    timestamp: new Date().toISOString(),
    viewport: { width: innerWidth, height: innerHeight },
  });

  // The same id makes a repeat harmless, but a repeat also drops its words. So a draft that was changed after
  // an attempt of unknown outcome goes out under a new id.
  const renewIdIfChanged = words => {
    if (draft.unconfirmed === undefined || draft.unconfirmed === words) return;
    draft.id = newId();
    draft.unconfirmed = undefined;
  };

  const refusalText = answer => {
    const details = Array.isArray(answer?.details) ? answer.details : [];
    return [answer?.error, ...details.map(detail => detail?.message)].filter(text => typeof text === 'string' && text.trim())
      .map(text => text.trim().replace(/[^.!?]$/, '$&.')).join(' ');
  };
  const judge = (response, answer) => {
    if (response.ok && answer?.ok === true) return { saved: true };
    const seconds = Number(answer?.retry_after ?? response.headers.get('Retry-After'));
    if (response.status === 429 && seconds > 0)
      return { reason: `too many messages at once. Please wait ${seconds} second${seconds === 1 ? '' : 's'}, then send again.` };
    if (response.ok) return { unknown: true, reason: 'the server did not confirm it. Please try again.' };
    if (response.status >= 500) return { unknown: true, reason: `the server has a problem (${response.status}). Please try again.` };
    return { reason: refusalText(answer) || `the server refused it (${response.status}).` };
  };
  const post = async body => {
    const abort = new AbortController();
    const timer = setTimeout(() => abort.abort(), TIMEOUT_MS);
    try {
      const response = await fetch(endpoint, {
        method: 'POST', mode: 'cors', credentials: 'omit', signal: abort.signal,
        headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body),
      });
      return judge(response, await response.json().catch(() => null));
    } catch {
      return { unknown: true, reason: 'no answer from the server. Retry never stores it twice.' };
    } finally {
      clearTimeout(timer);
    }
  };

  const send = async () => {
    if (busy) return;
    if (!hasContent()) return complain('Choose a rating or write a comment first.', '#comments');
    if (shadow.querySelector('#email')?.validity.typeMismatch) return complain('Please check the e-mail address.', '#email');
    const words = JSON.stringify([draft.rating, draft.comments, reviewer.name, reviewer.email]);
    renewIdIfChanged(words);
    remember();
    setBusy(true);
    say('Sending…');
    const result = await post(bodyOf());
    setBusy(false);
    if (result.saved) return showSaved();
    if (result.unknown) draft.unconfirmed = words;
    shadow.querySelector('#send').textContent = result.unknown ? 'Retry' : 'Send';
    say(`Not saved: ${result.reason} Your draft is kept.`, 'error');
  };

  const h = (tag, attributes, ...children) => {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) {
      if (typeof value === 'function') element.addEventListener(name.slice(2), value);
      else element.setAttribute(name, value);
    }
    element.append(...children);
    return element;
  };
  const icon = path => {
    const [svg, line] = ['svg', 'path'].map(name => document.createElementNS('http://www.w3.org/2000/svg', name));
    svg.setAttribute('viewBox', '0 0 24 24');
    svg.setAttribute('aria-hidden', 'true');
    line.setAttribute('d', path);
    svg.append(line);
    return svg;
  };
  const button = (id, kind, onclick, ...children) => h('button', { id, type: 'button', class: kind, onclick }, ...children);

  const FACE = 'M12 3a9 9 0 1 0 0 18 9 9 0 1 0 0-18M9 9.5v.5M15 9.5v.5';
  const RATINGS = {
    love: ['Love', 'M12 20s-8-4.6-8-10.2A4.3 4.3 0 0 1 12 7.5a4.3 4.3 0 0 1 8 2.3C20 15.4 12 20 12 20z'],
    like: ['Like', `${FACE}M8 14q4 4 8 0`],
    meh: ['Meh', `${FACE}M8.5 15h7`],
    no: ['No', `${FACE}M8 16.5q4-4 8 0`],
  };
  const BUBBLE = 'M4 5h16v11h-8l-4 4v-4H4zM8 9h8M8 12h5';
  const PAGE = 'M6 3h8l4 4v14H6zM9 11h6M9 15h6';
  const TARGET = 'M4 9V4h5M15 4h5v5M20 15v5h-5M9 20H4v-5M12 9v6M9 12h6';
  const CROSS = 'M6 6l12 12M18 6L6 18';

  const status = h('p', { id: 'status', role: 'status', 'aria-live': 'polite' });
  const title = h('h2', { id: 'title' });
  const content = h('div', { id: 'content' });
  const launcherLabel = h('span', {}, 'Feedback');

  const say = (text, kind = '') => {
    status.textContent = text;
    status.className = kind;
  };
  const complain = (text, field) => {
    say(text, 'error');
    shadow.querySelector(field).focus();
    shadow.querySelector(field).addEventListener('input', () => say(''), { once: true });
  };
  const setBusy = value => {
    busy = value;
    panel.setAttribute('aria-busy', value);
  };
  const show = (heading, focused, ...children) => {
    title.textContent = heading;
    content.replaceChildren(...children);
    say('');
    panel.hidden = false;
    launcher.hidden = true;
    shadow.querySelector(focused).focus();
  };
  const close = () => {
    if (busy) return;
    if (!hasContent()) draft = null;
    launcherLabel.textContent = draft ? 'Continue feedback' : 'Feedback';
    panel.hidden = true;
    launcher.hidden = false;
    highlight(null);
    launcher.focus();
  };
  const discard = () => {
    if (busy) return;
    draft = null;
    close();
  };
  const open = () => draft ? showForm() : showMenu();

  const choice = (id, path, label, note, onclick) => button(id, 'choice', onclick,
    icon(path), h('span', {}, h('b', {}, label), h('small', {}, note)));
  const showMenu = () => show('Leave feedback', '#page-feedback',
    choice('page-feedback', PAGE, 'Feedback on this page', 'Comment on the page as a whole', () => {
      startDraft();
      showForm();
    }),
    choice('pick-element', TARGET, 'Pick an element', 'Point at one thing and comment on it', startPicking),
    ...(flag('admin') ? [h('small', { id: 'setup' }, `Project ${projectKey}, sent to ${endpoint}`)] : []));

  // Choosing the chosen one again clears it: a radio alone cannot be unchecked.
  const toggleRating = (event, value) => {
    draft.rating = draft.rating === value ? undefined : value;
    event.target.checked = draft.rating === value;
  };
  // Space on a chosen radio is no click in every browser.
  const clearOnSpace = (event, value) => {
    if (event.key !== ' ' || draft.rating !== value) return;
    event.preventDefault();
    toggleRating(event, value);
  };
  const ratingOption = ([value, [label, path]]) => {
    const radio = h('input', {
      type: 'radio', name: 'rating', value, id: `rating-${value}`,
      onclick: event => toggleRating(event, value), onkeyup: event => clearOnSpace(event, value),
    });
    radio.checked = draft.rating === value;
    return h('label', {}, radio, icon(path), label);
  };
  const field = (id, label, tag, attributes, value, oninput) => {
    const input = h(tag, { id, ...attributes, oninput: event => oninput(event.target.value) });
    input.value = value;
    return h('div', { class: 'field' }, h('label', { for: id }, label), input);
  };
  const submitOnEnter = event => {
    if (event.key === 'Enter' && !event.isComposing && (event.target.localName === 'input' || event.ctrlKey || event.metaKey)) send();
  };
  const showForm = () => {
    const { element, facts } = draft;
    if (element?.isConnected) highlight(element);
    show(element ? 'Feedback on this element' : 'Feedback on this page', '#comments',
      h('p', { id: 'subject' }, element ? labelOf(element) : facts.page),
      h('fieldset', { id: 'rating' }, h('legend', {}, 'Rating (optional)'), ...Object.entries(RATINGS).map(ratingOption)),
      field('comments', 'Comments', 'textarea', { rows: 4, maxlength: MAX.comments }, draft.comments, value => { draft.comments = value; }),
      field('name', 'Your name', 'input', { maxlength: MAX.name, autocomplete: 'name', placeholder: 'Anonymous' },
        reviewer.name, value => { reviewer.name = value; }),
      ...(collectEmail ? [field('email', 'Your e-mail (optional)', 'input', { type: 'email', maxlength: MAX.email, autocomplete: 'email' },
        reviewer.email, value => { reviewer.email = value; })] : []),
      h('div', { class: 'actions' }, button('cancel', '', discard, 'Cancel'), button('send', 'primary', send, 'Send')));
  };
  const showSaved = () => {
    draft = null;
    highlight(null);
    show('Thank you', '#done',
      h('div', { class: 'actions' }, button('more', '', showMenu, 'Add more'), button('done', 'primary', close, 'Done')));
    say('Your feedback was saved.', 'saved');
  };

  let picking = false;
  let target = null;
  const outlineLabel = h('span', {});
  const outline = h('div', { id: 'outline', 'aria-hidden': 'true', hidden: '' }, outlineLabel);
  const hintText = h('span', { role: 'status' });
  const hint = h('div', { id: 'hint', tabindex: '-1', hidden: '', role: 'group', 'aria-label': 'Pick an element' }, hintText,
    button('cancel-pick', '', () => cancelPicking(), 'Cancel'));

  // Frames and disabled controls pass no clicks on: there the outline takes the pointer.
  const needsShield = element => picking && element.matches('iframe, frame, object, embed, :disabled');
  const placeOutline = () => {
    if (!target) return;
    const { left, top, right, bottom } = target.getBoundingClientRect();
    const [x, y] = [Math.max(left - 3, 0), Math.max(top - 3, 0)];
    const [width, height] = [Math.min(right + 3, innerWidth) - x, Math.min(bottom + 3, innerHeight) - y];
    Object.assign(outline.style, { left: `${x}px`, top: `${y}px`, width: `${width}px`, height: `${height}px` });
    outline.hidden = width <= 0 || height <= 0;
    outline.className = top < 28 ? 'low' : '';
  };
  const highlight = element => {
    target = element;
    outline.hidden = !element;
    if (!element) return;
    outlineLabel.textContent = element.localName;
    outline.style.pointerEvents = needsShield(element) ? 'auto' : 'none';
    placeOutline();
  };

  const MOVES = {
    ArrowUp: 'parentElement', ArrowDown: 'firstElementChild', ArrowLeft: 'previousElementSibling', ArrowRight: 'nextElementSibling',
  };
  const walk = direction => {
    let next = target ? target[direction] : document.body;
    const aside = direction === 'firstElementChild' ? 'nextElementSibling' : direction;
    while (next && (next === host || !next.getClientRects().length)) next = next[aside];
    if (!next) return;
    next.scrollIntoView({ block: 'nearest' });
    highlight(next);
    hintText.textContent = labelOf(next);
  };

  const swallow = event => {
    event.preventDefault();
    event.stopImmediatePropagation();
  };
  const isOwn = event => event.composedPath().includes(host) && !outline.contains(event.composedPath()[0]);
  const onPointer = event => {
    if (isOwn(event)) return;
    // Preventing these would also prevent the click that a tap becomes.
    if (/^(touch|pointer)/.test(event.type)) event.stopImmediatePropagation();
    else swallow(event);
    if (picking && event.type === 'click') choose(event.target === host ? target : event.target);
  };
  // A page that scrolls under a resting pointer reports hovering too: that must not undo the arrow keys.
  let restingAt;
  const spotOf = event => `${event.clientX} ${event.clientY}`;
  const hasMoved = event => {
    const before = restingAt;
    restingAt = spotOf(event);
    return before && before !== restingAt;
  };
  const onHover = event => {
    if (!picking || (event.type !== 'focusin' && !hasMoved(event))) return;
    if (event.target !== host && event.target.nodeType === Node.ELEMENT_NODE) highlight(event.target);
  };
  const onKey = event => {
    if (!picking || (isOwn(event) && event.composedPath()[0] !== hint && event.key !== 'Escape')) return;
    if (!/^( |Enter|Escape|Arrow.*)$/.test(event.key)) return;
    swallow(event);
    if (event.type !== 'keydown') return;
    if (MOVES[event.key]) walk(MOVES[event.key]);
    if (event.key === 'Enter') choose(target);
    if (event.key === 'Escape') cancelPicking();
  };
  const LISTENERS = [
    ['pointerdown pointerup mousedown mouseup touchstart touchend click auxclick dblclick contextmenu dragstart submit', onPointer],
    ['pointermove pointerover focusin', onHover],
    ['keydown keypress keyup', onKey],
  ].flatMap(([types, listener]) => types.split(' ').map(type => [type, listener]));
  const listen = on => {
    for (const [type, listener] of LISTENERS) window[on ? 'addEventListener' : 'removeEventListener'](type, listener, true);
  };

  let stopTimer;
  const startPicking = event => {
    clearTimeout(stopTimer);
    restingAt = event.detail && spotOf(event); // a key press says nothing about where the pointer is
    picking = true;
    panel.hidden = true;
    hint.hidden = false;
    hintText.textContent = matchMedia('(pointer: coarse)').matches
      ? 'Tap the element you mean.' : 'Click the element you mean, or use arrow keys and Enter.';
    hint.focus();
    listen(true);
  };
  const stopPicking = () => {
    picking = false;
    hint.hidden = true;
    // The second half of a double click must not reach the page either.
    stopTimer = setTimeout(() => listen(false), DOUBLE_CLICK_MS);
  };
  const cancelPicking = () => {
    stopPicking();
    close();
  };
  const choose = element => {
    if (!element) return;
    stopPicking();
    startDraft(element);
    showForm();
  };

  const STYLE = `
    * { box-sizing: border-box; margin: 0; font: inherit; }
    [hidden] { display: none !important; }
    #root { direction: ltr; text-align: left; overflow-wrap: anywhere; color: var(--ink); font: 14px/1.45 system-ui, sans-serif;
      --surface: #fff; --soft: #f3f5f8; --ink: #1b2430; --muted: #5a6675; --line: #d6dce4; --bad: #b3261e; --good: #1a7245;
      --strong: color-mix(in srgb, var(--accent) 88%, #000); --shadow: 0 12px 32px #10182030; }
    #root.dark { color-scheme: dark;
      --surface: #1c222c; --soft: #272f3b; --ink: #eef1f5; --muted: #a6b0be; --line: #3a4453; --bad: #ff9d94; --good: #74d3a4;
      --strong: color-mix(in srgb, var(--accent) 60%, #fff); --shadow: 0 12px 32px #0009; }
    button { padding: 0; color: inherit; background: none; border: 0; cursor: pointer; text-align: inherit; }
    svg { flex: none; width: 20px; fill: none; stroke: currentColor; stroke-width: 1.7; stroke-linecap: round; }
    :focus-visible, label:has(:focus-visible) { outline: 2px solid var(--strong); outline-offset: 1px; }
    #launcher, #panel, #hint, #outline { position: fixed; }
    #launcher, .primary, #outline span { color: var(--on-accent); background: var(--accent); }
    #launcher { display: flex; align-items: center; gap: 8px; height: 44px; padding: 0 18px 0 14px; border-radius: 22px; box-shadow: var(--shadow); white-space: nowrap; }
    #launcher:focus-visible { outline-color: #fff; box-shadow: 0 0 0 6px #1b2430; }
    #panel { width: 350px; max-width: calc(100vw - 24px); max-height: max(240px, calc(100dvh - var(--y) - 12px)); overflow: auto; padding: 18px 20px 14px; display: flex; flex-direction: column;
      background: var(--surface); border: 1px solid var(--line); border-radius: 14px; box-shadow: var(--shadow); }
    #panel:focus, #hint:focus { outline: 0; }
    .head, .choice { display: flex; align-items: center; }
    .head { order: -2; justify-content: space-between; margin-bottom: 12px; }
    h2 { font-size: 16px; }
    h2, b, label, legend, #launcher, .actions button, #hint button { font-weight: 600; }
    #close { display: grid; place-items: center; width: 32px; height: 32px; margin: -4px -8px -4px 0; border-radius: 8px; color: var(--muted); }
    #close:hover, .choice:hover, fieldset label:hover, #cancel:hover, #more:hover { background: var(--soft); }
    .choice, fieldset label, .field input, textarea, .actions button { border: 1px solid var(--line); border-radius: 10px; }
    .choice { gap: 12px; width: 100%; margin-bottom: 8px; padding: 12px 14px; }
    .choice svg, :has(> :checked) svg { color: var(--strong); }
    b, small, .field label { display: block; }
    small, #badge, label, legend { font-size: 12.5px; }
    small, #badge, legend, .field label, #subject { color: var(--muted); }
    #subject { margin: -8px 0 14px; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
    fieldset { display: grid; grid-template-columns: repeat(4, 1fr); gap: 8px; min-width: 0; padding: 0; border: 0; margin-bottom: 14px; }
    legend { padding: 0; margin-bottom: 6px; }
    fieldset label { position: relative; display: grid; justify-items: center; gap: 3px; padding: 8px 4px 6px; }
    fieldset label:has(:checked) { border-color: var(--strong); background: color-mix(in srgb, var(--accent) 10%, var(--surface)); box-shadow: inset 0 0 0 1px var(--strong); }
    fieldset input { position: absolute; inset: 0; opacity: 0; cursor: pointer; }
    .field { margin-bottom: 12px; }
    .field label { margin-bottom: 4px; }
    .field input, textarea { display: block; width: 100%; padding: 8px 10px; color: var(--ink); background: var(--surface); }
    textarea { min-height: 88px; resize: vertical; }
    ::placeholder { color: var(--muted); opacity: 1; }
    .actions { display: flex; justify-content: flex-end; gap: 8px; }
    .actions button { min-width: 84px; height: 40px; padding: 0 14px; text-align: center; }
    .actions .primary { border: 0; }
    [aria-busy=true] .actions { opacity: .55; }
    #status:not(:empty) { margin-top: 12px; padding: 9px 12px; border-radius: 10px; background: var(--soft); }
    .error { color: var(--bad); }
    .saved { order: -1; margin: 0 0 12px !important; color: var(--good); }
    #badge { margin-top: 12px; text-align: center; }
    #outline { border: 2px solid var(--accent); border-radius: 5px; background: color-mix(in srgb, var(--accent) 9%, transparent); }
    #outline span { position: absolute; left: -2px; bottom: 100%; padding: 1px 8px; border-radius: 5px 5px 0 0; font: 12px/1.6 ui-monospace, monospace; }
    #outline.low span { bottom: auto; top: 0; left: 0; border-radius: 3px 0 5px; }
    #hint { top: 16px; left: 50%; transform: translateX(-50%); display: flex; align-items: center; gap: 14px; width: max-content; max-width: calc(100vw - 24px);
      padding: 6px 6px 6px 16px; border-radius: 12px; color: #fff; background: #1b2430; box-shadow: var(--shadow); }
    #hint { pointer-events: none; } /* what lies under it can be picked too */
    #hint button { pointer-events: auto; height: 32px; padding: 0 12px; border-radius: 8px; background: #ffffff24; }
    #hint :focus-visible { outline-color: #fff; }
    @media (max-width: 480px) {
      #panel { left: 12px !important; right: 12px !important; width: auto; }
      .field input, textarea { font-size: 16px; } /* smaller text makes iOS zoom in */
    }
    @media print { #root { display: none; } }`;

  const inkOn = color => {
    try {
      const canvas = document.createElement('canvas').getContext('2d');
      canvas.fillStyle = color;
      canvas.fillRect(0, 0, 1, 1);
      const [r, g, b] = [...canvas.getImageData(0, 0, 1, 1).data].map(part => (part / 255) ** 2.2);
      return .21 * r + .72 * g + .07 * b > .18 ? '#10151c' : '#fff';
    } catch {
      return '#fff';
    }
  };

  const launcher = button('launcher', '', open, icon(BUBBLE), launcherLabel);
  launcher.setAttribute('aria-haspopup', 'dialog');
  const closer = button('close', '', close, icon(CROSS));
  closer.setAttribute('aria-label', 'Close');
  const panel = h('section', { id: 'panel', role: 'dialog', 'aria-labelledby': 'title', tabindex: '-1', hidden: '',
    onkeydown: event => event.key === 'Escape' ? close() : submitOnEnter(event) },
    h('div', { class: 'head' }, title, closer),
    content, status, ...(flag('no-badge') ? [] : [h('p', { id: 'badge' }, 'Feedback by Spikes')]));
  const root = h('div', { id: 'root', lang: 'en' }, outline, hint, panel, launcher);
  const host = document.createElement('spikes-widget');
  const shadow = host.attachShadow({ mode: 'open' });

  const systemDark = matchMedia('(prefers-color-scheme: dark)');
  const applyTheme = () => {
    const theme = option('theme');
    root.classList.toggle('dark', theme === 'dark' || (theme !== 'light' && systemDark.matches));
  };
  const applyOptions = () => {
    const color = CSS.supports('color', option('color')) ? option('color') : '#2a53c4';
    root.style.setProperty('--accent', color);
    root.style.setProperty('--on-accent', inkOn(color));
    root.style.setProperty('--y', length('offset-y'));
    for (const { style } of [launcher, panel]) {
      style[/^top/.test(option('position')) ? 'top' : 'bottom'] = length('offset-y');
      style[/left$/.test(option('position')) ? 'left' : 'right'] = length('offset-x');
    }
    applyTheme();
    systemDark.addEventListener('change', applyTheme);
  };
  // The page's shortcuts, outside-click handlers and focus traps must not hear what happens in here.
  const keepEventsInside = () => {
    for (const [type] of LISTENERS.concat([['input'], ['focusout'], ['paste']]))
      host.addEventListener(type, event => event.stopPropagation());
  };
  const mount = () => {
    // An adopted sheet also works where the page's own policy forbids inline styles.
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(STYLE);
    shadow.adoptedStyleSheets = [sheet];
    shadow.append(root);
    host.style.cssText = 'all: initial !important; position: fixed !important; z-index: 2147483647 !important; inset: 0 auto auto 0 !important';
    applyOptions();
    keepEventsInside();
    addEventListener('scroll', placeOutline, { capture: true, passive: true });
    addEventListener('resize', placeOutline, { passive: true });
    // Outside <body>, which pages replace and which may be a frameset.
    document.documentElement.append(host);
  };

  if (document.body) mount();
  else addEventListener('DOMContentLoaded', mount, { once: true });
})();
