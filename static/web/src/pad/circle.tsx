import { EVERYBODY } from '../fold';
import { messages } from '../i18n';
import { circleSeat, initials, shortNames } from '../names';
import type { Participant, Seat } from '../wire';
import type { Pad } from './pad';

/** The people where they sit, the group in the middle, and the turn under way as an arrow. */
export function Circle({
  pad,
  people,
  keys,
}: {
  pad: Pad;
  people: readonly Participant[];
  keys: Map<string, string>;
}) {
  const m = messages.value;
  const short = shortNames(people.map((p) => p.name));
  const seats = new Map(people.map((p, i) => [p.id, p.seat ?? circleSeat(i, people.length)]));
  const draft = pad.draft.value;
  const last = pad.turns().at(-1);
  const shown = draft ?? last;
  const speaker = shown?.from;

  return (
    <div class="circle" data-size={people.length > 12 ? 'many' : people.length > 8 ? 'some' : 'few'}>
      {shown && <Arrow from={seats.get(shown.from)} to={seats.get(shown.to)} open={draft !== null} />}
      <button
        type="button"
        class="seat centre"
        aria-label={m.pad.everybody}
        data-person={EVERYBODY}
        data-key={keys.get(EVERYBODY) ?? ''}
        onPointerDown={(e) => press(e, () => pad.tap(EVERYBODY))}
        onClick={(e) => click(e, () => pad.tap(EVERYBODY))}
      >
        <i>{m.pad.everybody}</i>
        <Key k={keys.get(EVERYBODY)} />
      </button>
      {people.map((p, i) => {
        const seat = seats.get(p.id) ?? { x: 0.5, y: 0.5 };
        return (
          <button
            key={p.id}
            type="button"
            class={`seat${p.id === speaker ? ' speaks' : ''}${shown && p.id === shown.to ? ' heard' : ''}`}
            style={{ '--x': seat.x, '--y': seat.y }}
            aria-label={p.name}
            data-person={p.id}
            data-key={keys.get(p.id) ?? ''}
            onPointerDown={(e) => press(e, () => pad.tap(p.id))}
            onClick={(e) => click(e, () => pad.tap(p.id))}
          >
            <b>{initials(p.name)}</b>
            <i>{short[i]}</i>
            <Key k={keys.get(p.id)} />
          </button>
        );
      })}
    </div>
  );
}

/** The key of a button, on the button. */
export function Key({ k }: { k: string | undefined }) {
  return k === undefined ? null : (
    <kbd aria-hidden="true">{k.length === 1 && k !== k.toLowerCase() ? `⇧${k.toLowerCase()}` : k}</kbd>
  );
}

/** The moment of a turn is that of the first touch: a press counts, not the letting go. */
export function press(e: PointerEvent, run: () => void): void {
  if (e.button === 0 && e.isPrimary) run();
}

/** A click without a press before it comes from a key or an assistive device. */
export function click(e: MouseEvent, run: () => void): void {
  if (e.detail === 0) run();
}

/** From seat to seat; to the group it ends at the ring in the middle. */
function Arrow({ from, to, open }: { from: Seat | undefined; to: Seat | undefined; open: boolean }) {
  if (!from) return null;
  const end = to ?? { x: 0.5, y: 0.5 };
  const dx = end.x - from.x;
  const dy = end.y - from.y;
  const length = Math.hypot(dx, dy);
  if (length < 0.05) return null;
  // The discs cover the ends; the head stands free of them.
  const gap = 0.11 / length;
  const head = (to ? 0.12 : 0.17) / length;
  const p = (t: number) => `${(from.x + dx * t) * 100} ${(from.y + dy * t) * 100}`;
  return (
    <svg class={`arrow${open ? ' open' : ''}`} viewBox="0 0 100 100" aria-hidden="true">
      <defs>
        <marker
          id="head"
          viewBox="0 0 10 10"
          refX="8"
          refY="5"
          markerWidth="5"
          markerHeight="5"
          orient="auto"
        >
          <path d="M0 0L10 5L0 10z" />
        </marker>
      </defs>
      <path d={`M${p(gap)}L${p(Math.max(gap, 1 - head))}`} marker-end="url(#head)" />
    </svg>
  );
}
