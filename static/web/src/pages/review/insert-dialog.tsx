import { useState } from 'preact/hooks';
import { EVERYBODY, type Turn } from '../../session/fold';
import { messages } from '../../ui/i18n';
import { Choice, Dialog, SubmitOrCancel } from '../../ui/parts';
import type { Review } from './review';
import { reviewWords } from './review-messages';
import { turnInWords } from './turn-line';

/** Adds a turn that was missed, before or after another one. */
export function InsertDialog({
  review,
  beside,
  close,
  added,
}: {
  review: Review;
  beside: Turn;
  close(): void;
  /** Is called with the id of the turn that was added. */
  added(id: string): void;
}) {
  const m = messages.value;
  const w = reviewWords.value;
  const [where, setWhere] = useState<'before' | 'after'>('after');
  const [from, setFrom] = useState('');
  const [to, setTo] = useState<string>(EVERYBODY);
  const [tag, setTag] = useState('');
  const people = review.fold.value?.participants() ?? [];
  return (
    <Dialog title={w.inserting.title} close={close}>
      <form
        onSubmit={(e) => {
          e.preventDefault();
          if (from === '') return;
          added(review.insert(beside, where, { from, to, tags: tag === '' ? [] : [tag] }));
          close();
        }}
      >
        <Choice<'before' | 'after'>
          legend={w.inserting.where}
          name="where"
          options={[
            { value: 'before', label: w.inserting.before },
            { value: 'after', label: w.inserting.after },
          ]}
          value={where}
          choose={(v) => setWhere(v)}
          hint={w.inserting.beside(turnInWords(beside, review))}
        />
        <div class="pair">
          <label class="field">
            <span>{m.pad.from}</span>
            <select
              value={from}
              onChange={(e) => {
                setFrom(e.currentTarget.value);
                if (to === e.currentTarget.value) setTo(EVERYBODY);
              }}
            >
              <option value="" disabled />
              {people.map((p) => (
                <option key={p.id} value={p.id}>
                  {p.name}
                </option>
              ))}
            </select>
          </label>
          <label class="field">
            <span>{m.pad.to}</span>
            <select value={to} onChange={(e) => setTo(e.currentTarget.value)}>
              <option value={EVERYBODY}>{m.pad.everybody}</option>
              {people.map((p) => (
                <option key={p.id} value={p.id} disabled={p.id === from}>
                  {p.name}
                </option>
              ))}
            </select>
          </label>
        </div>
        <label class="field">
          <span>{m.pad.tags}</span>
          <select value={tag} onChange={(e) => setTag(e.currentTarget.value)}>
            <option value="">{m.pad.untagged}</option>
            {review.choices.value.map((c) => (
              <option key={c.id} value={c.id}>
                {c.label}
              </option>
            ))}
          </select>
        </label>
        <SubmitOrCancel label={w.inserting.add} disabled={from === ''} cancel={close} />
      </form>
    </Dialog>
  );
}
