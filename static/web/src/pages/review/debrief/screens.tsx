import { useEffect, useState } from 'preact/hooks';
import { MAX_NAME } from '../../../server/tables.gen';
import { clock } from '../../../ui/i18n';
import { chosenIn, NO_PATTERN, type TryOut } from '../debrief-merge';
import { FilmStrip } from '../film-strip';
import { Last, Other } from '../question-card';
import { debriefWords } from './debrief-messages';
import { Chain, Written } from './parts';
import { Picture } from './picture';
import { OTHERWISE } from './steps';
import type { Talk } from './talk';

/** A screen with room for a strip with wide lanes. */
const WIDE = '(min-width: 60rem)';

type Shown = { talk: Talk };

/** What this is for, and what it is not. */
export function Purpose(_: Shown) {
  const w = debriefWords.value.purpose;
  return (
    <div class="say">
      <h1>{w.title}</h1>
      <p>{w.is}</p>
      <p>{w.isNot}</p>
      <p class="quiet">
        {w.habit} {w.kept}
      </p>
    </div>
  );
}

/** What the team noticed, before it sees anything; then what it guesses. */
export function Noticed({ talk }: Shown) {
  const w = debriefWords.value.noticed;
  const scenes = talk.scenes.value;
  if (talk.part.value === 0 || !scenes)
    return (
      <div class="say">
        <h1>{w.title}</h1>
        <p>{w.first}</p>
      </div>
    );
  const guess = talk.debrief.value?.guesses?.team ?? '';
  return (
    <div class="say guess">
      <h1>{w.guess}</h1>
      <div class="subject">
        <p class="quiet">{w.about}</p>
        {scenes.name ? <p class="chain">{scenes.name}</p> : <Chain talk={talk} />}
      </div>
      <ol class="sentences-to-choose">
        <li>{w.more}</li>
        <li>{w.less}</li>
      </ol>
      <p class="quiet">
        {w.hands} {w.later}
      </p>
      <Written
        talk={talk}
        label={w.write}
        value={guess}
        write={(team) => talk.set({ guesses: { ...talk.debrief.peek()?.guesses, team: team || undefined } })}
      />
    </div>
  );
}

/** The fragment, filling the screen; it may be read line by line. */
export function FragmentScreen({ talk }: Shown) {
  const w = debriefWords.value.fragment;
  const strip = talk.strip.value;
  const wide = useWide();
  const [line, setLine] = useState<number | null>(null);
  const frames = strip?.frames ?? [];
  const step = (by: 1 | -1) =>
    setLine((l) => {
      const next = l === null ? (by === 1 ? 0 : frames.length - 1) : l + by;
      return next < 0 || next >= frames.length ? null : next;
    });
  useEffect(() => {
    const key = (e: KeyboardEvent) => {
      if (e.defaultPrevented || e.altKey || e.ctrlKey || e.metaKey) return;
      const by = e.key === 'ArrowDown' ? 1 : e.key === 'ArrowUp' ? -1 : 0;
      if (by === 0) return;
      e.preventDefault();
      step(by);
    };
    addEventListener('keydown', key);
    return () => removeEventListener('keydown', key);
  }, [frames.length]);
  if (!strip)
    return (
      <div class="say">
        <h1>{w.title}</h1>
        <p>{w.gone}</p>
      </div>
    );
  const first = frames[0];
  const last = frames.at(-1);
  return (
    <div class="piece" style={{ '--lines': String(frames.length) }}>
      <header>
        <h1>{w.title}</h1>
        <p class="quiet">
          {!talk.live.fromPaper && `${clock(first?.at ?? 0)} – ${clock(last?.at ?? 0)} · `}
          {strip.names ? w.howNamed : w.how}
        </p>
        {talk.mode.value === 'lead' && (
          <button type="button" class="silent" onClick={() => (line === null ? step(1) : setLine(null))}>
            {line === null ? w.line : w.whole}
          </button>
        )}
      </header>
      <FilmStrip
        review={talk.naming}
        frames={frames}
        places={new Map(strip.places)}
        names={strip.names !== null}
        at={line}
        lane={wide ? Math.min(64, 420 / Math.max(1, strip.places.length)) : undefined}
      />
    </div>
  );
}

/** Whether there is room beside the words for people far apart. */
function useWide(): boolean {
  const [wide, setWide] = useState(() => matchMedia(WIDE).matches);
  useEffect(() => {
    const query = matchMedia(WIDE);
    const look = () => setWide(query.matches);
    query.addEventListener('change', look);
    return () => query.removeEventListener('change', look);
  }, []);
  return wide;
}

/** One picture with its question; then its other question; on request when it went otherwise. */
export function PictureScreen({ talk }: Shown) {
  const w = debriefWords.value.picture;
  const finding = talk.finding.value;
  const part = talk.part.value;
  const guess = talk.debrief.value?.guesses?.team;
  const chosen = chosenIn(talk.debrief.value ?? {});
  if (!finding)
    return (
      <div class="say">
        {chosen !== undefined && chosen !== NO_PATTERN && <p class="quiet">{w.gone}</p>}
        <h1 class="poses">{talk.question.value}</h1>
      </div>
    );
  const otherwise = part === OTHERWISE;
  return (
    <div class="one-picture">
      {guess && !otherwise && <p class="quiet">{w.guessed(guess)}</p>}
      <h1>{otherwise ? (finding.otherwise ?? w.noOtherwise) : finding.short}</h1>
      <Picture talk={talk} otherwise={otherwise} />
      <p class="poses">{otherwise ? w.otherwiseAsk : part === 1 ? finding.circular : talk.question.value}</p>
    </div>
  );
}

/** What the team tries, in its own words; first what became of the last one. */
export function TryScreen({ talk }: Shown) {
  const w = debriefWords.value.tryOut;
  const last = talk.last.value;
  const tryOut = talk.debrief.value?.experiment ?? {};
  const write = (more: TryOut) => talk.set({ experiment: { ...talk.debrief.peek()?.experiment, ...more } });
  return (
    <div class="say try-out">
      {last && talk.writes && <Last review={talk.review} last={last} />}
      {last && !talk.writes && (
        <p class="quiet">
          {w.last}: {last.text}
        </p>
      )}
      <h1>{w.title}</h1>
      <Written talk={talk} label={w.words} value={tryOut.text ?? ''} write={(text) => write({ text })} big />
      {talk.doc && talk.writes && (
        <>
          <Other doc={talk.doc} text="text" take={(text) => write({ text })} />
          <Other doc={talk.doc} text="owner" take={(owner) => write({ owner })} />
        </>
      )}
      <div class="pair">
        <Written
          talk={talk}
          label={w.owner}
          value={tryOut.owner ?? ''}
          most={MAX_NAME}
          write={(owner) => write({ owner: owner || undefined })}
        />
        <Written
          talk={talk}
          label={w.notice}
          value={tryOut.notice ?? ''}
          write={(notice) => write({ notice: notice || undefined })}
        />
      </div>
    </div>
  );
}

/** Thanks; what is kept, and till when. */
export function Thanks({ talk }: Shown) {
  const w = debriefWords.value.thanks;
  const tryOut = talk.debrief.value?.experiment?.text;
  return (
    <div class="say">
      <h1>{w.title}</h1>
      {tryOut && (
        <p>
          {w.agreed}: {tryOut}
        </p>
      )}
      <p class="quiet">{w.kept}</p>
      <p class="quiet">
        {w.till} {w.own}
      </p>
    </div>
  );
}
