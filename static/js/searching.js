// The search field in the top bar: htmx brings the answers into #search-results, arrow keys choose, Enter opens, with
// Ctrl in a new tab. Without a choice Enter goes to the list of all counterparties with this text, unless only commands or people
// fit: then the first is chosen at once. An empty field offers what was opened last.
(() => {
  const input = () => document.getElementById('global-search');
  const place = () => document.getElementById('search-results');
  let closed = false; // by Escape: an answer that comes afterwards does not open it again
  let chosen = ''; // where the choice leads: an answer that comes again, with nothing typed meanwhile, keeps it
  const options = () => [...place().querySelectorAll('[role=option]')];

  const name = () => options().forEach((option, at) => { option.id = `search-${at + 1}`; });

  const choose = option => {
    chosen = option?.href || '';
    options().forEach(other => other.setAttribute('aria-selected', String(other === option)));
    if (option) { input().setAttribute('aria-activedescendant', option.id); option.scrollIntoView({ block: 'nearest' }); }
    else input().removeAttribute('aria-activedescendant');
  };
  const show = open => {
    const list = place().querySelector('[role=listbox]');
    place().hidden = !open;
    input().setAttribute('aria-expanded', String(open && Boolean(list)));
    input().setAttribute('aria-controls', open && list ? list.id : place().id);
    if (!open) choose(null);
  };

  document.addEventListener('htmx:afterSettle', event => {
    if (event.detail.target?.id !== 'search-results') return;
    name();
    show(!closed && document.activeElement === input() && Boolean(place().firstElementChild));
    if (place().hidden) return;
    const again = chosen && options().find(option => option.href === chosen);
    if (again) choose(again); else if (place().querySelector('[data-first]')) choose(options()[0]);
  });
  document.addEventListener('input', event => { if (event.target === input()) { closed = false; chosen = ''; } });
  document.addEventListener('focusin', event => {
    if (!input()) return;
    if (event.target === input()) {
      closed = false;
      if (place().firstElementChild) show(true);
      else window.htmx.trigger(input().form, 'find');
    }
    else if (!event.target.closest('.pr-top .pr-search')) show(false);
  });
  document.addEventListener('click', event => { if (input() && !event.target.closest('.pr-top .pr-search')) show(false); });

  document.addEventListener('keydown', event => {
    if (event.target !== input() || !place().firstElementChild) return;
    const all = options(), at = all.findIndex(option => option.getAttribute('aria-selected') === 'true');
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && all.length) {
      event.preventDefault();
      show(true);
      choose(all[(at + step + all.length + (at < 0 && step < 0 ? 1 : 0)) % all.length]);
    } else if (event.key === 'Enter' && at >= 0 && !place().hidden) {
      event.preventDefault();
      if (event.ctrlKey || event.metaKey) { event.stopPropagation(); window.open(all[at].href, '_blank', 'noopener'); }
      else all[at].click();
    } else if (event.key === 'Escape' && !place().hidden) {
      event.preventDefault();
      event.stopPropagation();
      closed = true;
      show(false);
    }
  }, true);
})();
