import { useEffect, useMemo, useRef } from 'preact/hooks';
import { cached } from '../../server/answer-cache';
import { api } from '../../server/api';
import type { SessionItem } from '../../server/api.gen';
import { cachedCodebooks, cachedTeams } from '../../session/offline-start';
import { day, label, messages } from '../../ui/i18n';
import { Failed, Page } from '../../ui/parts';
import { search } from '../../ui/router';
import { SameNames } from '../../ui/same-names';
import { useAsked } from '../../ui/use-asked';
import { MoreFields, NotThisMany, StepField, TitleField } from './fields';
import { MeetingForm } from './meeting-form';
import { PhaseFields } from './phase-fields';
import { prepareWords } from './prepare-messages';

/** How many of the latest meetings are searched for the last one of each team. */
const RECENT = 50;

const recentMeetings = (): Promise<SessionItem[]> =>
  cached('meetings', async () => (await api.sessions(RECENT)).items);

export function NewMeeting() {
  const m = messages.value;
  const w = prepareWords.value;
  const asked = useMemo(() => new URLSearchParams(location.search).get('team') ?? '', []);
  const form = useMemo(() => new MeetingForm(asked), []);
  const paper = new URLSearchParams(search.value).get('from') === 'paper';
  form.fromPaper = paper;
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
  const problem = form.problem.value;
  const quick = asked === '' ? form.quickTeams() : [];
  return (
    <Page title={paper ? w.paper.title : m.title['new-meeting']} back="/">
      {paper && <p class="lead">{w.paper.lead}</p>}
      {quick.length > 0 && (
        <section class="quick" aria-labelledby="quick">
          <h2 id="quick">{w.prepare.again}</h2>
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
                <small>{form.lastMeetingOf(t) ? w.prepare.asLastTime : m.home.people(t.people.length)}</small>
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
            <span>{w.meeting.takeTeam}</span>
            <select
              value={form.team.value}
              onChange={(e) => {
                form.team.value = e.currentTarget.value;
              }}
            >
              <option value="">{w.meeting.noTeam}</option>
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
            <label for="names">{w.meeting.who}</label>
            <textarea
              id="names"
              ref={first}
              rows={6}
              value={form.names.value}
              placeholder={w.meeting.namesPlaceholder}
              aria-describedby="names-hint"
              onInput={(e) => {
                form.names.value = e.currentTarget.value;
              }}
            />
            <p class="hint split" id="names-hint">
              <span>{w.meeting.namesHint}</span>
              <span>{people.length > 0 && w.meeting.count(people.length)}</span>
            </p>
            <SameNames names={people} />
          </div>
        )}
        {paper && (
          <label class="field short">
            <span>{w.paper.day}</span>
            <input
              type="date"
              value={form.day.value}
              onInput={(e) => {
                form.day.value = e.currentTarget.value;
              }}
            />
          </label>
        )}
        <TitleField
          value={form.title.value}
          left={w.meeting.defaultTitle(day(form.held()))}
          hint={w.meeting.nameHint}
          set={(title) => {
            form.title.value = title;
          }}
        />
        {form.offered.codebooks.length > 1 && (
          <div class="field">
            <label for="lens">{w.meeting.codebook}</label>
            <select
              id="lens"
              value={form.codebook.value}
              aria-describedby="lens-hint"
              onChange={(e) => form.chooseCodebook(e.currentTarget.value)}
            >
              {form.offered.codebooks.map((b) => (
                <option key={b.id} value={b.id}>
                  {label(b.labels, b.id)}
                </option>
              ))}
            </select>
            <p class="hint" id="lens-hint">
              {label(codebook?.about, '')}
            </p>
          </div>
        )}
        {codebooks.problem && <Failed problem={codebooks.problem} again={codebooks.again} typing />}
        {codebook && (
          <StepField
            book={codebook}
            step={form.step.value}
            choose={(step) => {
              form.step.value = step;
            }}
          />
        )}
        <p class="links" hidden={paper}>
          <a href="/practice">{w.prepare.practice}</a>
          <a href={`/print/sheet${team ? `?team=${encodeURIComponent(team.id)}` : ''}`}>
            {w.prepare.onPaper}
          </a>
          <a href={`/sessions/new?${new URLSearchParams({ ...(team && { team: team.id }), from: 'paper' })}`}>
            {w.paper.title}
          </a>
        </p>
        <PhaseFields
          agenda={form.agenda}
          template={form.template.value}
          take={(template) => form.takeTemplate(template)}
        />
        <MoreFields
          intention={form.intention.value}
          setLine={(i, text) => form.setIntention(i, text)}
          coding={paper ? undefined : form.coding.value}
          setCoding={(coding) => {
            form.coding.value = coding;
          }}
        />
        <NotThisMany unfit={form.unfit.value} />
        {problem && <Failed problem={problem} typing />}
        <p class="actions reach">
          <button type="submit" class="button" disabled={busy}>
            {busy ? w.meeting.working : paper ? w.paper.submit : w.meeting.submit}
          </button>
        </p>
      </form>
    </Page>
  );
}
