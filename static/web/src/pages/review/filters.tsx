import { useMemo } from 'preact/hooks';
import { codes } from '../../ui/codes';
import { clock, lang, messages } from '../../ui/i18n';
import { Choice } from '../../ui/parts';
import type { Look } from './review';

/** Which agenda item, and whom and which word to follow through the pictures. */
export function Filters({ look }: { look: Look }) {
  const m = messages.value;
  const { person, tag, phase } = look.filter.value;
  const fold = look.fold.value;
  const book = look.room.session.value?.codebook;
  const turns = look.turns.value;
  const used = useMemo(() => {
    const ids = new Set(turns.flatMap((t) => t.tags));
    return book ? [...codes(book).values()].filter((c) => ids.has(c.id) || c.id === tag) : [];
  }, [book, turns, tag, lang.value]);
  const names = [...new Set(look.phases.value.map((p) => p.name))];
  const people = fold?.participants() ?? [];
  const stretch = look.stretch();
  return (
    <div class="filters">
      {names.length > 0 && (
        <Select
          label={m.look.phase}
          value={phase}
          none={m.look.allItems}
          options={names.map((n) => ({ id: n, name: n }))}
          choose={(v) => look.set({ phase: v, from: null, to: null })}
        />
      )}
      <Select
        label={m.look.person}
        value={person}
        none={m.look.nobody}
        options={people}
        choose={(v) => look.set({ person: v })}
      />
      <Select
        label={m.look.word}
        value={tag}
        none={m.look.noWord}
        options={used.map((c) => ({ id: c.id, name: c.sign ? `${c.sign} ${c.label}` : c.label }))}
        choose={(v) => look.set({ tag: v })}
      />
      {stretch && (
        <p class="stretch">
          {m.look.stretch(clock(stretch.from), clock(stretch.to))}
          <button
            type="button"
            class="plain"
            aria-label={m.look.wholeMeeting}
            title={m.look.wholeMeeting}
            onClick={() => look.choose(null)}
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

/** Where several took down the same meeting each by themself, one stream at a time is looked at. */
export function WhoseTurns({ look }: { look: Look }) {
  const m = messages.value;
  const session = look.room.session.value;
  const observers = look.observers.value;
  if (session?.coding !== 'independent' || observers.length < 2) return null;
  return (
    <Choice
      legend={m.look.whose}
      name="observer"
      options={observers.map((o) => ({
        value: o.id,
        label: look.observerName(o.id),
        note: m.look.turns(o.turns),
      }))}
      value={look.observer()}
      choose={(observer) => look.set({ observer })}
      hint={m.look.whoseHint}
    />
  );
}
