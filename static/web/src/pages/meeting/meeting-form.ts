import { signal } from '@preact/signals';
import type { Problem } from '../../server/api';
import type { Codebook, NewSession, SessionItem, Team } from '../../server/api.gen';
import type { Purpose } from '../../server/tables.gen';
import { makeMeeting, named } from '../../session/offline-start';
import { uuid7 } from '../../session/uuid';
import { defaultStep } from '../../ui/codes';
import { day } from '../../ui/i18n';
import { parseNames } from '../../ui/names';
import { chosenStep } from '../../ui/preference';
import { asProblem } from '../../ui/problem';
import { addressOf, navigate } from '../../ui/router';
import { AgendaDraft } from './agenda-draft';
import { intentionOf } from './plan';
import { prepareWords } from './prepare-messages';
import { type TemplateId, templateOf } from './templates';

/** How many people the circle of the pad has seats for. */
export const MOST_PEOPLE = 24;
const USUAL_CODEBOOK = 'three-k';

/** Why a meeting cannot have these people. */
export type Unfit = 'few' | 'many';

/** What the form offers, as far as the server or this device knows it. */
interface Offered {
  teams: readonly Team[];
  codebooks: readonly Codebook[];
  /** Meetings, the latest first. */
  meetings: readonly SessionItem[];
}

/** A meeting that is being prepared: what was typed and chosen, and how it is made. */
export class MeetingForm {
  readonly title = signal('');
  /** The day of a meeting from paper, as a field for dates has it; empty: today. */
  readonly day = signal('');
  /** The names as they were typed; they count only without a team. */
  readonly names = signal('');
  /** The id of the chosen team; empty without one. */
  readonly team;
  readonly agenda = new AgendaDraft();
  /** The template that is shown as chosen. */
  readonly template = signal<TemplateId | null>(null);
  readonly intention = signal<readonly string[]>(['', '', '']);
  readonly coding = signal<'shared' | 'independent'>('shared');
  readonly codebook = signal(USUAL_CODEBOOK);
  /** The chosen step of the codebook; undefined stands for its default. */
  readonly step = signal<string | undefined>(undefined);
  /** What stands in the way of making the meeting: too few or too many people. */
  readonly unfit = signal<Unfit | null>(null);
  readonly problem = signal<Problem | null>(null);
  readonly busy = signal(false);
  /** It was written down on paper, and is entered afterwards. */
  fromPaper = false;
  offered: Offered = { teams: [], codebooks: [], meetings: [] };
  // Made once: a meeting that is posted again with this id is the same meeting.
  private id = uuid7(Date.now());
  /** The template that was taken last, even if none is shown as chosen now. */
  private taken: TemplateId | null = null;

  constructor(
    team: string,
    private readonly send: typeof makeMeeting = makeMeeting,
    private readonly go: typeof navigate = navigate,
  ) {
    this.team = signal(team);
  }

  chosenTeam(): Team | undefined {
    return this.offered.teams.find((t) => t.id === this.team.value);
  }

  chosenCodebook(): Codebook | undefined {
    return this.codebookOf(this.codebook.value);
  }

  private codebookOf(id: string): Codebook | undefined {
    return this.offered.codebooks.find((b) => b.id === id);
  }

  /** The typed names, one by one. */
  people(): string[] {
    return parseNames(this.names.value);
  }

  /** Teams whose next meeting takes one tap. They have as many people as the pad has seats for. */
  quickTeams(): readonly Team[] {
    return this.offered.teams.filter((t) => t.people.length > 1 && t.people.length <= MOST_PEOPLE);
  }

  /** The day of the meeting, in ms. */
  held(): number {
    const [y, m, d] = this.day.value.split('-').map(Number);
    return y && m && d ? new Date(y, m - 1, d).getTime() : Date.now();
  }

  lastMeetingOf(team: Team): SessionItem | undefined {
    return this.offered.meetings.find((s) => s.team === team.id);
  }

  chooseCodebook(id: string): void {
    this.codebook.value = id;
    this.step.value = undefined;
  }

  setIntention(line: number, text: string): void {
    this.intention.value = this.intention.value.map((l, i) => (i === line ? text : l));
  }

