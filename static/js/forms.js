// Forms: remote and local pickers, parts that depend on another field, errors that get the focus, and the question before
// a changed form is left. Guarded are form[data-guard] and every posting form in the slide-over.
(() => {
  const { word } = window.Primio;
  const all = (selector, from) => [...(from.matches?.(selector) ? [from] : []), ...from.querySelectorAll(selector)];

  // --- pickers: select[data-ts] has its options; select[data-url] asks for {"results": [{"value", "text"}]} ---
  const message = text => (data, escape) => `<div class="no-results">${escape(text)}</div>`;
  const remote = select => ({
    valueField: 'value', labelField: 'text', searchField: ['text'], score: () => () => 1, preload: 'focus', loadThrottle: 250,
    load(query, done) {
      const url = new URL(select.dataset.url, location.href);
      url.searchParams.set('q', query);
      fetch(url, { headers: { Accept: 'application/json' }, credentials: 'same-origin' })
        .then(answer => (answer.ok ? answer.json() : Promise.reject(answer)))
        .then(({ results }) => {
          if (query === this.inputValue()) this.clearOptions();
          else { delete this.loadedSearches[query]; results = []; }   // late: something else is typed by now
          done(results);
        })
        .catch(() => { done(); window.Primio.toast({ text: word('offline'), level: 'error' }); });
    },
  });
  const pick = select => {
    if (select.tomselect) return;
    const plugins = select.multiple ? { remove_button: { title: word('remove') } } : {};
    if (!select.multiple && !select.required) plugins.clear_button = { title: word('clear'), tabindex: -1 };   // by keys Backspace clears
    const picker = new window.TomSelect(select, {
      maxOptions: 200, plugins, hidePlaceholder: true, allowEmptyOption: false,
      refreshThrottle: 0,                                     // Enter takes what is typed, however quickly it comes
      onItemAdd() { this.setTextboxValue(''); this.refreshOptions(false); },
      render: {
        no_results: message(word('noResults')), loading: message(word('loading')),
        item: (data, escape) => `<div>${escape((data.text ?? '').trim())}</div>`,
      },
      ...(select.dataset.url ? remote(select) : {}),
    });
    if (select.ariaLabel) picker.control_input.setAttribute('aria-label', select.ariaLabel);
    const described = select.getAttribute('aria-describedby');
    if (described) picker.control_input.setAttribute('aria-describedby', described);
    if (select.classList.contains('is-invalid')) picker.control_input.setAttribute('aria-invalid', 'true');
    select.setAttribute('aria-hidden', 'true');
  };

  // --- data-when="field=a|b": shown while the field has one of the values; of a ticked box the value is "on".
  // What holds an error stays in sight. ---
  const values = (form, name) => new FormData(form).getAll(name).map(String);
  const showDependent = form => all('[data-when]', form).forEach(part => {
    const [name, wanted = ''] = part.dataset.when.split('=');
    const fits = values(form, name).some(value => wanted.split('|').includes(value));
    part.hidden = !fits && !part.querySelector('.is-invalid');
  });
  document.addEventListener('change', event => { if (event.target.form) showDependent(event.target.form); });

  // --- the question before leaving ---
  const before = new WeakMap();
  let sending = false;
  const GUARDED = 'form[data-guard], #slide-body form[method=post]';
  const content = form => JSON.stringify([...new FormData(form)].map(([name, value]) => [name, value.name ?? value]));
  const isChanged = form => before.has(form) && before.get(form) !== content(form);
  const changedIn = (root, except) => all(GUARDED, root).filter(form => form !== except && !form.contains(except) && isChanged(form));

  window.Primio.changedWithin = (root, except) => Boolean(root) && changedIn(root, except).length > 0;
  window.Primio.forget = root => all(GUARDED, root).forEach(form => before.delete(form));

  addEventListener('beforeunload', event => {
    if (!sending && window.Primio.changedWithin(document)) event.preventDefault();
  });
  addEventListener('submit', event => {
    if (event.defaultPrevented) return;                       // htmx sends it; the answer replaces the form
    sending = true;
    setTimeout(() => { sending = false; }, 3000);             // an answer that is a file leaves the page where it is
  });
  document.addEventListener('htmx:beforeOnLoad', event => {   // an answer that leads elsewhere has saved what was typed
    if (event.detail.xhr.getResponseHeader('HX-Redirect')) sending = true;
  });

  // --- errors ---
  const focusOn = field => { if (field.tomselect) field.tomselect.focus(); else field.focus(); };
  window.Primio.focusErrors = root => {
    const summary = root.querySelector('[role=alert][tabindex]'), field = root.querySelector('.is-invalid');
    if (summary) summary.focus(); else if (field) focusOn(field);
    return Boolean(summary || field);
  };
  document.addEventListener('click', event => {
    const link = event.target.closest('.pr-note a[href^="#"]');
    const field = link && document.getElementById(link.hash.slice(1));
    if (field) { event.preventDefault(); focusOn(field); }
  });

  window.htmx.onLoad(part => {
    all('select[data-ts], select[data-url]', part).forEach(pick);
    all('form', part).forEach(showDependent);
    // A form that comes back with errors holds what was typed: it counts as changed.
    all(GUARDED, part).forEach(form => before.set(form, form.querySelector('.is-invalid, [role=alert]') ? null : content(form)));
    if (part === document.body) window.Primio.focusErrors(document.getElementById('main') || part);
  });
})();
