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
  let asking;

  const show = (page) => {
    const outcome = part(page, 'outcome');
    const told = part(page, 'told');
    if (!outcome || !told) return;
    const isSound = outcome.childElementCount > 0;
    // While the plan is incomplete, the last preview stays visible, dimmed.
    preview.classList.toggle('stale', !isSound);
    if (isSound) part(document, 'outcome').replaceChildren(...outcome.childNodes);
    const heard = part(document, 'told');
    if (heard.textContent !== told.textContent) heard.textContent = told.textContent;
    const samples = part(document, 'samples');
    const fresh = part(page, 'samples');
    if (namesIn(samples) !== namesIn(fresh)) samples.replaceChildren(...fresh.childNodes);
  };

  const ask = async () => {
    if (asking) asking.abort();
    const mine = new AbortController();
    asking = mine;
    const body = new URLSearchParams(new FormData(form));
    body.set('act', 'preview');
    try {
      const headers = { accept: 'text/html' };
      const answer = await fetch(form.action, { method: 'POST', body, headers, signal: mine.signal });
      const html = answer.ok ? await answer.text() : '';
      if (html !== '' && asking === mine) show(new DOMParser().parseFromString(html, 'text/html'));
    } catch {
      // Ignored: the Preview button still works.
    }
  };

  form.addEventListener('input', () => {
    clearTimeout(timer);
    timer = setTimeout(ask, PAUSE_MS);
  });
})();
`.trim();
