// Naming somebody in a comment: behind an @ the letters are looked up at the address in data-mentions; arrow keys choose,
// Enter or Tab takes the name, Escape leaves the text as it is.
(() => {
  const NAMED = /(?:^|[^\p{L}\p{N}_.@+-])@([\p{L}\p{N}_.@+-]*)$/u;
  let list = null, area = null, asked = 0;

  const begun = () => NAMED.exec(area.value.slice(0, area.selectionStart));
  const options = () => (list ? [...list.children] : []);
  const chosen = () => options().findIndex(option => option.getAttribute('aria-selected') === 'true');

  const shut = () => {
    list?.remove();
    list = null;
    asked += 1;
    area?.removeAttribute('aria-activedescendant');
    area?.setAttribute('aria-expanded', 'false');
  };
  const choose = at => {
    options().forEach((option, nth) => option.setAttribute('aria-selected', String(nth === at)));
    area.setAttribute('aria-activedescendant', options()[at].id);
  };
  const take = option => {
    const end = area.selectionStart, start = end - begun()[1].length;
    area.setRangeText(`${option.dataset.name} `, start, end, 'end');
    shut();
    area.focus();
  };
  const show = people => {
    list?.remove();
    list = document.createElement('ul');
    list.className = 'pr-people';
    list.id = 'people-to-name';
    list.setAttribute('role', 'listbox');
    people.forEach((person, at) => {
      const option = document.createElement('li');
      option.id = `person-${at + 1}`;
      option.setAttribute('role', 'option');
      option.dataset.name = person.value;
      option.textContent = person.text === person.value ? person.text : `${person.text} @${person.value}`;
      list.append(option);
    });
    area.after(list);
    area.setAttribute('aria-controls', list.id);
    area.setAttribute('aria-expanded', 'true');
    choose(0);
  };
  const look = async () => {
    const found = begun(), turn = asked += 1;
    if (!found) { shut(); return; }
    // Who does not fit what is typed by now goes at once: Enter must not take him while the answer is on its way.
    const typed = found[1].toLowerCase();
    options().filter(option => !option.textContent.toLowerCase().includes(typed)).forEach(option => option.remove());
    if (list && !options().length) { list.remove(); list = null; }
    if (list) choose(0);
    const address = new URL(area.dataset.mentions, location.href);
    address.searchParams.set('q', found[1]);
    const answer = await fetch(address).then(response => (response.ok ? response.json() : { results: [] })).catch(() => ({ results: [] }));
    if (turn !== asked) return;
    if (answer.results.length) show(answer.results);
    else shut();
  };

  document.addEventListener('input', event => {
    if (!event.target.matches('textarea[data-mentions]')) return;
    area = event.target;
    look();
  });
  document.addEventListener('keydown', event => {
    if (!event.target.matches?.('textarea[data-mentions]')) return;
    if (event.ctrlKey || event.metaKey) return;
    if (list && ['ArrowDown', 'ArrowUp'].includes(event.key)) {
      event.preventDefault();
      const number = options().length;
      choose((chosen() + (event.key === 'ArrowDown' ? 1 : number - 1)) % number);
    } else if (list && ['Enter', 'Tab'].includes(event.key)) {
      event.preventDefault();
      take(options()[chosen()]);
    } else if (list && event.key === 'Escape') {
      event.preventDefault();
      event.stopPropagation();
      shut();
    }
  }, true);
  document.addEventListener('mousedown', event => {
    const option = event.target.closest('.pr-people [role=option]');
    if (option) { event.preventDefault(); take(option); } else if (list) shut();
  });
  document.addEventListener('focusout', event => { if (event.target === area) shut(); });
})();
