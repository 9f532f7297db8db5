/** Places on a circle in order, clockwise from the top, both coordinates 0 to 1. */
export function circleSeat(i: number, n: number): { x: number; y: number } {
  const a = (2 * Math.PI * i) / n;
  const round = (v: number) => Math.round(v * 1000) / 1000;
  return { x: round(0.5 + 0.5 * Math.sin(a)), y: round(0.5 - 0.5 * Math.cos(a)) };
}
