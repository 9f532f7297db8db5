/** The way round a loop in words: "steering → withdrawing", with "less" for what a negative link leads to. */
export function roundOf(
  loop: { nodes: readonly string[]; signs: readonly string[] },
  labels: Readonly<Record<string, Readonly<Record<string, string>>>>,
  lang: string,
  less: (code: string) => string,
): string {
  const before = (i: number) => loop.signs[(i + loop.signs.length - 1) % loop.signs.length];
  return loop.nodes
    .map((code, i) => {
      const name = labels[code]?.[lang] ?? code;
      return before(i) === '-' ? less(name) : name;
    })
    .join(' → ');
}
