/** A name of a file that every system accepts, such as kompas-Monday-2026-02-03-loops. */
export function fileName(title: string, at: number | null, chart: string): string {
  const day = at === null ? '' : new Intl.DateTimeFormat('sv').format(at); // as 2026-02-03, in the reader's time zone
  const words =
    title
      .normalize('NFD')
      .replace(/\p{M}/gu, '')
      .match(/[a-z0-9]+/gi) ?? [];
  return ['kompas', words.join('-').slice(0, 40), day, chart].filter((s) => s !== '').join('-');
}
