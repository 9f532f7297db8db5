/**
 * The way around a loop in words, link by link: "steering → withdrawing;
 * withdrawing → less steering". A negative link leads to "less" of a code. A loop
 * without negative links is written in one chain.
 */
export function roundOf(
  loop: { nodes: readonly string[]; signs: readonly string[] },
  labels: Readonly<Record<string, Readonly<Record<string, string>>>>,
  lang: string,
  less: (code: string) => string,
): string {
  const names = loop.nodes.map((code) => labels[code]?.[lang] ?? code);
  if (!loop.signs.includes('-')) return names.join(' → ');
  return names
    .map((name, i) => {
      const next = names[(i + 1) % names.length] ?? name;
      return `${name} → ${loop.signs[i] === '-' ? less(next) : next}`;
    })
    .join('; ');
}
