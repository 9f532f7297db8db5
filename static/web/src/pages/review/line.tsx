import type { Turn } from '../../session/fold';
import type { Code } from '../../ui/codes';
import { clock, messages } from '../../ui/i18n';
import { Sign } from '../../ui/sign';
import type { Look } from './review';

/** One turn as a quiet line: when, who to whom, and its words. */
export function Line({ turn, look, all }: { turn: Turn; look: Look; all: ReadonlyMap<string, Code> }) {
  const m = messages.value;
  const said = look.said(turn.id);
  return (
    <>
      <time>{clock(turn.at)}</time>
      <span class="who">
        {look.name(turn.from)} <span aria-hidden="true">→</span>
        <span class="hidden">{m.look.to}</span> {look.name(turn.to)}
      </span>
      <span class="tags">
        {said !== undefined && <span>{said}</span>}
        {said === undefined && turn.tags.length === 0 && <span class="quiet">{m.pad.untagged}</span>}
        {turn.tags.map((id) => (
          <span
            key={id}
            class="tag"
            style={{ '--tag': look.colours.value.get(id) ?? all.get(id)?.colour ?? 'var(--quiet)' }}
          >
            <Sign sign={all.get(id)?.sign} />
            {all.get(id)?.label ?? id}
          </span>
        ))}
      </span>
    </>
  );
}

/** A turn in words, for a label. */
export function inWords(turn: Turn, look: Look, all: ReadonlyMap<string, Code>): string {
  const m = messages.value;
  const tags = turn.tags.map((id) => all.get(id)?.label ?? id);
  const words = [look.said(turn.id), ...tags].filter((w) => w !== undefined).join(', ') || m.pad.untagged;
  return `${clock(turn.at)}, ${m.pad.draft(look.name(turn.from), look.name(turn.to))}, ${words}`;
}
