// Editing in the cells of a grid (see grid.js). Enter, F2, a double click or the pencil open a cell; Enter saves and goes down, Tab
// and Shift+Tab save and go on to the next cell, Esc leaves. What is typed while the server answers is not lost.
(() => {
  const { word, grid } = window.Primio;
  const one = (selector, from) => from.querySelector(selector);
  const EDIT = 'table#rows[role=grid] td[data-edit]';
  const cellOf = element => element?.closest?.(EDIT);
  const formOf = cell => (cell ? one('form.pr-cell-form', cell) : null);
  const fieldOf = cell => one('#cell-field', cell);
  let busy = null;                                                     // { cell, next, keys } while the server is asked
  const begun = new WeakMap();                                         // what a form held when it came

  // --- opening and leaving ---
  const address = cell => {
    const name = grid.headOf(cell).dataset.name;
    return cell.closest('table').dataset.cells.replace('{pk}', cell.parentElement.dataset.pk).replace('{name}', encodeURIComponent(name));
  };
  const open = cell => {
    if (!cell || formOf(cell)) return;
    if (busy) { busy.next = cell; return; }
    const other = one(`${EDIT}.is-editing:not(:has([role=alert]))`, document);
    if (other) { save(other, cell); return; }
    pencil.remove();
    grid.go(cell);
    busy = { cell, keys: [] };
    window.htmx.ajax('GET', address(cell), { source: cell, target: cell, swap: 'innerHTML' });
  };
  const content = form => JSON.stringify([...new FormData(form)]);
  const leave = cell => {
    const form = formOf(cell);
    if (form) cell.innerHTML = one('template[data-cell]', form).innerHTML;
    cell.classList.remove('is-editing');
    window.htmx.process(cell);
  };
  const after = (cell, next) => {
    if (next?.matches) open(next);
    else if (next === 'here') grid.go(cell);
    else if (next === 'down') grid.go(grid.below(cell, 1) || cell);
    else if (next === 'next' || next === 'previous') {
      const other = grid.editable(cell, next === 'next' ? 1 : -1);
      if (other) open(other); else grid.go(cell);
    }
  };
  const save = (cell, next) => {
    const form = formOf(cell);
    if (!form || busy) return;
    if (begun.get(form) === content(form)) { leave(cell); after(cell, next); return; }
    busy = { cell, next, keys: [] };
    form.requestSubmit();
  };

  // --- the server's answers ---
  const fit = cell => {                                                // a field at the right edge grows to the left
    const form = formOf(cell), frame = cell.closest('.pr-tablewrap').getBoundingClientRect();
    form.classList.toggle('is-turned', form.getBoundingClientRect().right > frame.right);
    form.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  };
  const edit = cell => {
    const field = fieldOf(cell), picker = field.tomselect, wrong = one('[role=alert]', cell);
    cell.classList.add('is-editing');
    fit(cell);
    begun.set(formOf(cell), wrong ? null : content(formOf(cell)));
    const theirs = one('[data-cell-leave]', cell);                     // a second Enter in haste overwrites nobody unread
    if (theirs) theirs.focus();
    else if (picker) {
      ['dropdown_open', 'load'].forEach(name => picker.on(name, () => picker.dropdown.scrollIntoView({ block: 'nearest' })));
      picker.focus();
    } else { field.focus(); if (!wrong) field.select?.(); }
  };
  const put = text => {
    const field = fieldOf(cellOf(document.activeElement) || document), picker = field?.tomselect;
    if (!text || !field) return;
    if (picker) { picker.setTextboxValue(text); picker.onSearchChange(text); }
    else if (field.matches('input:not([type=date]), textarea')) field.setRangeText(text, field.selectionStart, field.selectionEnd, 'end');
  };
  const replay = keys => {
    let text = '';
    while (keys.length && !busy) {
      const event = keys.shift();
      if (event.key.length === 1) text += event.key;
      else {
        put(text);
        text = '';
        const { key, code, shiftKey } = event;
        document.activeElement.dispatchEvent(new KeyboardEvent('keydown', { key, code, shiftKey, bubbles: true, cancelable: true }));
      }
    }
    put(text);
    busy?.keys.push(...keys);
  };
  document.addEventListener('htmx:configRequest', event => {
    const { elt, parameters, path } = event.detail, table = one('table#rows[data-cells]', document);
    const saves = elt.matches('form.pr-cell-form');
    if (!table || (!saves && !path.includes('?back='))) return;
    parameters.shown = [...table.tHead.rows[0].cells].map(head => head.dataset.name).filter(Boolean);
    if (!saves) return;
    parameters.list = table.dataset.screen;
    parameters.query = location.search.slice(1);
    busy ||= { cell: cellOf(elt), next: 'here', keys: [] };            // by its button
  });
  document.addEventListener('htmx:afterSettle', event => {
    const cell = event.detail.target;
    if (!cell?.matches?.(EDIT)) return;
    const { next, keys = [] } = busy?.cell === cell ? busy : {};
    busy = null;
    if (!formOf(cell)) {
      cell.classList.remove('is-editing');
      after(cell, next);
    } else if (next === 'none' || next?.matches) {                     // one has gone on: the error waits where it is
      cell.classList.add('is-editing');
      begun.set(formOf(cell), null);
    } else edit(cell);
    replay(keys);
  });
  document.addEventListener('htmx:afterRequest', event => {            // refused, or no answer: nothing was swapped
    const { xhr, target } = event.detail;
    if (busy && target === busy.cell && (!event.detail.successful && ![409, 422].includes(xhr?.status) || xhr?.status === 204)) {
      const { cell } = busy;
      busy = null;
      if (!formOf(cell)) grid.go(cell);
    }
  });
  document.addEventListener('htmx:afterSwap', () => {                  // the list was read anew: no answer finds the cell any more
    if (busy && !busy.cell.isConnected) busy = null;
  });
  const rowOf = pk => one(`table#rows tr[data-pk="${pk}"]`, document);
  const mark = (row, fits) => {
    row?.classList.toggle('is-leaving', !fits);
    if (fits) row?.removeAttribute('title'); else row?.setAttribute('title', word('leaving'));
  };
  const show = (cell, made) => {                                       // what is stored now, also by others
    if (!cell || formOf(cell) || (cell !== document.activeElement && cell.contains(document.activeElement))) return;
    (one('.pr-name', cell) || cell).replaceChildren(...made.childNodes);
    grid.still(cell);
    window.htmx.process(cell);
  };
  document.addEventListener('htmx:beforeSwap', event => {
    if (!event.detail.serverResponse?.includes('<template data-row=')) return;
    const answer = document.createElement('template');
    answer.innerHTML = event.detail.serverResponse;
    const told = one('template[data-row]', answer.content), row = rowOf(told.dataset.row);
    const cells = row ? [...row.cells] : [];
    [...told.content.children].forEach(made => show(cells.find(cell => grid.headOf(cell)?.dataset.name === made.dataset.name), made));
    told.remove();
    event.detail.serverResponse = answer.innerHTML;
  });
  document.addEventListener('cell-saved', event => mark(rowOf(event.detail.pk), event.detail.matches));
  document.addEventListener('cell-changed', event => mark(rowOf(event.detail.pk), true)); // taken back: it fitted before

  // --- keys ---
  const NEXT = { Enter: 'down', Tab: 'next' };
  const inPicker = (picker, event) => {
    if (!picker?.isOpen) return false;
    if (event.key === 'Tab' && picker.activeOption && picker.inputValue()) picker.onOptionSelect(event, picker.activeOption);
    if (event.key === 'Enter' && picker.activeOption) return true;     // it takes the option; the next Enter saves
    if (event.key === 'Escape') { picker.close(); return true; }
    return false;
  };
  const keyInField = (cell, event) => {
    if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    const onButton = event.target.matches('button, a');
    const stays = event.key === 'Enter' ? onButton || (event.shiftKey && event.target.matches('textarea')) : onButton && event.key === 'Tab';
    if (stays || !['Enter', 'Tab', 'Escape'].includes(event.key)) { event.stopPropagation(); return; }
    const taken = inPicker(fieldOf(cell).tomselect, event);
    if (taken && event.key === 'Enter') return;
    event.preventDefault();
    event.stopPropagation();
    if (taken) return;
    if (event.key === 'Escape') { leave(cell); grid.go(cell); } else save(cell, event.shiftKey && event.key === 'Tab' ? 'previous' : NEXT[event.key]);
  };
  document.addEventListener('keydown', event => {
    const inGrid = event.target === document.body || event.target.closest?.('table#rows');
    if (busy && inGrid) {                                              // typed ahead: it goes where the answer leads
      if (!event.ctrlKey && !event.metaKey && !event.altKey) busy.keys.push(event);
      event.preventDefault();
      event.stopImmediatePropagation();
      return;
    }
    const cell = cellOf(event.target);
    if (!cell) return;
    if (formOf(cell)) keyInField(cell, event);
    else if (event.target === cell && ['Enter', 'F2'].includes(event.key) && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      event.stopPropagation();
      open(cell);
    }
  }, true);

  // --- mouse: a double click, the pencil that comes with the pointer; a click elsewhere saves ---
  const pencil = document.createElement('button');
  Object.assign(pencil, { type: 'button', tabIndex: -1, className: 'btn btn-quiet btn-icon pr-pencil' });
  pencil.dataset.pencil = '';
  pencil.innerHTML = '<i class="ti ti-pencil" aria-hidden="true"></i>';
  document.addEventListener('mouseover', event => {
    const cell = cellOf(event.target);
    if (!cell || formOf(cell)) { if (!event.target.closest?.('[data-pencil]')) pencil.remove(); return; }
    if (pencil.parentElement === cell) return;
    pencil.ariaLabel = pencil.title = word('editCell');
    cell.append(pencil);
  });
  document.addEventListener('click', event => {
    if (event.target.closest('[data-pencil]')) { open(cellOf(event.target)); return; }
    if (!event.target.closest('[data-cell-leave]')) return;
    const cell = cellOf(event.target);
    leave(cell);
    grid.go(cell);
  });
  document.addEventListener('dblclick', event => {
    if (!event.target.closest('a, button, form')) open(cellOf(event.target));
  });
  document.addEventListener('focusout', event => {
    const cell = cellOf(event.target);
    if (!formOf(cell)) return;
    setTimeout(() => {
      if (formOf(cell) && !cell.contains(document.activeElement) && document.hasFocus() && !one('[role=alert]', cell)) save(cell, 'none');
    });
  });
})();
