import type { ComponentChildren } from 'preact';
import type { Codebook } from '../../server/api.gen';
import { MAX_NAME } from '../../server/tables.gen';
import { codes, codesOfStep, defaultStep } from '../../ui/codes';
import { label } from '../../ui/i18n';
import { Choice } from '../../ui/parts';
import { WordList } from '../../ui/word-list';
import type { Unfit } from './meeting-form';
import { prepareWords } from './prepare-messages';

// The fields that a new meeting and one that is changed have in common.

/** The title; `left` is what it becomes when it is left empty. */
export function TitleField({
  value,
  left,
  hint,
  set,
}: {
  value: string;
  left: string;
  hint?: string;
  set(title: string): void;
}) {
  return (
    <div class="field">
      <label for="title">{prepareWords.value.meeting.name}</label>
      <input
        id="title"
        type="text"
        maxLength={MAX_NAME}
        value={value}
        placeholder={left}
        aria-describedby={hint && 'title-hint'}
        onInput={(e) => set(e.currentTarget.value)}
      />
      {hint && (
        <p class="hint" id="title-hint">
          {hint}
        </p>
      )}
    </div>
  );
}

/** How many words of the lens are used, what that asks, and what they mean. */
export function StepField({
  book,
  step,
  choose,
}: {
  book: Codebook;
  step: string | undefined;
  choose(step: string): void;
}) {
  const o = prepareWords.value.meeting;
  const steps = book.steps ?? [];
  return (
    <>
      {steps.length > 1 && (
        <Choice
          legend={o.step}
          name="step"
          options={steps.map((s) => ({
            value: s.id,
            label: s.about ? label(s.labels, s.id) : o.buttons(s.codes.length),
            note: label(s.about ?? s.labels, s.id),
          }))}
          value={step ?? defaultStep(book) ?? ''}
          choose={choose}
          hint={o.stepHint}
        />
      )}
      <details class="more-of-it">
        <summary>{o.meanings}</summary>
        <WordList codes={codesOfStep(book, step)} all={codes(book)} />
      </details>
    </>
  );
}

/** What can be prepared but need not be: the leader's sentences, and how several observe. */
export function MoreFields({
  intention,
  setLine,
  coding,
  setCoding,
}: {
  intention: readonly string[];
  setLine(line: number, text: string): void;
  /** Not asked where it is undefined. */
  coding: 'shared' | 'independent' | undefined;
  setCoding(coding: 'shared' | 'independent'): void;
}) {
  const o = prepareWords.value.prepare;
  return (
    <details class="more-of-it">
      <summary>{o.more}</summary>
      <div class="form">
        <fieldset class="lines">
          <legend>{o.lines}</legend>
          {o.lineOf.map((text, i) => (
            <label key={text} class="field">
              <span>{text}</span>
              <input
                type="text"
                maxLength={1000}
                value={intention[i]}
                onInput={(e) => setLine(i, e.currentTarget.value)}
              />
            </label>
          ))}
        </fieldset>
        {coding && (
          <Choice
            legend={o.coding}
            name="coding"
            options={[
              { value: 'shared', label: o.shared, note: o.sharedNote },
              { value: 'independent', label: o.independent, note: o.independentNote },
            ]}
            value={coding}
            choose={setCoding}
            hint={o.codingHint}
          />
        )}
      </div>
    </details>
  );
}

/** Says why these people cannot make a meeting. */
export function NotThisMany({ unfit }: { unfit: Unfit | null }): ComponentChildren {
  const o = prepareWords.value.meeting;
  return (
    unfit && (
      <p class="notice" role="alert">
        {unfit === 'few' ? o.needNames : o.tooMany}
      </p>
    )
  );
}
