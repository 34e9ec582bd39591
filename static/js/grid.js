// A list whose cells are edited is a grid (WAI-ARIA APG): one stop among the page's tabs, arrows move between its cells. A cell
// that is edited takes the focus itself (td[data-edit], set here); of the others their links, buttons and boxes take it.
(() => {
  const WIDGETS = 'a[href], button:not([data-pencil]), input:not([type=hidden])';
  const PAGE = 10;
  const wide = matchMedia('(min-width: 768px)');                       // on phones rows are cards, and the form edits
  const all = (selector, from) => [...from.querySelectorAll(selector)];
  const grid = () => document.querySelector('table#rows[role=grid]');
  const editing = cell => Boolean(cell?.querySelector('form'));
  let place = null;                                                    // where one stood, also after the rows were read anew

  const stopsOf = cell => {
    if (cell.hasAttribute('data-edit')) return [cell];
    const widgets = all(WIDGETS, cell);
    return widgets.length ? widgets : [cell];
  };
  const stopsIn = row => [...row.cells].flatMap(stopsOf);
  const headOf = cell => cell.closest('table').tHead.rows[0].cells[cell.cellIndex];

  const stand = stop => {
    const table = grid();
    all('[tabindex="0"]', table).forEach(other => { other.tabIndex = -1; });
    stop.tabIndex = 0;
    const cell = stop.closest('td, th'), row = cell.parentElement;
    place = { pk: row.dataset.pk, name: headOf(cell)?.dataset.name, at: cell.cellIndex };
  };
  const go = stop => {
    if (!stop) return;
    stand(stop);
    stop.focus({ preventScroll: true });
    stop.closest('td, th').scrollIntoView({ block: 'nearest', inline: 'nearest' });
  };
  const stopAt = (row, at) => (row?.cells[at] ? stopsOf(row.cells[at])[0] : null);

  const still = cell => all(WIDGETS, cell).forEach(widget => { widget.tabIndex = -1; });

  // --- the marks that the grid needs: cells to edit, what can only be read, one stop ---
  const begin = () => {
    const table = document.querySelector('table#rows[data-cells]');
    if (!table || table.role === 'grid' || !wide.matches) return;
    const editable = [...table.tHead.rows[0].cells].map(head => head.hasAttribute('data-editable'));
    table.setAttribute('role', 'grid');
    [...table.rows].forEach(row => [...row.cells].forEach((cell, at) => {
      const edit = cell.tagName === 'TD' && editable[at] && row.hasAttribute('data-may-edit');
      cell.toggleAttribute('data-edit', edit);
      if (cell.tagName === 'TD' && !edit) cell.setAttribute('aria-readonly', 'true');
      cell.tabIndex = -1;
      still(cell);
    }));
    const rows = [...table.tBodies[0].rows], row = rows.find(other => place && other.dataset.pk === place.pk);
    stand(stopAt(row, place?.at) || stopAt(rows[0], 0));
  };

  // --- keys ---
  const target = (stop, event) => {
    const cell = stop.closest('td, th'), row = cell.parentElement, rows = [...grid().rows], stops = stopsIn(row);
    const far = event.ctrlKey || event.metaKey;
    const beside = step => stops[stops.indexOf(stop) + step];
    const over = step => stopAt(rows[Math.max(0, Math.min(rows.length - 1, row.rowIndex + step))], cell.cellIndex);
    switch (event.key) {
      case 'ArrowLeft': return beside(-1) || stop;
      case 'ArrowRight': return beside(1) || stop;
      case 'ArrowUp': return over(-1);
      case 'ArrowDown': return over(1);
      case 'PageUp': return over(-Math.min(PAGE, row.rowIndex - 1));
      case 'PageDown': return over(PAGE);
      case 'Home': return far ? stopsIn(rows[1])[0] : stops[0];
      case 'End': return far ? stopsIn(rows.at(-1)).at(-1) : stops.at(-1);
      default: return null;
    }
  };
  document.addEventListener('keydown', event => {
    const cell = event.target.closest?.('table#rows[role=grid] :is(td, th)');
    const far = (event.ctrlKey || event.metaKey) && !['Home', 'End'].includes(event.key);
    if (!cell || editing(cell) || far || event.altKey || event.shiftKey) return;
    const next = target(event.target.closest(`[data-edit], ${WIDGETS}, td, th`), event);
    if (!next) return;
    event.preventDefault();
    go(next);
  });
  document.addEventListener('focusin', event => {
    const cell = event.target.closest('table#rows[role=grid] :is(td, th)');
    if (!cell || editing(cell) || event.target.dataset.pencil !== undefined) return;
    stand(cell.hasAttribute('data-edit') ? cell : event.target);
  });

  // Rows that were read anew: who stood in the table stands there again.
  let within = false;
  document.addEventListener('htmx:beforeSwap', event => {
    if (event.detail.target?.id === 'results') within = Boolean(grid()?.contains(document.activeElement));
  });
  window.htmx.onLoad(begin);
  document.addEventListener('htmx:afterSettle', event => {
    if (event.detail.target?.id !== 'results') return;
    if (within && document.activeElement === document.body) grid()?.querySelector('[tabindex="0"]')?.focus({ preventScroll: true });
    within = false;
  });

  // The cell `step` rows below, and the next or the one before that can be edited, in reading order.
  const below = (cell, step) => stopAt([...grid().tBodies[0].rows][cell.parentElement.sectionRowIndex + step], cell.cellIndex);
  const editable = (cell, step) => {
    const cells = all('[data-edit]', grid());
    return cells[cells.indexOf(cell) + step];
  };
  window.Primio.grid = { go, below, editable, headOf, still };
})();
