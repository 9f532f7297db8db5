import { useEffect, useState } from 'preact/hooks';
import { api, type Problem } from '../../server/api';
import { MAX_NAME } from '../../server/tables.gen';
import type { Unsent } from '../../session/entry-store';
import { identityChanged } from '../../session/identity';
import { unsent } from '../../session/unsent';
import { messages } from '../../ui/i18n';
import { notSent } from '../../ui/not-sent-messages';
import { Failed, Loading, Message, Page, Waiting } from '../../ui/parts';
import { asProblem } from '../../ui/problem';
import { addressOf, navigate, takeFragment } from '../../ui/router';
import { AskFirst, AskUnread } from '../../ui/unsent-meetings';
import { signinWords } from './signin-messages';

/** Spends the token of the address and goes on to the start page. */
export function SignIn() {
  const m = messages.value;
  const w = signinWords.value;
  const [token] = useState(takeFragment);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [turn, setTurn] = useState(0);
  const [first, goOn, look] = useAskFirst();

  useEffect(() => {
    if (token === '' || first !== 'go on') return;
    setProblem(null);
    api.signin(token).then(
      async () => {
        await identityChanged();
        navigate('/', 'replace');
      },
      (e) => setProblem(asProblem(e)),
    );
  }, [token, turn, first]);

  if (token === '' || problem?.status === 404)
    return (
      <Message title={w.signin.failedTitle} body={token === '' ? w.signin.missing : w.signin.failed}>
        <p>
          <a href="/">{w.signin.home}</a>
        </p>
      </Message>
    );
  if (typeof first === 'object' || first === 'unread') return <Asked left={first} goOn={goOn} again={look} />;
  return (
    <Page title={m.title.signin}>
      {problem ? <Failed problem={problem} again={() => setTurn(turn + 1)} /> : <Loading />}
    </Page>
  );
}

/** Asks for a name and joins the meeting of the invitation in the address. */
export function Join() {
  const w = signinWords.value;
  const [token] = useState(takeFragment);
  const [name, setName] = useState('');
  const [problem, setProblem] = useState<Problem | null>(null);
  const [busy, setBusy] = useState(false);
  const [joined, setJoined] = useState(false);
  const [first, goOn, look] = useAskFirst();

  async function submit(e: Event) {
    e.preventDefault();
    if (busy || name.trim() === '') return;
    setBusy(true);
    setProblem(null);
    try {
      const { session, role } = await api.join(token, name.trim());
      await identityChanged();
      // Who takes part sees afterwards what concerns them, and nothing of the others.
      const page = role === 'leader' || role === 'participant' ? 'preview' : 'pad';
      if (session) return navigate(addressOf(page, session), 'replace');
      setJoined(true);
    } catch (e) {
      setProblem(asProblem(e));
    }
    setBusy(false);
  }

  if (token === '' || problem?.status === 404)
    return (
      <Message title={w.join.failedTitle} body={token === '' ? w.join.missing : w.join.failed}>
        <p>
          <a href="/">{w.signin.home}</a>
        </p>
      </Message>
    );
  if (joined)
    return (
      <Message title={w.join.title} body={w.join.noMeeting}>
        <p>
          <a class="button" href="/">
            {w.signin.home}
          </a>
        </p>
      </Message>
    );
  if (first === 'one moment') return <Waiting title={w.join.title} />;
  if (typeof first === 'object' || first === 'unread') return <Asked left={first} goOn={goOn} again={look} />;
  return (
    <Page title={w.join.title}>
      <p class="lead">{w.join.body}</p>
      <form class="form" onSubmit={(e) => void submit(e)}>
        <div class="field">
          <label for="name">{w.join.name}</label>
          <input
            id="name"
            type="text"
            autoComplete="name"
            required
            maxLength={MAX_NAME}
            value={name}
            onInput={(e) => setName(e.currentTarget.value)}
          />
        </div>
        {problem && <Failed problem={problem} typing />}
        <p>
          <button type="submit" class="button" disabled={busy || name.trim() === ''}>
            {w.join.submit}
          </button>
        </p>
      </form>
    </Page>
  );
}

type First = Unsent[] | 'unread' | 'one moment' | 'go on';

/**
 * Whether to go on at once, or first to say what has not been sent from here,
 * since somebody else may use the browser afterwards. Also returns a function
 * that goes on, and one that looks again.
 */
function useAskFirst(): [First, () => void, () => void] {
  const [first, setFirst] = useState<First>('one moment');
  const look = () => {
    setFirst('one moment');
    void unsent().then((left) => setFirst(left.length > 0 ? left : 'go on'));
  };
  useEffect(look, []);
  return [first, () => setFirst('go on'), look];
}

function Asked({ left, goOn, again }: { left: Unsent[] | 'unread'; goOn(): void; again(): void }) {
  const o = notSent.value.ask;
  return left === 'unread' ? (
    <Page title={o.unreadTitle}>
      <AskUnread goOn={goOn} again={again} />
    </Page>
  ) : (
    <Page title={o.title}>
      <AskFirst left={left} goOn={goOn} />
    </Page>
  );
}
