import { useEffect, useRef } from 'preact/hooks';
import type { Code } from '../../ui/codes';
import { messages } from '../../ui/i18n';
import { beginnings } from '../../ui/names';
import { Sign } from '../../ui/sign';
import type { Pad } from './pad';
import { pressed } from './press';
import { Key } from './stage';

/**
 * The words of the family that was just tapped, for a moment. Any other touch
 * goes on without them. The row keeps its place when it is empty, so that nothing
 * moves under the thumb.
 */
export function FollowUp({
  pad,
  words,
  keys,
  signs,
}: {
  pad: Pad;
  words(family: string): readonly Code[];
  keys(family: string): Map<string, string>;
  /** Shows the first letters of the words only, which neighbours cannot read. */
  signs: boolean;
}) {
  const o = messages.value.observe;
  const row = useRef<HTMLDivElement>(null);
  const family = pad.family.value;
  useEffect(() => {
    if (!family) return;
    const elsewhere = (e: PointerEvent) => {
      if (e.target instanceof Node && row.current?.contains(e.target)) return;
      pad.family.value = null;
    };
    addEventListener('pointerdown', elsewhere, true);
    return () => removeEventListener('pointerdown', elsewhere, true);
  }, [family]);
  const offered = family ? words(family.family) : [];
  const starts = beginnings(offered.map((c) => c.label));
  const letters = family && keys(family.family);
  return (
    <div class="follow" role="group" aria-label={o.menu.followUp} ref={row}>
      {family &&
        offered.map((c, i) => (
          <button
            key={c.id}
            type="button"
            aria-label={c.label}
            data-tag={c.id}
            data-key={letters?.get(c.id) ?? ''}
            style={{ '--tag': c.colour ?? 'var(--edge)' }}
            {...pressed(() => pad.refine(family, c.id))}
          >
            <Sign sign={c.sign} />
            <span>{signs ? starts[i] : c.label}</span>
            <Key k={letters?.get(c.id)} />
          </button>
        ))}
    </div>
  );
}
