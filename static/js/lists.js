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
    const chosen = one('#letters [id^=abc-] [aria-current]');
    const code = chosen ? chosen.closest('[id^=abc-]').id.slice(4) : kept('pr-abc');
    if (code && one(`[data-abc="${CSS.escape(code)}"]`)) showAlphabet(code);
  };

  // --- chips: .pr-chip[data-chip] > button > b[data-chip-value], .pr-x[data-chip-clear], .dropdown-menu with boxes ---
  const labelOf = box => {
    const label = box.closest('label')?.cloneNode(true);
    label?.querySelectorAll('.pr-count, .visually-hidden').forEach(part => part.remove());
    return (box.dataset.label || label?.textContent || box.value).trim();
  };
  const showChip = chip => {
    const ticked = all('.dropdown-menu :checked', chip).filter(box => box.value);
    const texts = ticked.map(labelOf);
    const value = one('[data-chip-value]', chip), x = one('.pr-x', chip);
    chip.classList.toggle('on', ticked.length > 0);
    if (value) value.textContent = texts.length ? `: ${texts.length > 2 ? `${texts[0]} +${texts.length - 1}` : texts.join(', ')}` : '';
    if (x) x.hidden = ticked.length === 0;
  };
  const emptyChip = chip => {
    all('.dropdown-menu :checked', chip).forEach(box => { box.checked = false; });
    all('.dropdown-menu input:is([type=text], [type=date], [type=number])', chip).forEach(input => { input.value = ''; });
    showChip(chip);
    one('button', chip)?.focus();
    chip.dispatchEvent(new Event('change', { bubbles: true }));       // the filter form hears it
  };
  document.addEventListener('change', event => {
    const chip = event.target.closest?.('[data-chip]');
    if (chip && event.target !== chip) showChip(chip);
  });

  // --- "Find a value": input[data-chip-search] narrows the entries of its own menu and never reaches the server ---
  const fold = text => text.toLocaleLowerCase().normalize('NFKD').replace(/\p{M}/gu, '');
  document.addEventListener('input', event => {
    if (!event.target.matches('[data-chip-search]')) return;
    const wanted = fold(event.target.value);
    all('.dropdown-item', event.target.closest('.dropdown-menu')).forEach(item => {
      item.hidden = !fold(item.textContent).includes(wanted);
    });
  });
  addEventListener('change', event => { if (event.target.matches?.('[data-chip-search]')) event.stopPropagation(); }, true);
  document.addEventListener('keydown', event => {                     // Enter would send the whole filter
    if (event.key === 'Enter' && event.target.matches('[data-chip-search]')) event.preventDefault();
  });

  document.addEventListener('click', event => {
    const button = event.target.closest('[data-abc], [data-chip-clear]');
    if (!button) return;
    if (button.dataset.abc) { showAlphabet(button.dataset.abc); keep('pr-abc', button.dataset.abc); }
    if (button.dataset.chipClear !== undefined) emptyChip(button.closest('[data-chip]'));
  });

  // Menus inside what scrolls would be cut off at its edge. Tabler has made them already, with its own settings.
  const freeMenus = () => all(':is(.pr-chips, .pr-tablewrap) [data-bs-toggle=dropdown]:not([data-bs-popper-config])').forEach(button => {
    window.tabler.Dropdown.getInstance(button)?.dispose();
    button.dataset.bsPopperConfig = '{"strategy": "fixed"}';
  });
  window.htmx.onLoad(() => { beginLetters(); freeMenus(); });

  // A button of the filter form that leads elsewhere (Export) is none of htmx's business.
  document.addEventListener('submit', event => {
    if (event.target.id === 'filter' && event.submitter?.hasAttribute('formaction')) event.stopImmediatePropagation();
  }, true);
})();
