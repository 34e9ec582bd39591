// The slide-over: opens when htmx has put something into #slide-body, closes on the event "slide-close" (HX-Trigger) or when
// it has become empty, asks before a changed form is lost, and gives the focus back to where it came from.
(() => {
  let opener = null, certain = false;
  const slide = () => document.getElementById('slide');
  const body = () => document.getElementById('slide-body');
  const frame = () => window.tabler.Offcanvas.getOrCreateInstance(slide());
  const isOpen = () => slide()?.classList.contains('show');

  // While it slides away nothing in it answers: the second click of a double one would save once more.
  const close = () => { certain = body().inert = true; window.Primio.forget(slide()); frame().hide(); };
  const focusFirst = () => {
    if (window.Primio.focusErrors(body())) return;
    const field = body().querySelector('[autofocus], form :is(input, select, textarea):not([type=hidden], [tabindex="-1"], :disabled)');
    if (field) field.focus();
  };

  document.addEventListener('htmx:beforeRequest', event => {
    if (event.detail.target?.id === 'slide-body' && !isOpen()) opener = event.detail.elt;
  });
  document.addEventListener('htmx:afterSettle', event => {
    if (event.detail.target?.id !== 'slide-body') return;
    if (!body().firstElementChild) { if (isOpen()) close(); return; }
    certain = body().inert = false;
    if (isOpen()) focusFirst(); else frame().show();
  });
  // Who was quicker than the sliding, and in a field already, comes back to it.
  let reached = null;
  document.addEventListener('focusin', event => { if (body()?.contains(event.target)) reached = event.target; });
  document.addEventListener('shown.bs.offcanvas', event => {
    if (event.target !== slide()) return;
    if (reached && body().contains(reached)) reached.focus(); else focusFirst();
  });
  document.addEventListener('slide-close', () => { if (isOpen()) close(); });

  document.addEventListener('hide.bs.offcanvas', event => {
    if (event.target !== slide() || certain || !window.Primio.changedWithin(slide())) return;
    event.preventDefault();
    window.Primio.askToLeave().then(yes => { if (yes) close(); });
  });
  const find = element => {
    if (!element || element.isConnected) return element;
    const address = element.getAttribute('hx-get');
    return document.getElementById(element.id) || (address && document.querySelector(`[hx-get="${CSS.escape(address)}"]`));
  };
  document.addEventListener('hidden.bs.offcanvas', event => {
    if (event.target !== slide()) return;
    body().replaceChildren();
    certain = body().inert = false;
    (find(opener) || document.getElementById('main'))?.focus();
    opener = null;
  });
})();
