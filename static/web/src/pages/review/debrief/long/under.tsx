import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { MAX_TEXT } from '../../../../server/tables.gen';
import { keepDraft, recallDraft } from '../../../../session/drafts';
import { day } from '../../../../ui/i18n';
import { Loading } from '../../../../ui/parts';
import { SyncDot } from '../../../../ui/sync-dot';
import { chosenIn, NO_PATTERN } from '../../debrief-merge';
import { Word } from '../parts';
import type { Talk } from '../talk';
import type { Before } from './before';
import { type Belief, beliefsOf, believe, mayTake } from './beliefs';
import { longWords } from './long-messages';
import { gapOf, named, type Picture, pictureOf } from './picture';
import { longOf } from './prepare-long';

/** What is being written, and where. */
interface Writing {
  /** The id of the picture. */
  under: string;
  gap: number;
  text: string;
  /** The belief that is being changed. */
  changes?: string;
}

/**
 * The chosen loop or pattern as an iceberg: what was seen above the water, and under it
 * clouds in which the team writes what nobody says.
 */
export function Under({ talk }: { talk: Talk }) {
  const w = longWords.value.under;
  const { review, live } = talk;
  const { beliefs, before } = longOf(talk);
  const finding = talk.finding.value;
  const picture = pictureOf(finding?.id ?? '', review.codes.value, longWords.value);
  // While the log cannot be read again, what waits on this device comes after what was kept of it.
  const known = beliefs.value ?? [];
  const all = [...known, ...beliefsOf(live.fold.value).filter((b) => !known.some((k) => k.id === b.id))];
  const desk = useDesk(talk, picture);
  const [earlier, setEarlier] = useState(false);
  const chosen = chosenIn(talk.debrief.value ?? {}) ?? NO_PATTERN;
  // Until it is there, nobody writes under something else.
  if (!finding && chosen !== NO_PATTERN && !talk.found.value) return <Loading />;
  return (
    <section
      class="long-screen under"
      aria-labelledby="under-title"
      style={{ '--gaps': picture.gaps.length }}
    >
      <h1 id="under-title" class={picture.acts.length > 0 ? 'hidden' : ''}>
        {finding ? finding.short : chosen === NO_PATTERN ? w.without : w.gone}
      </h1>
      {picture.acts.length > 0 && <Seen picture={picture} talk={talk} />}
      {live.session.value?.anonymous !== true && (
        <div class="below">
          <Water />
          <h2>
            {w.below} <span>{w.ask}</span>
          </h2>
          <div class="clouds">
            {earlier && before.value ? (
              <Earlier before={before.value} />
            ) : (
              picture.gaps.map((g, i) => (
                <Cloud
                  key={g.id}
                  talk={talk}
                  picture={picture}
                  gap={i}
                  beliefs={all.filter((b) => gapOf(picture, b.loops) === i)}
                  desk={desk}
                />
              ))
            )}
          </div>
          <div class="foot">
            <p class="done" role="status">
              {talk.writes && <SyncDot live={live} />}
              {desk.said && (
                <>
                  {desk.said.text}{' '}
                  <button type="button" class="plain" onClick={desk.undo}>
                    {w.undo}
                  </button>
                </>
              )}
            </p>
            {before.value && (
              <button type="button" class="plain" aria-pressed={earlier} onClick={() => setEarlier(!earlier)}>
                {longWords.value.before.title}
              </button>
            )}
          </div>
        </div>
      )}
    </section>
  );
}

