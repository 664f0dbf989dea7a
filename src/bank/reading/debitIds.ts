/** The ids of direct debits that the owner's bank brings back: of a file, of a group in it, and of a debit. */
export interface DebitFileId {
  /** The last digits of the tenant's id. */
  readonly site: string;
  readonly number: number;
  /** Null: the whole file. */
  readonly group: number | null;
}

/** Banks break lines within an id and leave out dashes. */
const FILE = /STDD[-\s]?([0-9A-F]{8})[-\s]?(\d{6})(?:[-\s]?(\d{1,4}))?(?![0-9])/;
const DEBIT = /ST\d{12}-D\d{1,6}(?![0-9])/;

/** The id of a file in a bank's text; undefined if there is none. */
export function findDebitFileId(text: string): DebitFileId | undefined {
  const [, site, number, group] = FILE.exec(text.toUpperCase()) ?? [];
  if (site === undefined || number === undefined) return undefined;
  return {
    site: site.toLowerCase(),
    number: Number(number),
    group: group === undefined ? null : Number(group),
  };
}

/** The id of one debit in a bank's texts; undefined if there is none. */
export function findDebitId(...texts: readonly (string | undefined)[]): string | undefined {
  for (const text of texts) {
    const found =
      DEBIT.exec((text ?? '').toUpperCase()) ?? DEBIT.exec((text ?? '').toUpperCase().replace(/\s/g, ''));
    if (found !== null) return found[0];
  }
  return undefined;
}
