import type { VNode } from 'preact';

/** The shapes that stand for people, around the origin, about 20 wide. They differ without colour. */
const SHAPES: readonly VNode[] = [
  <circle key="circle" r="9" />,
  <path key="square" d="M-8-8H8V8H-8z" />,
  <path key="triangle" d="M0-10 10 8H-10z" />,
  <path key="diamond" d="M0-11 8 0 0 11-8 0z" />,
  <path key="cross" d="M-3-10H3V-3H10V3H3V10H-3V3H-10V-3H-3z" />,
  <path key="down" d="M0 10-10-8H10z" />,
  <path key="star" d="M0-11 2.6-3.6H10.5L4.2 1.2 6.5 9 0 4.3-6.5 9-4.2 1.2-10.5-3.6H-2.6z" />,
  <path key="bar" d="M-11-4.5H11V4.5H-11z" />,
];

/**
 * The shape of somebody, by the place in the strip; after eight people the shapes come
 * again with a hole. Who is spoken to is drawn in outline.
 */
export function Shape({ place, x, y, to }: { place: number; x: number; y: number; to?: boolean }) {
  const holes = Math.floor(place / SHAPES.length);
  return (
    <g class={to ? 'to' : 'from'} transform={`translate(${x} ${y})`}>
      <g transform={to ? 'scale(0.8)' : undefined}>{SHAPES[place % SHAPES.length]}</g>
      {holes > 0 && <circle class="hole" r={holes === 1 ? 3.5 : 1.8} />}
    </g>
  );
}
