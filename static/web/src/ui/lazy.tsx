import type { ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { Problem } from '../server/api';
import { loadPart } from '../server/load-part';
import { messages } from './i18n';
import { Failed, Page, Waiting } from './parts';

/** After this long a part that nobody asked for is fetched again. */
const AGAIN_MS = 5_000;

/** A page whose code is fetched when it is first shown. */
export function LazyPage<M>({
  load,
  show,
}: {
  load: () => Promise<M>;
  show: (module: M) => ComponentChildren;
}) {
  const m = messages.value;
  const [got, setGot] = useState<{ load: () => Promise<M>; module: M } | null>(null);
  const [failed, setFailed] = useState(false);
  const [turn, setTurn] = useState(0);

  useEffect(() => {
    let gone = false;
    setFailed(false);
    loadPart(load()).then(
      (module) => {
        if (!gone) setGot({ load, module });
      },
      () => {
        if (!gone) setFailed(true);
      },
    );
    return () => {
      gone = true;
    };
  }, [load, turn]);

  if (got?.load === load) return <>{show(got.module)}</>;
  if (!failed) return <Waiting title={m.title.home} />;
  return (
    <Page title={m.title.home}>
      <Failed problem={new Problem(0)} again={() => setTurn(turn + 1)} />
    </Page>
  );
}

/** A part of a page whose code comes after the page. It renders nothing until then. */
export function LazyPart<M>({
  load,
  show,
}: {
  load: () => Promise<M>;
  show: (module: M) => ComponentChildren;
}) {
  const [module, setModule] = useState<M | null>(null);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let gone = false;
    const fetch = () =>
      loadPart(load()).then(
        (m) => {
          if (!gone) setModule(m);
        },
        () => {
          if (!gone) timer = setTimeout(fetch, AGAIN_MS); // the server is away
        },
      );
    void fetch();
    return () => {
      gone = true;
      clearTimeout(timer);
    };
  }, [load]);
  return module && <>{show(module)}</>;
}
