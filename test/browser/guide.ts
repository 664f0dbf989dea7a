/** Reads a guide as the instructions it gives, so that a walk can do what it says and nothing else. */
interface Chapter {
  readonly title: string;
  readonly steps: readonly Step[];
  /** Everything that is in bold: words that must stand on the pages of the chapter's walk. */
  readonly names: readonly string[];
}

export type Step =
  | { readonly do: 'go'; readonly path: string }
  | {
      readonly do: 'follow' | 'press' | 'open' | 'followInEmail';
      readonly name: string;
      readonly times: number;
    }
  | { readonly do: 'pressUntil'; readonly name: string; readonly says: string }
  | { readonly do: 'wait'; readonly where: 'first line' | 'page'; readonly says: string }
  | { readonly do: 'tick'; readonly label: string }
  | { readonly do: 'fill'; readonly label: string; readonly value: string };

const TIMES: Readonly<Record<string, number>> = {
  twice: 2,
  'three times': 3,
  'four times': 4,
  'five times': 5,
};

/** What a sentence may tell one to do; the first that fits at a place is meant. */
const ORDERS: readonly { readonly says: RegExp; readonly step: (words: string[]) => Step }[] = [
  { says: /^go to `([^`]+)`/i, step: ([path = '']) => ({ do: 'go', path }) },
  {
    says: /^in the email, follow \*\*([^*]+)\*\*/i,
    step: ([name = '']) => ({ do: 'followInEmail', name, times: 1 }),
  },
  {
    says: /^press \*\*([^*]+)\*\* until the first line says \*\*([^*]+)\*\*/i,
    step: ([name = '', says = '']) => ({ do: 'pressUntil', name, says }),
  },
  {
    says: /^(follow|press|open) \*\*([^*]+)\*\*(?: (twice|three times|four times|five times))?/i,
    step: ([verb = '', name = '', times = '']) => ({
      do: verb.toLowerCase() as 'follow' | 'press' | 'open',
      name,
      times: TIMES[times] ?? 1,
    }),
  },
  {
    says: /^tick \*\*([^*]+)\*\*/i,
    step: ([label = '']) => ({ do: 'tick', label }),
  },
  {
    says: /^wait until the (first line|page) says \*\*([^*]+)\*\*/i,
    step: ([where = '', says = '']) => ({ do: 'wait', where: where as 'first line' | 'page', says }),
  },
  {
    says: /^\|\s*\*\*([^*|]+)\*\*\s*\|\s*([^|]+?)\s*\|/,
    step: ([label = '', value = '']) => ({ do: 'fill', label, value }),
  },
];

export function readGuide(markdown: string): Chapter[] {
  return markdown
    .split(/^## /m)
    .slice(1)
    .filter((text) => /^\d/.test(text))
    .map((text) => {
      const [title = ''] = text.split('\n');
      const names = Array.from(text.matchAll(/\*\*([^*]+)\*\*/g), ([, name = '']) => name);
      return { title, steps: stepsOf(text), names: [...new Set(names)] };
    });
}

function stepsOf(text: string): Step[] {
  const steps: Step[] = [];
  let readTo = 0;
  // Instructions begin where a sentence, a clause or a row does, and none begins within another.
  for (const { index, 0: start } of text.matchAll(/(?:^|[\n.,;] |\n)(?:- )?(?:then )?/g)) {
    const begins = index + start.length;
    if (begins < readTo) continue;
    const rest = text.slice(begins).replaceAll('\n', ' ');
    const order = ORDERS.find(({ says }) => says.test(rest));
    const words = order?.says.exec(rest);
    if (order === undefined || words === null || words === undefined) continue;
    readTo = begins + words[0].length;
    steps.push(order.step(words.slice(1).map((word: string | undefined) => word ?? '')));
  }
  return steps;
}
