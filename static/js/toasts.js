// Short messages at the foot of the page. HX-Trigger: {"toast": {"text": "...", "undo": "/url/"}} shows one; Undo posts to the
// address: its answer goes into "target" (with "swap") if these are given, or says itself by HX-Trigger what is to be read anew;
// where it says nothing, the page is loaded again. One of a "kind" takes the place of the one before. A toast stays for 10 s, and as long as it is hovered or focused.
(() => {
  const LIFE = 10000, AGAIN = 2000;
  const place = () => document.getElementById('toasts');

  const shut = box => {
    const focused = box.contains(document.activeElement);
    box.remove();
    if (focused) document.getElementById('main')?.focus();
  };
  const wait = (box, time) => setTimeout(() => {
    if (!box.isConnected) return;
    if (box.matches(':hover, :focus-within')) wait(box, AGAIN); else shut(box);
  }, time);

  const takeBack = (box, data) => {
    box.addEventListener('htmx:afterRequest', event => {
      shut(box);
      if (event.detail.successful && !data.target && !event.detail.xhr.getResponseHeader('HX-Trigger')) location.reload();
    });
    const swap = data.target ? data.swap || 'outerHTML' : 'none';
    window.htmx.ajax('POST', data.undo, { source: box, target: data.target || box, swap });
  };

  window.Primio.toast = data => {
    const template = document.getElementById('toast'), to = place();
    if (!template || !to || !data.text) return;
    const box = template.content.firstElementChild.cloneNode(true), undo = box.querySelector('.undo');
    box.querySelector('[data-text]').textContent = data.text;
    if (data.level === 'error') box.classList.add('c-red');
    if (data.undo) undo.addEventListener('click', () => { undo.disabled = true; takeBack(box, data); }); else undo.remove();
    if (data.kind) {
      to.querySelector(`[data-kind="${CSS.escape(data.kind)}"]:not(:has(.undo:disabled))`)?.remove();  // one that asks waits for its answer
      box.dataset.kind = data.kind;
    }
    to.append(box);
    while (to.children.length > 3) to.firstElementChild.remove();
    if (data.level !== 'error') wait(box, LIFE);
  };

  document.addEventListener('toast', event => window.Primio.toast(event.detail));
  document.addEventListener('click', event => {
    const button = event.target.closest('.pr-toast .shut');
    if (button) shut(button.closest('.pr-toast'));
  });
  // Messages that came with the page.
  document.addEventListener('DOMContentLoaded', () => {
    place()?.querySelectorAll('.pr-toast:not(.c-red)').forEach(box => wait(box, LIFE));
  });
})();
