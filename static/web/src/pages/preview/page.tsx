import '../../style/preview.css';
import { useEffect, useState } from 'preact/hooks';
import { api, type Problem } from '../../server/api';
import type { Preview, PreviewFinding, PreviewFragment, Session } from '../../server/api.gen';
import { codes } from '../../ui/codes';
import { day, lang, messages } from '../../ui/i18n';
import { NotFound, SignedOut } from '../../ui/not-found';
import { Failed, Loading, Message, Page } from '../../ui/parts';
import { asProblem } from '../../ui/problem';
import { Sign } from '../../ui/sign';
import { useAsked } from '../../ui/use-asked';
import { previewWords } from './preview-messages';

/** How often it is asked whether the meeting has ended. */
const ENDED_MS = 15_000;

/**
 * What concerns one person in a meeting, for this person alone and before it is told.
 * The page has no live connection: who is connected could tell who held something back.
 */
export function PreviewPage({ id }: { id: string }) {
  const m = messages.value;
  const w = previewWords.value;
  const [looks, setLooks] = useState(0);
  const meeting = useAsked(`${looks}`, () => api.session(id));
  const session = meeting.value ?? meeting.last;
  const ended = session?.state === 'ended';
  const preview = useAsked(lang.value, (signal) => api.preview(id, lang.value, signal), ended);
  const waits = session !== null && !ended;
  useEffect(() => {
    if (!waits) return;
    const timer = setTimeout(() => setLooks(looks + 1), ENDED_MS);
    return () => clearTimeout(timer);
  }, [waits, looks]);

  const problem = meeting.problem ?? preview.problem;
  if (problem?.status === 401) return <SignedOut />;
  if (problem?.status === 404) return <NotFound />;
  if (problem?.status === 403) return <Message title={m.title.preview} body={w.notForYou} />;
  const found = preview.value ?? preview.last;
  return (
    <Page title={m.title.preview} kind="alone">
      {problem && <Failed problem={problem} again={meeting.problem ? meeting.again : preview.again} />}
      {waits ? (
        <p class="lead">{w.notEnded}</p>
      ) : session && found ? (
        <Concerns session={session} found={found} />
      ) : (
        !problem && <Loading />
      )}
    </Page>
  );
}

function Concerns({ session, found }: { session: Session; found: Preview }) {
  const w = previewWords.value;
  const all = codes(session.codebook);
  const name = session.participants.find((p) => p.id === found.person)?.name ?? '';
  const { turns, findings, fragment } = found;
  const asks = findings.length > 0 || fragment !== undefined;
  return (
    <>
      <p class="lead">{[name, session.title].filter((s) => s !== '').join(' · ')}</p>
      <p class="quiet">{found.shown_at ? w.shown(day(Date.parse(found.shown_at))) : w.alone}</p>
      <section aria-labelledby="turns">
        <h2 id="turns">{w.turns}</h2>
        <p>
          {[turns.n > 0 ? w.spoke(turns.n) : w.noTurns, turns.to_me > 0 ? w.toMe(turns.to_me) : ''].join(' ')}
        </p>
        {turns.words.length > 0 && (
          <>
            <p class="hint">{w.words}</p>
            <ul class="noted">
              {turns.words.map((t) => (
                <li key={t.tag}>
                  <Word code={all.get(t.tag)} tag={t.tag} /> <span class="quiet">{w.times(t.n)}</span>
                </li>
              ))}
            </ul>
            <p class="hint">{w.noted}</p>
          </>
        )}
      </section>
      <section aria-labelledby="findings">
        <h2 id="findings">{w.findings}</h2>
        {findings.length === 0 ? (
          <p>{w.noFindings}</p>
        ) : (
          findings.map((f) => <Finding key={f.id} session={session.id} finding={f} />)
        )}
      </section>
      {fragment && (
        <section aria-labelledby="fragment">
          <h2 id="fragment">{w.fragment}</h2>
          <p class="hint">{w.fragmentHint}</p>
          <Strip turns={fragment.turns} codes={all} />
          <NotNow session={session.id} id={fragment.id} held={fragment.held} what={w.thisFragment} />
        </section>
      )}
      {asks && <p class="quiet">{w.consequence}</p>}
      <Seen session={session.id} seen={found.seen} />
    </>
  );
}

