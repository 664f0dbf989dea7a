/**
 * Updates the price preview while the user types. It posts the same form to the same page as the Preview button.
 * Without it, or when it fails, the button works as before.
 */
export const LIVE_PREVIEW = `
(() => {
  'use strict';
  const PAUSE_MS = 350;
  const form = document.querySelector('form.designer');
  const preview = form && form.querySelector('.preview');
  if (!preview) return;
  const part = (root, name) => root.querySelector('.preview [data-live="' + name + '"]');
  const namesIn = (root) => Array.from(root.querySelectorAll('input'), (input) => input.name).join(' ');
  let timer;
  let running;

  const show = (page) => {
    const outcome = part(page, 'outcome');
    const status = part(page, 'status');
    if (!outcome || !status) return;
    const isSound = outcome.childElementCount > 0;
    // While the plan is incomplete, the last preview stays visible, dimmed.
    preview.classList.toggle('stale', !isSound);
    if (isSound) part(document, 'outcome').replaceChildren(...outcome.childNodes);
    const shown = part(document, 'status');
    if (shown.textContent !== status.textContent) shown.textContent = status.textContent;
    const samples = part(document, 'samples');
    const fresh = part(page, 'samples');
    if (namesIn(samples) !== namesIn(fresh)) samples.replaceChildren(...fresh.childNodes);
  };

  const update = async () => {
    if (running) running.abort();
    const mine = new AbortController();
    running = mine;
    const body = new URLSearchParams(new FormData(form));
    body.set('act', 'preview');
    try {
      const headers = { accept: 'text/html' };
      const response = await fetch(form.action, { method: 'POST', body, headers, signal: mine.signal });
      const html = response.ok ? await response.text() : '';
      if (html !== '' && running === mine) show(new DOMParser().parseFromString(html, 'text/html'));
    } catch {
      // Ignored: the Preview button still works.
    }
  };

  form.addEventListener('input', () => {
    clearTimeout(timer);
    timer = setTimeout(update, PAUSE_MS);
  });
})();
`.trim();
