import { useEffect, useRef, useState } from 'preact/hooks';
import { api, type Problem } from '../../server/api';
import type { NewSession, SessionItem, Team } from '../../server/api.gen';
import { known } from '../../server/known';
import { knownCodebooks, knownTeams, makeMeeting, named } from '../../session/offline';
import { uuid7 } from '../../session/uuid';
import { defaultStep } from '../../ui/codes';
import { day, label, messages } from '../../ui/i18n';
import { parseNames } from '../../ui/names';
import { Choice, Failed, Page } from '../../ui/parts';
import { asProblem } from '../../ui/problem';
import { step as stepOf } from '../../ui/remember';
import { navigate } from '../../ui/router';
import { useAsked } from '../../ui/use-asked';
import { type Item, Items, itemsOf } from './items';
import { type TemplateId, templateOf } from './templates';

const MOST_PEOPLE = 24;
const USUAL_LENS = 'three-k';
const RECENT = 50;

/** The meetings that were last observed, for what a team had the time before. */
const recentMeetings = (): Promise<SessionItem[]> =>
  known('meetings', async () => (await api.sessions(RECENT)).items);

export function NewMeeting() {
  const m = messages.value;
  // Made once: the same meeting posted again is the same meeting.
  const id = useRef(uuid7(Date.now()));
  const asked = new URLSearchParams(location.search).get('team') ?? '';
  const kind = useRef<TemplateId | null>(null);
  const [title, setTitle] = useState('');
  const [names, setNames] = useState('');
  const [team, setTeam] = useState(asked);
  const [items, setItems] = useState<readonly Item[]>([]);
  const [intention, setIntention] = useState(['', '', '']);
  const [coding, setCoding] = useState<'shared' | 'independent'>('shared');
  const [book, setBook] = useState(USUAL_LENS);
  const [step, setStep] = useState<string | undefined>(undefined);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [missing, setMissing] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const teams = useAsked('teams', knownTeams);
  const books = useAsked('codebooks', knownCodebooks);
  const recent = useAsked('meetings', recentMeetings);
  const first = useRef<HTMLTextAreaElement>(null);
  useEffect(() => first.current?.focus(), []);

  const people = parseNames(names);
  const allTeams = teams.value ?? [];
  const chosenTeam = allTeams.find((t) => t.id === team);
  const lens = books.value?.find((b) => b.id === book);
  const count = chosenTeam?.people.length ?? people.length;
  const lastOf = (t: Team) => recent.value?.find((s) => s.team === t.id);

  /** Makes the meeting and goes to its pad. */
  async function make(s: Omit<NewSession, 'id' | 'title'>, lensId: string, words: string | undefined) {
    if (busy) return;
    setMissing(null);
    setProblem(null);
    setBusy(true);
    const chosenLens = books.value?.find((b) => b.id === lensId);
    try {
      const body = {
        ...s,
        id: id.current,
        title: title.trim() || m.meeting.defaultTitle(day(Date.now())),
        codebook: lensId,
      } as NewSession & { id: string };
      await makeMeeting(body, chosenLens);
      const chosen = words ?? (chosenLens && defaultStep(chosenLens));
      if (chosen !== undefined) stepOf(body.id).set(chosen);
      navigate(`/sessions/${encodeURIComponent(body.id)}/pad`);
    } catch (e) {
      const p = asProblem(e);
      // What was posted first counts for this id: what is typed now is another meeting.
      if (p.status === 409) id.current = uuid7(Date.now());
      setProblem(p);
      setBusy(false);
    }
  }

  function submit(e: Event) {
    e.preventDefault();
    if (count < 2) return setMissing(m.meeting.needNames);
    if (count > MOST_PEOPLE) return setMissing(m.meeting.tooMany);
    const lines = intention.map((l) => l.trim()).filter((l) => l !== '');
    void make(
      {
        ...(chosenTeam
          ? { team: chosenTeam.id, participants: chosenTeam.people }
          : { participants: named(people) }),
        ...(items.length > 0 ? { phases: itemsOf(items) } : {}),
        ...(lines.length > 0 ? { intention: lines.join('\n') } : {}),
        ...(coding === 'independent' ? { coding } : {}),
      },
      book,
      step,
    );
  }

  /** What a kind of meeting says besides its items; what was typed or chosen by hand stays. */
  function take(next: TemplateId) {
    const [was, is] = [kind.current === null ? null : templateOf(kind.current), templateOf(next)];
    const peopleOf = (id: TemplateId | null) => {
      const words = id && m.prepare.templates[id];
      return words && 'people' in words ? words.people.join('\n') : '';
    };
    if (!chosenTeam && (names.trim() === '' || names === peopleOf(kind.current))) setNames(peopleOf(next));
    const usual = was?.codebook ?? USUAL_LENS;
    const suits = is.codebook ?? USUAL_LENS;
    if (book === usual && suits !== usual && books.value?.some((b) => b.id === suits)) {
      setBook(suits);
      setStep(undefined);
    }
    if (is.independent) setCoding('independent');
    else if (was?.independent) setCoding('shared');
    kind.current = next;
  }

  /** As the time before: the same people, items and words. */
  function repeat(t: Team) {
    const before = lastOf(t);
    const phases = (before?.phases ?? []).map(({ name, purpose }) => ({
      name,
      ...(purpose ? { purpose } : {}),
    }));
    void make(
      {
        team: t.id,
        participants: t.people,
        ...(phases.length > 0 ? { phases } : {}),
        ...(before?.coding === 'independent' ? { coding: 'independent' } : {}),
      },
      before?.codebook.id ?? USUAL_LENS,
      before ? stepOf(before.id).get() || undefined : undefined,
    );
  }

  const quick =
    asked === '' ? allTeams.filter((t) => t.people.length > 1 && t.people.length <= MOST_PEOPLE) : [];
  return (
    <Page title={m.title.newMeeting} back="/">
      {quick.length > 0 && (
        <section class="quick" aria-labelledby="quick">
          <h2 id="quick">{m.prepare.again}</h2>
          <div class="options">
            {quick.map((t) => (
              <button key={t.id} type="button" class="plain" disabled={busy} onClick={() => repeat(t)}>
                <span>{t.name}</span>
                <small>{lastOf(t) ? m.prepare.asLastTime : m.home.people(t.people.length)}</small>
              </button>
            ))}
          </div>
        </section>
      )}
      <form class="form" onSubmit={submit}>
        {allTeams.length > 0 && (
          <label class="field">
            <span>{m.meeting.takeTeam}</span>
            <select value={team} onChange={(e) => setTeam(e.currentTarget.value)}>
              <option value="">{m.meeting.noTeam}</option>
              {allTeams.map((t) => (
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
        {books.value && books.value.length > 1 && (
          <label class="field">
            <span>{m.meeting.lens}</span>
            <select
              value={book}
              onChange={(e) => {
                setBook(e.currentTarget.value);
                setStep(undefined);
              }}
            >
              {books.value.map((b) => (
                <option key={b.id} value={b.id}>
                  {label(b.labels, b.id)}
                </option>
              ))}
            </select>
          </label>
        )}
        {books.problem && <Failed problem={books.problem} again={books.again} typing />}
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
        <Items items={items} change={setItems} taken={take} />
        <details class="more-of-it">
          <summary>{m.prepare.more}</summary>
          <div class="form">
            <fieldset class="lines">
              <legend>{m.prepare.lines}</legend>
              {m.prepare.lineOf.map((text, i) => (
                <label key={text} class="field">
                  <span>{text}</span>
                  <input
                    type="text"
                    maxLength={1000}
                    value={intention[i]}
                    onInput={(e) =>
                      setIntention(intention.map((l, j) => (i === j ? e.currentTarget.value : l)))
                    }
                  />
                </label>
              ))}
            </fieldset>
            <Choice
              legend={m.prepare.coding}
              name="coding"
              options={[
                { value: 'shared', label: m.prepare.shared },
                { value: 'independent', label: m.prepare.independent },
              ]}
              value={coding}
              choose={(c) => setCoding(c === 'independent' ? c : 'shared')}
              hint={m.prepare.codingHint}
            />
          </div>
        </details>
        {missing && (
          <p class="notice" role="alert">
            {missing}
          </p>
        )}
        {problem && <Failed problem={problem} typing />}
        <p class="actions">
          <button type="submit" class="button" disabled={busy}>
            {busy ? m.meeting.working : m.meeting.submit}
          </button>
          <a href="/practice">{m.prepare.practice}</a>
        </p>
      </form>
    </Page>
  );
}
