import { effect, useComputed } from '@preact/signals';
import type { ButtonHTMLAttributes, ComponentChildren } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { EVERYBODY } from '../../session/fold';
import type { Participant, Seat } from '../../session/wire';
import { messages } from '../../ui/i18n';
import { initials, shortNames } from '../../ui/names';
import { buzz } from './device';
import { addressed, type Point, TAP_PX, turnBetween } from './gesture';
import type { Pad, Shown } from './pad';
import { groupPlace, seatsOf, turned, turnedBack } from './places';
import { noFocus } from './press';

interface StageProps {
  pad: Pad;
  people: readonly Participant[];
  keys: Map<string, string>;
  /** Shows initials only. */
  discreet: boolean;
  /** How far the circle is turned, in radians. */
  angle: number;
  turnTo(angle: number): void;
  /** Set while seats are dragged instead of turns being logged. */
  moving: ((person: Participant, seat: Seat) => void) | null;
}

interface Finger {
  pointer: number;
  from: string;
  turn: string | null;
  start: Point;
  /** Where the finger went down, relative to the seat's centre. */
  grip: Point;
  time: number;
}

/** The people where they sit, the group among them, and the turn under way as an arrow. */
export function Stage({ pad, people, keys, discreet, angle, turnTo, moving }: StageProps) {
  const m = messages.value;
  const box = useRef<HTMLDivElement>(null);
  const size = useSize(box);
  const line = useRef<SVGLineElement>(null);
  const finger = useRef<Finger | null>(null);
  const [carried, setCarried] = useState<{ id: string; seat: Seat } | null>(null);

  const kept = seatsOf(people);
  const seats = new Map(turned(kept, angle));
  if (carried) seats.set(carried.id, carried.seat);
  const group = groupPlace([...seats.values()]);
  seats.set(EVERYBODY, group);
  const short = shortNames(people.map((p) => p.name));

  /** A point of the page as a seat: 0 to 1 within the inner part of the circle. */
  function seatAt(x: number, y: number): Seat {
    const r = box.current?.getBoundingClientRect();
    if (!r || !size) return { x: 0.5, y: 0.5 };
    const inner = (v: number, from: number, length: number, half: number) =>
      Math.min(1, Math.max(0, (v - from - half) / (length - 2 * half)));
    return { x: inner(x, r.left, r.width, size.halfW), y: inner(y, r.top, r.height, size.halfH) };
  }
  function pixels(s: Seat): Point {
    const r = box.current?.getBoundingClientRect();
    const at = size ? inPixels(s, size) : { x: 0, y: 0 };
    return { x: (r?.left ?? 0) + at.x, y: (r?.top ?? 0) + at.y };
  }

  function down(e: PointerEvent, person: Participant | null): void {
    if (e.button !== 0) return;
    const id = person?.id ?? EVERYBODY;
    const el = e.currentTarget as Element;
    el.setPointerCapture(e.pointerId);
    const turn = moving ? null : pad.tap(id, e.timeStamp);
    if (!moving) buzz();
    finger.current = {
      pointer: e.pointerId,
      from: id,
      turn,
      start: { x: e.clientX, y: e.clientY },
      grip: moving ? gripOf(id, e) : { x: 0, y: 0 },
      time: e.timeStamp,
    };
  }
  function gripOf(id: string, e: PointerEvent): Point {
    const place = pixels(seats.get(id) ?? group);
    return { x: e.clientX - place.x, y: e.clientY - place.y };
  }

  function move(e: PointerEvent): void {
    const f = finger.current;
    if (!f || f.pointer !== e.pointerId) return;
    const far = Math.hypot(e.clientX - f.start.x, e.clientY - f.start.y);
    if (moving) {
      if (f.from !== EVERYBODY && (carried || far > TAP_PX / 2))
        setCarried({ id: f.from, seat: seatAt(e.clientX - f.grip.x, e.clientY - f.grip.y) });
      return;
    }
    const l = line.current;
    const at = seats.get(f.from);
    const r = box.current?.getBoundingClientRect();
    if (!l || !at || !size || !r || f.turn === null) return;
    // Changes the element directly, so that a moving finger makes no work for the
    // rest of the page.
    const from = inPixels(at, size);
    l.setAttribute('visibility', far > TAP_PX ? 'visible' : 'hidden');
    for (const [k, v] of Object.entries({
      x1: from.x,
      y1: from.y,
      x2: e.clientX - r.left,
      y2: e.clientY - r.top,
    }))
      l.setAttribute(k, String(v));
  }

  function up(e: PointerEvent): void {
    const f = finger.current;
    if (!f || f.pointer !== e.pointerId) return;
    finger.current = null;
    line.current?.setAttribute('visibility', 'hidden');
    if (moving) {
      const person = people.find((p) => p.id === f.from);
      if (person && carried) moving(person, turnedBack(carried.seat, angle));
      setCarried(null);
      return;
    }
    if (f.turn === null) return;
    const under = document.elementFromPoint(e.clientX, e.clientY)?.closest('[data-person]');
    const to = addressed(
      {
        from: f.from,
        over: under?.getAttribute('data-person') ?? null,
        start: f.start,
        end: { x: e.clientX, y: e.clientY },
        ms: e.timeStamp - f.time,
        group: pixels(group),
      },
      EVERYBODY,
    );
    if (to !== null) pad.to(to, f.turn);
  }

  function lost(): void {
    finger.current = null;
    line.current?.setAttribute('visibility', 'hidden');
    setCarried(null);
  }

  const hands = (person: Participant | null) => ({
    onPointerDown: (e: PointerEvent) => down(e, person),
    onPointerMove: move,
    onPointerUp: up,
    onPointerCancel: lost,
    onMouseDown: noFocus,
    // A click without a press before it comes from a key or an assistive device.
    onClick: (e: MouseEvent) => {
      if (e.detail === 0 && !moving) pad.tap(person?.id ?? EVERYBODY);
    },
  });

  return (
    <div
      class={`circle${moving ? ' moving' : ''}`}
      ref={box}
      role="group"
      aria-label={m.pad.circle}
      data-size={people.length > 12 ? 'many' : people.length > 8 ? 'some' : 'few'}
      onPointerDown={(e) => turnWithFinger(e, box.current, angle, turnTo)}
      onContextMenu={(e) => e.preventDefault()}
    >
      {size && <Arrow pad={pad} seats={seats} size={size} finger={line} />}
      <Place
        pad={pad}
        id={EVERYBODY}
        name={m.pad.everybody}
        at={group}
        k={keys.get(EVERYBODY)}
        {...hands(null)}
      >
        <i>{m.pad.everybody}</i>
      </Place>
      {people.map((p, i) => {
        const seat = seats.get(p.id) ?? group;
        return (
          <Place
            key={p.id}
            pad={pad}
            id={p.id}
            name={p.name}
            at={seat}
            k={keys.get(p.id)}
            {...hands(p)}
            onKeyDown={(e: KeyboardEvent) => {
              const by = moving && ARROWS[e.key];
              if (!by) return;
              e.preventDefault();
              moving?.(p, turnedBack({ x: seat.x + by.x, y: seat.y + by.y }, angle));
            }}
          >
            <b>{initials(p.name)}</b>
            {!discreet && <i>{short[i]}</i>}
          </Place>
        );
      })}
    </div>
  );
}

