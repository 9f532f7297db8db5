import type { Code } from '../../ui/codes';
import { messages } from '../../ui/i18n';
import { Sign } from '../../ui/sign';
import type { Pad } from './pad';
import { pressed } from './press';
import { Key } from './stage';

/** Labels of at most this many letters stand closer together. */
const SHORT = 5;

/** The tags of the codebook, under the thumb. */
export function TagButtons({
  pad,
  codes,
  keys,
  signs,
}: {
  pad: Pad;
  codes: readonly Code[];
  keys: Map<string, string>;
  /** Shows signs instead of labels, for observers who know them. */
  signs: boolean;
}) {
  if (codes.length === 0) return <p class="quiet">{messages.value.pad.noWords}</p>;
  const size = codes.length > 8 ? 'many' : codes.length > 4 ? 'some' : 'few';
  const short = codes.every((c) => c.label.length <= SHORT);
  if (signs) {
    const alike = (c: Code) => c.sign === undefined || codes.some((o) => o !== c && o.sign === c.sign);
    return (
      <div class="words signs" data-size={size} data-length="short">
        {codes.map((c) => (
          <button
            key={c.id}
            type="button"
            aria-label={c.label}
            data-tag={c.id}
            data-key={keys.get(c.id) ?? ''}
            style={{ '--tag': c.colour ?? 'var(--edge)' }}
            {...pressed(() => pad.tag(c.id))}
          >
            <Sign sign={c.sign} />
            {alike(c) && <span>{[...c.label].slice(0, 2).join('')}</span>}
          </button>
        ))}
      </div>
    );
  }
  return (
    <div class="words" data-size={size} data-length={short ? 'short' : 'long'}>
      {codes.map((c) => (
        <button
          key={c.id}
          type="button"
          aria-label={c.label}
          title={c.definition}
          data-tag={c.id}
          data-key={keys.get(c.id) ?? ''}
          style={{ '--tag': c.colour ?? 'var(--edge)' }}
          {...pressed(() => pad.tag(c.id))}
        >
          {(c.sign || c.colour) && <Sign sign={c.sign} />}
          <span>{c.label}</span>
          <Key k={keys.get(c.id)} />
        </button>
      ))}
    </div>
  );
}
