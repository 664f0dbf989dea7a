/** Releases a slot. */
type Leave = () => void;

/**
 * Slots for expensive work: a limit per name and a limit in all. Undefined when none is free, so a flood of one name
 * does not block the others.
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
