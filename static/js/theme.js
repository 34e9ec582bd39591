// Loaded in <head>, before the first paint: the theme and the folded menu as this browser last had them.
(() => {
  const root = document.documentElement;
  const kept = key => { try { return localStorage.getItem(key); } catch { return null; } };
  root.dataset.bsTheme = kept('pr-theme') || (matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light');
  if (kept('pr-sidebar') === 'folded') root.dataset.sidebar = 'folded';
})();
