import '../style/word-list.css';
import { WORDS } from '../messages/words';
import type { Code } from './codes';
import { lang } from './i18n';
import { Sign } from './sign';

/** What a word means: its definition, an example, and what it is not to be mistaken for. */
export function Meaning({ code, all }: { code: Code; all: ReadonlyMap<string, Code> }) {
  const t = WORDS[lang.value];
  const inside = code.definition ? [] : [...all.values()].filter((c) => c.family === code.id);
  return (
    <>
      {code.definition && <p>{code.definition}</p>}
      {inside.length > 0 && (
        <ul>
          {inside.map((c) => (
            <li key={c.id}>
              <b>{c.label}</b>
              {c.definition && `: ${c.definition}`}
            </li>
          ))}
        </ul>
      )}
      {code.example && <p class="quiet">{t.example(code.example)}</p>}
      {code.nearMiss && <p class="quiet">{t.nearMiss(code.nearMiss)}</p>}
    </>
  );
}

/** The words of a step with what they mean, and on the pad with their keys. */
export function WordList({
  codes,
  all,
  keys,
}: {
  codes: readonly Code[];
  /** All words of the codebook: a family without a definition is explained by its words. */
  all: ReadonlyMap<string, Code>;
  keys?: ReadonlyMap<string, string>;
}) {
  return (
    <dl class="word-list">
      {codes.map((c) => {
        const key = keys?.get(c.id);
        return (
          <div key={c.id} style={{ '--tag': c.colour ?? 'var(--edge)' }}>
            <dt>
              <Sign sign={c.sign} /> {c.label} {key !== undefined && <kbd>{keySign(key)}</kbd>}
            </dt>
            <dd>
              <Meaning code={c} all={all} />
            </dd>
          </div>
        );
      })}
    </dl>
  );
}

/** A key as it is shown: a capital stands for Shift with the letter. */
function keySign(k: string): string {
  return k.length === 1 && k !== k.toLowerCase() ? `⇧${k.toLowerCase()}` : k;
}
