/** The plans an auto_explain log holds: each query once, with the tables read whole marked. */
export function plansIn(log: string): string[] {
  const seen = new Set<string>();
  const plans: string[] = [];
  for (const [, duration = '', text = '', plan = ''] of log.matchAll(ENTRY)) {
    const query = text
      .replace(/Query Parameters:[\s\S]*/, '')
      .replace(/\s+/g, ' ')
      .trim();
    if (seen.has(query)) continue;
    seen.add(query);
    const scans = [...plan.matchAll(/(Index Only Scan|Index Scan|Bitmap Heap Scan|Seq Scan)[^\n]*/g)].map(
      ([scan]) => scan.replace(/\s+\(.*$/, '').trim(),
    );
    plans.push(
      `${query.slice(0, 160)}\n    ${duration} ms: ${[...new Set(scans)].join('; ') || 'no table read'}`,
    );
  }
  return plans;
}

const ENTRY =
  /duration: ([\d.]+) ms {2}plan:\n\s*Query Text: ([\s\S]*?)\n(\t[^\n]*(?:cost=|rows=)[\s\S]*?)(?=\n\d{4}-\d\d-\d\d )/g;
