import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { Turn } from '../../session/fold';
import { type Code, codes, codesOfStep, defaultStep } from '../../ui/codes';
import { label, lang, messages } from '../../ui/i18n';
import { shortNames } from '../../ui/names';
import { NotSent, NotSentLine } from '../../ui/not-sent';
import { chosenStep } from '../../ui/preference';
import { Trouble } from '../../ui/trouble';
import { Bar } from './bar';
import { circleAngle, discreet, leftHanded, practised } from './device';
import type { DialogKind } from './dialog-kind';
import { Dialogs } from './dialogs';
import { listen } from './keyboard';
import { assignKeys } from './keys';
import type { Meeting } from './meeting';
import { Network } from './network';
import { BeforeStart, PausedOrEnded } from './not-running';
import type { Pad } from './pad';
import { Places } from './places-bar';
import { pressed } from './press';
import { Stage } from './stage';
import { TagButtons } from './tag-buttons';
import { Agenda, Tools } from './tools';
import { Turns } from './turns';

/** The pad of one meeting for somebody who may log. */
export function ObserverPad({ meeting, network = true }: { meeting: Meeting; network?: boolean }) {
  const m = messages.value;
  const { live, pad } = meeting;
  const session = live.session.value;
  const [dialog, setDialog] = useState<DialogKind | null>(null);
  const [step, setStep] = useState(() => chosenStep(live.id).get());
  const [moving, setMoving] = useState(false);
  const [safety, setSafety] = useState(false);
  const kept = circleAngle(session?.team || live.id);
  const [angle, setAngle] = useState(() => (Number(kept.get()) * Math.PI) / 180 || 0);
  const quiet = discreet.value;

  const state = meeting.now.value;
  const running = state === 'live' && session?.locked === false;
  const tapping = running && !live.notSent.value.shut;
  const people = meeting.people.value;
  const book = session?.codebook;
  const shown = useMemo(() => (book ? codesOfStep(book, step || undefined) : []), [book, step, lang.value]);
  const all = useMemo(() => (book ? codes(book) : new Map<string, Code>()), [book, lang.value]);
  const ids = people.map((p) => p.id).join('\n');
  const keys = useMemo(() => assignKeys(ids === '' ? [] : ids.split('\n'), shown), [ids, shown]);

  // The key listener is added once; through this it reads what is on the page at
  // that moment.
  const now = useRef({ keys, running, dialog, moving });
  now.current = { keys, running, dialog, moving };
  const opens = useRef({
    note: () => setDialog({ kind: 'note', at: live.at() }),
    help: () => setDialog({ kind: 'help' }),
  });
  useEffect(
    () =>
      listen({
        pad,
        keys: () => now.current.keys,
        active: () => now.current.running && now.current.dialog === null && !now.current.moving,
        openNote: () => opens.current.note(),
        openHelp: () => opens.current.help(),
      }),
    [pad],
  );
  useEffect(() => {
    if (!running) setMoving(false);
    else setSafety(false);
  }, [running]);

  if (!session) return null;
  const steps = book?.steps ?? [];

  return (
    <div
      class={`pad${quiet ? ' discreet' : ''}${leftHanded.value ? ' left' : ''}`}
      data-state={running ? 'live' : state}
    >
      <Bar
        live={live}
        state={state}
        quiet={quiet}
        middle={
          running && meeting.agenda.value.length > 0 ? (
            <Agenda meeting={meeting} open={() => setDialog({ kind: 'agenda' })} />
          ) : undefined
        }
      >
        {running && (
          <>
            <button type="button" class="plain" onClick={() => meeting.halt('paused')}>
              {m.pad.pause}
            </button>
            <button type="button" class="plain wide" onClick={() => setDialog({ kind: 'end' })}>
              {m.pad.end}
            </button>
          </>
        )}
        <button
          type="button"
          class="icon"
          aria-label={m.observe.menu.title}
          onClick={() => setDialog({ kind: 'menu' })}
        >
          ≡
        </button>
      </Bar>
      <Trouble live={live} />
      {tapping && <NotSentLine live={live} />}
      <main id="main" tabIndex={-1}>
        <h1 class="hidden">{session.title || m.home.untitled}</h1>
        {!tapping && <NotSent live={live} />}
        <div class="desk">
          <section class="stage" aria-label={m.pad.circle}>
            {state === 'planned' && !session.locked ? (
              <BeforeStart
                live={live}
                start={() => meeting.start()}
                people={() => setDialog({ kind: 'people' })}
              />
            ) : running ? (
              <Stage
                pad={pad}
                people={people}
                keys={keys.seats}
                discreet={quiet}
                angle={angle}
                turnTo={(a) => {
                  setAngle(a);
                  kept.set(String(Math.round((a * 180) / Math.PI)));
                }}
                moving={moving ? (p, seat) => meeting.move(p, seat) : null}
              />
            ) : (
              <PausedOrEnded
                meeting={meeting}
                state={state}
                locked={session.locked}
                safety={safety}
                end={() => setDialog({ kind: 'end' })}
              />
            )}
          </section>
          {running && moving && (
            <section class="hand" aria-label={m.observe.places.title}>
              <Places
                meeting={meeting}
                people={people}
                angle={angle}
                turnTo={setAngle}
                done={() => setMoving(false)}
              />
            </section>
          )}
          {running && !moving && (
            <section class="hand" aria-label={m.pad.words}>
              <div class="over">
                {steps.length > 1 && (
                  <fieldset class="steps">
                    <legend class="hidden">{m.pad.step}</legend>
                    {steps.map((s) => (
                      <button
                        key={s.id}
                        type="button"
                        aria-pressed={s.id === (step || (book && defaultStep(book)))}
                        onClick={() => {
                          chosenStep(live.id).set(s.id);
                          setStep(s.id);
                        }}
                      >
                        {label(s.labels, s.id)}
                      </button>
                    ))}
                  </fieldset>
                )}
                <span class="undo">
                  <button type="button" class="plain" aria-label={m.pad.undo} {...pressed(() => pad.undo())}>
                    <span class="sign-only" aria-hidden="true">
                      ↶
                    </span>
                    <span class="in-words">{m.pad.undo}</span> <kbd aria-hidden="true">⌫</kbd>
                  </button>
                  <Redo pad={pad} />
                </span>
              </div>
              <TagButtons pad={pad} codes={shown} keys={keys.tags} signs={quiet && practised.value} />
              <Tools pad={pad} openNote={() => opens.current.note()} />
            </section>
          )}
          {!quiet && (
            <section class="beside" aria-label={m.pad.last}>
              <LastTurns
                meeting={meeting}
                codes={all}
                empty={running ? m.pad.noTurns : m.pad.noTurnsYet}
                correct={session.locked ? undefined : (turn) => setDialog({ kind: 'correct', turn })}
              />
              <p class="more">
                {(state === 'live' || state === 'planned') && (
                  <button type="button" class="plain" onClick={() => setDialog({ kind: 'people' })}>
                    {m.pad.joins}
                  </button>
                )}
                {running && (
                  <button type="button" class="plain keyhelp" onClick={() => opens.current.help()}>
                    {m.pad.keys} <kbd aria-hidden="true">?</kbd>
                  </button>
                )}
              </p>
            </section>
          )}
        </div>
        {!quiet && network && <Network live={live} />}
        {tapping && <NotSent live={live} />}
      </main>
      <Saying pad={pad} />
      <Dialogs
        meeting={meeting}
        dialog={dialog}
        setDialog={setDialog}
        codes={shown}
        all={all}
        running={running}
        places={() => setMoving(true)}
        safety={() => {
          setSafety(true);
          meeting.halt('paused');
        }}
      />
    </div>
  );
}

function Redo({ pad }: { pad: Pad }) {
  const { redo } = messages.value.pad;
  return (
    <button
      type="button"
      class="icon"
      aria-label={redo}
      title={redo}
      disabled={!pad.undoing.canRedo.value}
      {...pressed(() => pad.redo())}
    >
      ↷
    </button>
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
      {...rest}
    />
  );
}

/** Shows for a moment what was just done. */
export function Saying({ pad }: { pad: Pad }) {
  const said = pad.said.value;
  return (
    <p class="saying" role="status">
      {said && <span key={said.n}>{messages.value.pad.said[said.what]}</span>}
    </p>
  );
}
