// As an IBAN is typed ([data-bank-of], an address that answers {bic, bank_name, bank: {value, text}}) its bank is filled
// in. What somebody has typed stays; what was filled in for another IBAN goes.
(() => {
  const filled = new WeakMap();                                // by form: what we have put in
  const asked = new WeakMap();

  const put = (field, value, text) => {
    if (field.tomselect) {
      if (value) field.tomselect.addOption({ value, text });
      field.tomselect.setValue(value);
    } else field.value = value;
  };
  const fill = (form, found) => {
    const before = filled.get(form) ?? {}, now = {};
    for (const name of ['bic', 'bank_name', 'bank']) {
      const field = form.elements[name], given = found[name] ?? '';
      const value = given.value ?? given;
      if (!field || (field.value && field.value !== before[name])) continue;
      put(field, value, given.text);
      now[name] = value;
    }
    filled.set(form, now);
  };
  const tell = (form, found, iban) => {
    const place = form.querySelector('#bank-found');
    if (!place) return;
    const told = [found.bank_name, found.bic].filter(Boolean).join(' · ');
    place.textContent = told || (iban && 'bic' in found ? place.dataset.none : '');
  };

  const look = async field => {
    const { form } = field, iban = field.value.trim();
    const url = new URL(field.dataset.bankOf, location.href);
    url.searchParams.set('iban', iban);
    try {
      const answer = await fetch(url, { headers: { Accept: 'application/json' }, credentials: 'same-origin' });
      if (!answer.ok || field.value.trim() !== iban) return;
      const found = await answer.json();
      if ('bic' in found) fill(form, found);
      tell(form, found, iban);
    } catch { /* without an answer it is filled in when the form is saved */ }
  };

  document.addEventListener('input', event => {
    const field = event.target.closest?.('[data-bank-of]');
    if (!field) return;
    clearTimeout(asked.get(field));
    if (field.value.replace(/\s/g, '').length >= 15) asked.set(field, setTimeout(look, 250, field));
  });
})();
