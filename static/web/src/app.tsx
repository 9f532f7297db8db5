import { useEffect, useRef } from 'preact/hooks';
import { Problem } from './server/api';
import { askIdentity, identity, lastIdentity } from './session/identity';
import { messages } from './ui/i18n';
import { LazyPage } from './ui/lazy';
import { NotFound, SignedOut } from './ui/not-found';
import { Failed, Page, Waiting } from './ui/parts';
import { path, route } from './ui/router';
import { updateReady } from './update';

const AGAIN_MS = 5_000;
const BACKGROUND_SENDER_MS = 1_500;

// The code of each page is fetched when the page is first shown: the pad does not
// wait for the others.
const settings = () => import('./pages/settings/settings');
const signin = () => import('./pages/signin/signin');
const home = () => import('./pages/home/home');
const newMeeting = () => import('./pages/meeting/new-meeting');
const changeMeeting = () => import('./pages/meeting/change-meeting');
const team = () => import('./pages/team/team');
const blankSheets = () => import('./pages/print/blank-sheets');
const pad = () => import('./pages/pad/page');
const review = () => import('./pages/review/page');
const debrief = () => import('./pages/review/debrief/page');
const sheet = () => import('./pages/review/sheet/page');
const preview = () => import('./pages/preview/page');
const mirror = () => import('./pages/mirror/page');
const practice = () => import('./pages/pad/practice/practice-page');

export function App() {
  return (
    <>
      {!window.isSecureContext && <p class="banner">{messages.value.offline.plain}</p>}
      <Shown />
      <Update />
    </>
  );
}

/** Offers a new version, on pages where no meeting can be running. */
function Update() {
  const m = messages.value;
  const take = updateReady.value;
  const page = route(path.value).page;
  if (!take || (page !== 'home' && page !== 'settings')) return null;
  return (
    <div class="notice update" role="status">
      <p>{m.offline.update}</p>
      <button type="button" class="plain" onClick={take}>
        {m.offline.take}
      </button>
    </div>
  );
}

function Shown() {
  const m = messages.value;
  const r = route(path.value);
  const me = identity.value;
  const opened = useRef(new Set<string>()).current; // meetings that this page has shown

  useEffect(() => {
    document.title = r.page === 'home' ? 'Kompas' : `${m.title[r.page]} · Kompas`;
  });
  // At sign-in and joining the server is not asked who this is: the answer would be
  // "nobody".
  const asks = r.page !== 'signin' && r.page !== 'join';
  useEffect(() => {
    if (asks && me === 'unknown') void askIdentity();
  }, [asks, me]);
  const sendsInBackground = r.page !== 'pad' && typeof me === 'object';
  useEffect(() => {
    if (!sendsInBackground) return;
    let stop: (() => void) | null = null;
    let gone = false;
    // Only after the page itself is loaded.
    const timer = setTimeout(() => {
      import('./session/background-sender').then(
        ({ sendWhatWaits }) => {
          if (!gone) stop = sendWhatWaits();
        },
        () => {}, // the server is away: the next page tries again
      );
    }, BACKGROUND_SENDER_MS);
    return () => {
      gone = true;
      clearTimeout(timer);
      stop?.();
    };
  }, [sendsInBackground]);
  useEffect(() => {
    if (me !== 'offline') return;
    const timer = setInterval(() => void askIdentity(), AGAIN_MS);
    return () => clearInterval(timer);
  }, [me]);

  switch (r.page) {
    case 'signin':
      return <LazyPage load={signin} show={({ SignIn }) => <SignIn />} />;
    case 'join':
      return <LazyPage load={signin} show={({ Join }) => <Join />} />;
    case 'settings':
      return <LazyPage load={settings} show={({ Settings }) => <Settings />} />;
    case 'not-found':
      return <NotFound />;
  }
  // The pages of a meeting stay when the server is away or does not know this
  // browser any more: what was tapped must stay in sight.
  if ('id' in r && r.page !== 'team' && me !== 'unknown' && (me !== 'signed-out' || opened.has(r.id))) {
    opened.add(r.id);
    switch (r.page) {
      case 'prepare':
        return <LazyPage load={changeMeeting} show={(p) => <p.ChangeMeeting key={r.id} id={r.id} />} />;
      case 'pad':
        return <LazyPage load={pad} show={({ PadPage }) => <PadPage key={r.id} id={r.id} />} />;
      case 'review':
        return <LazyPage load={review} show={({ ReviewPage }) => <ReviewPage key={r.id} id={r.id} />} />;
      case 'debrief':
        return <LazyPage load={debrief} show={({ DebriefPage }) => <DebriefPage key={r.id} id={r.id} />} />;
      case 'sheet':
        return <LazyPage load={sheet} show={({ SheetPage }) => <SheetPage key={r.id} id={r.id} />} />;
      case 'preview':
        return <LazyPage load={preview} show={({ PreviewPage }) => <PreviewPage key={r.id} id={r.id} />} />;
      case 'mirror':
        return <LazyPage load={mirror} show={({ MirrorPage }) => <MirrorPage key={r.id} id={r.id} />} />;
    }
  }
  // While the server is away, somebody who was signed in before can prepare a
  // meeting.
  const alone =
    me === 'offline' &&
    ['home', 'new-meeting', 'practice', 'blank-sheet'].includes(r.page) &&
    lastIdentity() !== null;
  switch (alone ? null : me) {
    case 'unknown':
      return <Waiting title={m.title[r.page]} />;
    case 'offline':
      return (
        <Page title={m.title[r.page]}>
          <Failed problem={new Problem(0)} again={() => void askIdentity()} />
        </Page>
      );
    case 'signed-out':
      return <SignedOut />;
  }
  // Only the owner makes meetings and teams.
  const guest = typeof me === 'object' && me.role !== 'owner';
  if (guest && ['new-meeting', 'new-team', 'blank-sheet'].includes(r.page)) return <NotFound />;
  switch (r.page) {
    case 'home':
      return <LazyPage load={home} show={({ Home }) => <Home />} />;
    case 'new-meeting':
      return <LazyPage load={newMeeting} show={({ NewMeeting }) => <NewMeeting />} />;
    case 'blank-sheet':
      return <LazyPage load={blankSheets} show={({ BlankSheets }) => <BlankSheets />} />;
    case 'practice':
      return <LazyPage load={practice} show={({ PracticePage }) => <PracticePage />} />;
    case 'new-team':
      return <LazyPage load={team} show={({ NewTeam }) => <NewTeam />} />;
    case 'team':
      return <LazyPage load={team} show={({ TeamPage }) => <TeamPage key={r.id} id={r.id} />} />;
  }
  return null;
}
