/** A small choice that this browser remembers; forgotten where it may not. */
export function preference<T extends string>(
  name: string,
  allowed: readonly T[] | null,
): { get(): T | ''; set(v: T): void } {
  const key = `kompas.${name}`;
  return {
    get() {
      try {
        const v = localStorage.getItem(key) as T | null;
        return v !== null && (allowed === null || allowed.includes(v)) ? v : '';
      } catch {
        return '';
      }
    },
    set(v) {
      try {
        localStorage.setItem(key, v);
      } catch {
        // Private windows may refuse: the choice then lasts as long as the page.
      }
    },
  };
}

/** How many words the pad of a session shows. */
export const chosenStep = (session: string) => preference(`step.${session}`, null);
