import { useEffect, useRef } from 'preact/hooks';
import { Problem } from '../api';
import { messages } from '../i18n';
import { path, type Route, route } from '../router';
import { askWho, who } from '../who';
import { NotFound, SignedOut } from './not-found';
import { Part } from './part';
import { Failed, Loading, Page } from './parts';
import { Settings } from './settings';
import { Join, SignIn } from './signin';

const AGAIN_MS = 5_000;

// Each page is fetched when it is first shown: the pad does not wait for the others.
const home = () => import('./home');
const newMeeting = () => import('./new-meeting');
const team = () => import('./team');
const pad = () => import('../pad/page');
const review = () => import('../look/page');
const mirror = () => import('../mirror/page');

export function App() {
  const m = messages.value;
  const r = route(path.value);
  const me = who.value;
  const opened = useRef(new Set<string>()).current; // meetings that this page has shown

  useEffect(() => {
    document.title = r.page === 'home' ? 'Kompas' : `${titleOf(r, m.title)} · Kompas`;
  });
  // Who comes to sign in or to join is not asked before: the answer would be no.
  const asks = r.page !== 'signin' && r.page !== 'join';
  useEffect(() => {
    if (asks && me === 'unknown') void askWho();
  }, [asks, me]);
  useEffect(() => {
    if (me !== 'offline') return;
    const timer = setInterval(() => void askWho(), AGAIN_MS);
    return () => clearInterval(timer);
  }, [me]);

  switch (r.page) {
    case 'signin':
      return <SignIn />;
    case 'join':
      return <Join />;
    case 'settings':
      return <Settings />;
    case 'not-found':
      return <NotFound />;
  }
  // The pages of a meeting go on when the server is away, or no longer knows
  // this browser: what was tapped must stay in sight.
  if ('id' in r && r.page !== 'team' && me !== 'unknown' && (me !== 'signed-out' || opened.has(r.id))) {
    opened.add(r.id);
    switch (r.page) {
      case 'pad':
        return <Part load={pad} show={({ PadPage }) => <PadPage key={r.id} id={r.id} />} />;
      case 'review':
        return <Part load={review} show={({ LookPage }) => <LookPage key={r.id} id={r.id} />} />;
      case 'mirror':
        return <Part load={mirror} show={({ MirrorPage }) => <MirrorPage key={r.id} id={r.id} />} />;
    }
  }
  switch (me) {
    case 'unknown':
      return (
        <Page title={titleOf(r, m.title)}>
          <Loading />
        </Page>
      );
    case 'offline':
      return (
        <Page title={titleOf(r, m.title)}>
          <Failed problem={new Problem(0)} again={() => void askWho()} />
        </Page>
      );
    case 'signed-out':
      return <SignedOut />;
  }
  switch (r.page) {
    case 'home':
      return <Part load={home} show={({ Home }) => <Home />} />;
    case 'new-meeting':
      return <Part load={newMeeting} show={({ NewMeeting }) => <NewMeeting />} />;
    case 'new-team':
      return <Part load={team} show={({ NewTeam }) => <NewTeam />} />;
    case 'team':
      return <Part load={team} show={({ TeamPage }) => <TeamPage key={r.id} id={r.id} />} />;
  }
  return null;
}

function titleOf(r: Route, titles: (typeof messages.value)['title']): string {
  switch (r.page) {
    case 'home':
      return titles.home;
    case 'new-meeting':
      return titles.newMeeting;
    case 'new-team':
      return titles.newTeam;
    case 'team':
      return titles.team;
    case 'pad':
      return titles.pad;
    case 'review':
      return titles.review;
    case 'mirror':
      return titles.mirror;
    case 'settings':
      return titles.settings;
    case 'signin':
      return titles.signin;
    case 'join':
      return titles.join;
    case 'not-found':
      return titles.notFound;
  }
}
