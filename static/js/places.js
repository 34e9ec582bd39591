// Fields of an address that know the lists: [data-place] asks [data-place-url] what there is under the parts above it.
// What is chosen fills in what follows from it; any other text stays as typed, and the server says where that will not do.
(() => {
  const field = target => (target.matches?.('input[data-place]') ? target : null);
  let box = null, owner = null, timer = 0, asked = 0;

  const close = () => {
    box?.remove();
    owner?.removeAttribute('aria-activedescendant');
    owner?.setAttribute('aria-expanded', 'false');
    box = owner = null;
    asked += 1;
  };
  const options = () => [...(box?.querySelectorAll('[role=option]') || [])];
  const current = () => box?.querySelector('[aria-selected=true]');
  const mark = option => {
    options().forEach(each => { each.setAttribute('aria-selected', String(each === option)); each.classList.toggle('active', each === option); });
    if (option) { owner.setAttribute('aria-activedescendant', option.id); option.scrollIntoView({ block: 'nearest' }); }
    else owner.removeAttribute('aria-activedescendant');
  };
  const put = (input, value) => {
    input.value = value;
    input.dispatchEvent(new Event('change', { bubbles: true }));
  };
  const choose = option => {
    const input = owner, { value, fills } = option.place;
    close();
    put(input, value);
    Object.entries(fills).forEach(([name, text]) => {
      const other = input.form.elements[name];
      if (other && text) put(other, text);
    });
    input.focus();
  };
  const show = (input, { results, strict }) => {
    close();
    if (!results.length && !strict) return;
    owner = input;
    box = Object.assign(document.createElement('div'), { className: 'dropdown-menu show pr-places', id: `${input.id}_places` });
    box.setAttribute('role', 'listbox');
    box.setAttribute('aria-label', input.labels?.[0]?.textContent.trim() || '');
    results.forEach((place, at) => {
      const option = Object.assign(document.createElement('div'), { className: 'dropdown-item', id: `${box.id}_${at}`, place });
      option.setAttribute('role', 'option');
      option.append(Object.assign(document.createElement('span'), { textContent: place.value }));
      if (place.note) option.append(Object.assign(document.createElement('span'), { className: 'muted ms-auto ps-3', textContent: place.note }));
      box.append(option);
    });
    box.append(Object.assign(document.createElement('div'), { className: 'dropdown-header', textContent: strict ? input.dataset.placeStrict : input.dataset.placeFree }));
    input.parentElement.classList.add('position-relative');
    input.after(box);
    input.setAttribute('aria-expanded', 'true');
    input.setAttribute('aria-controls', box.id);
    mark(null);
  };
  const ask = (input, delay) => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      const url = new URL(input.dataset.placeUrl, location.href), number = ++asked;
      url.searchParams.set('part', input.dataset.place);
      ['country', 'area', 'settlement', 'postal_code', 'neighbourhood', 'street'].forEach(name => {
        const other = input.form.elements[name];
        if (other) url.searchParams.set(name, other.value);
      });
      if (['area', 'settlement'].includes(input.dataset.place)) url.searchParams.delete('postal_code');
      fetch(url, { headers: { Accept: 'application/json' }, credentials: 'same-origin' })
        .then(answer => (answer.ok ? answer.json() : Promise.reject(answer)))
        .then(found => { if (number === asked && document.activeElement === input) show(input, found); })
        .catch(() => {});                                          // suggestions are a help: the text can be typed without
    }, delay);
  };

  document.addEventListener('input', event => { if (field(event.target)) ask(event.target, 200); });
  document.addEventListener('focusin', event => {
    if (owner && event.target !== owner) close();
    const input = field(event.target);
    if (!input) return;
    input.setAttribute('role', 'combobox');
    input.setAttribute('aria-autocomplete', 'list');
    input.setAttribute('aria-expanded', 'false');
    if (!input.value) ask(input, 0);
  });
  document.addEventListener('focusout', event => { if (event.target === owner) setTimeout(() => { if (document.activeElement !== owner) close(); }, 150); });
  document.addEventListener('mousedown', event => {
    const option = event.target.closest?.('.pr-places [role=option]');
    if (!option) return;
    event.preventDefault();                                        // the field keeps the focus
    choose(option);
  });
  document.addEventListener('keydown', event => {
    const input = field(event.target);
    if (!input) return;
    if (!box) { if (event.key === 'ArrowDown') { event.preventDefault(); ask(input, 0); } return; }
    const all = options(), at = all.indexOf(current());
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      mark(all[(at + (event.key === 'ArrowDown' ? 1 : all.length - (at < 0 ? 0 : 1))) % all.length] || null);
    } else if (event.key === 'Enter' && current()) {
      event.preventDefault();
      choose(current());
    } else if (event.key === 'Escape') {
      event.preventDefault();
      event.stopPropagation();
      close();
    } else if (event.key === 'Tab') close();
  }, true);
})();
