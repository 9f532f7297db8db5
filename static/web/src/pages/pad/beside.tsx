import type { ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { Turn } from '../../session/fold';
import type { Code } from '../../ui/codes';
import { messages } from '../../ui/i18n';
import { shortNames } from '../../ui/names';
import type { Meeting } from './meeting';
import { Network } from './network';
import { Turns } from './turns';

/** From this width the network has a column of its own. */
const WIDE = '(min-width: 90rem)';

/** Whether the page is wide enough for the network beside the last turns. */
export function useWide(): boolean {
  const [wide, setWide] = useState(() => matchMedia(WIDE).matches);
  useEffect(() => {
    const query = matchMedia(WIDE);
    const change = () => setWide(query.matches);
    query.addEventListener('change', change);
    return () => query.removeEventListener('change', change);
  }, []);
  return wide;
}

/** The last turns, or, where one asks for it, the network in their place; buttons as children. */
export function Beside({
  meeting,
  network,
  children,
  ...turns
}: {
  meeting: Meeting;
  network: boolean;
  codes: ReadonlyMap<string, Code>;
  empty: string;
  correct?: (turn: Turn) => void;
  children: ComponentChildren;
}) {
  const m = messages.value;
  const [drawn, setDrawn] = useState(false);
  const shows = network && drawn;
  return (
    <section class="beside" aria-label={shows ? undefined : m.pad.last}>
      {network && (
        <div class="steps">
          <button type="button" aria-pressed={!drawn} onClick={() => setDrawn(false)}>
            {m.pad.last}
          </button>
          <button type="button" aria-pressed={drawn} onClick={() => setDrawn(true)}>
            {m.pad.network}
          </button>
        </div>
      )}
      {shows ? <Network live={meeting.live} /> : <LastTurns meeting={meeting} {...turns} />}
      <p class="more">{children}</p>
    </section>
  );
}

/** The last turns. Only this component is drawn again for each turn. */
function LastTurns({
  meeting,
  ...rest
}: {
  meeting: Meeting;
  codes: ReadonlyMap<string, Code>;
  empty: string;
  correct?: (turn: Turn) => void;
}) {
  const { live, pad } = meeting;
  const people = live.fold.value?.participants() ?? [];
  const short = shortNames(people.map((p) => p.name));
  const known = new Map(people.map((p, i) => [p.id, { full: p.name, short: short[i] ?? p.name }]));
  return (
    <Turns
      turns={pad.turns.value}
      name={(id) => known.get(id)?.full}
      short={(id) => known.get(id)?.short}
      what={(id) => meeting.marks.value[id]}
      whereIs={(id) => live.whereIs(id)}
      numbered={live.fromPaper}
      {...rest}
    />
  );
}
