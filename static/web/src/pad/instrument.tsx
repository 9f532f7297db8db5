import { useComputed } from '@preact/signals';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { codes, codesOfStep, defaultStep } from '../codes';
import type { Turn } from '../fold';
import { label, lang, messages } from '../i18n';
import { assignKeys } from '../keys';
import type { Room } from '../room';
import { Bar } from './bar';
import { Circle } from './circle';
import { Correct, EndDialog, Help, JoinDialog, NoteDialog } from './dialogs';
import { listen } from './keyboard';
import { Network } from './network';
import type { Pad } from './pad';
import { rememberedStep, rememberStep } from './step';
import { Refused, Trouble } from './trouble';
import { Turns } from './turns';
import { Words } from './words';

type Over =
  | { kind: 'note'; at: number }
  | { kind: 'help' | 'end' | 'join' }
  | { kind: 'correct'; turn: Turn };

/** The pad of one meeting, for who may log. */
export function Instrument({ room, pad }: { room: Room; pad: Pad }) {
  const m = messages.value;
  const session = room.session.value;
  const view = room.view.value;
  const [over, setOver] = useState<Over | null>(null);
  const [step, setStep] = useState(() => rememberedStep(room.id));
  const close = () => setOver(null);

  const state = view?.now() ?? 'planned';
  const live = state === 'live' && session?.locked === false;
  const people = useComputed(() => (room.view.value?.participants() ?? []).filter((p) => p.present)).value;
  const book = session?.codebook;
  const shown = useMemo(() => (book ? codesOfStep(book, step || undefined) : []), [book, step, lang.value]);
  const all = useMemo(() => (book ? codes(book) : new Map()), [book, lang.value]);
  const keys = useMemo(
    () =>
      assignKeys(
        people.map((p) => p.id),
        shown,
      ),
    [people, shown],
  );

  // The listener stays; what it looks at is what is on the page at that moment.
  const now = useRef({ keys, live, over });
  now.current = { keys, live, over };
  const opens = useRef({
    note: () => setOver({ kind: 'note', at: room.at() }),
    help: () => setOver({ kind: 'help' }),
  });
  useEffect(
    () =>
      listen({
        pad,
        keys: () => now.current.keys,
        active: () => now.current.live && now.current.over === null,
        openNote: () => opens.current.note(),
        openHelp: () => opens.current.help(),
      }),
    [pad],
  );
  useWakeLock(live);

  if (!session || !view) return null;
  const steps = book?.steps ?? [];
  const name = (id: string) =>
    people.find((p) => p.id === id)?.name ?? view.participants().find((p) => p.id === id)?.name;

  return (
    <div class="pad" data-state={state}>
      <Bar room={room} state={state}>
        {live && (
          <>
            <button type="button" class="plain" onClick={() => pad.halt('paused')}>
              {m.pad.pause}
            </button>
            <button type="button" class="plain" onClick={() => setOver({ kind: 'end' })}>
              {m.pad.end}
            </button>
          </>
        )}
      </Bar>
      <Trouble room={room} />
      <main id="main" tabIndex={-1}>
        <h1 class="hidden">{session.title || m.home.untitled}</h1>
        <section class="stage" aria-label={m.pad.circle}>
          {state === 'planned' && !session.locked ? (
            <Told start={() => pad.start()} />
          ) : live ? (
            <Circle pad={pad} people={people} keys={keys.seats} />
          ) : (
            <Rest
              state={state}
              locked={session.locked}
              resume={view.startedAt === null ? undefined : () => pad.resume()}
            />
          )}
        </section>
        {live && (
          <section class="hand" aria-label={m.pad.words}>
            <div class="over">
              {steps.length > 1 && (
                <fieldset class="steps">
                  <legend class="hidden">{m.pad.step}</legend>
                  {steps.map((s) => {
                    const chosen = s.id === (step || (book && defaultStep(book)));
                    return (
                      <button
                        key={s.id}
                        type="button"
                        aria-pressed={chosen}
                        onClick={() => {
                          rememberStep(room.id, s.id);
                          setStep(s.id);
                        }}
                      >
                        {label(s.labels, s.id)}
                      </button>
                    );
                  })}
                </fieldset>
              )}
              <button type="button" class="plain" onClick={() => pad.undo()}>
                {m.pad.undo} <kbd aria-hidden="true">⌫</kbd>
              </button>
            </div>
            <Words pad={pad} codes={shown} keys={keys.tags} />
          </section>
        )}
        <section class="beside" aria-label={m.pad.last}>
          <Turns
            turns={pad.turns()}
            name={name}
            codes={all}
            empty={live ? m.pad.noTurns : m.pad.noTurnsYet}
            correct={session.locked ? undefined : (turn) => setOver({ kind: 'correct', turn })}
          />
          {live && (
            <div class="tools">
              <button type="button" class="plain" disabled={!pad.canRedo.value} onClick={() => pad.redo()}>
                {m.pad.redo}
              </button>
              <button type="button" class="plain" onClick={() => pad.mark('moment')}>
                {m.pad.moment} <kbd aria-hidden="true">.</kbd>
              </button>
              <button type="button" class="plain" onClick={() => pad.mark('from-work')}>
                {m.pad.fromWork} <kbd aria-hidden="true">w</kbd>
              </button>
              <button type="button" class="plain" onClick={() => opens.current.note()}>
                {m.pad.note} <kbd aria-hidden="true">/</kbd>
              </button>
              <button type="button" class="plain" onClick={() => setOver({ kind: 'join' })}>
                {m.pad.joins}
              </button>
              <button type="button" class="plain keyhelp" onClick={() => opens.current.help()}>
                {m.pad.keys} <kbd aria-hidden="true">?</kbd>
              </button>
            </div>
          )}
        </section>
        <Network room={room} />
        <Refused room={room} />
      </main>
      <Saying pad={pad} />
      {over?.kind === 'help' && <Help close={close} />}
      {over?.kind === 'note' && <NoteDialog close={close} keep={(text) => pad.note(text, over.at)} />}
      {over?.kind === 'join' && <JoinDialog close={close} join={(n) => pad.join(n)} />}
      {over?.kind === 'end' && <EndDialog close={close} end={() => pad.halt('ended')} />}
      {over?.kind === 'correct' && (
        <Correct
          turn={over.turn}
          people={view.participants()}
          codes={shown}
          all={all}
          close={close}
          save={(to) => pad.correct(over.turn, to)}
          takeOut={() => pad.takeOut(over.turn.id)}
        />
      )}
    </div>
  );
}

