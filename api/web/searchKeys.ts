/** `/` and Ctrl-K open the search from every page that links to it. Without the script the link works as any other. */
export const SEARCH_KEYS = `
(() => {
  'use strict';
  const link = document.querySelector('a.find');
  if (!link) return;
  document.addEventListener('keydown', (event) => {
    if (event.altKey || event.shiftKey || event.isComposing) return;
    const isCommand = event.ctrlKey || event.metaKey;
    const isTyping = event.target.closest('input, textarea, select') !== null;
    const asked = isCommand ? event.key.toLowerCase() === 'k' : event.key === '/' && !isTyping;
    if (!asked) return;
    event.preventDefault();
    location.assign(link.href);
  });
})();
`;