  /**
   * Fills in what a template says: its phases, and also people, codebook and
   * coding unless they were typed or chosen by hand. With '' no template is
   * shown as chosen, and what was filled in stays.
   */
  takeTemplate(id: TemplateId | ''): void {
    if (id === '') {
      this.template.value = null;
      return;
    }
    const [was, is] = [this.taken && templateOf(this.taken), templateOf(id)];
    this.agenda.replace(itemsOf(id));
    const typed = this.names.value;
    if (!this.chosenTeam() && (typed.trim() === '' || typed === peopleOf(this.taken)))
      this.names.value = peopleOf(id);
    const suits = is.codebook ?? USUAL_CODEBOOK;
    if (
      this.codebook.value === (was?.codebook ?? USUAL_CODEBOOK) &&
      this.codebook.value !== suits &&
      this.codebookOf(suits)
    )
      this.chooseCodebook(suits);
    if (is.independent) this.coding.value = 'independent';
    else if (was?.independent) this.coding.value = 'shared';
    this.taken = id;
    this.template.value = id;
  }

  // Making the meeting.

  /** Makes the meeting that the form describes, if the number of people is right. */
  async submit(): Promise<void> {
    const team = this.chosenTeam();
    const people = this.people();
    const count = team?.people.length ?? people.length;
    if (count < 2 || count > MOST_PEOPLE) {
      this.unfit.value = count < 2 ? 'few' : 'many';
      return;
    }
    const phases = this.agenda.phases();
    const intention = intentionOf(this.intention.value);
    await this.make(
      {
        ...(team ? { team: team.id, participants: team.people } : { participants: named(people) }),
        ...(phases.length > 0 ? { phases } : {}),
        ...(intention !== '' ? { intention } : {}),
        ...(this.coding.value === 'independent' && !this.fromPaper ? { coding: 'independent' } : {}),
      },
      this.codebook.value,
      this.step.value,
    );
  }

  /** Makes a meeting of a team like its last one: the same people, phases, codebook and step. */
  async repeat(team: Team): Promise<void> {
    const last = this.lastMeetingOf(team);
    const phases = (last?.phases ?? []).map(({ name, purpose }) => ({
      name,
      ...(purpose ? { purpose } : {}),
    }));
    await this.make(
      {
        team: team.id,
        participants: team.people,
        ...(phases.length > 0 ? { phases } : {}),
        ...(last?.coding === 'independent' && !this.fromPaper ? { coding: 'independent' } : {}),
      },
      last?.codebook.id ?? USUAL_CODEBOOK,
      last ? chosenStep(last.id).get() || undefined : undefined,
    );
  }

  /** Makes the meeting and goes to its pad. */
  private async make(
    rest: Omit<NewSession, 'id' | 'title' | 'codebook'>,
    codebook: string,
    step: string | undefined,
  ): Promise<void> {
    if (this.busy.value) return;
    this.unfit.value = null;
    this.problem.value = null;
    this.busy.value = true;
    const book = this.codebookOf(codebook);
    try {
      const title = this.title.value.trim() || prepareWords.value.meeting.defaultTitle(day(this.held()));
      const timing = this.fromPaper ? { timing: 'paper' } : {};
      const body = { ...rest, ...timing, id: this.id, title, codebook } as NewSession & { id: string };
      await this.send(body, book);
      const chosen = step ?? (book && defaultStep(book));
      if (chosen !== undefined) chosenStep(body.id).set(chosen);
      this.go(addressOf('pad', body.id));
    } catch (e) {
      const problem = asProblem(e);
      // An earlier try has made a meeting with this id. What is typed now is a new
      // meeting.
      if (problem.status === 409) this.id = uuid7(Date.now());
      this.problem.value = problem;
      this.busy.value = false;
    }
  }
}

/** The items of a template. */
export function itemsOf(id: TemplateId): { name: string; purpose: Purpose }[] {
  const names = prepareWords.value.prepare.templates[id].phases;
  return templateOf(id).purposes.map((purpose, i) => ({ name: names[i] ?? '', purpose }));
}

/** The people of a template, one per line; empty if it names none. */
function peopleOf(id: TemplateId | null): string {
  const words = id && prepareWords.value.prepare.templates[id];
  return words && 'people' in words ? words.people.join('\n') : '';
}
