import { useEffect, useState } from 'preact/hooks';
import { liveUrl } from '../api';
import { messages } from '../i18n';
import { Room } from '../room';
import { NotFound, SignedOut } from '../views/not-found';
import { Loading, Message, Page } from '../views/parts';
import { onWho } from '../who';
import { browserWorld } from '../world';
import { Instrument } from './instrument';
import { Pad } from './pad';
import { Watch } from './watch';

/** The page of one meeting: the pad for who may log, the view for who looks along. */
export function PadPage({ id }: { id: string }) {
  const m = messages.value;
  const [open, setOpen] = useState<{ room: Room; pad: Pad } | null>(null);

  useEffect(() => {
    let gone = false;
    let room: Room | null = null;
    let pad: Pad | null = null;
    const retry = () => room?.retry();
    void browserWorld().then(({ world, kept }) => {
      if (gone) return;
      room = new Room(id, liveUrl(id), world);
      pad = new Pad(room);
      if (!kept) room.keepFailed.value = true;
      setOpen({ room, pad });
      void room.open();
    });
    const settle = () => pad?.settle();
    addEventListener('online', retry);
    addEventListener('pagehide', settle);
    const off = onWho(retry);
    return () => {
      gone = true;
      off();
      removeEventListener('online', retry);
      removeEventListener('pagehide', settle);
      pad?.close();
      room?.close();
    };
  }, [id]);

  if (!open) return <Waiting />;
  const { room, pad } = open;
  const phase = room.phase.value;
  if (phase === 'not-found') return <NotFound />;
  if (phase === 'deleted') return <Message title={m.notFound.title} body={m.pad.gone} />;
  if (!room.ready.value || !room.session.value) return phase === 'signed-out' ? <SignedOut /> : <Waiting />;
  const role = room.role.value;
  return role === 'owner' || role === 'observer' ? (
    <Instrument room={room} pad={pad} />
  ) : (
    <Watch room={room} />
  );
}

function Waiting() {
  return (
    <Page title={messages.value.title.pad} back="/">
      <Loading />
    </Page>
  );
}
