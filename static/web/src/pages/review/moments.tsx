import type { ComponentChildren } from 'preact';
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { ChartMoment } from '../../server/api.gen';
import type { Turn } from '../../session/fold';
import { type Code, codes } from '../../ui/codes';
import { Correct } from '../../ui/correct';
import { clock, lang, messages } from '../../ui/i18n';
import { writeMoments } from '../../ui/moments';
import type { Opened } from './filter';
import { inWords, Line } from './line';
import { keyOf, momentAt, turnsOf } from './marks';
import { begun, type Replay } from './replay';
import type { Look } from './review';

/** Turns that are shown before and after a moment when that is asked for. */
const CONTEXT = 2;
/** What stands around a time: turns so long before and after it. */
const BEFORE_MS = 20_000;
const AFTER_MS = 40_000;
const PART = 40;

type Shown = Pick<ChartMoment, 'label' | 'total' | 'turns' | 'person' | 'tag'>;

/**
 * The moments behind a part of a chart: their turns, what was said around them, and the
 * means to put them right. They stay while the pictures change with a
 * correction, so that what was taken out can be put back.
 */
export function Moments({ look, replay }: { look: Look; replay: Replay }) {
  const m = messages.value;
  const { opened } = look.filter.value;
  const kept = useRef<{ key: string; shown: Shown } | null>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  const before = useRef<Element | null>(null);
  const [most, setMost] = useState(PART);
  const [everything, setEverything] = useState(false);
  const [correcting, setCorrecting] = useState<Turn | null>(null);
  const book = look.room.session.value?.codebook;
  const all = useMemo(() => (book ? codes(book) : new Map<string, Code>()), [book, lang.value]);
  const followed = look.followed.value;
  const key = opened === null ? '' : `${keyOfOpened(opened)} ${look.query()} ${lang.value}`;

  useEffect(() => {
    setMost(PART);
    setEverything(false);
    setCorrecting(null);
    if (key === '') {
      if (before.current instanceof HTMLElement && before.current.isConnected) before.current.focus();
      before.current = null;
      return;
    }
    before.current ??= document.activeElement;
    heading.current?.focus();
  }, [key]);

  // Escape closes it from anywhere on the page, but not from a dialog over it.
  const escapes = key !== '' && correcting === null;
  useLayoutEffect(() => {
    if (!escapes) return;
    const leave = (e: KeyboardEvent) => {
      if (e.key === 'Escape' && !e.defaultPrevented) look.set({ opened: null });
    };
    addEventListener('keydown', leave);
    return () => removeEventListener('keydown', leave);
  }, [escapes, look]);

  if (opened === null) {
    kept.current = null;
    return null;
  }
  if (kept.current?.key !== key) {
    const shown = resolve(look, opened);
    kept.current = shown ? { key, shown } : null;
  }
  const shown = kept.current?.shown;
  const close = () => look.set({ opened: null });
  // What was asked for by its time or its turns is shown whole.
  const asked = everything || !('chart' in opened) ? null : followed;
  const moments = shown ? turnsOf(shown, asked) : [];
  const fold = look.fold.value;

  return (
    <section class="moments" aria-labelledby="moments-title">
      <header>
        <h2 id="moments-title" ref={heading} tabIndex={-1}>
          {shown?.label ?? m.look.moments}
        </h2>
        <button type="button" class="icon" aria-label={m.action.close} onClick={close}>
          <span aria-hidden="true">×</span>
        </button>
      </header>
      {shown && (
        <p class="hint">
          {moments.length === shown.turns.length
            ? m.look.momentCount(shown.total)
            : m.look.someOf(moments.length, shown.total)}
          {shown.total > shown.turns.length && ` ${m.look.firstOf(shown.turns.length)}`}
        </p>
      )}
      {shown && <Follow look={look} shown={shown} all={all} />}
      {!shown && <p class="quiet">{look.isFetched(opened) ? m.look.noMoments : m.loading}</p>}
      {shown && moments.length === 0 && <p class="quiet">{m.look.noMoments}</p>}
      {fold && (
        <ol>
          {moments.slice(0, most).map((seqs) => (
            <Moment
              key={seqs.join(' ')}
              turns={seqs.flatMap((s) => fold.turnAt(s) ?? [])}
              look={look}
              replay={replay}
              all={all}
              correct={setCorrecting}
            />
          ))}
        </ol>
      )}
      {moments.length > most && (
        <button type="button" class="plain" onClick={() => setMost(most + PART)}>
          {m.action.more}
        </button>
      )}
      {shown && moments.length < shown.turns.length && (
        <button type="button" class="plain" onClick={() => setEverything(true)}>
          {m.look.all(shown.total)}
        </button>
      )}
      {correcting && fold && (
        <Correct
          turn={correcting}
          people={fold.participants()}
          codes={[...all.values()]}
          all={all}
          close={() => setCorrecting(null)}
          save={(to) => look.correct(correcting, to)}
          takeOut={() => look.takeOut(correcting.id)}
        />
      )}
    </section>
  );
}

