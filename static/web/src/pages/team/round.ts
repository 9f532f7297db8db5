/**
 * The way round a loop in words, link by link: "steering → withdrawing;
 * withdrawing → less steering", with "less" for what a negative link leads to.
 * Where all are positive it is said in one go.
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
