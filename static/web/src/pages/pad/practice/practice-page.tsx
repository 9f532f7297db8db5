import { useEffect, useMemo, useState } from 'preact/hooks';
import { PRACTICE } from '../../../messages/practice';
import type { Codebook } from '../../../server/api.gen';
import { MAX_BATCH, MAX_MESSAGE } from '../../../server/tables.gen';
import { dials, PageClock } from '../../../session/clock';
import type { Socket } from '../../../session/connection';
import { memoryEntryStore } from '../../../session/entry-store';
import type { Environment } from '../../../session/environment';
import { LiveSession } from '../../../session/live-session';
import { cachedCodebooks } from '../../../session/offline-start';
import { circleSeat } from '../../../session/seats';
import type { Entry, Session } from '../../../session/wire';
import { codes, stepOf } from '../../../ui/codes';
import { label, lang, messages } from '../../../ui/i18n';
import { Failed, Loading, Page } from '../../../ui/parts';
import { chosenStep } from '../../../ui/preference';
import { useAsked } from '../../../ui/use-asked';
import { afterFrame } from '../after-frame';
import { practised } from '../device';
import { Meeting } from '../meeting';
import { ObserverPad } from '../observer-pad';
import { Pad } from '../pad';
import { answer, compare, LINE_MS, person, type Seen, steps } from './practice';

const SESSION = 'practice';

/**
 * A practice: two minutes of a conversation as text, observed with the real pad.
 * Nothing leaves this page.
 */
export function PracticePage() {
  const m = messages.value;
  const t = PRACTICE[lang.value];
  const books = useAsked('codebooks', cachedCodebooks);
  const [run, setRun] = useState<'before' | 'during' | readonly Seen[]>('before');
  const book = books.value?.find((b) => b.id === 'three-k');
  if (run === 'during' && book) return <Running book={book} done={setRun} />;
  return (
    <Page title={run === 'before' ? t.title : t.resultTitle} back="/">
      {run === 'before' ? (
        <>
          <p class="lead">{t.lead}</p>
          <ol class="how">
            {t.how.map((line) => (
              <li key={line}>{line}</li>
            ))}
          </ol>
        </>
      ) : (
        book && run !== 'during' && <Result book={book} seen={run} />
      )}
      {books.problem && <Failed problem={books.problem} again={books.again} />}
      {!books.value && !books.problem && <Loading />}
      {book && (
        <p class="actions">
          <button type="button" class="button" onClick={() => setRun('during')}>
            {run === 'before' ? t.begin : t.again}
          </button>
          {run !== 'before' && <a href="/sessions/new">{t.start}</a>}
        </p>
      )}
      <p class="hint">{run !== 'before' && practised.value && m.observe.practised}</p>
    </Page>
  );
}

function Running({ book, done }: { book: Codebook; done(seen: readonly Seen[]): void }) {
  const t = PRACTICE[lang.value];
  const [line, setLine] = useState(0);
  const meeting = useMemo(() => {
    const live = new LiveSession(SESSION, SESSION, practiceEnvironment(sessionOf(book, t.title, t.names)));
    return new Meeting(live, new Pad(live, afterFrame));
  }, [book]);
  useEffect(() => {
    void meeting.live.open();
    return () => {
      meeting.pad.close();
      meeting.live.close();
    };
  }, [meeting]);
  const ready = meeting.live.ready.value;
  useEffect(() => {
    if (!ready) return;
    meeting.start();
    const started = performance.now();
    const timer = setInterval(() => {
      const at = Math.floor((performance.now() - started) / LINE_MS);
      setLine(Math.min(at, t.lines.length));
    }, 200);
    return () => clearInterval(timer);
  }, [ready, meeting]);
  useEffect(() => {
    if (line < t.lines.length) return;
    practised.value = true;
    finish();
  }, [line]);
  /** Compares the lines that were shown. */
  function finish() {
    meeting.pad.settle();
    done(compare(t.lines.slice(0, line + 1), meeting.pad.turns.peek()));
  }

  const said = t.lines[line];
  const to = said && (said.to === null ? messages.value.pad.everybody : (t.names[said.to] ?? ''));
  return (
    <div class="practice">
      <div class="script" aria-live="polite">
        {said && (
          <>
            <p class="hint">
              {t.says(t.names[said.from] ?? '', to ?? '')} · {t.left(t.lines.length - line)}
            </p>
            <p class="line">{said.text}</p>
          </>
        )}
      </div>
      {ready && (
        <ObserverPad
          meeting={meeting}
          practice={{ title: t.kept, stop: messages.value.pad.end, done: finish }}
        />
      )}
    </div>
  );
}