function Moment({
  turns,
  look,
  replay,
  all,
  correct,
}: {
  turns: readonly Turn[];
  look: Look;
  replay: Replay;
  all: ReadonlyMap<string, Code>;
  correct(t: Turn): void;
}) {
  const m = messages.value;
  const [around, setAround] = useState(false);
  const first = turns[0];
  if (!first) return null;
  const { before, after } = around ? contextOf(look.turns.value, turns) : { before: [], after: [] };
  // Where two took down the same turn each alone, it says who noted what.
  const several = turns.some((t) => t.observer !== first.observer);
  const quiet = (t: Turn) => (
    <li key={t.id} class="around">
      <div class="line">
        <Line turn={t} look={look} all={all} />
      </div>
    </li>
  );
  // The button that takes out is the one that puts back, so that it keeps the focus.
  const corrections = (t: Turn) =>
    look.may(t) && (
      <>
        <Tool
          label={(t.void ? m.look.putBackOf : m.look.takeOutOf)(inWords(t, look, all))}
          act={() => (t.void ? look.putBack(t.id) : look.takeOut(t.id))}
        >
          {t.void ? m.look.putBack : m.look.takeOut}
        </Tool>
        {!t.void && (
          <Tool label={m.pad.correct(inWords(t, look, all))} act={() => correct(t)}>
            {m.look.correct}
          </Tool>
        )}
      </>
    );
  return (
    <li class="moment">
      <ol>
        {before.map(quiet)}
        {turns.map((t) => (
          <li key={t.id} class={t.void ? 'void' : ''}>
            <div class="line">
              <Line turn={t} look={look} all={all} />
              {several && <span class="quiet">{look.observerName(t.observer)}</span>}
            </div>
            {turns.length > 1 && <div class="acts">{corrections(t)}</div>}
          </li>
        ))}
        {after.map(quiet)}
      </ol>
      <div class="acts">
        {turns.length === 1 && corrections(first)}
        <Tool label={m.look.aroundOf(clock(first.at))} act={() => setAround(!around)} pressed={around}>
          {m.look.around}
        </Tool>
        <Tool
          label={m.look.playFromOf(clock(first.at))}
          act={() => {
            replay.seek(first.at);
            replay.play();
          }}
        >
          {m.look.playFrom}
        </Tool>
      </div>
    </li>
  );
}

function Tool({
  label,
  act,
  pressed,
  children,
}: {
  label: string;
  act(): void;
  pressed?: boolean;
  children: ComponentChildren;
}) {
  return (
    <button type="button" class="plain" aria-label={label} aria-pressed={pressed} onClick={act}>
      {children}
    </button>
  );
}

/** The turns just before and after a moment. */
export function contextOf(all: readonly Turn[], moment: readonly Turn[]): { before: Turn[]; after: Turn[] } {
  const ids = new Set(moment.map((t) => t.id));
  const first = moment[0]?.at ?? 0;
  const last = moment.at(-1)?.at ?? 0;
  const start = all.findIndex((t) => ids.has(t.id) || t.at >= first);
  const from = start < 0 ? all.length : start;
  const end = all.findLastIndex((t) => ids.has(t.id));
  const to = end < 0 ? begun(all, last) : end + 1;
  return {
    before: all.slice(Math.max(0, from - CONTEXT), from),
    after: all.slice(to, to + CONTEXT),
  };
}

function keyOfOpened(o: Opened): string {
  if ('moments' in o) return writeMoments(o.moments);
  return 'around' in o ? `@${o.around}` : `${o.chart} ${keyOf(o.part)}`;
}

/** What was opened, as it is now; null while its chart has not been fetched, or has no such part. */
function resolve(look: Look, o: Opened): Shown | null {
  if ('around' in o) {
    if (look.fold.value === null) return null;
    const turns = look.turns.value.filter((t) => t.at >= o.around - BEFORE_MS && t.at <= o.around + AFTER_MS);
    return {
      label: messages.value.look.aroundTime(clock(o.around)),
      total: turns.length > 0 ? 1 : 0,
      turns: turns.length > 0 ? [turns.map((t) => t.seq)] : [],
    };
  }
  if ('moments' in o) {
    const fold = look.fold.value;
    if (fold === null) return null;
    const turns = o.moments.filter((seqs) => seqs.every((s) => fold.turnAt(s)));
    return { label: messages.value.look.moments, total: turns.length, turns: turns.map((seqs) => [...seqs]) };
  }
  if (!look.isFetched(o)) return null;
  const frame = look.frames.value.get(o.chart)?.frame;
  return (frame && momentAt(frame, o.part)) ?? null;
}

/** A part that stands for somebody or a word leads on to the other pictures. */
function Follow({ look, shown, all }: { look: Look; shown: Shown; all: ReadonlyMap<string, Code> }) {
  const m = messages.value;
  const { person, tag } = look.filter.value;
  const offers = [
    shown.person !== undefined && shown.person !== person
      ? { name: look.name(shown.person), change: { person: shown.person } }
      : null,
    shown.tag !== undefined && shown.tag !== tag
      ? { name: all.get(shown.tag)?.label ?? shown.tag, change: { tag: shown.tag } }
      : null,
  ].filter((o) => o !== null);
  if (offers.length === 0) return null;
  return (
    <p class="acts">
      {offers.map((o) => (
        <button key={o.name} type="button" class="plain" onClick={() => look.set(o.change)}>
          {m.look.follow(o.name)}
        </button>
      ))}
    </p>
  );
}
