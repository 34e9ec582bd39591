// What VIES answers in the form of a counterparty: each value may be taken over into its field, all of them at once only into
// fields that are still empty. What somebody has typed is replaced by nothing but the button beside the value.
(() => {
  const boxOf = element => element.closest('[data-vies]');
  const lines = box => [...box.querySelectorAll('[data-vies-field]')];
  const fieldOf = line => line.closest('form')?.elements[line.dataset.viesField];
  const inSight = field => field.offsetParent !== null;
  const show = line => {
    const field = fieldOf(line), button = line.querySelector('button'), same = line.querySelector('[data-same]');
    if (!field) return;
    const value = field.value.trim();
    same.hidden = value !== line.dataset.value;
    button.hidden = !same.hidden || !inSight(field);
    button.textContent = value ? button.dataset.replace : button.dataset.take;
  };
  const put = line => {
    const field = fieldOf(line);
    field.value = line.dataset.value;
    field.dispatchEvent(new Event('input', { bubbles: true }));
    field.dispatchEvent(new Event('change', { bubbles: true }));
    const registered = field.form.elements.vat_registered;
    if (field.name === 'vat_number' && registered && !registered.checked) registered.click();
  };
  const refresh = box => lines(box).forEach(show);
  const say = (box, text) => { box.querySelector('[role=status]').textContent = text; };

  document.addEventListener('click', event => {
    const one = event.target.closest?.('[data-vies-field] button'), every = event.target.closest?.('[data-vies-all]');
    if (!one && !every) return;
    const box = boxOf(one || every), button = box.querySelector('[data-vies-all]');
    const wanted = one ? [one.closest('[data-vies-field]')]
      : lines(box).filter(line => fieldOf(line) && inSight(fieldOf(line)) && !fieldOf(line).value.trim());
    wanted.forEach(put);
    const address = every && box.querySelector('[name=vies_address]');
    if (address) address.checked = true;
    refresh(box);
    say(box, wanted.length || address ? button.dataset.done : button.dataset.none);
    if (one) button.focus();
  });
  document.addEventListener('input', event => {
    const box = event.target.form?.querySelector('[data-vies]');
    if (box) refresh(box);
  });
  document.addEventListener('change', event => {
    const box = event.target.form?.querySelector('[data-vies]');
    if (box) refresh(box);
  });
  window.htmx.onLoad(part => {
    [...(part.matches?.('[data-vies]') ? [part] : []), ...part.querySelectorAll('[data-vies]')].forEach(refresh);
  });
})();
