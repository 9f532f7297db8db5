import { signal } from '@preact/signals';
import { api, Problem } from '../../server/api';
import type { Session, Team } from '../../server/api.gen';
import { uuid7 } from '../../session/uuid';
import { chosenStep } from '../../ui/preference';
import { asProblem } from '../../ui/problem';
import { addressOf, navigate } from '../../ui/router';
import { AgendaDraft } from './agenda-draft';
import { itemsOf, MOST_PEOPLE, type Unfit } from './meeting-form';
import { changesOf, type Invited, intentionOf, isCircle, linesOf, type Plan, planOf } from './plan';
import type { TemplateId } from './templates';

type Server = Pick<typeof api, 'session' | 'addEntries' | 'changeSession'>;

/** A meeting that was prepared, while it is being changed. */
export class ChangeForm {
  readonly title;
  readonly team;
  /** The keys tell people apart on the page, also while they have no name. */
  readonly people = signal<readonly (Invited & { key: number })[]>([]);
  readonly agenda = new AgendaDraft();
  readonly template = signal<TemplateId | null>(null);
  readonly intention;
  readonly coding;
  readonly step;
  readonly unfit = signal<Unfit | null>(null);
  readonly problem = signal<Problem | null>(null);
  /** Why nothing was saved: the meeting has begun, or somebody else changed the same. */
  readonly late = signal<'begun' | 'clash' | null>(null);
  readonly busy = signal(false);
  /** The order of the list is that of the seats. */
  readonly inOrder: boolean;
  private readonly was: Plan;
  private nextKey = 0;

  constructor(
    readonly session: Session,
    private readonly server: Server = api,
    private readonly go: typeof navigate = navigate,
  ) {
    const was = planOf(session);
    this.title = signal(was.title);
    this.team = signal(was.team);
    this.take(was.people);
    this.agenda.replace(was.phases.map(({ name, purpose }) => ({ name, purpose: purpose ?? '' })));
    this.intention = signal(linesOf(was.intention));
    this.coding = signal(was.coding);
    this.step = signal<string | undefined>(chosenStep(session.id).get() || undefined);
    this.inOrder = isCircle(session);
    this.was = { ...was, phases: this.agenda.phases() };
  }

  setIntention(line: number, text: string): void {
    this.intention.value = this.intention.value.map((l, i) => (i === line ? text : l));
  }

  /** Fills in the items of a template; with '' what is there stays. */
  takeTemplate(id: TemplateId | ''): void {
    this.template.value = id || null;
    if (id !== '') this.agenda.replace(itemsOf(id));
  }

  /** Makes it a meeting of a team, and of its people; without a team the people stay. */
  chooseTeam(team: Team | undefined): void {
    this.team.value = team?.id ?? '';
    if (team) this.take(team.people);
  }

  /** The people are those of a team that was chosen just now: the team's page changes them. */
  ofTeam(): boolean {
    return this.team.value !== '' && this.team.value !== this.was.team;
  }

  addPerson(): void {
    this.people.value = [...this.people.value, { key: this.nextKey++, name: '' }];
  }

  renamePerson(key: number, name: string): void {
    this.people.value = this.people.value.map((p) => (p.key === key ? { ...p, name } : p));
  }

  removePerson(key: number): void {
    this.people.value = this.people.value.filter((p) => p.key !== key);
  }

  /** Moves somebody one place forward. */
  upPerson(key: number): void {
    const list = [...this.people.value];
    const i = list.findIndex((p) => p.key === key);
    if (i > 0) list.splice(i - 1, 0, ...list.splice(i, 1));
    this.people.value = list;
  }

  private take(people: readonly Invited[]): void {
    this.people.value = people.map(({ id, name, role }) => ({ key: this.nextKey++, id, name, role }));
  }

  private plan(): Plan {
    const people = this.people.value
      .map(({ id, name, role }) => ({ id, name: name.trim(), role }))
      .filter((p) => p.name !== '');
    return {
      title: this.title.value.trim() || this.was.title,
      team: this.team.value,
      people,
      phases: this.agenda.phases(),
      intention: intentionOf(this.intention.value),
      coding: this.coding.value,
    };
  }

  /** Saves what was changed, if the meeting has not begun, and goes to its pad. */
  async submit(): Promise<void> {
    if (this.busy.value) return;
    const is = this.plan();
    const count = is.people.length;
    this.unfit.value = count < 2 ? 'few' : count > MOST_PEOPLE ? 'many' : null;
    if (this.unfit.value) return;
    this.problem.value = null;
    this.late.value = null;
    this.busy.value = true;
    try {
      if (await this.save(is)) {
        if (this.step.value !== undefined) chosenStep(this.session.id).set(this.step.value);
        this.go(addressOf('pad', this.session.id));
      }
    } catch (e) {
      this.problem.value = asProblem(e);
    }
    this.busy.value = false;
  }

  /** Returns false, and says why in `late`, when it is too late for these changes. */
  private async save(is: Plan): Promise<boolean> {
    const { id } = this.session;
    const now = await this.server.session(id);
    const changes = changesOf(this.was, is, now, () => uuid7(Date.now()));
    if (now.state !== 'planned') this.late.value = 'begun';
    else if (!changes) this.late.value = 'clash';
    if (!changes || this.late.value) return false;
    if (changes.people.length > 0) {
      // First, because a team only takes a meeting whose people fit it.
      const entries = changes.people.map((e) => ({ ...e, id: uuid7(Date.now()) }));
      const { results } = await this.server.addEntries(id, entries);
      if (results.some((r) => r.code)) throw new Problem(409);
    }
    if (Object.keys(changes.patch).length > 0) await this.server.changeSession(id, changes.patch);
    return true;
  }
}
