// What every page has: words for the other scripts, theme, folded menu, language, refused actions, failed requests.
window.Primio = (() => {
  const kept = key => { try { return localStorage.getItem(key); } catch { return null; } };
  const keep = (key, value) => {
    try { value ? localStorage.setItem(key, value) : localStorage.removeItem(key); } catch { /* private mode */ }
  };
  // Texts come from the page (<template id="words" data-...>), so that they are translated with it.
  const word = name => document.getElementById('words')?.dataset[name] || '';
  const here = () => location.pathname + location.search;
  return { kept, keep, word, here };
})();

(() => {
  const { kept, keep, word, here } = window.Primio;
  const root = document.documentElement;
  const all = (selector, from = document) => [...from.querySelectorAll(selector)];

  const showTheme = () => all('[data-pr=theme]').forEach(button => {
    const dark = root.dataset.bsTheme === 'dark';
    button.setAttribute('aria-pressed', String(dark));
    button.querySelector('.ti').className = 'ti ti-' + (dark ? 'sun' : 'moon');
  });
  const turnTheme = () => {
    root.dataset.bsTheme = root.dataset.bsTheme === 'dark' ? 'light' : 'dark';
    keep('pr-theme', root.dataset.bsTheme);
    showTheme();
    document.dispatchEvent(new CustomEvent('theme'));
  };

  // HX-Trigger: {"download": {"url": "/file/"}}: the browser fetches a file that somebody has waited for.
  document.addEventListener('download', event => location.assign(event.detail.url));

  const showFold = () => all('[data-pr=fold]').forEach(button => {
    button.setAttribute('aria-pressed', String(root.dataset.sidebar === 'folded'));
  });
  const turnFold = () => {
    const folded = root.dataset.sidebar !== 'folded';
    if (folded) root.dataset.sidebar = 'folded'; else delete root.dataset.sidebar;
    keep('pr-sidebar', folded ? 'folded' : '');
    showFold();
    dispatchEvent(new Event('resize'));
  };

  document.addEventListener('click', event => {
    const button = event.target.closest('[data-pr]');
    if (button?.dataset.pr === 'theme') turnTheme();
    if (button?.dataset.pr === 'fold') turnFold();
    if (button?.dataset.pr === 'search') document.getElementById('global-search')?.focus();
  });

  // [data-copy] puts the text of a field on the clipboard; where that is not allowed the text is selected for the keyboard.
  document.addEventListener('click', event => {
    const button = event.target.closest('[data-copy]'), field = button && document.querySelector(button.dataset.copy);
    if (!field) return;
    field.select();
    navigator.clipboard?.writeText(field.value).then(() => { button.querySelector('span').textContent = button.dataset.done; }, () => {});
  });

  // "Not possible now" keeps its place and says why; capture, so that htmx and Bootstrap do not hear the click.
  document.addEventListener('click', event => {
    const refused = event.target.closest('[aria-disabled=true]');
    if (!refused) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (refused.title) window.Primio.toast({ text: refused.title });
  }, true);

  // htmx may have changed the address since the page was rendered.
  document.addEventListener('submit', event => {
    const next = event.target.matches('[data-language]') && event.target.elements.next;
    if (next) next.value = here();
  });

  // A session that ended answers with the log-in page: go there instead of swapping it into a corner.
  document.addEventListener('htmx:beforeSwap', event => {
    const login = word('login'), answered = event.detail.xhr.responseURL;
    if (!login || !answered || new URL(answered).pathname !== login) return;
    event.detail.shouldSwap = false;
    location.assign(`${login}?next=${encodeURIComponent(here())}`);
  });
  const failed = status => word(`failed${status}`) || word(status >= 500 ? 'failed500' : 'failed400');
  document.addEventListener('htmx:responseError', event => {
    window.Primio.toast({ text: failed(event.detail.xhr.status), level: 'error' });
  });
  for (const name of ['htmx:sendError', 'htmx:timeout']) {
    document.addEventListener(name, () => window.Primio.toast({ text: word('offline'), level: 'error' }));
  }

  // Paper is white. The theme comes back after printing.
  addEventListener('beforeprint', () => { root.dataset.bsTheme = 'light'; });
  addEventListener('afterprint', () => {
    root.dataset.bsTheme = kept('pr-theme') || (matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light');
  });

  const begin = () => { showTheme(); showFold(); };
  if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', begin); else begin();
})();
