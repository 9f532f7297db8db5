/** How long the moments in an address may be, in characters: proxies accept lines of 8 kB. */
export const LONGEST = 6_000;

/** Writes moments, each a list of sequence numbers, as an address has them: as many of the first as fit. */
export function writeMoments(moments: readonly (readonly number[])[]): string {
  const written = moments.map((seqs) => seqs.join('.'));
  while (written.join('_').length >= LONGEST) written.pop();
  return `~${written.join('_')}`;
}
