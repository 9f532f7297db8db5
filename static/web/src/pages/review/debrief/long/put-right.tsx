import { Written } from '../parts';
import type { Talk } from '../talk';
import { longWords } from './long-messages';

/** What the team puts right, in its own words. */
export function PutRight({ talk }: { talk: Talk }) {
  const w = longWords.value.putRight;
  const text = talk.debrief.value?.put_right;
  return (
    <section class="long-screen put-right-screen" aria-labelledby="put-right-title">
      <h1 id="put-right-title">{w.title}</h1>
      <p class="sentence">{w.lead}</p>
      <ul class="two-sides">
        <li>{w.care}</li>
        <li>{w.clear}</li>
      </ul>
      <Written
        talk={talk}
        label={w.label}
        value={typeof text === 'string' ? text : ''}
        write={(t) => talk.set({ put_right: t || undefined })}
        big
      />
    </section>
  );
}
