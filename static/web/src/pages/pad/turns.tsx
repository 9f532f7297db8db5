import { EVERYBODY, type Turn } from '../../session/fold';
import type { Code } from '../../ui/codes';
import { clock, messages } from '../../ui/i18n';
import { Sign } from '../../ui/sign';

const SHOWN = 5;

/** The last turns, newest first, one line each; a tap opens the correction. */
export function Turns({
  turns,
  name,
  short = name,
  codes,
  empty,
  correct,
  what,
  whereIs,
  numbered = false,
}: {
  turns: readonly Turn[];
  name(id: string): string | undefined;
  /** The name in a line, where there is little room. */
  short?: (id: string) => string | undefined;
  codes: ReadonlyMap<string, Code>;
  empty: string;
  correct?: (t: Turn) => void;
  /** What a mark says of a turn, such as that all laughed. */
  what?: (id: string) => string | undefined;
  /** Whether a turn is only on this device, on its way, or saved. */
  whereIs?: (id: string) => 'here' | 'sent' | 'saved' | undefined;
  /** Shows which turn it is instead of when it was. */
  numbered?: boolean;
}) {
  const m = messages.value;
  const as = (of: typeof name) => (id: string) => (id === EVERYBODY ? m.pad.everybody : (of(id) ?? id));
  const [who, inShort] = [as(name), as(short)];
  return (
    <>
      <h2>{m.pad.last}</h2>
      {turns.length === 0 && <p class="quiet">{empty}</p>}
      <ol class="turns">
        {turns
          .slice(-SHOWN)
          .reverse()
          .map((t, i) => {
            const words = t.tags.map((id) => codes.get(id)?.label ?? id);
            const said = what?.(t.id);
            // What all did at once is said alone: a silence is from nobody to nobody.
            const all = t.from === EVERYBODY && t.to === EVERYBODY;
            const alone = all ? (said ?? words[0] ?? m.pad.everybody) : undefined;
            if (said !== undefined) words.unshift(said);
            const turn =
              alone ?? `${m.pad.draft(who(t.from), who(t.to))}, ${words.join(', ') || m.pad.untagged}`;
            const where = whereIs?.(t.id);
            const line = (
              <>
                <time>
                  {numbered ? turns.length - i : clock(t.at)}
                  {where !== undefined && where !== 'saved' && (
                    <i class="where" data-where={where} title={m.observe.where[where]}>
                      <span class="hidden">{m.observe.where[where]}</span>
                    </i>
                  )}
                </time>
                {alone !== undefined ? (
                  <span class="who alone">{alone}</span>
                ) : (
                  <>
                    <span class="who">
                      {inShort(t.from)} <span aria-hidden="true">→</span> {inShort(t.to)}
                    </span>
                    <span class="tags">
                      {said !== undefined && <span>{said}</span>}
                      {words.length === 0 && <span class="quiet">{m.pad.untagged}</span>}
                      {t.tags.map((id) => (
                        <span
                          key={id}
                          class="tag"
                          style={{ '--tag': codes.get(id)?.colour ?? 'var(--quiet)' }}
                        >
                          <Sign sign={codes.get(id)?.sign} />
                          {codes.get(id)?.label ?? id}
                        </span>
                      ))}
                    </span>
                  </>
                )}
              </>
            );
            return (
              <li key={t.id}>
                {correct ? (
                  <button type="button" aria-label={m.pad.correct(turn)} onClick={() => correct(t)}>
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
