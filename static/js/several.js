// Lines of several fields each (data-several): one to spare instead of three, a button that adds more and one that
// takes a line off. Without it the spare lines serve, and a line is taken off by emptying it.
(() => {
  const all = (selector, from) => [...(from.matches?.(selector) ? [from] : []), ...from.querySelectorAll(selector)];
  const lines = box => [...box.querySelectorAll(':scope > [data-line]')];
  const first = line => line.querySelector('input:not([type=hidden]), select');
  const focusOn = field => { if (field?.tomselect) field.tomselect.focus(); else field?.focus(); };

  const add = box => {
    const number = Number(box.dataset.next), made = document.createElement('template');
    box.dataset.next = number + 1;
    made.innerHTML = box.querySelector(':scope > template').innerHTML.trim()
      .replaceAll('__n__', number).replaceAll('__m__', lines(box).length + 1);
    const line = made.content.firstElementChild;
    box.insertBefore(line, box.querySelector(':scope > template'));
    window.htmx.trigger(line, 'htmx:load', { elt: line });   // pickers and what else a new part of a page gets
    return line;
  };

  const changed = box => box.dispatchEvent(new Event('change', { bubbles: true }));
  document.addEventListener('click', event => {
    const adding = event.target.closest('[data-add-line]'), taking = event.target.closest('[data-take-off]');
    if (adding) focusOn(first(add(adding.closest('[data-several]'))));
    if (taking) {
      const box = taking.closest('[data-several]');
      taking.closest('[data-line]').remove();
      if (!lines(box).length) add(box);
      focusOn(lines(box).length ? first(lines(box).at(-1)) : null);
      changed(box);
    }
  });

  window.htmx.onLoad(part => all('[data-several]', part).forEach(box => {
    if (box.dataset.next) return;
    box.dataset.next = lines(box).length;
    const spare = lines(box).filter(line => line.matches('[data-spare]'));
    const kept = spare.length === lines(box).length ? 1 : 0;
    spare.slice(kept).forEach(line => line.remove());
    all('[data-take-off], [data-add-line]', box).forEach(button => { button.hidden = false; });
  }));
})();
