import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { type Code, codes, codesOfStep, stepOf } from '../../ui/codes';
import { label, lang, messages } from '../../ui/i18n';
import { assignKeys, moreKeys } from '../../ui/keys';
import { NotSent, NotSentLine } from '../../ui/not-sent';
import { chosenStep } from '../../ui/preference';
import { Trouble } from '../../ui/trouble';
import { Bar } from './bar';
import { Beside, useWide } from './beside';
import { circleAngle, discreet, followUp, leftHanded, practised } from './device';
import { begin, type DialogKind } from './dialog-kind';
import { Dialogs } from './dialogs';
import { FollowUp } from './follow-up';
import { listen } from './keyboard';
import type { Meeting } from './meeting';
import { Network } from './network';
import { BeforeStart, PausedOrEnded } from './not-running';
import { Note } from './note';
import type { Pad } from './pad';
import { Places } from './places-bar';
import { pressed } from './press';
import { Saying } from './saying';
import { Stage } from './stage';
import { TagButtons } from './tag-buttons';
import { Agenda, Tools } from './tools';

/** The pad of one meeting for somebody who may log, or of a practice. */
export function ObserverPad({
  meeting,
  practice,
}: {
  meeting: Meeting;
  practice?: { title: string; stop: string; done(): void };
}) {
  const m = messages.value;
  const { live, pad } = meeting;
  const session = live.session.value;
  const [dialog, setDialog] = useState<DialogKind | null>(null);
  const [note, setNote] = useState<number | null>(null);
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
  const shown = useMemo(() => (book ? codesOfStep(book, step) : []), [book, step, lang.value]);
  const all = useMemo(() => (book ? codes(book) : new Map<string, Code>()), [book, lang.value]);
  const ids = people.map((p) => p.id).join('\n');
  const keys = useMemo(() => assignKeys(ids === '' ? [] : ids.split('\n'), shown), [ids, shown]);

  // The key listener is added once; through this it reads what is on the page at
  // that moment.
  const wordsOf = (family: string) => [...all.values()].filter((c) => c.family === family);
  const keysOf = (family: string) => moreKeys(keys, wordsOf(family));
  const now = useRef({ keys, all, keysOf, running, dialog, moving });
  now.current = { keys, all, keysOf, running, dialog, moving };
  const openNote = () => {
    setNote((since) => since ?? live.at());
    document.getElementById('note')?.focus(); // it is open already
  };
  const openHelp = () => setDialog({ kind: 'help' });
  useEffect(
    () =>
      listen({
        pad,
        keys: () => now.current.keys,
        active: () => now.current.running && now.current.dialog === null && !now.current.moving,
        following: (family, key) => {
          if (!followUp.value) return undefined;
          return [...now.current.keysOf(family)].find(([, k]) => k === key)?.[0];
        },
        unknown: (letter) => {
          const word = [...now.current.all.values()].find((c) => c.key === letter);
          if (word) pad.say('otherWord', word.label);
          else pad.say('noWord');
        },
        openNote,
        openHelp,
      }),
    [pad],
  );
  useEffect(() => {
    if (!running) setMoving(false);
    else setSafety(false);
  }, [running]);
  const wide = useWide();

  if (!session) return null;
  const steps = book?.steps ?? [];
  const chosen = book && stepOf(book, step);
  const planned = state === 'planned' && !session.locked;
  const network = !quiet && !practice && !planned;
  const signs = quiet && practised.value;
  const families = shown.some((c) => wordsOf(c.id).length > 1);

  return (
    <div
      class={`pad${quiet ? ' discreet' : ''}${leftHanded.value ? ' left' : ''}`}
      data-state={running ? 'live' : state}
    >
      <Bar
        live={live}
        state={state}
        quiet={quiet}
        sync={practice?.title}
        middle={
          running && (live.fromPaper || meeting.agenda.value.length > 0) ? (
            <Agenda
              meeting={meeting}
              open={() => setDialog({ kind: 'agenda' })}
              begin={(phase) => begin(meeting, phase, setDialog)}
            />
          ) : undefined
        }
      >
        {running && !practice && !meeting.coached.value && (
          <>
            {!live.fromPaper && (
              <button type="button" class="plain" onClick={() => meeting.halt('paused')}>
                {m.pad.pause}
              </button>
            )}
            <button type="button" class="plain wide" onClick={() => setDialog({ kind: 'end' })}>
              {m.pad.end}
            </button>
          </>
        )}
        {practice ? (
          <button type="button" class="plain" onClick={practice.done}>
            {practice.stop}
          </button>
        ) : (
          <button
            type="button"
            class="icon"
            aria-label={m.observe.menu.title}
            onClick={() => setDialog({ kind: 'menu' })}
          >
            ≡
          </button>
        )}
      </Bar>
      <Trouble live={live} />
      {tapping && <NotSentLine live={live} />}
      <main id="main" tabIndex={-1}>
        <h1 class="hidden">{session.title || m.home.untitled}</h1>
        {!tapping && <NotSent live={live} />}
        <div class="desk">
          <section class="stage" aria-label={m.pad.circle}>
            {planned ? (
              <BeforeStart meeting={meeting} people={() => setDialog({ kind: 'people' })} />
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
                        aria-pressed={s === chosen}
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
              {followUp.value && families && (
                <FollowUp pad={pad} words={wordsOf} keys={keysOf} signs={signs} />
              )}
              <TagButtons pad={pad} codes={shown} keys={keys.tags} signs={signs} />
              <Tools pad={pad} openNote={openNote} />
            </section>
          )}
          {note !== null && <Note close={() => setNote(null)} keep={(text) => pad.note(text, note)} />}
          {!quiet && !planned && (
            <Beside
              meeting={meeting}
              network={network && !wide}
              codes={all}
              empty={running ? m.pad.noTurns : m.pad.noTurnsYet}
              correct={session.locked ? undefined : (turn) => setDialog({ kind: 'correct', turn })}
            >
              {state === 'live' && !practice && (
                <button type="button" class="plain" onClick={() => setDialog({ kind: 'people' })}>
                  {m.pad.joins}
                </button>
              )}
              {running && (
                <button type="button" class="plain" onClick={openHelp}>
                  {m.pad.keys} <kbd aria-hidden="true">?</kbd>
                </button>
              )}
            </Beside>
          )}
        </div>
        {network && wide && <Network live={live} />}
        {tapping && <NotSent live={live} />}
      </main>
      <Saying pad={pad} plain={quiet} />
      <Dialogs
        meeting={meeting}
        dialog={dialog}
        setDialog={setDialog}
        codes={shown}
        all={all}
        step={chosen && label(chosen.labels, chosen.id)}
        keys={keys.tags}
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
