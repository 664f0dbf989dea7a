/** A short name for a site out of its hostname or name: "www.fenwick.example" and "Fenwick & Daughters" as in addresses. */
export function slugFrom(name: string): string {
  return name
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/^www\./, '')
    .replace(/\.[^.\s]{2,}$/, '')
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
    .slice(0, 63);
}