function Finding({ session, finding }: { session: string; finding: PreviewFinding }) {
  const w = previewWords.value;
  const questions = [...finding.questions, ...(finding.circular ? [finding.circular] : [])];
  return (
    <article class="concern">
      <p>{finding.short}</p>
      {questions.length > 0 && (
        <>
          <p class="hint">{w.question}</p>
          <ul>
            {questions.map((q) => (
              <li key={q}>{q}</li>
            ))}
          </ul>
        </>
      )}
      <NotNow session={session} id={finding.id} held={finding.held} what={finding.short} />
    </article>
  );
}

/** Leaves something out for everybody, and takes that back. */
function NotNow({
  session,
  id,
  held: was,
  what,
}: {
  session: string;
  id: string;
  held: boolean;
  what: string;
}) {
  const w = previewWords.value;
  const [held, setHeld] = useState(was);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  async function ask(next: boolean) {
    setBusy(true);
    setProblem(null);
    try {
      await api.holdBack(session, id, next);
      setHeld(next);
    } catch (e) {
      setProblem(asProblem(e));
    }
    setBusy(false);
  }
  return (
    <div class="not-now">
      <p role="status">{held ? w.heldBack : ''}</p>
      <button
        type="button"
        class="plain"
        aria-label={held ? w.putBackOf(what) : w.notNowOf(what)}
        disabled={busy}
        onClick={() => void ask(!held)}
      >
        {held ? w.putBack : w.notNow}
      </button>
      {problem && (
        <p class="notice" role="alert">
          {w.notKept}
        </p>
      )}
    </div>
  );
}

function Seen({ session, seen: was }: { session: string; seen: boolean }) {
  const w = previewWords.value;
  const [seen, setSeen] = useState(was);
  const [problem, setProblem] = useState<Problem | null>(null);
  if (seen) return <p role="status">{w.seenDone}</p>;
  const say = () => {
    setProblem(null);
    api.previewSeen(session).then(
      () => setSeen(true),
      (e) => setProblem(asProblem(e)),
    );
  };
  return (
    <div>
      {problem && <Failed problem={problem} />}
      <button type="button" class="button" onClick={say}>
        {w.seen}
      </button>
    </div>
  );
}

type Codes = ReturnType<typeof codes>;

function Word({ code, tag }: { code: ReturnType<Codes['get']>; tag: string }) {
  return (
    <span class="word" style={{ '--tag': code?.colour ?? 'var(--edge)' }}>
      <Sign sign={code?.sign} />
      {code?.label ?? tag}
    </span>
  );
}

type PreviewTurn = PreviewFragment['turns'][number];
const isBlank = (t: PreviewTurn | undefined) => t !== undefined && !t.from_me && !t.to_me;

/** The turns of a fragment one below the other: the own ones and those to oneself; of others only that they were. */
function Strip({ turns, codes: all }: { turns: PreviewFragment['turns']; codes: Codes }) {
  const w = previewWords.value;
  return (
    <ol class="own-strip">
      {turns.map((t, i) => {
        if (isBlank(t)) {
          if (i > 0 && isBlank(turns[i - 1])) return null; // it stands in the line of those before it
          const n = turns.slice(i).findIndex((next) => !isBlank(next));
          const run = n < 0 ? turns.length - i : n;
          return (
            <li key={i} class="blank">
              {Array.from({ length: run }, (_, k) => (
                <i key={k} class="shape" aria-hidden="true" />
              ))}
              <span class="hidden">{w.blank(run)}</span>
            </li>
          );
        }
        const to = t.to_all ? w.everybody : t.to_me ? w.me : w.somebody;
        return (
          <li key={i} class={t.from_me ? 'mine' : ''}>
            <i class="shape" aria-hidden="true" />
            <span>{w.line(t.from_me ? w.me : w.somebody, to)}</span>
            {(t.tags ?? []).map((tag) => (
              <Word key={tag} code={all.get(tag)} tag={tag} />
            ))}
            {t.from_me && (t.tags ?? []).length === 0 && <span class="quiet">{w.noWord}</span>}
          </li>
        );
      })}
    </ol>
  );
}
