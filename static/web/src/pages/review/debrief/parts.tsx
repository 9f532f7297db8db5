import { MAX_TEXT } from '../../../server/tables.gen';
import { Sign } from '../../../ui/sign';
import { reviewWords } from '../review-messages';
import { debriefWords } from './debrief-messages';
import type { Talk } from './talk';

/** The words that follow each other, as signs in a row. */
export function Chain({ talk }: { talk: Talk }) {
  const w = debriefWords.value.picture;
  const { loop } = reviewWords.value;
  const scenes = talk.scenes.value;
  if (!scenes) return null;
  return (
    <p class="chain">
      {scenes.chain.map(({ code, less }, i) => (
        <span key={`${i} ${code}`} class="link">
          <Word talk={talk} id={code} />
          {(i + 1 < scenes.chain.length || scenes.round || scenes.leads) && (
            <span class="leads-to" data-less={less}>
              <span aria-hidden="true">→</span>
              <span class="hidden">{less ? loop.seldom : loop.followed}</span>
            </span>
          )}
        </span>
      ))}
      {scenes.round && <span class="quiet">↻ {w.again}</span>}
      {scenes.leads && <span>{w.leads[scenes.leads]}</span>}
    </p>
  );
}

/** A word with its sign, in its colour. */
export function Word({ talk, id, bare }: { talk: Talk; id: string; bare?: boolean }) {
  const { codes, colours } = talk.naming;
  const code = codes.value.get(id);
  const label = code?.label ?? (id || debriefWords.value.picture.untagged);
  return (
    <span class="tag" style={{ '--tag': colours.value.get(id) ?? code?.colour ?? 'var(--quiet)' }}>
      <Sign sign={code?.sign} />
      <span class={bare ? 'hidden' : ''}>{label}</span>
    </span>
  );
}

/** What the team says: a field where it is written, a text on every other screen. */
export function Written({
  talk,
  label,
  value,
  write,
  most = MAX_TEXT,
  big,
}: {
  talk: Talk;
  label: string;
  value: string;
  write(text: string): void;
  most?: number;
  big?: boolean;
}) {
  if (!talk.writes)
    return value === '' ? null : (
      <p class={big ? 'written big' : 'written'}>
        <span class="quiet">{label}</span> {value}
      </p>
    );
  return (
    <label class="field">
      <span>{label}</span>
      <textarea
        rows={1}
        maxLength={most}
        value={value}
        class={big ? 'big' : ''}
        onInput={(e) => write(e.currentTarget.value)}
      />
    </label>
  );
}
