/**
 * A small choice that this browser remembers. `allowed` are its values, null for
 * any; `get` returns '' when nothing valid is stored.
 */
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
        // Private windows may refuse; then the choice lasts as long as the page.
      }
    },
  };
}

/** The step of the codebook that the pad of a session shows, and so how many tags. */
export const chosenStep = (session: string) => preference(`step.${session}`, null);
