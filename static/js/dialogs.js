// Our own questions instead of the browser's: hx-confirm (also on links and forms without htmx as data-confirm), and
// "leave without saving?". data-confirm-verb is the word of the button, data-confirm-danger makes it red; data-confirm-stay
// that of the other one where "Cancel" would sound like it.
// The first line of a question is its heading, the rest stands below it; data-confirm-detail on what many share says it for all.
(() => {
  const { word } = window.Primio;

  window.Primio.ask = ({ question, verb, stay, danger = false }) => new Promise(resolve => {
    const dialog = document.getElementById('confirm');
    if (!dialog) { resolve(window.confirm(question)); return; }
    const [title, ...rest] = question.split('\n'), yes = dialog.querySelector('[data-verb]'), no = dialog.querySelector('[value=""]');
    dialog.querySelector('[data-question]').textContent = title;
    const detail = dialog.querySelector('[data-detail]');
    detail.textContent = rest.join(' ').trim();
    detail.hidden = !detail.textContent;
    yes.textContent = verb || word('yes');
    no.dataset.usual ||= no.textContent;
    no.textContent = stay || no.dataset.usual;
    yes.classList.toggle('btn-danger', danger);
    yes.classList.toggle('btn-primary', !danger);
    dialog.returnValue = '';
    dialog.addEventListener('close', () => resolve(dialog.returnValue === 'yes'), { once: true });
    dialog.showModal();
    (danger ? no : yes).focus();
  });

  window.Primio.askToLeave = () => window.Primio.ask({ question: word('leave'), verb: word('leaveVerb'), danger: true });

  const asked = (element, question) => {
    const holder = element.closest('[data-confirm-verb]');
    const verb = holder?.dataset.confirmVerb || element.textContent.trim() || element.title || element.ariaLabel;
    const detail = element.closest('[data-confirm-detail]')?.dataset.confirmDetail;
    if (detail) question = `${question}\n${detail}`;
    return window.Primio.ask({ question, verb, stay: holder?.dataset.confirmStay, danger: Boolean(element.closest('[data-confirm-danger]')) });
  };

  document.addEventListener('htmx:confirm', async event => {
    const { question, elt, target, issueRequest } = event.detail;
    const leaving = window.Primio.changedWithin?.(target, elt);
    if (!question && !leaving) return;
    event.preventDefault();
    if (leaving && !(await window.Primio.askToLeave())) return;
    if (leaving) window.Primio.forget(target);
    if (question && !(await asked(elt, question))) return;
    issueRequest(true);
  });

  // Plain forms and their buttons; after the answer the same button submits.
  document.addEventListener('submit', async event => {
    const form = event.target, button = event.submitter;
    const question = button?.dataset.confirm || form.dataset.confirm;
    if (!question || form.dataset.answered) { delete form.dataset.answered; return; }
    event.preventDefault();
    event.stopImmediatePropagation();
    if (!(await asked(button || form, question))) return;
    form.dataset.answered = 'yes';
    form.requestSubmit(button);
  }, true);

  document.addEventListener('click', event => {
    const opener = event.target.closest('[data-dialog]');
    if (opener) document.getElementById(opener.dataset.dialog)?.showModal();
    if (event.target.matches('dialog.pr-dialog')) event.target.close('');   // a click beside it
  });
})();
