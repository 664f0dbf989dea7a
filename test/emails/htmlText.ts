/** The texts a reader of the HTML sees, one for each element, without the hidden line for the inbox. */
export function visibleTexts(html: string): string[] {
  const body = html
    .slice(html.indexOf('<body'))
    .replace(/<!--[\s\S]*?-->/g, '')
    .replace(/<div style="display:none[\s\S]*?<\/div>/, '');
  return body
    .split(/<[^>]*>/)
    .map((text) => unescapeHtml(text).replace(/\s+/g, ' ').trim())
    .filter((text) => text !== '');
}

/** The names of the tags in their order: what markup there is, whatever the texts in it say. */
export function tagsOf(html: string): string[] {
  return html.match(/<[!/]?[a-z][^\s>/]*/gi) ?? [];
}

function unescapeHtml(text: string): string {
  return text
    .replace(
      /&(lt|gt|quot|#39|nbsp|#xa0|#160|zwnj|#8204);/gi,
      (_, name: string) => ENTITIES[name.toLowerCase()] ?? ' ',
    )
    .replaceAll('&amp;', '&');
}

const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', quot: '"', '#39': "'" };
