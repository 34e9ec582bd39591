// The preview of a file over the list of files: the names lead to it, the arrow keys to the next and the previous one.
(() => {
  const dialog = () => document.getElementById('preview'), body = () => document.getElementById('preview-body');
  const NAMES = '#rows[data-screen="files"] a.pr-name, [data-previewed] a.pr-name';
  const links = () => [...document.querySelectorAll(NAMES)];
  let current = '';
  const base = address => address.split('?')[0];

  const load = address => {
    current = address;
    return window.htmx.ajax('GET', address, { target: '#preview-body', swap: 'innerHTML' });
  };
  const lend = to => to.append(document.getElementById('toasts'));        // a modal dialog covers what stands outside it
  const ready = () => {
    const all = links(), at = all.findIndex(link => link.getAttribute('href') === base(current));
    dialog().querySelectorAll('[data-preview-move]').forEach(part => { part.hidden = false; });
    dialog().querySelectorAll('[data-preview]').forEach(button => { button.disabled = !all[at + Number(button.dataset.preview)]; });
    const error = body().querySelector('[role=alert]');
    if (error) { error.tabIndex = -1; error.focus(); }
    else if (!dialog().contains(document.activeElement) || document.activeElement === dialog()) dialog().querySelector('[data-preview-close].btn-icon')?.focus();
  };
  const open = async address => {
    await load(address);
    if (!body()?.firstElementChild) return;
    if (!dialog().open) { dialog().showModal(); lend(dialog()); }
    ready();
  };
  const close = () => { if (dialog()?.open) dialog().close(); };
  const move = step => {
    const all = links(), at = all.findIndex(link => link.getAttribute('href') === base(current));
    const to = at >= 0 && all[at + step];
    if (to) open(to.getAttribute('href'));
  };

  document.addEventListener('click', event => {
    if (!dialog() || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    const link = event.target.closest(`${NAMES}, #preview [data-preview-here]`);
    if (link) { event.preventDefault(); open(link.getAttribute('href')); return; }
    const step = event.target.closest('#preview [data-preview]');
    if (step) move(Number(step.dataset.preview));
    if (event.target.closest('#preview [data-preview-close]') || event.target === dialog()) close();
    if (event.target.matches('#preview [data-zoom]')) event.target.classList.toggle('is-whole');
  });
  document.addEventListener('keydown', event => {
    if (!dialog()?.open || event.altKey || event.ctrlKey || event.metaKey || event.target.matches('input, textarea, pre')) return;
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (step) { event.preventDefault(); move(step); }
  });
  document.addEventListener('close', event => {
    if (event.target !== dialog()) return;
    lend(document.body);
    body().replaceChildren();
    links().find(link => link.getAttribute('href') === base(current))?.focus();
  }, true);

  // What changes the file from within its preview shows it anew.
  document.addEventListener('results-changed', () => { if (dialog()?.open) open(base(current)); });
  document.addEventListener('submit', event => {
    const form = event.target.closest('#preview form[data-version]');
    if (!form) return;
    event.preventDefault();
    const data = new FormData(form), headers = { Accept: 'application/json', 'X-CSRFToken': data.get('csrfmiddlewaretoken') };
    const button = form.querySelector('[type=submit]');
    button.disabled = true;
    fetch(form.action, { method: 'POST', body: data, headers, credentials: 'same-origin' })
      .then(async answer => {
        const told = await answer.json();
        window.Primio.toast({ text: told.said || told.errors.join(' '), level: answer.ok ? '' : 'error' });
        if (answer.ok) document.body.dispatchEvent(new CustomEvent('results-changed', { bubbles: true }));
      })
      .catch(() => window.Primio.toast({ text: window.Primio.word('offline'), level: 'error' }))
      .finally(() => { button.disabled = false; });
  });
})();
