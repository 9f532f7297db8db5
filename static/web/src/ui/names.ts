/** The names in a pasted text: one per line, or separated by commas or semicolons. */
export function parseNames(text: string): string[] {
  return text
    .split(/[\n,;]/)
    .map((n) =>
      n
        .replace(/\p{Cc}/gu, ' ')
        .replace(/^\s*(?:[-•*]|\d+[.)])\s+/, '')
        .trim(),
    )
    .filter((n) => n !== '');
}

/**
 * At most two letters or digits that stand for a name, the same as in the charts:
 * the initials of its first and last word, or the first two letters of a single
 * word.
 */
export function initials(name: string): string {
  const words = name.split(/[^\p{L}\p{Nd}]+/u).filter((w) => w !== '');
  const [first, last] = [words[0], words.at(-1)];
  if (first === undefined || last === undefined) return '·';
  const letters = [...first];
  if (words.length > 1) return `${letters[0]}${[...last][0]}`.toUpperCase();
  // For a code such as me013, the end tells people apart.
  if (letters.length > 3 && /\p{Nd}$/u.test(first)) return letters.slice(-2).join('');
  return (letters[0] ?? '').toUpperCase() + (letters[1] ?? '');
}

/** The names that more than one person has, each once. Capitals and spaces at the ends make no difference. */
export function sameNames(names: readonly string[]): string[] {
  const first = new Map<string, string>();
  const out = new Map<string, string>();
  for (const n of names.map((n) => n.trim()).filter((n) => n !== '')) {
    const key = n.toLocaleLowerCase();
    const before = first.get(key);
    if (before === undefined) first.set(key, n);
    else out.set(key, before);
  }
  return [...out.values()];
}

/** Short names that differ from one another: first names, with an initial where two are the same. */
export function shortNames(names: readonly string[]): string[] {
  const first = (n: string) => n.trim().split(/\s+/)[0] ?? n;
  const seen = new Map<string, number>();
  for (const n of names) seen.set(first(n), (seen.get(first(n)) ?? 0) + 1);
  return names.map((n) => {
    const words = n.trim().split(/\s+/);
    const last = words.length > 1 ? words.at(-1) : undefined;
    return (seen.get(first(n)) ?? 0) > 1 && last !== undefined ? `${first(n)} ${[...last][0]}.` : first(n);
  });
}

/** The beginning of each word: two letters, or as many as it takes to tell it from the others. */
export function beginnings(words: readonly string[]): string[] {
  const start = (word: string, n: number) => [...word].slice(0, n).join('');
  return words.map((word, i) => {
    const like = (n: number) =>
      words.some((w, j) => j !== i && start(w, n).toLowerCase() === start(word, n).toLowerCase());
    let n = 2;
    while (n < [...word].length && like(n)) n++;
    return start(word, n);
  });
}