function Result({ book, seen }: { book: Codebook; seen: readonly Seen[] }) {
  const t = PRACTICE[lang.value];
  const all = codes(book);
  const caught = seen.filter((s) => s.turn !== null);
  const perStep = steps(seen, book);
  const nameOf = (id: string) => label(book.steps?.find((s) => s.id === id)?.labels, id);
  const word = (id: string | undefined) => (id === undefined ? t.nothing : (all.get(id)?.label ?? id));
  const step = stepOf(book, chosenStep(SESSION).get())?.id;
  const differs = seen
    .map((s) => ({ ...s, ...answer(s, step, book) }))
    .filter((s) => s.turn === null || !s.same);
  return (
    <>
      <p class="lead">
        {t.caught(caught.length, seen.length)}{' '}
        {caught.length > 0 && t.toWhom(caught.filter((s) => s.sameTo).length, caught.length)}
      </p>
      {perStep.length === 0 ? (
        <p>{t.noWords}</p>
      ) : (
        <section>
          <h2>{t.steps}</h2>
          <ul>
            {perStep.map((r) => (
              <li key={r.step}>{t.step(nameOf(r.step), r.same, r.of)}</li>
            ))}
          </ul>
        </section>
      )}
      <p>{t.kindly}</p>
      {differs.length > 0 && (
        <details>
          <summary>{t.differences}</summary>
          <ul class="differences">
            {differs.map(({ line, turn, sample, own }) => (
              <li key={line.text}>
                <q>{line.text}</q>
                <small>{turn ? t.difference(word(sample), word(own)) : t.missed}</small>
              </li>
            ))}
          </ul>
        </details>
      )}
    </>
  );
}

function sessionOf(book: Codebook, title: string, names: readonly string[]): Session {
  return {
    id: SESSION,
    title,
    created_at: new Date().toISOString(),
    started_at: null,
    state: 'planned',
    locked: false,
    coding: 'shared',
    revealed: false,
    participants: names.map((name, i) => ({
      id: person(i),
      name,
      role: 'member',
      seat: circleSeat(i, names.length),
      present: true,
    })),
    observers: [],
    phases: [],
    codebook: book,
    head: 0,
  };
}

/** An environment in which nothing is kept and nothing leaves the page. It plays the server itself. */
function practiceEnvironment(session: Session): Environment {
  const clock = new PageClock(dials);
  return {
    openSocket: () => practiceSocket(session, clock),
    store: memoryEntryStore(),
    clock,
    random: () => Math.random(),
    setTimeout: (fn, ms) => window.setTimeout(fn, ms),
    clearTimeout: (id) => window.clearTimeout(id),
    make: async () => 'made',
    becomeSender: (_, granted) => {
      granted();
      return { release: () => {} };
    },
    channel: () => ({ post: () => {}, close: () => {} }),
  };
}

function practiceSocket(session: Session, clock: PageClock): Socket {
  const time = () => new Date(clock.now()).toISOString();
  let seq = 0;
  const says = (m: object) => {
    const data = JSON.stringify(m);
    queueMicrotask(() => socket.onmessage?.({ data }));
  };
  const socket: Socket = {
    onmessage: null,
    onclose: null,
    close: () => {},
    send(text) {
      for (const e of (JSON.parse(text) as { entries: Entry[] }).entries) {
        const stored = { ...e, seq: ++seq, observer: 'owner', recorded_at: time() };
        says({ type: 'entries', entries: [stored] });
        says({ type: 'ack', id: e.id, seq });
      }
    },
  };
  says({
    type: 'welcome',
    session,
    head: 0,
    view: 'practice',
    role: 'owner',
    observer: 'owner',
    server_time: time(),
    limits: { message_bytes: MAX_MESSAGE, batch: MAX_BATCH },
  });
  return socket;
}
