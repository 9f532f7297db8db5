import { useEffect, useRef, useState } from 'preact/hooks';
import { api, Problem } from '../api';
import { defaultStep } from '../codes';
import { day, label, messages } from '../i18n';
import { parseNames } from '../names';
import { step as stepOf } from '../pad/device';
import { navigate } from '../router';
import { uuid7 } from '../uuid';
import { allTeams } from './home';
import { Choice, Failed, Page } from './parts';
import { asProblem, useLoaded } from './resource';

const MOST_PEOPLE = 24;

export function NewMeeting() {
  const m = messages.value;
  // Made once: the same meeting posted again is the same meeting.
  const id = useRef(uuid7(Date.now()));
  const asked = new URLSearchParams(location.search).get('team') ?? '';
  const [title, setTitle] = useState('');
  const [names, setNames] = useState('');
  const [team, setTeam] = useState(asked);
  const [book, setBook] = useState('three-k');
  const [step, setStep] = useState<string | undefined>(undefined);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [missing, setMissing] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const [teams] = useLoaded(allTeams, 'teams');
  const [books, again] = useLoaded(() => api.codebooks(), 'codebooks');
  const first = useRef<HTMLTextAreaElement>(null);
  useEffect(() => first.current?.focus(), []);

  const people = parseNames(names);
  const chosenTeam = teams.state === 'ok' ? teams.value.find((t) => t.id === team) : undefined;
  const lens = books.state === 'ok' ? books.value.items.find((b) => b.id === book) : undefined;
  const count = chosenTeam?.people.length ?? people.length;

  async function submit(e: Event) {
    e.preventDefault();
    if (busy) return;
    if (count < 2) return setMissing(m.meeting.needNames);
    if (count > MOST_PEOPLE) return setMissing(m.meeting.tooMany);
    setMissing(null);
    setProblem(null);
    setBusy(true);
    try {
      const s = await api.createSession({
        id: id.current,
        title: title.trim() || m.meeting.defaultTitle(day(Date.now())),
        codebook: book,
        ...(chosenTeam
          ? { team: chosenTeam.id, participants: chosenTeam.people }
          : { participants: people.map((name) => ({ name })) }),
      });
      const chosen = step ?? (lens && defaultStep(lens));
      if (chosen !== undefined) stepOf(s.id).set(chosen);
      navigate(`/sessions/${encodeURIComponent(s.id)}/pad`);
    } catch (e) {
      // What was posted first counts for this id: what is typed now is another meeting.
      if (e instanceof Problem && e.status === 409) id.current = uuid7(Date.now());
      setProblem(asProblem(e));
      setBusy(false);
    }
  }

  return (
    <Page title={m.title.newMeeting} back="/">
      <form class="form" onSubmit={(e) => void submit(e)}>
        {teams.state === 'ok' && teams.value.length > 0 && (
          <label class="field">
            <span>{m.meeting.takeTeam}</span>
            <select value={team} onChange={(e) => setTeam(e.currentTarget.value)}>
              <option value="">{m.meeting.noTeam}</option>
              {teams.value.map((t) => (
                <option key={t.id} value={t.id}>
                  {t.name}
                </option>
              ))}
            </select>
          </label>
        )}
        {chosenTeam ? (
          <p class="quiet">{chosenTeam.people.map((p) => p.name).join(', ')}</p>
        ) : (
          <div class="field">
            <label for="names">{m.meeting.who}</label>
            <textarea
              id="names"
              ref={first}
              rows={6}
              value={names}
              placeholder={m.meeting.namesPlaceholder}
              aria-describedby="names-hint"
              onInput={(e) => setNames(e.currentTarget.value)}
            />
            <p class="hint split" id="names-hint">
              <span>{m.meeting.namesHint}</span>
              <span>{people.length > 0 && m.meeting.count(people.length)}</span>
            </p>
          </div>
        )}
        <div class="field">
          <label for="title">{m.meeting.name}</label>
          <input
            id="title"
            type="text"
            maxLength={120}
            value={title}
            placeholder={m.meeting.defaultTitle(day(Date.now()))}
            aria-describedby="title-hint"
            onInput={(e) => setTitle(e.currentTarget.value)}
          />
          <p class="hint" id="title-hint">
            {m.meeting.nameHint}
          </p>
        </div>
        {books.state === 'ok' && books.value.items.length > 1 && (
          <label class="field">
            <span>{m.meeting.lens}</span>
            <select
              value={book}
              onChange={(e) => {
                setBook(e.currentTarget.value);
                setStep(undefined);
              }}
            >
              {books.value.items.map((b) => (
                <option key={b.id} value={b.id}>
                  {label(b.labels, b.id)}
                </option>
              ))}
            </select>
          </label>
        )}
        {books.state === 'failed' && <Failed problem={books.problem} again={again} typing />}
        {lens?.steps && lens.steps.length > 1 && (
          <Choice
            legend={m.meeting.step}
            name="step"
            options={lens.steps.map((s) => ({
              value: s.id,
              label: label(s.labels, s.id),
              note: m.meeting.buttons(s.codes.length),
            }))}
            value={step ?? defaultStep(lens) ?? ''}
            choose={setStep}
            hint={m.meeting.stepHint}
          />
        )}
        {missing && (
          <p class="notice" role="alert">
            {missing}
          </p>
        )}
        {problem && <Failed problem={problem} typing />}
        <p>
          <button type="submit" class="button" disabled={busy}>
            {busy ? m.meeting.working : m.meeting.submit}
          </button>
        </p>
      </form>
    </Page>
  );
}
