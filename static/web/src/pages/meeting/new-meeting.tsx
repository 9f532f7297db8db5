import { useEffect, useMemo, useRef } from 'preact/hooks';
import { cached } from '../../server/answer-cache';
import { api } from '../../server/api';
import type { SessionItem } from '../../server/api.gen';
import { MAX_NAME } from '../../server/tables.gen';
import { cachedCodebooks, cachedTeams } from '../../session/offline-start';
import { defaultStep } from '../../ui/codes';
import { day, label, messages } from '../../ui/i18n';
import { Choice, Failed, Page } from '../../ui/parts';
import { useAsked } from '../../ui/use-asked';
import { MeetingForm } from './meeting-form';
import { PhaseFields } from './phase-fields';

/** How many of the latest meetings are searched for the last one of each team. */
const RECENT = 50;

const recentMeetings = (): Promise<SessionItem[]> =>
  cached('meetings', async () => (await api.sessions(RECENT)).items);

export function NewMeeting() {
  const m = messages.value;
  const asked = useMemo(() => new URLSearchParams(location.search).get('team') ?? '', []);
  const form = useMemo(() => new MeetingForm(asked), []);
  const teams = useAsked('teams', cachedTeams);
  const codebooks = useAsked('codebooks', cachedCodebooks);
  const recent = useAsked('meetings', recentMeetings);
  form.offered = {
    teams: teams.value ?? [],
    codebooks: codebooks.value ?? [],
    meetings: recent.value ?? [],
  };
  const first = useRef<HTMLTextAreaElement>(null);
  useEffect(() => first.current?.focus(), []);

  const people = form.people();
  const team = form.chosenTeam();
  const codebook = form.chosenCodebook();
  const busy = form.busy.value;
  const unfit = form.unfit.value;
  const problem = form.problem.value;
  const quick = asked === '' ? form.quickTeams() : [];
  return (
    <Page title={m.title['new-meeting']} back="/">
      {quick.length > 0 && (
        <section class="quick" aria-labelledby="quick">
          <h2 id="quick">{m.prepare.again}</h2>
          <div class="options">
            {quick.map((t) => (
              <button
                key={t.id}
                type="button"
                class="plain"
                disabled={busy}
                onClick={() => void form.repeat(t)}
              >
                <span>{t.name}</span>
                <small>{form.lastMeetingOf(t) ? m.prepare.asLastTime : m.home.people(t.people.length)}</small>
              </button>
            ))}
          </div>
        </section>
      )}
      <form
        class="form"
        onSubmit={(e) => {
          e.preventDefault();
          void form.submit();
        }}
      >
        {form.offered.teams.length > 0 && (
          <label class="field">
            <span>{m.meeting.takeTeam}</span>
            <select
              value={form.team.value}
              onChange={(e) => {
                form.team.value = e.currentTarget.value;
              }}
            >
              <option value="">{m.meeting.noTeam}</option>
              {form.offered.teams.map((t) => (
                <option key={t.id} value={t.id}>
                  {t.name}
                </option>
              ))}
            </select>
          </label>
        )}
        {team ? (
          <p class="quiet">{team.people.map((p) => p.name).join(', ')}</p>
        ) : (
          <div class="field">
            <label for="names">{m.meeting.who}</label>
            <textarea
              id="names"
              ref={first}
              rows={6}
              value={form.names.value}
              placeholder={m.meeting.namesPlaceholder}
              aria-describedby="names-hint"
              onInput={(e) => {
                form.names.value = e.currentTarget.value;
              }}
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
            maxLength={MAX_NAME}
            value={form.title.value}
            placeholder={m.meeting.defaultTitle(day(Date.now()))}
            aria-describedby="title-hint"
            onInput={(e) => {
              form.title.value = e.currentTarget.value;
            }}
          />
          <p class="hint" id="title-hint">
            {m.meeting.nameHint}
          </p>
        </div>
        {form.offered.codebooks.length > 1 && (
          <label class="field">
            <span>{m.meeting.codebook}</span>
            <select value={form.codebook.value} onChange={(e) => form.chooseCodebook(e.currentTarget.value)}>
              {form.offered.codebooks.map((b) => (
                <option key={b.id} value={b.id}>
                  {label(b.labels, b.id)}
                </option>
              ))}
            </select>
          </label>
        )}
        {codebooks.problem && <Failed problem={codebooks.problem} again={codebooks.again} typing />}
        {codebook?.steps && codebook.steps.length > 1 && (
          <Choice
            legend={m.meeting.step}
            name="step"
            options={codebook.steps.map((s) => ({
              value: s.id,
              label: label(s.labels, s.id),
              note: m.meeting.buttons(s.codes.length),
            }))}
            value={form.step.value ?? defaultStep(codebook) ?? ''}
            choose={(step) => {
              form.step.value = step;
            }}
            hint={m.meeting.stepHint}
          />
        )}
        <PhaseFields form={form} />
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
                    value={form.intention.value[i]}
                    onInput={(e) => form.setIntention(i, e.currentTarget.value)}
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
              value={form.coding.value}
              choose={(coding) => {
                form.coding.value = coding;
              }}
              hint={m.prepare.codingHint}
            />
          </div>
        </details>
        {unfit && (
          <p class="notice" role="alert">
            {unfit === 'few' ? m.meeting.needNames : m.meeting.tooMany}
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
