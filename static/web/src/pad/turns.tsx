import type { Code } from '../codes';
import { EVERYBODY, type Turn } from '../fold';
import { clock, messages } from '../i18n';
import { Sign } from './words';

const SHOWN = 5;

/** The last turns, newest first, one quiet line each; a tap corrects. */
export function Turns({
  turns,
  name,
  codes,
  empty,
  correct,
}: {
  turns: readonly Turn[];
  name(id: string): string | undefined;
  codes: ReadonlyMap<string, Code>;
  empty: string;
  correct?: (t: Turn) => void;
}) {
  const m = messages.value;
  const who = (id: string) => (id === EVERYBODY ? m.pad.everybody : (name(id) ?? id));
  return (
    <>
      <h2>{m.pad.last}</h2>
      {turns.length === 0 && <p class="quiet">{empty}</p>}
      <ol class="turns">
        {turns
          .slice(-SHOWN)
          .reverse()
          .map((t) => {
            const words = t.tags.map((id) => codes.get(id)?.label ?? id);
            const line = (
              <>
                <time>{clock(t.at)}</time>
                <span class="who">
                  {who(t.from)} <span aria-hidden="true">→</span> {who(t.to)}
                </span>
                <span class="tags">
                  {t.tags.length === 0 && <span class="quiet">{m.pad.untagged}</span>}
                  {t.tags.map((id) => (
                    <span key={id} class="tag" style={{ '--tag': codes.get(id)?.colour ?? 'var(--quiet)' }}>
                      <Sign sign={codes.get(id)?.sign} />
                      {codes.get(id)?.label ?? id}
                    </span>
                  ))}
                </span>
              </>
            );
            return (
              <li key={t.id}>
                {correct ? (
                  <button
                    type="button"
                    aria-label={m.pad.correct(
                      `${m.pad.draft(who(t.from), who(t.to))}, ${words.join(', ') || m.pad.untagged}`,
                    )}
                    onClick={() => correct(t)}
                  >
                    {line}
                  </button>
                ) : (
                  <div>{line}</div>
                )}
              </li>
            );
          })}
      </ol>
    </>
  );
}
