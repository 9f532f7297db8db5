import type { Code } from '../../ui/codes';
import { explain, explains } from '../../ui/explain';
import { messages } from '../../ui/i18n';
import { beginnings } from '../../ui/names';
import { Sign } from '../../ui/sign';
import type { Pad } from './pad';
import { pressed } from './press';
import { Key } from './stage';

/** Labels of at most this many letters stand closer together. */
const SHORT = 5;

/**
 * The tags of the codebook, under the thumb. A touch tags at once. If the finger
 * stays, it asks what the tag means, and the tag is taken back.
 */
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
  const short = signs || codes.every((c) => c.label.length <= SHORT);
  const starts = signs ? beginnings(codes.map((c) => c.label)) : [];
  const alike = (c: Code) => c.sign === undefined || codes.some((o) => o !== c && o.sign === c.sign);
  return (
    <div class={signs ? 'words signs' : 'words'} data-size={size} data-length={short ? 'short' : 'long'}>
      {codes.map((c, i) => {
        let turn: string | null = null;
        const hover = signs ? {} : explains(c); // a mouse that rests would show neighbours the word
        return (
          <button
            key={c.id}
            type="button"
            aria-label={c.label}
            aria-description={c.definition || undefined}
            data-tag={c.id}
            data-key={keys.get(c.id) ?? ''}
            style={{ '--tag': c.colour ?? 'var(--edge)' }}
            {...hover}
            {...pressed(
              () => {
                turn = pad.tag(c.id);
              },
              (button) => {
                if (turn !== null) pad.untag(turn, c.id);
                explain(c, button, true);
              },
            )}
          >
            {(signs || c.sign || c.colour) && <Sign sign={c.sign} />}
            {(!signs || alike(c)) && <span>{signs ? starts[i] : c.label}</span>}
            <Key k={keys.get(c.id)} />
          </button>
        );
      })}
    </div>
  );
}
