import { useCallback, useState } from 'preact/hooks';
import type { Me } from '../../server/api.gen';
import { identity } from '../../session/identity';
import type { LiveSession } from '../../session/live-session';
import { messages } from '../../ui/i18n';
import { LazyPage } from '../../ui/lazy';
import { NotFound, SignedOut } from '../../ui/not-found';
import { NotSent } from '../../ui/not-sent';
import { Message, Waiting } from '../../ui/parts';
import { useLiveSession } from '../../ui/use-live-session';
import { useWakeLock } from '../../ui/wake-lock';
import { afterFrame } from './after-frame';
import { discreet, leadPerson } from './device';
import { Meeting } from './meeting';
import { ObserverPad } from './observer-pad';
import { Pad } from './pad';
import { useDark, useStay } from './stay';

/** The page of one meeting: the pad for people who may log, or the live view for those who only watch. */
export function PadPage({ id }: { id: string }) {
  const m = messages.value;
  const [open, setOpen] = useState<Meeting | null>(null);

  useLiveSession(id, (live) => {
    const pad = new Pad(live, afterFrame);
    const settle = () => pad.settle();
    addEventListener('pagehide', settle);
    setOpen(new Meeting(live, pad));
    return () => {
      removeEventListener('pagehide', settle);
      pad.close();
    };
  });

  if (!open) return <Waiting title={m.title.pad} />;
  const { live } = open;
  const phase = live.phase.value;
  if (phase === 'not-found')
    return (
      <NotFound>
        <NotSent live={live} />
      </NotFound>
    );
  if (phase === 'deleted') return <Message title={m.notFound.title} body={m.pad.gone} />;
  if (!live.shown.value || !live.session.value)
    return phase === 'signed-out' ? <SignedOut /> : <Waiting title={m.title.pad} />;
  const role = live.role.value;
  return role === 'owner' || role === 'observer' ? (
    <Observe meeting={open} />
  ) : (
    <LazyPage load={viewer} show={({ ViewerPage }) => <ViewerPage live={live} />} />
  );
}

/** The pad as this device uses it: to observe everybody, or oneself while leading. */
function Observe({ meeting }: { meeting: Meeting }) {
  const { live, pad } = meeting;
  const running = meeting.now.value === 'live' && !live.fromPaper;
  const me = leadPerson(live.id).value || granted(live);
  const leads = meeting.people.value.some((p) => p.id === me);
  const warn = useCallback(() => pad.say('leaving'), [pad]);
  useWakeLock(running);
  useDark(leads || discreet.value);
  useStay(running, warn);
  if (!leads) return <ObserverPad meeting={meeting} />;
  return <LazyPage load={leadPad} show={({ LeadPad }) => <LeadPad meeting={meeting} me={me} />} />;
}

/**
 * The id of the person that this browser was invited to observe as themself;
 * empty without such an invitation.
 */
function granted(live: LiveSession): string {
  const me = identity.value;
  if (typeof me !== 'object') return '';
  const team = live.session.value?.team;
  const mine = (g: Me['grants'][number]) =>
    g.role === 'observer' && (g.scope === 'team' ? g.team === team : g.session === live.id);
  return me.grants.find((g) => mine(g) && g.person)?.person ?? '';
}

const viewer = () => import('./viewer-page');
const leadPad = () => import('./lead-pad');
