// The calendar: an event is dragged to another day or time, or moved with Shift and an arrow key. Both post the new beginning to
// data-move; the answer says by its events what is read anew. Without script the form of the event does the same.
(() => {
  const FAR = 6, STEP = 30, DAY = 24 * 60;
  let drag = null, focusOn = '';
  const calendar = () => document.getElementById('calendar');
  const two = number => String(number).padStart(2, '0');

  // Times are those of the page, without a zone: counted as UTC, so that no clock of this machine is turned in between.
  const read = text => Date.parse(`${text}:00Z`);
  const write = moment => new Date(moment).toISOString().slice(0, 16);
  const later = (text, minutes) => write(read(text) + minutes * 60000);

  const post = (event, begins) => {
    if (begins === event.dataset.begins) return;
    focusOn = event.dataset.event;
    const values = { begins, version: event.dataset.version };
    window.htmx.ajax('POST', event.dataset.move, { source: event, target: event, swap: 'none', values });
  };

  // --- keyboard ---
  const steps = () => (['month', 'agenda'].includes(calendar().dataset.view) ? 7 * DAY : STEP);
  document.addEventListener('keydown', event => {
    const moved = event.target.closest?.('.pr-ev[data-move]');
    if (!moved || !event.shiftKey || event.ctrlKey || event.altKey || event.metaKey) return;
    const upright = 'allDay' in moved.dataset ? 7 * DAY : steps();
    const by = { ArrowLeft: -DAY, ArrowRight: DAY, ArrowUp: -upright, ArrowDown: upright }[event.key];
    if (!by) return;
    event.preventDefault();
    post(moved, later(moved.dataset.begins, by));
  });
  document.addEventListener('htmx:afterSettle', () => {
    if (!focusOn || !calendar()) return;
    const found = calendar().querySelector(`[data-event="${focusOn}"]`);
    if (found && !calendar().contains(document.activeElement)) found.focus();
    if (found) focusOn = '';
  });

  // --- pointer ---
  const under = event => document.elementsFromPoint(event.clientX, event.clientY).find(part => part.matches('[data-date]'));
  const daysTo = place => (read(`${place.dataset.date}T00:00`) - read(`${drag.from}T00:00`)) / 60000;
  const beginsAt = (place, event) => {
    // A long event may have been grabbed on any of its days.
    if (!('timed' in place.dataset) || 'allDay' in drag.event.dataset) return later(drag.event.dataset.begins, daysTo(place));
    const box = place.getBoundingClientRect(), top = event.clientY - drag.grip - box.top;
    const minutes = Math.max(0, Math.min(DAY - STEP, Math.round((top / box.height) * DAY / STEP) * STEP));
    return `${place.dataset.date}T${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
  };
  const begin = event => {
    drag.ghost = drag.event.cloneNode(true);
    drag.ghost.removeAttribute('id');
    drag.ghost.className = drag.event.className.replace(/\b(from|for|lane)-\S+/g, '') + ' pr-evghost';
    document.body.append(drag.ghost);
    drag.event.classList.add('is-dragged');
    drag.event.setPointerCapture?.(event.pointerId);
  };
  const mark = place => {
    if (drag.place === place) return;
    drag.place?.classList.remove('is-target');
    place?.classList.add('is-target');
    drag.place = place;
  };
  const end = () => {
    mark(null);
    drag.ghost?.remove();
    drag.event.classList.remove('is-dragged');
    drag = null;
  };

  document.addEventListener('pointerdown', event => {
    const moved = event.target.closest?.('.pr-ev[data-move]');
    if (!moved || event.button !== 0 || event.pointerType === 'touch') return;
    const inColumn = moved.closest('[data-timed]');
    const grip = inColumn ? event.clientY - moved.getBoundingClientRect().top : 0;
    const from = moved.closest('[data-date]').dataset.date;
    drag = { event: moved, from, x: event.clientX, y: event.clientY, grip, ghost: null, place: null };
  });
  document.addEventListener('pointermove', event => {
    if (!drag) return;
    if (!drag.ghost) {
      if (Math.hypot(event.clientX - drag.x, event.clientY - drag.y) < FAR) return;
      begin(event);
    }
    drag.ghost.style.left = `${event.clientX + 4}px`;
    drag.ghost.style.top = `${event.clientY + 4}px`;
    mark(under(event));
  });
  document.addEventListener('pointerup', event => {
    if (!drag) return;
    const place = drag.ghost && under(event), moved = drag.event;
    const begins = place ? beginsAt(place, event) : '';
    if (drag.ghost) {
      // The click that follows would open the event.
      const stop = click => { click.preventDefault(); click.stopPropagation(); };
      document.addEventListener('click', stop, { capture: true, once: true });
      setTimeout(() => document.removeEventListener('click', stop, true), 50);
    }
    end();
    if (begins) post(moved, begins);
  });
  document.addEventListener('pointercancel', () => { if (drag) end(); });
  document.addEventListener('keydown', event => { if (drag && event.key === 'Escape') end(); });
  document.addEventListener('dragstart', event => { if (event.target.closest?.('.pr-ev')) event.preventDefault(); });

  // --- columns begin with the working day; a phone begins with the agenda ---
  let stood = null;
  document.addEventListener('htmx:beforeSwap', event => {
    if (event.detail.target?.id === 'calendar') stood = document.querySelector('.pr-clock')?.scrollTop ?? null;
  });
  const toMorning = () => {
    const columns = document.querySelector('.pr-clock');
    if (!columns || columns.dataset.scrolled) return;
    columns.dataset.scrolled = 'yes';
    columns.scrollTop = stood ?? columns.querySelector('.pr-slot').offsetHeight * 7.5;
  };
  window.htmx.onLoad(toMorning);
  document.addEventListener('DOMContentLoaded', () => {
    if (matchMedia('(max-width: 767px)').matches && !new URLSearchParams(location.search).has('view')) {
      location.replace(`${location.pathname}?view=agenda`);
    }
  });
})();
