// The form of an event: for whole days it asks for days, else for days and times.
(() => {
  const MORNING = 'T09:00';
  const fit = form => {
    const whole = form.elements.all_day?.checked;
    for (const name of ['begins', 'ends']) {
      const field = form.elements[name], kind = whole ? 'date' : 'datetime-local';
      if (!field || field.type === kind || (!whole && field.type !== 'date')) continue;
      const { value } = field;
      field.type = kind;
      field.value = whole ? value.slice(0, 10) : value && value + MORNING;
    }
  };
  document.addEventListener('change', event => { if (event.target.name === 'all_day' && event.target.form) fit(event.target.form); });
  window.htmx.onLoad(part => part.querySelectorAll('input[name=all_day]').forEach(box => box.form && fit(box.form)));
})();