const STEP = 0.05;
const ARROWS: Record<string, Point> = {
  ArrowLeft: { x: -STEP, y: 0 },
  ArrowRight: { x: STEP, y: 0 },
  ArrowUp: { x: 0, y: -STEP },
  ArrowDown: { x: 0, y: STEP },
};

/** Turns the circle around its middle with a finger that goes down beside the seats. */
function turnWithFinger(
  e: PointerEvent,
  box: HTMLElement | null,
  angle: number,
  turnTo: (angle: number) => void,
): void {
  if (e.button !== 0 || !box || e.target !== box) return;
  const r = box.getBoundingClientRect();
  const at = (p: PointerEvent) =>
    Math.atan2(p.clientY - r.top - r.height / 2, p.clientX - r.left - r.width / 2);
  const start = at(e);
  box.setPointerCapture(e.pointerId);
  let turning = false;
  const move = (p: PointerEvent) => {
    if (p.pointerId !== e.pointerId) return;
    turning ||= Math.hypot(p.clientX - e.clientX, p.clientY - e.clientY) > TAP_PX;
    if (turning) turnTo(angle + turnBetween(start, at(p)));
  };
  const end = (p: PointerEvent) => {
    if (p.pointerId !== e.pointerId) return;
    box.removeEventListener('pointermove', move);
    box.removeEventListener('pointerup', end);
    box.removeEventListener('pointercancel', end);
  };
  box.addEventListener('pointermove', move);
  box.addEventListener('pointerup', end);
  box.addEventListener('pointercancel', end);
}

interface Size {
  w: number;
  h: number;
  halfW: number;
  halfH: number;
  disc: number;
}

