import { useMemo } from 'preact/hooks';
import { api } from '../../server/api';
import type { Session } from '../../server/api.gen';
import { MAX_NAME } from '../../server/tables.gen';
import { beginsHere } from '../../session/device-copy';
import { identity, lastIdentity } from '../../session/identity';
import { cachedTeams } from '../../session/offline-start';
import { DeleteMeeting } from '../../ui/delete-meeting';
import { label, messages } from '../../ui/i18n';
import { NotFound } from '../../ui/not-found';
import { Failed, Loading, Message, Page } from '../../ui/parts';
import { addressOf, navigate } from '../../ui/router';
import { SameNames } from '../../ui/same-names';
import { useAsked } from '../../ui/use-asked';
import { ChangeForm } from './change-form';
import { MoreFields, NotThisMany, StepField, TitleField } from './fields';
import { PhaseFields } from './phase-fields';
import { prepareWords } from './prepare-messages';
import { useFocusNew } from './use-focus-new';

/** The page that changes a meeting until it starts. */
export function ChangeMeeting({ id }: { id: string }) {
  const m = messages.value;
  const o = prepareWords.value.change;
  const me = identity.value === 'offline' ? lastIdentity() : identity.value;
  const asked = useAsked(id, () => api.session(id));
  const missing = asked.problem?.status === 404 || asked.problem?.status === 0;
  const here = useAsked(`here ${id}`, () => beginsHere(id), missing);
  if (typeof me === 'object' && me?.role !== 'owner') return <NotFound />;
  const toPad = (
    <a class="button" href={addressOf('pad', id)}>
      {o.toPad}
    </a>
  );
  if (asked.problem && here.value)
    return (
      <Message title={m.title.prepare} body={o.unmade}>
        <p class="actions">
          {toPad}
          <button type="button" class="plain" onClick={asked.again}>
            {m.action.retry}
          </button>
        </p>
      </Message>
    );
  if (asked.problem?.status === 404 && here.value === false) return <NotFound />;
  if (!asked.value)
    return (
      <Page title={m.title.prepare} back="/">
        {asked.problem ? <Failed problem={asked.problem} again={asked.again} /> : <Loading />}
      </Page>
    );
  if (asked.value.state !== 'planned')
    return (
      <Message title={asked.value.title || m.home.untitled} body={o.begun}>
        <p class="actions">{toPad}</p>
      </Message>
    );
  return <Form session={asked.value} />;
}

function Form({ session }: { session: Session }) {
  const m = messages.value;
  const w = prepareWords.value;
  const o = w.change;
  const form = useMemo(() => new ChangeForm(session), [session]);
  const teams = useAsked('teams', cachedTeams).value ?? [];
  const people = form.people.value;
  const late = form.late.value;
  return (
    <Page title={m.title.prepare} back="/">
      <p class="quiet">{o.lead}</p>
      <form
        class="form"
        onSubmit={(e) => {
          e.preventDefault();
          void form.submit();
        }}
      >
        <TitleField
          value={form.title.value}
          left={session.title ?? ''}
          set={(title) => {
            form.title.value = title;
          }}
        />
        {teams.length > 0 && (
          <label class="field">
            <span>{w.meeting.takeTeam}</span>
            <select
              value={form.team.value}
              onChange={(e) => form.chooseTeam(teams.find((t) => t.id === e.currentTarget.value))}
            >
              <option value="">{w.meeting.noTeam}</option>
              {teams.map((t) => (
                <option key={t.id} value={t.id}>
                  {t.name}
                </option>
              ))}
            </select>
          </label>
        )}
        <People form={form} />
        <p class="hint">{o.lens(label(session.codebook.labels, session.codebook.id))}</p>
        <StepField
          book={session.codebook}
          step={form.step.value}
          choose={(step) => {
            form.step.value = step;
          }}
        />
        <PhaseFields
          agenda={form.agenda}
          template={form.template.value}
          take={(template) => form.takeTemplate(template)}
        />
        <MoreFields
          intention={form.intention.value}
          setLine={(i, text) => form.setIntention(i, text)}
          coding={form.coding.value}
          setCoding={(coding) => {
            form.coding.value = coding;
          }}
        />
        <SameNames names={people.map((p) => p.name)} />
        <NotThisMany unfit={form.unfit.value} />
        {form.problem.value && <Failed problem={form.problem.value} typing />}
        {late && (
          <div class="notice" role="alert">
            <p>{o[late]}</p>
            {late === 'clash' ? (
              <button type="button" class="plain" onClick={() => location.reload()}>
                {o.look}
              </button>
            ) : (
              <a href={addressOf('pad', session.id)}>{o.toPad}</a>
            )}
          </div>
        )}
        <p class="actions reach">
          <button type="submit" class="button" disabled={form.busy.value || late === 'begun'}>
            {form.busy.value ? w.meeting.working : o.submit}
          </button>
        </p>
      </form>
      <DeleteMeeting s={session} gone={() => navigate('/')} />
    </Page>
  );
}

function People({ form }: { form: ChangeForm }) {
  const list = useFocusNew(form.people.value.length);
  const o = prepareWords.value.change;
  const people = form.people.value;
  if (form.ofTeam()) return <p class="quiet">{people.map((p) => p.name).join(', ')}</p>;
  return (
    <fieldset class="agenda-items">
      <legend>{o.people}</legend>
      <p class="hint">{form.inOrder ? o.peopleHint : o.seatsKept}</p>
      <ol class="people names" ref={list}>
        {people.map((p, i) => (
          <li key={p.key}>
            <input
              type="text"
              maxLength={MAX_NAME}
              value={p.name}
              aria-label={o.person(i + 1)}
              onInput={(e) => form.renamePerson(p.key, e.currentTarget.value)}
            />
            {form.inOrder && (
              <button
                type="button"
                class="icon"
                disabled={i === 0}
                aria-label={o.up(p.name || String(i + 1))}
                onClick={() => form.upPerson(p.key)}
              >
                ↑
              </button>
            )}
            <button
              type="button"
              class="icon"
              aria-label={o.remove(p.name || String(i + 1))}
              onClick={() => form.removePerson(p.key)}
            >
              ×
            </button>
          </li>
        ))}
      </ol>
      <p>
        <button type="button" class="plain" onClick={() => form.addPerson()}>
          {o.add}
        </button>
      </p>
    </fieldset>
  );
}
