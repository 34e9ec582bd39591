// The menu of saved views is drawn anew with the list: the focus returns to its button.
(() => {
  let within = false;
  const views = () => document.getElementById('views');
  document.addEventListener('htmx:oobBeforeSwap', event => {
    if (event.detail.target?.id === 'views') within = Boolean(views()?.contains(document.activeElement));
  });
  document.addEventListener('htmx:oobAfterSwap', () => {
    if (within && !views()?.contains(document.activeElement)) views()?.querySelector('button')?.focus();
    within = false;
  });
})();