/** No meeting starts before the people in it have heard what happens. */
function Told({ start }: { start(): void }) {
  const m = messages.value;
  return (
    <div class="card">
      <h2>{m.pad.told.title}</h2>
      <blockquote>{m.pad.told.text}</blockquote>
      <p>
        <button type="button" class="button" onClick={start}>
          {m.pad.told.start}
        </button>
      </p>
      <p class="hint">{m.pad.told.hint}</p>
    </div>
  );
}

/** What stands in the place of the circle while nothing is taken down. */
function Rest({ state, locked, resume }: { state: string; locked: boolean; resume?: () => void }) {
  const m = messages.value;
  const paused = state === 'paused';
  return (
    <div class="card">
      <h2>{paused ? m.pad.pausedTitle : m.pad.endedTitle}</h2>
      <p>{locked ? m.pad.lockedBody : paused ? m.pad.pausedBody : m.pad.endedBody}</p>
      {!locked && resume && (
        <p>
          <button type="button" class={paused ? 'button' : 'plain'} onClick={resume}>
            {paused ? m.pad.resume : m.pad.goOn}
          </button>
        </p>
      )}
    </div>
  );
}

/** Says for a moment what was just done. */
function Saying({ pad }: { pad: Pad }) {
  const said = pad.said.value;
  return (
    <p class="saying" role="status">
      {said && <span key={said.n}>{messages.value.pad.said[said.what]}</span>}
    </p>
  );
}

/** Keeps the screen awake while the meeting runs, where the browser can. */
function useWakeLock(on: boolean): void {
  useEffect(() => {
    const lock = navigator.wakeLock as WakeLock | undefined;
    if (!on || !lock) return;
    let held: WakeLockSentinel | null = null;
    let gone = false;
    const hold = () => {
      if (document.visibilityState !== 'visible') return;
      lock.request('screen').then(
        (s) => {
          held = s;
          if (gone) void s.release();
        },
        () => {}, // a low battery may refuse it
      );
    };
    hold();
    document.addEventListener('visibilitychange', hold);
    return () => {
      gone = true;
      document.removeEventListener('visibilitychange', hold);
      void held?.release();
    };
  }, [on]);
}
