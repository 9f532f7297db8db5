import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import type { LastExperiment } from '../../server/api.gen';
import { MAX_NAME, MAX_TEXT } from '../../server/tables.gen';
import { day } from '../../ui/i18n';
import type { DebriefDocument } from './debrief-document';
import type { Theirs, TryOut } from './debrief-merge';
import type { Review } from './review';
import { reviewWords } from './review-messages';

/**
 * One question to ask the team and one thing to try, and above them what was tried the
 * last time. Everything typed is kept in the document.
 */
export function QuestionCard({
  review,
  doc,
  asked,
  children,
}: {
  review: Review;
  /** Null for those who write nothing. */
  doc: DebriefDocument | null;
  /** The question of the pattern. */
  asked: string;
  /** Says whether it is saved. */
  children?: ComponentChildren;
}) {
  const w = reviewWords.value;
  const shown = doc?.shown.value ?? null;
  const own = shown?.questions?.[0];
  const tryOut = shown?.experiment ?? {};
  const last = doc?.last.value;
  const ask = (question: string) =>
    doc?.set({ questions: [question, ...(shown?.questions?.slice(1) ?? [])] });
  const write = (more: TryOut) => doc?.set({ experiment: { ...tryOut, ...more } });
  if (!doc)
    return (
      <section class="leaf ask" aria-labelledby="card-question">
        <h2 id="card-question">{w.question.title}</h2>
        <p class="question">{asked}</p>
      </section>
    );
  return (
    <section class="leaf ask" aria-labelledby="card-question">
      <header>
        <h2 id="card-question">{w.question.title}</h2>
        {children}
      </header>
      {last && <Last review={review} last={last} />}
      <label class="field">
        <span>{w.question.label}</span>
        <textarea
          rows={1}
          maxLength={MAX_TEXT}
          disabled={!shown}
          placeholder={w.question.placeholder}
          value={own ?? asked}
          onInput={(e) => ask(e.currentTarget.value)}
        />
      </label>
      <Other doc={doc} text="questions" take={ask} />
      {own !== undefined && asked !== '' && own !== asked && (
        <p class="acts">
          <button type="button" class="plain" onClick={() => doc.set({ questions: undefined })}>
            {w.question.back}
          </button>
        </p>
      )}
      <div class="try">
        <label class="field">
          <span>{w.question.tryOut}</span>
          <textarea
            rows={1}
            maxLength={MAX_TEXT}
            disabled={!shown}
            value={tryOut.text ?? ''}
            onInput={(e) => write({ text: e.currentTarget.value })}
          />
        </label>
        <label class="field">
          <span>{w.question.owner}</span>
          <input
            type="text"
            maxLength={MAX_NAME}
            disabled={!shown}
            value={tryOut.owner ?? ''}
            onInput={(e) => write({ owner: e.currentTarget.value || undefined })}
          />
        </label>
      </div>
      {!tryOut.text?.trim() && tryOut.owner && <p class="hint">{w.question.first}</p>}
      <Other doc={doc} text="text" take={(text) => write({ text })} />
      <Other doc={doc} text="owner" take={(owner) => write({ owner })} />
    </section>
  );
}

/** What somebody else wrote in a text that was changed here at the same time. */
export function Other({
  doc,
  text,
  take,
}: {
  doc: DebriefDocument;
  text: keyof Theirs;
  take(t: string): void;
}) {
  const w = reviewWords.value;
  const wrote = doc.theirs.value[text];
  if (wrote === undefined) return null;
  return (
    <p class="acts" role="status">
      {w.theirs(wrote)}{' '}
      <button
        type="button"
        class="plain"
        onClick={() => {
          take(wrote);
          doc.settle(text);
        }}
      >
        {w.takeTheirs}
      </button>
    </p>
  );
}

/** What the team tried the last time: was it done, and what did they notice? */
export function Last({ review, last }: { review: Review; last: LastExperiment }) {
  const w = reviewWords.value;
  const told = ((review.fold.value ?? review.live.fold.value)?.ofType('experiment') ?? []).filter(
    (e) => e.experiment === last.id,
  );
  const done = told.find((e) => e.event === 'tried');
  const noticed = told.findLast((e) => e.event === 'judged');
  const [text, setText] = useState(noticed?.text ?? '');
  return (
    <div class="last">
      <p class="hint">
        {last.held_at ? w.question.last(day(Date.parse(last.held_at))) : w.question.lastPlain}
      </p>
      <p class="tried">
        {last.text}
        {last.owner && <span class="quiet"> · {w.question.lookedAfter(last.owner)}</span>}
      </p>
      <div class="offers">
        <button
          type="button"
          class="offer"
          aria-pressed={done !== undefined}
          onClick={() => (done ? review.takeOut(done.id) : review.tell(last.id, 'tried'))}
        >
          {w.question.done}
        </button>
        <form
          onSubmit={(e) => {
            e.preventDefault();
            if (noticed) review.takeOut(noticed.id);
            if (text.trim() !== '') review.tell(last.id, 'judged', text.trim());
          }}
        >
          <input
            type="text"
            aria-label={w.question.noticed}
            placeholder={w.question.noticed}
            maxLength={MAX_TEXT}
            value={text}
            onInput={(e) => setText(e.currentTarget.value)}
          />
          {text.trim() !== (noticed?.text ?? '') && (
            <button type="submit" class="offer">
              {w.question.keepNoticed}
            </button>
          )}
        </form>
      </div>
    </div>
  );
}
