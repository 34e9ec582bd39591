// Keys. Whatever declares aria-keyshortcuts="n" is clicked by its key (a field gets the focus). J and K move in a list; Enter and
// the keys of row actions act on the row they stand on. Single keys can be switched off in the dialog "Keyboard shortcuts" (?).
(() => {
  const { kept, keep } = window.Primio;
  const TYPING = 'input:not([type=checkbox], [type=radio], [type=button], [type=submit]), textarea, select, [contenteditable]';
  const rows = () => [...document.querySelectorAll('#main table.pr-table tbody tr')].filter(row => row.querySelector('a.pr-name'));
  const visible = element => element.checkVisibility?.({ visibilityProperty: true }) ?? element.offsetParent !== null;
  const current = () => document.querySelector('tr.is-cursor');

  const stand = row => {
    current()?.classList.remove('is-cursor');
    row.classList.add('is-cursor');
    row.scrollIntoView({ block: 'nearest' });
    row.querySelector('a.pr-name').focus({ preventScroll: true });
  };
  const move = step => {
    const all = rows(), at = all.indexOf(current());
    if (all.length) stand(all[Math.max(0, Math.min(all.length - 1, at < 0 ? 0 : at + step))]);
  };
  document.addEventListener('focusin', event => {                     // the cursor follows the focus
    const row = event.target.closest('#main table.pr-table tbody tr');
    if (!row || row === current() || !row.querySelector('a.pr-name')) return;
    current()?.classList.remove('is-cursor');
    row.classList.add('is-cursor');
  });

  // Rows of the same list that come anew, after a filter or a change, keep the cursor on its record, and the focus where it had it.
  // Where a change has taken the record out of the list, the one that stands in its place now has the cursor.
  let stood = null;
  document.addEventListener('htmx:beforeSwap', event => {
    const row = current();
    if (!event.detail.shouldSwap || !row?.dataset.pk || !event.detail.target.contains(row)) return;
    const changed = event.detail.requestConfig?.triggeringEvent?.type === 'results-changed';
    const focused = row.contains(document.activeElement);
    stood = { pk: row.dataset.pk, focused, at: location.pathname, place: changed ? rows().indexOf(row) : -1 };
  });
  document.addEventListener('htmx:afterSwap', () => {
    const same = stood && stood.at === location.pathname && !current(), shown = same ? rows() : [];
    const row = shown.find(other => other.dataset.pk === stood.pk) || shown[Math.min(stood?.place ?? -1, shown.length - 1)];
    if (row && stood.focused && document.activeElement === document.body) stand(row);
    else row?.classList.add('is-cursor');
    stood = null;
  });

  const act = element => {
    if (element.matches(TYPING)) { element.focus(); element.select?.(); } else element.click();
  };
  const declared = key => {
    const fits = [...document.querySelectorAll(`[aria-keyshortcuts~="${CSS.escape(key)}" i]`)];
    const row = current();
    return (row && fits.find(element => row.contains(element)))
      || fits.find(element => !element.closest('tbody') && visible(element) && !element.closest('[aria-disabled=true]'));
  };

  // With a Cyrillic layout the key N says "н": then the place of the key counts.
  const letter = event => {
    if (/^[\x21-\x7e]$/.test(event.key) || event.key.length > 1) return event.key.length > 1 ? event.key : event.key.toLowerCase();
    if (event.code === 'Slash') return event.shiftKey ? '?' : '/';
    return /^Key[A-Z]$/.test(event.code) ? event.code.slice(3).toLowerCase() : event.key;
  };
  const save = event => {
    const form = event.target.closest?.('form[method=post]') || document.querySelector('.offcanvas.show form[method=post]');
    const buttons = [...(form?.elements || [])].filter(element => element.type === 'submit');
    const button = buttons.find(element => !element.name && !element.hasAttribute('formaction')) || buttons[0];
    if (!button) return;
    event.preventDefault();
    form.requestSubmit(button);
  };
  const single = event => {
    const key = letter(event), row = current();
    if (key === 'j') move(1);
    else if (key === 'k') move(-1);
    else if (key === 'Enter' && row && event.target === document.body) row.querySelector('a.pr-name').click();
    else if (key === '?') document.getElementById('keys')?.showModal();
    else if (key.length === 1) {
      const element = declared(key);
      if (!element) return;
      act(element);
    } else return;
    event.preventDefault();
  };

  document.addEventListener('keydown', event => {
    const command = event.ctrlKey || event.metaKey, typing = event.target.matches(TYPING);
    const over = document.querySelector('dialog[open], .offcanvas.show, .dropdown-menu.show');
    if (command && letter(event) === 'k' && document.getElementById('global-search')) {
      event.preventDefault();
      document.getElementById('global-search').focus();
      document.getElementById('global-search').select();
    } else if (command && event.key === 'Enter') save(event);
    else if (event.altKey && !over && !typing && ['ArrowUp', 'ArrowDown'].includes(event.key)) {      // a record's neighbours in the list one came from
      const neighbour = declared(`Alt+${event.key}`);
      if (neighbour) { event.preventDefault(); neighbour.click(); }
    }
    if (command || event.altKey || event.isComposing || event.defaultPrevented || typing) return;
    if (!over && kept('pr-keys') !== 'off') single(event);
  });

  document.addEventListener('change', event => {
    if (event.target.matches('[data-pr=single-keys]')) keep('pr-keys', event.target.checked ? '' : 'off');
  });
  document.addEventListener('DOMContentLoaded', () => {
    const here = document.querySelector('tr[data-here]');              // whence one comes back
    if (here) stand(here);
    const box = document.querySelector('[data-pr=single-keys]');
    if (box) box.checked = kept('pr-keys') !== 'off';
  });
})();
