import type { Cell } from '../../web/csv.js';

/** A file of an export, made piece by piece. */
export interface ExportFile {
  readonly name: string;
  readonly chunks: () => AsyncIterable<Buffer>;
}

/** A file whose bytes are there. */
export function wholeFile(name: string, bytes: Buffer): ExportFile {
  return {
    name,
    // eslint-disable-next-line @typescript-eslint/require-await -- an iterable of one piece
    chunks: async function* () {
      yield bytes;
    },
  };
}

export interface CutTerms {
  /** `xero-invoices-2026-11.csv`; parts are `xero-invoices-2026-11-1.csv` and so on. */
  readonly name: string;
  /** The most rows of a file, or the most groups if `counts` says so. */
  readonly limit: number;
  readonly counts?: 'rows' | 'groups';
  /** What a file begins with, and its rows as text. */
  readonly head: string;
  readonly lines: (rows: readonly (readonly Cell[])[]) => string;
  readonly encode?: (text: string) => Buffer;
}

/** Files of a limited size. Rows that belong together, such as a document's, are in one file. */
export class CutFile {
  readonly #terms: CutTerms;
  // As text, since rows of many cells would take several times the memory.
  #texts: string[] = [];
  #count = 0;
  #part = 1;

  constructor(terms: CutTerms) {
    this.#terms = terms;
  }

  /** Adds a group; returns the file that it does not fit into any more. */
  *add(group: readonly (readonly Cell[])[]): Generator<ExportFile> {
    if (group.length === 0) return;
    const { limit, counts = 'rows' } = this.#terms;
    const size = counts === 'rows' ? group.length : 1;
    if (this.#count > 0 && this.#count + size > limit) {
      yield this.#file(false);
      this.#part += 1;
      this.#texts = [];
      this.#count = 0;
    }
    this.#texts.push(this.#terms.lines(group));
    this.#count += size;
  }

  /** The last file; none if nothing was added. */
  *finish(): Generator<ExportFile> {
    if (this.#count > 0) yield this.#file(this.#part === 1);
  }

  #file(isOnly: boolean): ExportFile {
    const { name, head, encode = utf8 } = this.#terms;
    return wholeFile(
      isOnly ? name : name.replace(/(?=\.[a-z]+$)/, `-${this.#part}`),
      encode(`${head}${this.#texts.join('')}`),
    );
  }
}

function utf8(text: string): Buffer {
  return Buffer.from(text);
}
