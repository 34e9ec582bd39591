// Arranging by drag, or by the arrow keys on the handle (.pr-drag). [data-sortable] holds rows with data-id; rows move only among
// those with the same data-parent. With hx-post and hx-trigger="arranged" on the holder, one POST carries all siblings in the new
// order (ids=3&ids=1&..., moved=1, parent=...); without hx-post only the order on the page changes, as in a form.
(() => {
  const LISTS = '[data-sortable], [data-sortable-columns]';
  const rows = list => [...list.children];
  const siblings = (list, row) => rows(list).filter(other => other.dataset.parent === row.dataset.parent);
  const order = list => rows(list).map(row => row.dataset.id).join();
  let again = null;

  // Rows below a moved one travel with it, so that the page is right before the server answers.
  const family = (list, row) => {
    const below = rows(list).filter(other => other.dataset.id && other.dataset.parent === row.dataset.id && row.dataset.id);
    return [row, ...below.flatMap(other => family(list, other))];
  };
  const gather = list => {
    const placed = new Set();
    rows(list).forEach(row => {
      if (placed.has(row)) return;
      const all = family(list, row);
      all.forEach(member => placed.add(member));
      all.slice(1).reduce((before, member) => { before.after(member); return member; }, row);
    });
  };
  const send = (list, row) => {
    gather(list);
    list.dispatchEvent(new Event('change', { bubbles: true }));
    if (!list.hasAttribute('hx-post')) return;
    list.dataset.moved = row.dataset.id;
    delete list.dataset.behind;
    again = document.activeElement?.closest('.pr-drag') ? row.dataset.id : null;
    window.htmx.trigger(list, 'arranged');
  };

  const create = list => {
    if (list.dataset.ready || !window.Sortable) return;
    list.dataset.ready = 'yes';
    let before = '';
    window.Sortable.create(list, {
      handle: list.querySelector('.pr-drag') ? '.pr-drag' : undefined,
      animation: matchMedia('(prefers-reduced-motion: reduce)').matches ? 0 : 120,
      ghostClass: 'sortable-ghost',
      onStart: () => { before = order(list); },
      onMove: event => event.related.dataset.parent === event.dragged.dataset.parent,
      onEnd: event => {
        if (order(list) !== before || list.dataset.behind || !event.item.dataset.id) send(list, event.item);
      },
    });
  };

  document.addEventListener('htmx:configRequest', event => {
    const list = event.detail.elt;
    if (!list.matches('[data-sortable]') || event.detail.verb !== 'post') return;
    const row = rows(list).find(other => other.dataset.id === list.dataset.moved);
    if (!row) return;
    list.dataset.sent = order(list);
    event.detail.parameters.ids = siblings(list, row).map(other => other.dataset.id);
    event.detail.parameters.moved = row.dataset.id;
    if (row.dataset.parent) event.detail.parameters.parent = row.dataset.parent;
  });

  // Somebody has moved more since, or is dragging: what comes back is older than the page. The next POST brings it up to date.
  document.addEventListener('htmx:beforeSwap', event => {
    const list = event.detail.requestConfig.elt;
    if (!list.matches('[data-sortable][data-sent]') || order(list) === list.dataset.sent) return;
    event.detail.shouldSwap = false;
    list.dataset.behind = 'yes';
  });

  let pause = 0;
  document.addEventListener('keydown', event => {
    const handle = event.target.closest?.('[data-sortable] .pr-drag, [data-sortable-columns] .pr-drag');
    const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (!handle || !step) return;
    event.preventDefault();
    const list = handle.closest(LISTS), row = rows(list).find(other => other.contains(handle));
    const kin = siblings(list, row), other = kin[kin.indexOf(row) + step];
    if (!other) return;
    if (step < 0) other.before(row); else other.after(row);
    gather(list);
    handle.focus();
    clearTimeout(pause);
    pause = setTimeout(() => send(list, row), 400);                   // several presses, one POST
  }, true);                                                           // ahead of the menu's own arrow keys

  // The list comes back new: the focus returns to the handle that was moved.
  document.addEventListener('htmx:afterSettle', () => {
    if (again === null) return;
    document.querySelector(`[data-sortable] [data-id="${CSS.escape(again)}"] .pr-drag`)?.focus();
    again = null;
  });
  window.htmx.onLoad(part => {
    if (part.matches?.(LISTS)) create(part);
    part.querySelectorAll(LISTS).forEach(create);
  });
})();
