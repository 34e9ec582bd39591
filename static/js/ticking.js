// Ticked rows: kept while one pages, dropped when the filter changes. The bar #bulk says how many they are and what can be done.
(() => {
  const all = (selector, from = document) => [...from.querySelectorAll(selector)];
  const bar = () => document.getElementById('bulk');
  const boxes = () => all('#rows [name=row]');
  const rowOf = element => element?.closest?.('#rows tbody tr');

  // --- what is ticked: ids, or everything that matches; the session of the tab keeps it, under the filter it was ticked in ---
  const PAGING = ['after', 'before', 'at', 'sort', 'columns', 'size', 'view'];
  const filter = () => JSON.stringify([...new URLSearchParams(location.search)].filter(([name, value]) => value && !PAGING.includes(name)).sort());
  const key = screen => `pr-ticks ${screen}`;
  const memory = {};
  const store = (screen, state) => {
    memory[screen] = state;
    try { state ? sessionStorage.setItem(key(screen), JSON.stringify(state)) : sessionStorage.removeItem(key(screen)); } catch { /* private mode */ }
  };
  const stored = screen => {
    try { return JSON.parse(sessionStorage.getItem(key(screen))) || memory[screen]; } catch { return memory[screen]; }
  };
  let ids = new Set(), everything = false;
  const read = () => {
    const state = stored(bar().dataset.screen), fits = state?.filter === filter();
    ids = new Set(fits ? state.ids : []);
    everything = Boolean(fits && state.everything);
    if (state && !fits) store(bar().dataset.screen, null);
  };
  const keep = () => store(bar().dataset.screen, ids.size || everything ? { filter: filter(), ids: [...ids], everything } : null);

  const show = () => {
    const rows = boxes(), head = document.getElementById('tick-all');
    rows.forEach(box => { box.checked = everything || ids.has(box.value); });
    const on = rows.filter(box => box.checked).length, whole = rows.length > 0 && on === rows.length;
    if (head) { head.checked = whole; head.indeterminate = on > 0 && !whole; }
    const total = document.getElementById('count')?.textContent.trim() || '';
    bar().hidden = !ids.size && !everything;
    all('[data-ticked]', bar()).forEach(element => { element.hidden = everything; });
    all('[data-everything]', bar()).forEach(element => { element.hidden = !everything; });
    all('[data-number]', bar()).forEach(element => { element.textContent = ids.size.toLocaleString(document.documentElement.lang); });
    all('[data-total]', bar()).forEach(element => { element.textContent = total; });
    all('[data-pr=take-all]', bar()).forEach(button => { button.hidden = everything || !whole || total === String(ids.size); });
    all('[data-pr=tick-page]', bar()).forEach(button => { button.hidden = whole; });
    const archived = document.querySelector('#filter [name=archived]');
    all('[data-when-archived]', bar()).forEach(button => { button.hidden = !archived?.checked; });
  };
  const begin = () => { if (bar()) { read(); show(); } };
  const change = work => { work(); keep(); show(); };
  const set = (values, on) => change(() => {
    everything = false;
    values.forEach(value => { if (on) ids.add(value); else ids.delete(value); });
  });
  const untick = () => change(() => { ids.clear(); everything = false; });

  // --- mouse and keys; with Shift from the row ticked last ---
  let last = null;
  const toggle = (box, range) => {
    const values = boxes().map(each => each.value), from = values.indexOf(last), to = values.indexOf(box.value);
    const on = !(everything || ids.has(box.value));
    last = box.value;
    set(range && from >= 0 ? values.slice(Math.min(from, to), Math.max(from, to) + 1) : [box.value], on || (range && from >= 0));
  };
  document.addEventListener('click', event => {
    const cell = event.target.closest('#rows .pr-tick'), button = event.target.closest('#bulk [data-pr], #bulk [data-export]');
    if (cell && event.target.id === 'tick-all') set(boxes().map(box => box.value), event.target.checked);
    else if (cell && rowOf(cell)) {
      if (event.target.matches('input')) setTimeout(show);             // the browser has its own mind about a box that was clicked
      toggle(cell.querySelector('[name=row]'), event.shiftKey);
    }
    if (button?.dataset.pr === 'take-all') change(() => { everything = true; });
    if (button?.dataset.pr === 'tick-page') set(boxes().map(box => box.value), true);
    if (button?.dataset.pr === 'untick') untick();
    if (button?.dataset.export) exported(button);
  });
  document.addEventListener('keydown', event => {
    if (!bar() || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    if (document.querySelector('dialog[open], .offcanvas.show, .dropdown-menu.show')) return;
    if (event.key === 'Escape' && !bar().hidden && !event.target.closest('input:not([type=checkbox]), textarea, select')) untick();
    if (event.key !== ' ') return;
    const row = rowOf(event.target) || (event.target === document.body && document.querySelector('#rows tr.is-cursor'));
    const free = event.target.matches('body, a.pr-name, tr, td, th, [name=row]');
    const box = row && free && row.querySelector('[name=row]');
    if (!box) return;
    event.preventDefault();                                            // the page would scroll
    toggle(box, event.shiftKey);
  });

  // --- sending: the ids in one field, however many; or the address of the list ---
  document.addEventListener('submit', event => {
    if (event.target !== bar()) return;
    const fields = event.target.elements;
    fields.query.value = location.search.slice(1);
    fields.rows.value = everything ? '' : [...ids].join(',');
    fields.namedItem('all').disabled = !everything;
  });
  const field = (form, name, value) => form.append(Object.assign(document.createElement('input'), { type: 'hidden', name, value }));
  const exported = button => {
    const form = Object.assign(document.createElement('form'), { method: 'post', action: button.dataset.export, hidden: true });
    const wanted = [...new URLSearchParams(location.search)].filter(([name]) => !['after', 'before'].includes(name));
    wanted.push(['format', button.value], ['csrfmiddlewaretoken', bar().elements.csrfmiddlewaretoken.value]);
    if (!everything) wanted.push(...[...ids].map(id => ['row', id]));
    wanted.forEach(([name, value]) => field(form, name, value));
    document.body.append(form);
    form.submit();
    form.remove();
  };

  window.htmx.onLoad(part => {
    all('[data-untick]', part.parentElement || part).forEach(done => store(done.dataset.untick, null));
    begin();
  });
  addEventListener('pageshow', begin);                                 // a browser that goes back has boxes of its own
})();
