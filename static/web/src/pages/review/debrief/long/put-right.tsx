import { MAX_TEXT } from '../../../../server/tables.gen';
import { longWords } from './long-messages';
import type { LongTalk } from './long-talk';

/** What the team puts right, in its own words. */
export function PutRight({ talk }: { talk: LongTalk }) {
  const w = longWords.value.putRight;
  const text = talk.debrief.value?.put_right;
  const written = typeof text === 'string' ? text : '';
  return (
    <section class="long-screen put-right-screen" aria-labelledby="put-right-title">
      <h1 id="put-right-title">{w.title}</h1>
      <p class="sentence">{w.lead}</p>
      <ul class="both">
        <li>{w.care}</li>
        <li>{w.clear}</li>
      </ul>
      {talk.writes ? (
        <label class="words">
          <span>{w.label}</span>
          <textarea
            rows={2}
            maxLength={MAX_TEXT}
            disabled={!talk.debrief.value}
            value={written}
            onInput={(e) => talk.set({ put_right: e.currentTarget.value || undefined })}
          />
        </label>
      ) : (
        written !== '' && <p class="sentence written">{written}</p>
      )}
    </section>
  );
}
