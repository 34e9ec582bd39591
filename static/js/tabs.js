// Second-level tabs that do not fit move into the menu "More"; on phones the row scrolls and the current tab is brought into view.
(() => {
  const PHONE = 768;

  const toMenu = tab => {
    const item = tab.cloneNode(true);
    item.className = 'dropdown-item';
    item.hidden = false;
    item.removeAttribute('id');
    const count = item.querySelector('.pr-count');
    count?.classList.add('ms-auto');
    count?.removeAttribute('id');
    return item;
  };
  const fit = bar => {
    const nav = bar.querySelector('nav'), more = bar.querySelector('.dropdown'), tabs = [...nav.querySelectorAll('a')];
    if (more) more.hidden = true;
    tabs.forEach(tab => { tab.hidden = false; });
    if (innerWidth < PHONE || !more || nav.scrollWidth <= nav.clientWidth) return;
    more.hidden = false;
    const current = nav.querySelector('[aria-current]'), over = [];
    for (let last = tabs.length - 1; last >= 0 && nav.scrollWidth > nav.clientWidth; last -= 1) {
      if (tabs[last] === current) continue;
      tabs[last].hidden = true;
      over.unshift(tabs[last]);
    }
    const menu = more.querySelector('.dropdown-menu');
    menu.replaceChildren(...over.map(toMenu));
    window.htmx.process(menu);
    more.querySelector('button .pr-count').textContent = over.length;
  };
  const fitAll = () => {
    document.querySelectorAll('.pr-tabs2').forEach(fit);
    if (innerWidth >= PHONE) return;
    document.querySelectorAll('.pr-tabs1 [aria-current], .pr-tabs2 [aria-current]').forEach(tab => {
      const row = tab.parentElement;
      if (row.scrollWidth > row.clientWidth) row.scrollLeft = tab.offsetLeft - row.offsetLeft - 16;
    });
  };

  let soon = 0;
  addEventListener('resize', () => { cancelAnimationFrame(soon); soon = requestAnimationFrame(fitAll); });
  window.htmx.onLoad(part => { if (!part.closest('.pr-tabs2')) fitAll(); });
  document.fonts?.ready.then(fitAll);

  // First-level tabs stand outside what htmx swaps: the one that was followed becomes the current one.
  document.addEventListener('htmx:afterSettle', event => {
    const tab = event.detail.requestConfig?.elt?.closest?.('.pr-tabs1 a, .pr-tabs2 nav a');
    if (!tab || !tab.isConnected || event.detail.target.contains(tab)) return;
    tab.closest('nav').querySelectorAll('[aria-current]').forEach(other => other.removeAttribute('aria-current'));
    tab.setAttribute('aria-current', 'page');
  });
})();