/** Where the team writes: what is being written, and what was written last. */
function useDesk(talk: Talk, picture: Picture) {
  const w = longWords.value.under;
  const { review, live } = talk;
  const place = `${live.observer.value} under`;
  const [writing, write] = useState<Writing | null>(() =>
    talk.writes ? recallDraft<Writing>(live.id, place) : null,
  );
  const [said, say] = useState<{ text: string; added?: string; taken?: string } | null>(null);
  // What is typed stays on the device when the screen is left.
  const set = (next: Writing | null) => {
    keepDraft(live.id, place, next);
    write(next);
  };
  return {
    writing: writing?.under === picture.id ? writing : null,
    said,
    set,
    start: (gap: number, text = '', changes?: string) => {
      say(null);
      set({ under: picture.id, gap, text, ...(changes === undefined ? {} : { changes }) });
    },
    keep: (helping: boolean) => {
      if (!writing) return;
      const text = writing.text.trim();
      set(null);
      if (text === '') return;
      if (writing.changes) review.takeOut(writing.changes);
      const added = believe(review, { text, helping, loops: named(picture, writing.gap) });
      say({ text: writing.changes ? w.changed : w.kept, added, taken: writing.changes });
    },
    take: (id: string) => {
      set(null);
      review.takeOut(id);
      say({ text: w.taken, taken: id });
    },
    undo: () => {
      if (said?.added) review.takeOut(said.added);
      if (said?.taken) review.putBack(said.taken);
      say(null);
    },
  };
}
type Desk = ReturnType<typeof useDesk>;

/** What was seen, one act after the other. */
function Seen({ picture, talk }: { picture: Picture; talk: Talk }) {
  const w = longWords.value.under;
  const { acts, gaps, round } = picture;
  return (
    <div class="above">
      <h2 class="hidden">{w.seen}</h2>
      <ol class="legs">
        {acts.map((act, i) => (
          <li key={i}>
            <span class="act">{act.code === undefined ? act.text : <Word talk={talk} id={act.code} />}</span>
            {(i + 1 < acts.length || round) && (
              <span class="arrow" data-less={gaps[i]?.less} data-last={i + 1 === acts.length}>
                <span aria-hidden="true">→</span>
                <span class="hidden">{gaps[i]?.less ? w.seldom : w.leads}</span>
              </span>
            )}
          </li>
        ))}
      </ol>
      {round && (
        <p class="goes-round">
          <i aria-hidden="true" />
          <span>
            {w.round}: {w[round]}
          </span>
        </p>
      )}
    </div>
  );
}

