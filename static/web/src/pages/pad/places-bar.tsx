import { useState } from 'preact/hooks';
import { api, type Problem } from '../../server/api';
import type { Participant } from '../../session/wire';
import { messages } from '../../ui/i18n';
import { Failed } from '../../ui/parts';
import { asProblem } from '../../ui/problem';
import type { Meeting } from './meeting';
import { arrange, inOrder, LAYOUTS, type Layout, seatsOf } from './places';

const TURN = Math.PI / 12;

/** Shown while seats are dragged: the ready-made arrangements, turning the circle, and finishing. */
export function Places({
  meeting,
  people,
  angle,
  turnTo,
  done,
}: {
  meeting: Meeting;
  people: readonly Participant[];
  angle: number;
  turnTo(angle: number): void;
  done(): void;
}) {
  const m = messages.value;
  const o = m.observe.places;
  const [problem, setProblem] = useState<Problem | null>(null);
  const { live } = meeting;
  const team = live.role.value === 'owner' ? live.session.value?.team : undefined;

  function lay(layout: Layout) {
    const seats = arrange(layout, people.length);
    const order = layout === 'grid' ? people : inOrder(people, seatsOf(people));
    order.forEach((p, i) => {
      const seat = seats[i];
      if (seat) meeting.move(p, seat);
    });
  }

  /** Saves the seats for the team's next meetings. */
  async function keep() {
    if (!team) return done();
    const seats = seatsOf(people);
    try {
      const { people: known } = await api.team(team);
      const next = known.map((p) => ({ ...p, seat: seats.get(p.id) ?? p.seat }));
      await api.updateTeam(team, { people: next });
      done();
    } catch (e) {
      setProblem(asProblem(e));
    }
  }

  return (
    <div class="places">
      <p>{o.hint}</p>
      <div class="options" role="group" aria-label={o.layouts}>
        {LAYOUTS.map((layout) => (
          <button key={layout} type="button" class="plain" onClick={() => lay(layout)}>
            {o.names[layout]}
          </button>
        ))}
      </div>
      <div class="options" role="group" aria-label={o.turning}>
        <button type="button" class="plain" onClick={() => turnTo(angle - TURN)}>
          <span aria-hidden="true">↺</span> {o.left}
        </button>
        <button type="button" class="plain" onClick={() => turnTo(angle + TURN)}>
          <span aria-hidden="true">↻</span> {o.right}
        </button>
      </div>
      {problem && <Failed problem={problem} />}
      <p class="actions">
        <button type="button" class="button" onClick={() => void keep()}>
          {o.done}
        </button>
        {problem && (
          <button type="button" class="plain" onClick={done}>
            {m.action.close}
          </button>
        )}
      </p>
      {team && <p class="hint">{o.kept}</p>}
    </div>
  );
}
