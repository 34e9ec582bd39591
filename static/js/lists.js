// Lists: the letter index, filter chips.
(() => {
  const { kept, keep } = window.Primio;
  const one = (selector, from = document) => from.querySelector(selector);
  const all = (selector, from = document) => [...from.querySelectorAll(selector)];

  // --- letters: one alphabet at a time, so that each letter is a target of 24 px ---
  const showAlphabet = code => all('[data-abc]').forEach(button => {
    const on = button.dataset.abc === code, row = document.getElementById(`abc-${button.dataset.abc}`);
    button.setAttribute('aria-pressed', String(on));
    if (row) row.hidden = !on;
  });
  const beginLetters = () => {
    const code = !one('#letters [id^=abc-] [aria-current]') && kept('pr-abc');      // else the server shows the alphabet of the chosen one
    if (code && one(`[data-abc="${CSS.escape(code)}"]`)) showAlphabet(code);
  };

  // --- chips: .pr-chip[data-chip=name] > button > b (what it asks, said by the server), .pr-x[data-chip-clear], .dropdown-menu ---
  const filter = () => document.getElementById('filter');
  const asked = () => filter().dispatchEvent(new Event('change', { bubbles: true }));
  const emptyChip = chip => {
    if (chip.classList.contains('added')) { chip.remove(); one('#more-filters')?.focus(); asked(); return; }
    all('.dropdown-menu :checked', chip).forEach(box => { box.checked = false; });
    all('.dropdown-menu input:not([type=checkbox])', chip).forEach(input => { input.value = ''; });
    all('select', chip).forEach(select => select.tomselect?.clear(true));
    one('button', chip).focus();
    asked();
  };
  const openChip = name => {
    const chip = one(`[data-chip="${CSS.escape(name)}"]`);
    if (chip) window.tabler.Dropdown.getOrCreateInstance(one('button', chip)).show();
    return Boolean(chip);
  };
  // "More filters" brings the bar anew, with a chip more; what was not sent yet goes with it.
  let awaited = '';
  const addChip = name => {
    if (openChip(name)) return;
    const params = new URLSearchParams([...new FormData(filter()), ['filter', name]].filter(([, value]) => value));
    awaited = name;
    window.htmx.ajax('GET', `${filter().action}?${params}`, { target: '#filter', select: '#filter', swap: 'outerHTML' });
  };
  // A menu that opens is ready to type in; the arrow keys lead to its entries.
  document.addEventListener('shown.bs.dropdown', event => {
    if (event.target.closest('#filter')) one('input:not([type=hidden], [type=checkbox])', event.target.parentElement)?.focus();
  });
  document.addEventListener('hide.bs.dropdown', event => {             // Enter has closed it: the focus stays in sight
    if (event.target.closest('#filter') && event.target.parentElement.contains(document.activeElement)) event.target.focus();
  });

  // --- input[data-narrow] narrows the entries of its own menu and never reaches the server ---
  const fold = text => text.toLocaleLowerCase().normalize('NFKD').replace(/\p{M}/gu, '');
  const ENTRIES = ':is(label, .dropdown-item):not(.pr-limits label)';
  document.addEventListener('input', event => {
    if (!event.target.matches('[data-narrow]')) return;
    const wanted = fold(event.target.value);
    all(ENTRIES, event.target.closest('.dropdown-menu')).forEach(item => {
      (item.closest('[data-id]') || item).hidden = !fold(item.textContent).includes(wanted);
    });
  });
  addEventListener('change', event => { if (event.target.matches?.('[data-narrow]')) event.stopPropagation(); }, true);
  document.addEventListener('keydown', event => {
    if (!event.target.matches('[data-narrow]') || !['Enter', 'ArrowDown'].includes(event.key)) return;
    event.preventDefault();                                           // Enter would send the whole filter
    event.stopPropagation();
    const first = all(ENTRIES, event.target.closest('.dropdown-menu')).find(item => item.offsetParent);
    if (event.key === 'Enter') first?.click(); else (first?.control || first)?.focus();
  }, true);

  document.addEventListener('click', event => {
    const button = event.target.closest('[data-abc], [data-chip-clear]');
    if (!button) return;
    if (button.dataset.abc) { showAlphabet(button.dataset.abc); keep('pr-abc', button.dataset.abc); }
    if (button.dataset.chipClear !== undefined) { event.preventDefault(); emptyChip(button.closest('[data-chip]')); }
  });

  // Menus inside what scrolls would be cut off at its edge. Tabler has made them already, with its own settings.
  const freeMenus = () => all(':is(.pr-chips, .pr-acts, .pr-tablewrap) [data-bs-toggle=dropdown]:not([data-bs-popper-config])').forEach(button => {
    window.tabler.Dropdown.getInstance(button)?.dispose();
    button.dataset.bsPopperConfig = '{"strategy": "fixed"}';
  });
  // A chip that says more is wider: its open menu moves with it.
  const moveMenus = () => all('#filter [data-bs-toggle=dropdown].show').forEach(button => window.tabler.Dropdown.getInstance(button)?.update());
  window.htmx.onLoad(() => {
    beginLetters();
    freeMenus();
    moveMenus();
    if (awaited && openChip(awaited)) awaited = '';
  });

  // A text is looked for as one types it. Asked once more when the field is left, rows would change under a click.
  document.addEventListener('change', event => { if (event.target.matches('#filter #q')) event.stopPropagation(); }, true);

  // A button of the filter form that leads elsewhere (Export) is none of htmx's business.
  document.addEventListener('submit', event => {
    if (event.target.id !== 'filter' || !event.submitter) return;
    const adds = event.submitter.name === 'filter';
    if (adds || event.submitter.hasAttribute('formaction')) event.stopImmediatePropagation();
    if (adds) { event.preventDefault(); addChip(event.submitter.value); }
  }, true);
})();
