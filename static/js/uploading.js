// Files dropped on a list, chosen or pasted: each goes in a request of its own and shows how far it is. [data-dropzone] says
// where to and in which words; dropped on a row, a file becomes the new version of that row's.
(() => {
  const AT_ONCE = 2;
  const zone = () => document.querySelector('[data-dropzone]');
  const region = () => zone()?.closest('.pr-body, main');
  const waiting = [];
  let running = 0;

  const token = () => JSON.parse(document.body.getAttribute('hx-headers'))['X-CSRFToken'];
  const sized = bytes => {
    const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte'], step = Math.min(3, Math.floor(Math.log2(bytes || 1) / 10));
    const options = { style: 'unit', unit: units[step], unitDisplay: 'short', maximumFractionDigits: 1 };
    return new Intl.NumberFormat(document.documentElement.lang, options).format(bytes / 1024 ** step);
  };
  const said = (key, file) => (zone().dataset[key] || '').replace('{name}', file.name).replace('{size}', sized(file.size));
  const tell = (text, level) => window.Primio.toast({ text, level });

  const lineOf = job => {
    const line = zone().querySelector('[data-line]').content.firstElementChild.cloneNode(true);
    line.querySelector('.name').textContent = job.file.name;
    line.querySelector('.state').textContent = zone().dataset.waiting;
    line.querySelector('[data-stop]').addEventListener('click', () => stop(job));
    line.querySelector('[data-again]').addEventListener('click', () => { line.remove(); queue(job.file, job.url); });
    zone().querySelector('[data-uploads]').append(line);
    return line;
  };
  const stop = job => {
    const at = waiting.indexOf(job);
    if (at >= 0) waiting.splice(at, 1); else job.request?.abort();
    job.line.remove();
  };
  const failed = (job, text) => {
    job.line.classList.add('c-red');
    job.line.querySelector('.state').textContent = text;
    job.line.querySelector('progress').hidden = true;
    job.line.querySelector('[data-again]').hidden = false;
  };
  let kept = [];                                             // of several files one message is enough, unless it says more
  const done = (job, answer) => {
    job.line.remove();
    if (answer.same) window.Primio.toast({ text: answer.said, undo: answer.undo }); else kept.push(answer.said);
  };
  const sum = () => {
    if (kept.length) tell(kept.length > 1 ? zone().dataset.kept.replace('{number}', kept.length) : kept[0]);
    kept = [];
  };
  const answered = job => {
    const { request } = job;
    let answer = {};
    try { answer = JSON.parse(request.responseText); } catch { /* a page that says what is wrong */ }
    if (request.status === 201) done(job, answer);
    else failed(job, answer.errors?.join(' ') || window.Primio.word(`failed${request.status}`) || said('failed', job.file));
  };
  const ended = () => {
    running -= 1;
    next();
    if (running) return;
    sum();
    document.body.dispatchEvent(new CustomEvent('results-changed', { bubbles: true }));
  };
  const send = job => {
    const request = job.request = new XMLHttpRequest(), data = new FormData();
    data.append('files', job.file, job.file.name);
    request.open('POST', job.url);
    request.setRequestHeader('Accept', 'application/json');
    request.setRequestHeader('X-CSRFToken', token());
    request.upload.addEventListener('progress', event => {
      const part = event.lengthComputable ? Math.floor(100 * event.loaded / event.total) : 0;
      job.line.querySelector('progress').value = part;
      job.line.querySelector('.state').textContent = `${part} %`;
    });
    request.addEventListener('load', () => answered(job));
    for (const name of ['error', 'timeout']) request.addEventListener(name, () => failed(job, said('failed', job.file)));
    request.addEventListener('loadend', ended);
    request.send(data);
  };
  const next = () => {
    while (running < AT_ONCE && waiting.length) { running += 1; send(waiting.shift()); }
  };
  const queue = (file, url) => {
    if (!file.size) { tell(said('empty', file), 'error'); return; }
    if (file.size > Number(zone().dataset.limit)) { tell(said('tooLarge', file), 'error'); return; }
    const job = { file, url };
    job.line = lineOf(job);
    waiting.push(job);
    next();
  };
  const take = (files, url = zone().dataset.add) => [...files].forEach(file => queue(file, url));
  addEventListener('beforeunload', event => { if (running || waiting.length) event.preventDefault(); });

  // --- chosen ---
  document.addEventListener('click', event => {
    const link = zone() && event.target.closest('a[href]');
    if (!link || link.getAttribute('href') !== zone().dataset.add || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    zone().querySelector('[data-picker]').click();
  }, true);
  document.addEventListener('change', event => {
    if (!event.target.matches('[data-picker]')) return;
    take(event.target.files);
    event.target.value = '';
  });

  // --- dropped ---
  const holdsFiles = event => event.dataTransfer?.types.includes('Files');
  const rowOf = event => event.target.closest?.('#rows[data-screen="files"] tr[data-may-edit]');
  const mark = event => {
    const row = event && rowOf(event);
    document.querySelectorAll('tr.is-target').forEach(other => { if (other !== row) other.classList.remove('is-target'); });
    row?.classList.add('is-target');
    region()?.classList.toggle('is-target', Boolean(event) && !row);
  };
  document.addEventListener('dragover', event => {
    if (!zone() || !holdsFiles(event)) return;
    event.preventDefault();
    mark(event);
  });
  document.addEventListener('dragleave', event => { if (zone() && !event.relatedTarget) mark(null); });
  document.addEventListener('drop', event => {
    if (!zone() || !holdsFiles(event)) return;
    event.preventDefault();
    mark(null);
    const items = [...event.dataTransfer.items].filter(item => item.kind === 'file');
    if (items.some(item => item.webkitGetAsEntry?.()?.isDirectory)) tell(zone().dataset.isFolder, 'error');
    const files = items.filter(item => !item.webkitGetAsEntry?.()?.isDirectory).map(item => item.getAsFile());
    const row = files.length === 1 && rowOf(event);
    take(files, row ? `${zone().dataset.list}${row.dataset.pk}/versions/` : undefined);
  });

  // --- pasted ---
  const named = file => {
    const now = new Date(), two = number => String(number).padStart(2, '0');
    const day = [now.getFullYear(), two(now.getMonth() + 1), two(now.getDate())].join('-');
    const time = [now.getHours(), now.getMinutes(), now.getSeconds()].map(two).join('.');
    const ending = file.type.split('/')[1]?.replace('jpeg', 'jpg') || 'png';
    return new File([file], `${zone().dataset.pasted} ${day} ${time}.${ending}`, { type: file.type });
  };
  document.addEventListener('paste', event => {
    const typing = event.target.closest?.('input, textarea, [contenteditable], .offcanvas.show');
    const files = [...(event.clipboardData?.files || [])];
    if (!zone() || typing || !files.length) return;
    event.preventDefault();
    take(files.map(file => (/^image\.\w+$/.test(file.name) || !file.name ? named(file) : file)));
  });
})();