/** What the team wrote last time. */
function Earlier({ before }: { before: Before }) {
  return (
    <section class="cloud earlier">
      <p class="place">{longWords.value.before.on(day(before.at))}</p>
      <ul class="beliefs">
        {before.beliefs.map((b) => (
          <li key={b.id}>
            <Thought belief={b} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function Water() {
  const wave = `M0 10${' q 37.5 -10 75 0 t 75 0'.repeat(8)}`;
  return (
    <svg class="water" viewBox="0 0 1200 20" preserveAspectRatio="none" aria-hidden="true">
      <path class="body" d={`${wave} V20 H0 Z`} />
      <path d={wave} />
    </svg>
  );
}

/** What the team wrote between two acts, and where it writes more. */
function Cloud({
  talk,
  picture,
  gap,
  beliefs,
  desk,
}: {
  talk: Talk;
  picture: Picture;
  gap: number;
  beliefs: readonly Belief[];
  desk: Desk;
}) {
  const w = longWords.value.under;
  const { writing } = desk;
  const here = writing?.gap === gap ? writing : null;
  const cloud = useRef<HTMLElement>(null);
  const wrote = useRef(false);
  useLayoutEffect(() => {
    if (!here && wrote.current)
      cloud.current?.querySelector<HTMLElement>('.write')?.focus({ preventScroll: true });
    wrote.current = here !== null;
  }, [here === null]);
  const from = picture.acts[gap];
  const to = picture.acts[(gap + 1) % Math.max(1, picture.acts.length)];
  const name = from && to ? w.between(from.text, to.text) : w.below;
  return (
    <section ref={cloud} class="cloud" data-empty={beliefs.length === 0 && !here} aria-label={name}>
      {picture.gaps.length > 1 && (
        <p class="place" aria-hidden="true">
          {from?.text} → {to?.text}
        </p>
      )}
      <ul class="beliefs">
        {beliefs
          .filter((b) => b.id !== here?.changes)
          .map((b) => (
            <li key={b.id}>
              {talk.writes && talk.live.fold.value?.has(b.id) && mayTake(talk.review, b) ? (
                <button
                  type="button"
                  class="thought"
                  aria-label={w.change(b.text)}
                  onClick={() => desk.start(gap, b.text, b.id)}
                >
                  <Thought belief={b} />
                </button>
              ) : (
                <Thought belief={b} />
              )}
            </li>
          ))}
      </ul>
      {here && <Form key={here.changes ?? ''} writing={here} desk={desk} />}
      {!here && talk.writes && (
        <p class="starts">
          {beliefs.length === 0 ? (
            w.starts.map((s) => (
              <button key={s.text} type="button" class="write" onClick={() => desk.start(gap, s.text)}>
                {s.label}
              </button>
            ))
          ) : (
            <button type="button" class="write" onClick={() => desk.start(gap)}>
              {w.another}
            </button>
          )}
        </p>
      )}
      {!talk.writes && beliefs.length === 0 && (
        <p class="starts quiet">
          {w.starts.map((s) => (
            <span key={s.text}>{s.label}</span>
          ))}
        </p>
      )}
    </section>
  );
}

/** A belief: its words, and whether it helps. */
function Thought({ belief }: { belief: Belief }) {
  const w = longWords.value.under;
  return (
    <span class="belief" data-helping={belief.helping}>
      <span>{belief.text}</span>{' '}
      <small>
        <span aria-hidden="true">{belief.helping ? '↑' : '↓'}</span> {belief.helping ? w.helps : w.hinders}
      </small>
    </span>
  );
}

function Form({ writing, desk }: { writing: Writing; desk: Desk }) {
  const w = longWords.value.under;
  const words = useRef<HTMLTextAreaElement>(null);
  const first = useRef<HTMLButtonElement>(null);
  useLayoutEffect(() => {
    const el = words.current;
    el?.focus();
    el?.setSelectionRange(el.value.length, el.value.length);
  }, []);
  const text = writing.text.trim();
  const empty = text === '' || w.starts.some((s) => s.text.trim() === text);
  return (
    <form
      class="writing"
      onSubmit={(e) => e.preventDefault()}
      onKeyDown={(e) => {
        if (e.key !== 'Escape') return;
        e.stopPropagation();
        desk.set(null);
      }}
    >
      {text === '' && (
        <p class="starts">
          {w.starts.map((s) => (
            <button
              key={s.text}
              type="button"
              class="offer"
              onClick={() => {
                desk.set({ ...writing, text: s.text });
                words.current?.focus();
              }}
            >
              {s.label}
            </button>
          ))}
        </p>
      )}
      <textarea
        ref={words}
        rows={2}
        maxLength={MAX_TEXT}
        aria-label={w.label}
        placeholder={w.label}
        value={writing.text}
        onInput={(e) => desk.set({ ...writing, text: e.currentTarget.value })}
        onKeyDown={(e) => {
          if (e.key !== 'Enter' || e.shiftKey || e.isComposing) return;
          e.preventDefault();
          first.current?.focus();
        }}
      />
      <p class="starts" role="group" aria-label={w.keepAs}>
        <button type="button" class="offer" ref={first} disabled={empty} onClick={() => desk.keep(true)}>
          <span aria-hidden="true">↑</span> {w.helping}
        </button>
        <button type="button" class="offer" disabled={empty} onClick={() => desk.keep(false)}>
          <span aria-hidden="true">↓</span> {w.hindering}
        </button>
        <button type="button" class="plain" onClick={() => desk.set(null)}>
          {w.cancel}
        </button>
        {writing.changes !== undefined && (
          <button type="button" class="plain" onClick={() => writing.changes && desk.take(writing.changes)}>
            {w.takeAway}
          </button>
        )}
      </p>
    </form>
  );
}
