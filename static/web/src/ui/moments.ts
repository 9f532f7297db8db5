/** How long the moments of an address may be: proxies take lines of 8 kB. */
export const LONGEST = 6_000;

/** Moments of turns as the address has them: as many of the first as fit. */
export function writeMoments(moments: readonly (readonly number[])[]): string {
  const written = moments.map((seqs) => seqs.join('.'));
  while (written.join('_').length >= LONGEST) written.pop();
  return `~${written.join('_')}`;
}
