import { useEffect } from 'preact/hooks';
import { isUnderWay } from '../../session/debrief-step';
import type { LiveSession } from '../../session/live-session';
import { codes } from '../../ui/codes';
import { messages } from '../../ui/i18n';
import { NotSent } from '../../ui/not-sent';
import { addressOf, navigate } from '../../ui/router';
import { Trouble } from '../../ui/trouble';
import { Bar } from './bar';
import { Network } from './network';
import { Turns } from './turns';

/** The meeting for people who only watch: the network and the last turns, and nothing to tap. */
export function ViewerPage({ live }: { live: LiveSession }) {
  const m = messages.value;
  const session = live.session.value;
  const fold = live.fold.value;
  if (!session || !fold) return null;
  const all = codes(session.codebook);
  const people = fold.participants();
  // Leaders and participants see their own turns later, on pages of their own.
  const sees = live.role.value === 'viewer';
  return (
    <div class="pad watch" data-state={fold.now()}>
      <Bar live={live} state={fold.now()} />
      <Trouble live={live} />
      <main id="main" tabIndex={-1}>
        <h1 class="hidden">{session.title || m.home.untitled}</h1>
        <NotSent live={live} />
        {sees && fold.now() === 'ended' ? (
          <Ended live={live} />
        ) : (
          <p class="quiet">{sees ? m.pad.viewing : m.pad.nothingForYou}</p>
        )}
        {!sees && (
          <p>
            <a class="button" href={addressOf('preview', live.id)}>
              {m.title.preview}
            </a>
          </p>
        )}
        {sees && (
          <>
            <Network live={live} />
            <section class="beside" aria-label={m.pad.last}>
              <Turns
                turns={fold.interactions()}
                name={(id) => people.find((p) => p.id === id)?.name}
                codes={all}
                numbered={live.fromPaper}
                empty={m.pad.noTurnsYet}
              />
            </section>
          </>
        )}
      </main>
    </div>
  );
}

/** After the meeting: where the debrief is shown. It goes there as soon as that is under way. */
function Ended({ live }: { live: LiveSession }) {
  const m = messages.value;
  const shown = isUnderWay(live.debrief.value?.step ?? 0);
  useEffect(() => {
    if (shown) navigate(addressOf('debrief', live.id), 'replace');
  }, [shown]);
  return (
    <>
      <p class="quiet">{m.pad.debriefElsewhere}</p>
      <p>
        <a class="button" href={addressOf('debrief', live.id)}>
          {m.title.debrief}
        </a>
      </p>
    </>
  );
}
