import type { ComponentChildren } from 'preact';
import type { Problem } from '../../../server/api';
import type { Finding } from '../../../server/api.gen';
import { MAX_TEXT } from '../../../server/tables.gen';
import { messages } from '../../../ui/i18n';
import { Choice, Failed, Loading, Page } from '../../../ui/parts';
import { addressOf } from '../../../ui/router';
import { Trouble } from '../../../ui/trouble';
import { Saved } from '../cards';
import { choosing, chosenIn, NO_PATTERN } from '../debrief-merge';
import { FragmentCard } from '../fragment-card';
import { byId, offered } from '../pattern-card';
import { reviewWords } from '../review-messages';
import { debriefWords } from './debrief-messages';
import { ENDED } from './steps';
import type { Talk } from './talk';
import { fill } from './wall';

/** How many patterns and loops are offered, with the chosen one. */
const MOST = 6;

/** What the debrief will be about: chosen in three minutes, on one page. */
export function Prepare({ talk, problem, again }: { talk: Talk; problem: Problem | null; again(): void }) {
  const m = messages.value;
  const w = debriefWords.value;
  const { doc, review, live } = talk;
  const d = doc?.shown.value;
  const found = talk.found.value;
  const title = live.session.value?.title;
  const page = (children: ComponentChildren) => (
    <Page
      title={w.waits.title}
      kind="look prepare"
      links={[{ href: addressOf('review', live.id), label: m.title.review }]}
    >
      <Trouble live={live} />
      {title && <p class="quiet">{title}</p>}
      {children}
    </Page>
  );
  if (!doc || !d)
    return page(
      doc?.problem.value ? <Failed problem={doc.problem.value} again={() => doc.again()} /> : <Loading />,
    );
  if (review.fold.value && review.acts.value.length === 0) return page(<p class="lead">{w.noTurns}</p>);

  const list = found ? choices(found, chosenIn(d)) : [];
  const chosen = chosenIn(d) ?? list[0]?.id;
  const finding = list.find((f) => f.id === chosen);
  const asked = finding?.questions[0] ?? reviewWords.value.question.ofFragment;
  const fragment = d.fragment ?? found?.glance.fragments[0];
  const choose = (id: string) => doc.set(choosing(id));
  const show = () => {
    void fill();
    talk.begin({
      form: d.form ?? 'ten',
      fragment: d.fragment ?? (fragment && { from: fragment.from, to: fragment.to }),
      ...choosing(chosen ?? NO_PATTERN),
    });
  };
  return page(
    <>
      {talk.underWay.value && (
        <div class="goes-on" role="status">
          <p>{w.prepare.underWay}</p>
          <p class="actions">
            <button
              type="button"
              class="button"
              onClick={() => {
                void fill();
                talk.lead();
              }}
            >
              {w.prepare.goOn}
            </button>
            <button type="button" class="plain" onClick={() => talk.follow()}>
              {w.prepare.follow}
            </button>
          </p>
        </div>
      )}
      <p class="lead">{talk.step.value >= ENDED ? w.prepare.over : w.prepare.lead}</p>
      <div class="cards">
        <FragmentCard
          review={review}
          doc={doc}
          proposed={found?.glance.fragments ?? (problem ? [] : null)}
          pieces={found?.glance.pieces ?? []}
          pattern={chosen ?? ''}
        />
        <section class="leaf pattern" aria-labelledby="prepare-pattern">
          <h2 id="prepare-pattern">{w.prepare.pattern}</h2>
          {problem && <Failed problem={problem} again={again} />}
          {!found && !problem && <p class="quiet">{w.prepare.searching}</p>}
          {found && (
            <div class="tales" role="radiogroup" aria-labelledby="prepare-pattern">
              {list.map((f) => (
                <label key={f.id}>
                  <input
                    type="radio"
                    name="pattern"
                    checked={f.id === chosen}
                    onChange={() => choose(f.id)}
                  />
                  <span>{f.short}</span>
                </label>
              ))}
              <label>
                <input
                  type="radio"
                  name="pattern"
                  checked={chosen === NO_PATTERN || chosen === undefined}
                  onChange={() => choose(NO_PATTERN)}
                />
                <span>
                  {w.prepare.noPattern} <small class="quiet">{w.prepare.noPatternNote}</small>
                </span>
              </label>
            </div>
          )}
        </section>
        <section class="leaf ask" aria-labelledby="prepare-question">
          <header>
            <h2 id="prepare-question">{w.prepare.question}</h2>
            <Saved doc={doc} />
          </header>
          <textarea
            rows={1}
            aria-labelledby="prepare-question"
            maxLength={MAX_TEXT}
            value={d.questions?.[0] ?? asked}
            onInput={(e) => doc.set({ questions: [e.currentTarget.value, ...(d.questions?.slice(1) ?? [])] })}
          />
          {d.questions !== undefined && d.questions[0] !== asked && (
            <p class="acts">
              <button type="button" class="plain" onClick={() => doc.set({ questions: undefined })}>
                {reviewWords.value.question.back}
              </button>
            </p>
          )}
          {finding?.circular && <p class="question">{finding.circular}</p>}
          <Choice
            legend={w.prepare.form}
            name="form"
            options={[
              { value: 'ten', label: w.prepare.ten },
              { value: 'long', label: w.prepare.long, note: w.prepare.longNote },
            ]}
            value={d.form ?? 'ten'}
            choose={(form) => doc.set({ form })}
          />
          {talk.last.value && <p class="hint">{w.prepare.last}</p>}
          <p class="hint">{d.fragment?.names ? w.prepare.seesNamed : w.prepare.sees}</p>
          <p class="actions">
            <button type="button" class="button" disabled={!found && !d.fragment} onClick={show}>
              {talk.step.value >= ENDED ? w.prepare.again : w.prepare.show}
            </button>
          </p>
        </section>
      </div>
      <p class="hint">
        {w.prepare.keys} {w.prepare.secondScreen}
      </p>
    </>,
  );
}

/** What is told first, then the other loops; always with the chosen one. */
function choices(found: NonNullable<Talk['found']['value']>, chosen: string | undefined): Finding[] {
  const all = byId(found);
  const first = offered(found, chosen);
  const loops = found.sections.find((s) => s.name === 'loops')?.items ?? [];
  const ids = new Set([...first, ...loops].map((f) => f.id));
  return [...ids].flatMap((id) => all.get(id) ?? []).slice(0, Math.max(MOST, first.length));
}
