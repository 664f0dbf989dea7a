/** A slug for a site, made from its hostname or its name: "www.fenwick.example", "Fenwick & Daughters". */
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