/** The size of the circle and of its seats, in CSS pixels; null until it is drawn. */
function useSize(box: { current: HTMLDivElement | null }): Size | null {
  const [size, setSize] = useState<Size | null>(null);
  const read = () => {
    const el = box.current;
    if (!el) return;
    const style = getComputedStyle(el);
    const rem = Number.parseFloat(getComputedStyle(document.documentElement).fontSize);
    const px = (name: string) => Number.parseFloat(style.getPropertyValue(name)) * rem;
    setSize({
      w: el.clientWidth,
      h: el.clientHeight,
      halfW: px('--half-w'),
      halfH: px('--half-h'),
      disc: px('--disc'),
    });
  };
  useLayoutEffect(read, []);
  useEffect(() => {
    const el = box.current;
    if (!el) return;
    const watch = new ResizeObserver(read);
    watch.observe(el);
    return () => watch.disconnect();
  }, []);
  return size;
}

function inPixels(s: Seat, z: Size): Point {
  return {
    x: z.halfW + s.x * (z.w - 2 * z.halfW),
    y: z.halfH + s.y * (z.h - 2 * z.halfH),
  };
}

/** A seat, or the group in the middle. A turn that begins or changes only sets its class. */
function Place({
  pad,
  id,
  name,
  at,
  k,
  children,
  ...hands
}: {
  pad: Pad;
  id: string;
  name: string;
  at: Seat;
  k: string | undefined;
  children: ComponentChildren;
} & ButtonHTMLAttributes<HTMLButtonElement>) {
  const looks = useComputed(() => {
    const turn = pad.shown.value;
    const speaks = turn?.from === id && id !== EVERYBODY;
    return `seat${id === EVERYBODY ? ' centre' : ''}${speaks ? ' speaks' : ''}${turn?.to === id ? ' heard' : ''}`;
  });
  return (
    <button
      type="button"
      class={looks}
      style={{ '--x': at.x, '--y': at.y }}
      aria-label={name}
      data-person={id}
      data-key={k ?? ''}
      {...hands}
    >
      {children}
      <Key k={k} />
    </button>
  );
}

/** The arrow of the turn under way or the last one, and the line that a finger draws. */
function Arrow({
  pad,
  seats,
  size,
  finger,
}: {
  pad: Pad;
  seats: ReadonlyMap<string, Seat>;
  size: Size;
  finger: { current: SVGLineElement | null };
}) {
  const arrow = useRef<SVGGElement>(null);
  const shaft = useRef<SVGPathElement>(null);
  const head = useRef<SVGPathElement>(null);
  // Changes the element directly, in the moment of the touch.
  useLayoutEffect(() =>
    effect(() => {
      const turn = pad.shown.value;
      const paths = turn && arrowOf(turn, seats, size);
      change(arrow.current, 'class', turn?.open ? 'arrow open' : 'arrow');
      change(shaft.current, 'd', paths?.shaft ?? '');
      change(head.current, 'd', paths?.head ?? '');
    }),
  );
  return (
    <svg class="arrows" width={size.w} height={size.h} aria-hidden="true">
      <g ref={arrow}>
        <path ref={shaft} />
        <path ref={head} class="head" />
      </g>
      <line ref={finger} class="finger" visibility="hidden" />
    </svg>
  );
}

/** Sets an attribute only if it differs: an element that is not touched need not be drawn again. */
function change(el: Element | null, name: string, value: string): void {
  if (el && el.getAttribute(name) !== value) el.setAttribute(name, value);
}

/** An arrow from seat to seat; the discs of the seats cover its ends. */
function arrowOf(
  turn: Shown,
  seats: ReadonlyMap<string, Seat>,
  size: Size,
): { shaft: string; head: string } | null {
  const middle = seats.get(EVERYBODY) ?? { x: 0.5, y: 0.5 };
  const from = inPixels(seats.get(turn.from) ?? middle, size);
  const to = inPixels(seats.get(turn.to) ?? middle, size);
  const group = turn.to === EVERYBODY;
  const dx = to.x - from.x;
  const dy = to.y - from.y;
  const length = Math.hypot(dx, dy);
  const [start, end] = [size.disc / 2 + 3, length - (group ? size.disc * 0.55 : size.disc / 2 + 5)];
  if (end - start < 4) return null;
  const at = (d: number) => ({ x: from.x + (dx * d) / length, y: from.y + (dy * d) / length });
  const [a, tip] = [at(start), at(end)];
  const long = turn.open ? 12 : 9;
  const neck = at(Math.max(start, end - long));
  const [nx, ny] = [(-dy / length) * long * 0.45, (dx / length) * long * 0.45];
  return {
    shaft: `M${a.x} ${a.y}L${neck.x} ${neck.y}`,
    head: `M${tip.x} ${tip.y}L${neck.x + nx} ${neck.y + ny}L${neck.x - nx} ${neck.y - ny}z`,
  };
}

/** Shows the key of a button on it. */
export function Key({ k }: { k: string | undefined }) {
  return k === undefined ? null : (
    <kbd aria-hidden="true">{k.length === 1 && k !== k.toLowerCase() ? `⇧${k.toLowerCase()}` : k}</kbd>
  );
}
