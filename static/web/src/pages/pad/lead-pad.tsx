import { useEffect, useMemo, useState } from 'preact/hooks';
import { COMPASS_IMPULSES, COMPASS_KINDS, type CompassKind } from '../../server/tables.gen';
import { EVERYBODY } from '../../session/fold';
import type { NewEntry } from '../../session/live-session';
import { type Code, codes, codesOfStep } from '../../ui/codes';
import { lang, messages } from '../../ui/i18n';
import { NotSent, NotSentLine } from '../../ui/not-sent';
import { Sign } from '../../ui/sign';
import { Trouble } from '../../ui/trouble';
import { Bar } from './bar';
import type { DialogKind } from './dialog-kind';
import { Dialogs } from './dialogs';
import type { Meeting } from './meeting';
import { BeforeStart, PausedOrEnded } from './not-running';
import { pressed } from './press';
import { Saying } from './saying';

type Compass = NewEntry & { id: string };
/** How long the question after a compass button stays. */
const ASK_MS = 8_000;
/** A tap sooner than this after the question appeared is the second half of a double tap, not an answer. */
const ANSWER_MS = 400;
const FEW = 4;

/**
 * The pad of somebody who takes part in the meeting, leads it and observes
 * themself: four zones about oneself, one for the group, and the compass. It
 * never names a colleague, and can be used without looking.
 */
export function LeadPad({ meeting, me }: { meeting: Meeting; me: string }) {
  const m = messages.value;
  const o = m.observe.lead;
  const { live, pad } = meeting;
  const session = live.session.value;
  const fold = live.fold.value;
  const [dialog, setDialog] = useState<DialogKind | null>(null);
  const [safety, setSafety] = useState(false);
  const [asking, setAsking] = useState<(Compass & { asked: number }) | null>(null);
  const zones = useMemo(() => zonesOf(session?.codebook), [session?.codebook, lang.value]);
  useEffect(() => {
    if (!asking) return;
    const timer = setTimeout(() => setAsking(null), ASK_MS);
    return () => clearTimeout(timer);
  }, [asking]);
  const state = meeting.now.value;
  useEffect(() => {
    if (state === 'live') setSafety(false);
  }, [state]);
  if (!session || !fold) return null;
  const running = state === 'live' && !session.locked;
  const tapping = running && !live.notSent.value.shut;

  function turn(from: string, to: string, tags: string[]) {
    pad.undoing.forget();
    live.add({
      type: 'interaction',
      at: live.at(),
      from,
      to,
      ...(tags.length > 0 ? { tags } : {}),
      proposed: true,
    });
    pad.say('turn');
  }
  function about(code: Code) {
    if (!pad.again(code.id)) turn(me, EVERYBODY, [code.id]);
  }
  function group() {
    if (pad.again(EVERYBODY)) return;
    const last = pad.turns.value.at(-1);
    turn(EVERYBODY, last?.from === me ? me : EVERYBODY, []);
  }
  function compass(kind: CompassKind) {
    if (pad.again(kind)) return;
    let entry: Compass = { type: 'compass', id: live.newId(), at: live.at(), kind };
    live.add(entry);
    setAsking({ ...entry, asked: live.steady() });
    pad.undoing.did({
      undo: () => {
        setAsking(null);
        live.drop(entry.id);
      },
      redo: () => {
        entry = { ...entry, id: live.newId() };
        live.add(entry);
      },
    });
    pad.say('compass');
  }
  function answer(more: Partial<Compass>) {
    if (!asking || live.steady() - asking.asked < ANSWER_MS) return;
    const { asked: _, ...entry } = asking;
    live.change({ ...entry, ...more });
    setAsking(null);
  }

  return (
    <div class="pad lead" data-state={state}>
      <Bar live={live} state={state} quiet>
        {running && (
          <button
            type="button"
            class="icon"
            aria-label={m.pad.undo}
            title={m.pad.undo}
            onClick={() => pad.undo()}
          >
            ↶
          </button>
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
        <h1 class="hidden">{o.title}</h1>
        {!tapping && <NotSent live={live} />}
        {state === 'planned' && !session.locked ? (
          <BeforeStart meeting={meeting} people={() => setDialog({ kind: 'people' })} lead />
        ) : running ? (
          <>
            <section class="zones" aria-label={o.aboutMe}>
              {zones.map((c) => (
                <button
                  key={c.id}
                  type="button"
                  aria-label={o.i(c.label)}
                  data-tag={c.id}
                  data-key=""
                  style={{ '--tag': c.colour ?? 'var(--edge)' }}
                  {...pressed(() => about(c))}
                >
                  <Sign sign={c.sign} />
                  <span>{c.label}</span>
                </button>
              ))}
            </section>
            <button
              type="button"
              class="zone-group"
              aria-label={o.group}
              data-person={EVERYBODY}
              data-key=""
              {...pressed(group)}
            >
              {o.group}
            </button>
            <section class="compass" aria-label={o.compass}>
              {asking === null
                ? COMPASS_KINDS.map((kind) => (
                    <button key={kind} type="button" {...pressed(() => compass(kind))}>
                      {o.kinds[kind]}
                    </button>
                  ))
                : asking.kind === 'moved'
                  ? ([true, false] as const).map((followed) => (
                      <button key={String(followed)} type="button" {...pressed(() => answer({ followed }))}>
                        {followed ? o.followed : o.letGo}
                      </button>
                    ))
                  : COMPASS_IMPULSES.map((impulse) => (
                      <button key={impulse} type="button" {...pressed(() => answer({ impulse }))}>
                        {o.impulses[impulse]}
                      </button>
                    ))}
            </section>
            <p class="hint">{o.hint}</p>
          </>
        ) : (
          <PausedOrEnded
            meeting={meeting}
            state={state}
            locked={session.locked}
            safety={safety}
            end={() => setDialog({ kind: 'end' })}
          />
        )}
        {tapping && <NotSent live={live} />}
      </main>
      <Saying pad={pad} plain />
      <Dialogs
        meeting={meeting}
        dialog={dialog}
        setDialog={setDialog}
        codes={zones}
        all={codes(session.codebook)}
        running={running}
        safety={() => {
          setSafety(true);
          meeting.halt('paused');
        }}
      />
    </div>
  );
}

/** The tags of the core step, or the first few of a codebook without such a step. */
function zonesOf(book: Parameters<typeof codesOfStep>[0] | undefined): Code[] {
  if (!book) return [];
  return codesOfStep(book, book.steps?.some((s) => s.id === 'core') ? 'core' : undefined).slice(0, FEW);
}
