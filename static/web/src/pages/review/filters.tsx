import { useMemo } from 'preact/hooks';
import { Choice } from '../../ui/parts';
import type { Review } from './review';
import { reviewWords } from './review-messages';

/** Chooses a phase, and the person and tag to follow through the charts. */
export function Filters({ review }: { review: Review }) {
  const w = reviewWords.value;
  const { person, tag, phase } = review.filter.value;
  const fold = review.fold.value;
  const codes = review.codes.value;
  const turns = review.turns.value;
  const used = useMemo(() => {
    const ids = new Set(turns.flatMap((t) => t.tags));
    return [...codes.values()].filter((c) => ids.has(c.id) || c.id === tag);
  }, [codes, turns, tag]);
  const names = [...new Set(review.phases.value.map((p) => p.name))];
  const people = fold?.participants() ?? [];
  const stretch = review.stretch();
  return (
    <div class="filters">
      {names.length > 0 && (
        <Select
          label={w.phase}
          value={phase}
          none={w.allPhases}
          options={names.map((n) => ({ id: n, name: n }))}
          choose={(v) => review.set({ phase: v, from: null, to: null })}
        />
      )}
      <Select
        label={w.person}
        value={person}
        none={w.nobody}
        options={people}
        choose={(v) => review.set({ person: v })}
      />
      <Select
        label={w.word}
        value={tag}
        none={w.noWord}
        options={used.map((c) => ({ id: c.id, name: c.sign ? `${c.sign} ${c.label}` : c.label }))}
        choose={(v) => review.set({ tag: v })}
      />
      {stretch && (
        <p class="stretch">
          {w.stretch(review.when(stretch.from), review.when(stretch.to))}
          <button
            type="button"
            class="plain"
            aria-label={w.wholeMeeting}
            title={w.wholeMeeting}
            onClick={() => review.choose(null)}
          >
            <span aria-hidden="true">×</span>
          </button>
        </p>
      )}
    </div>
  );
}

function Select({
  label,
  value,
  none,
  options,
  choose,
}: {
  label: string;
  value: string;
  none: string;
  options: readonly { id: string; name: string }[];
  choose(v: string): void;
}) {
  return (
    <select
      class={value === '' ? '' : 'chosen'}
      aria-label={label}
      title={label}
      value={value}
      onChange={(e) => choose(e.currentTarget.value)}
    >
      <option value="">{none}</option>
      {options.map((o) => (
        <option key={o.id} value={o.id}>
          {o.name}
        </option>
      ))}
    </select>
  );
}

/** Chooses the observer whose turns are shown, where several observed independently. */
export function WhoseTurns({ review }: { review: Review }) {
  const w = reviewWords.value;
  const session = review.live.session.value;
  const observers = review.observers.value;
  if (session?.coding !== 'independent' || observers.length < 2) return null;
  return (
    <Choice
      legend={w.whose}
      name="observer"
      options={observers.map((o) => ({
        value: o.id,
        label: o.id === review.live.observer.value ? w.self : review.observerName(o.id),
        note: w.turns(o.turns),
      }))}
      value={review.observer()}
      choose={(observer) => review.set({ observer })}
      hint={w.whoseHint}
    />
  );
}
