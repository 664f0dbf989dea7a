/** Gives a place back. */
type Leave = () => void;

/**
 * Places for work that is dear: so many for each name, and so many in all. Undefined where none is free, so that
 * whoever floods one name stands in nobody else's way.
 */
export function createPlaces({ each, all }: { readonly each: number; readonly all: number }) {
  const taken = new Map<string, number>();
  let total = 0;
  return (name: string): Leave | undefined => {
    const before = taken.get(name) ?? 0;
    if (before >= each || total >= all) return undefined;
    taken.set(name, before + 1);
    total += 1;
    return () => {
      const left = (taken.get(name) ?? 1) - 1;
      if (left === 0) taken.delete(name);
      else taken.set(name, left);
      total -= 1;
    };
  };
}
