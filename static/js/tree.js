// Moving the rows of a tree ([data-tree]) by drag or by the arrow keys on the handle (.pr-drag). A row has data-id, data-parent,
// data-open where those under it are shown, and data-move: the address that takes to=3 (under it), before=3 or behind=3.
// Dropped onto the middle of a row it goes under it; between two rows it goes there, the further left the higher up.
(() => {
  const KEYS = { ArrowUp: 'up', ArrowDown: 'down', ArrowLeft: 'out', ArrowRight: 'in' };
  const MARKS = ['is-drop-before', 'is-drop-behind', 'is-drop-onto'];
  const rows = list => [...list.querySelectorAll(':scope > tr[data-id]')];
  const byId = (list, id) => (id ? list.querySelector(`:scope > tr[data-id="${CSS.escape(id)}"]`) : null);
  let dragged = null, aimed = null, again = null, waiting = 0;

  const isWithin = (list, row, above) => {
    for (let at = row; at; at = byId(list, at.dataset.parent)) if (at === above) return true;
    return false;
  };
  const indentOf = row => row.querySelector('.pr-tree').firstElementChild.getBoundingClientRect().left;
  const isLast = (list, row) => !rows(list).slice(rows(list).indexOf(row) + 1).some(other => other.dataset.parent === row.dataset.parent);

  // Below the last row of a branch the place is that of any row that the branch ends with: the pointer says which.
  const endOfBranch = (list, row, x) => {
    let at = row;
    for (let above = byId(list, at.dataset.parent); above && isLast(list, at) && x < indentOf(at); above = byId(list, at.dataset.parent)) at = above;
    return at;
  };
  const aim = (list, x, y) => {
    const row = document.elementFromPoint(x, y)?.closest('tr[data-id]');
    if (!row || row.parentElement !== list || isWithin(list, row, dragged)) return null;
    const box = row.getBoundingClientRect(), part = (y - box.top) / box.height;
    if (part >= .3 && part <= .7) return { how: 'to', row, mark: row, name: 'is-drop-onto' };
    if (part < .3) return { how: 'before', row, mark: row, name: 'is-drop-before' };
    const first = row.hasAttribute('data-open') ? row.nextElementSibling : null;
    if (first === dragged) return null;
    if (first) return { how: 'before', row: first, mark: first, name: 'is-drop-before' };
    const at = endOfBranch(list, row, x);
    return { how: 'behind', row: at, mark: row, name: 'is-drop-behind' };
  };
  const show = next => {
    aimed?.mark.classList.remove(...MARKS);
    aimed = next;
    if (!aimed) return;
    aimed.mark.classList.add(aimed.name);
    aimed.mark.style.setProperty('--drop', `${indentOf(aimed.row) - aimed.mark.getBoundingClientRect().left}px`);
  };
  const follow = event => {
    if (!dragged) return;
    const list = dragged.closest('[data-tree]'), point = event.touches?.[0] || event;
    const next = list && aim(list, point.clientX, point.clientY);
    show(next || null);
    if (next) event.preventDefault();                                 // says that it may be dropped here
  };
  ['dragover', 'pointermove', 'touchmove'].forEach(name => document.addEventListener(name, follow, { passive: false, capture: true }));

  const post = (row, address, values) => {
    again = row.dataset.id;
    waiting += 1;
    return window.htmx.ajax('POST', address, { source: row, target: '#configuration', swap: 'outerHTML', values })
      .finally(() => { waiting -= 1; });
  };
  const drop = () => {
    const row = dragged, found = aimed;
    show(null);
    dragged = null;
    if (row && found) post(row, row.dataset.move, { [found.how]: found.row.dataset.id });
  };
  const create = list => {
    if (list.dataset.ready || !window.Sortable) return;
    list.dataset.ready = 'yes';
    window.Sortable.create(list, {
      handle: '.pr-drag', draggable: 'tr[data-id]', sort: false, ghostClass: 'sortable-ghost', animation: 0,
      onStart: event => { dragged = event.item; },
      onEnd: drop,
    });
  };

  // One key after the other: each asks for the address anew, for the row stands elsewhere by then.
  let queue = Promise.resolve();
  const press = (id, verb) => {
    const row = document.querySelector(`[data-tree] tr[data-id="${CSS.escape(id)}"]`);
    const address = row?.querySelector(`[data-verb=${verb}]`)?.getAttribute('hx-post');
    return address ? post(row, address, {}) : null;
  };
  document.addEventListener('keydown', event => {
    const handle = event.target.closest?.('[data-tree] .pr-drag'), verb = KEYS[event.key];
    if (!handle || !verb || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    event.stopPropagation();
    const { id } = handle.closest('tr').dataset;
    queue = queue.then(() => press(id, verb)).catch(() => {});
  }, true);

  // The list comes back new: the focus returns to the handle of what was moved.
  document.addEventListener('htmx:afterSettle', () => {
    if (again === null) return;
    document.querySelector(`[data-tree] tr[data-id="${CSS.escape(again)}"] .pr-drag`)?.focus();
    if (!waiting) again = null;
  });
  window.htmx.onLoad(part => {
    if (part.matches?.('[data-tree]')) create(part);
    part.querySelectorAll('[data-tree]').forEach(create);
  });
})();
