import { codes } from '../../ui/codes';
import { messages } from '../../ui/i18n';
import { shortNames } from '../../ui/names';
import type { Pad } from './pad';
import type { About } from './undo';

/** Shows for a moment what was just done; `plain` leaves out of whom and what. */
export function Saying({ pad, plain }: { pad: Pad; plain: boolean }) {
  const said = pad.said.value;
  const m = messages.value.pad;
  if (!said) return <p class="saying" role="status" />;
  const { what, about, n } = said;
  const of =
    about === undefined || plain ? undefined : (m.saidOf as Record<string, (a: string) => string>)[what];
  return (
    <p class="saying" role="status">
      <span key={n}>
        {of && about !== undefined ? of(typeof about === 'string' ? about : told(pad, about)) : m.said[what]}
      </span>
    </p>
  );
}

/** An entry in a few words. */
function told(pad: Pad, about: About): string {
  const m = messages.value;
  if ('type' in about) {
    if (about.type === 'note') return m.pad.note;
    if (about.type === 'phase') return about.name ?? '';
    return about.label ?? (about.kind === 'from-work' ? m.observe.short.fromWork : m.observe.short.moment);
  }
  const { live } = pad;
  const people = live.fold.value?.participants() ?? [];
  const short = shortNames(people.map((p) => p.name));
  const name = (id: string) => short[people.findIndex((p) => p.id === id)] ?? m.pad.everybody;
  const book = live.session.value?.codebook;
  const all = book && codes(book);
  return [`${name(about.from)} → ${name(about.to)}`, ...about.tags.map((t) => all?.get(t)?.label ?? t)].join(
    ', ',
  );
}
