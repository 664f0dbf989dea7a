/** A longer line is counted as unreadable and its bytes are discarded. Servers cut a request at 8 KiB. */
export const LINE_MAX_BYTES = 65_536;

/** Receives the text of a line, or undefined if it is too long, and the line's start and end in the file. */
export type LineTaker = (line: string | undefined, startsAt: number, endsAt: number) => void;

export interface LineSplitter {
  /** Passes on every line that this piece completes; the rest waits for the next piece. */
  push(chunk: string): void;
  /** Passes on a last line without a newline, if the file is known to be complete. */
  finish(): void;
  /** Bytes of the unfinished last line. */
  waiting_bytes(): number;
}

/** Splits parts of a file (latin1, so that one character is one byte) into lines. */
export function createLineSplitter(startsAt: number, take: LineTaker): LineSplitter {
  let lineAt = startsAt;
  let carried = '';
  let dropped_bytes = 0;

  const end = (text: string, newline_bytes: number): void => {
    const length = dropped_bytes + text.length;
    const endsAt = lineAt + length + newline_bytes;
    take(length > LINE_MAX_BYTES ? undefined : text, lineAt, endsAt);
    lineAt = endsAt;
    dropped_bytes = 0;
  };

  const carry = (text: string): void => {
    carried += text;
    if (dropped_bytes + carried.length <= LINE_MAX_BYTES) return;
    dropped_bytes += carried.length;
    carried = '';
  };

  return {
    push: (chunk) => {
      let from = 0;
      let newline = chunk.indexOf('\n');
      if (newline >= 0 && carried !== '') {
        const text = carried + chunk.slice(0, newline);
        carried = '';
        end(text, 1);
        from = newline + 1;
        newline = chunk.indexOf('\n', from);
      }
      for (; newline >= 0; newline = chunk.indexOf('\n', from)) {
        end(chunk.slice(from, newline), 1);
        from = newline + 1;
      }
      if (from < chunk.length) carry(chunk.slice(from));
    },
    finish: () => {
      const text = carried;
      carried = '';
      if (text !== '' || dropped_bytes > 0) end(text, 0);
    },
    waiting_bytes: () => dropped_bytes + carried.length,
  };
}
