import { useMemo } from 'preact/hooks';
import type { Entry } from '../../session/wire';
import { codes } from '../../ui/codes';
import { clock, lang, messages } from '../../ui/i18n';
import { inWords, Line } from './line';
import type { Look } from './review';

/**
 * Marks and notes of the meeting; each leads to the turns around it. Private
 * notes are folded: others may be looking along.
 */
export function Remarks({ look }: { look: Look }) {
  const m = messages.value;
  const fold = look.fold.value;
  if (!fold) return null;
  const notes = fold.items('note');
  const isPrivate = (e: Entry) => e.type === 'note' && e.visibility !== 'shared';
  const open = [...look.marks.value, ...notes.filter((e) => !isPrivate(e))].sort(
    (a, b) => (a.at ?? 0) - (b.at ?? 0),
  );
  const own = notes.filter(isPrivate);
  return (
    <>
      {open.length > 0 && (
        <section class="finding" aria-labelledby="remarks">
          <h2 id="remarks">{m.look.remarks(open.length)}</h2>
          <List look={look} entries={open} />
        </section>
      )}
      {own.length > 0 && (
        <section class="finding" aria-labelledby="private-notes">
          <details>
            <summary id="private-notes">{m.look.privateNotes(own.length)}</summary>
            <List look={look} entries={own} />
          </details>
        </section>
      )}
    </>
  );
}

function List({ look, entries }: { look: Look; entries: readonly Entry[] }) {
  const m = messages.value;
  return (
    <ul class="list">
      {entries.map((r) => {
        const at = r.at ?? 0;
        const what =
          r.type === 'note'
            ? (r.text ?? '')
            : r.label || m.look.marks[(r.kind ?? 'moment') as keyof typeof m.look.marks];
        return (
          <li key={r.id} class="row">
            <time>{clock(at)}</time>
            <span class="what">{what}</span>
            <button
              type="button"
              class="plain"
              aria-label={m.look.aroundOf(clock(at))}
              onClick={() => look.set({ opened: { around: at } })}
            >
              {m.look.turnsAround}
            </button>
          </li>
        );
      })}
    </ul>
  );
}

/** Turns that were taken out, so that they can be put back. */
export function TakenOut({ look }: { look: Look }) {
  const m = messages.value;
  const book = look.room.session.value?.codebook;
  const all = useMemo(() => (book ? codes(book) : new Map()), [book, lang.value]);
  const out = look.fold.value?.takenOut() ?? [];
  if (out.length === 0) return null;
  return (
    <section class="finding" aria-labelledby="taken-out">
      <details>
        <summary id="taken-out">{m.look.takenOut(out.length)}</summary>
        <ul class="list">
          {out.map((t) => (
            <li key={t.id} class="row">
              <div class="line">
                <Line turn={t} look={look} all={all} />
              </div>
              {look.may(t) && (
                <button
                  type="button"
                  class="plain"
                  aria-label={m.look.putBackOf(inWords(t, look, all))}
                  onClick={() => look.putBack(t.id)}
                >
                  {m.look.putBack}
                </button>
              )}
            </li>
          ))}
        </ul>
      </details>
    </section>
  );
}

/** What the meeting is, as files. */
export function Take({ look }: { look: Look }) {
  const m = messages.value;
  const path = (query: string) => `/api/v1/sessions/${encodeURIComponent(look.room.id)}/export?${query}`;
  return (
    <section class="finding" aria-labelledby="take">
      <details>
        <summary id="take">{m.look.take}</summary>
        <ul class="list">
          {(['csv', 'jsonl', 'anonymous'] as const).map((kind) => (
            <li key={kind} class="row">
              <a href={path(kind === 'anonymous' ? 'format=csv&anonymous=true' : `format=${kind}`)} download>
                {m.look.takeAs[kind]}
              </a>
            </li>
          ))}
        </ul>
      </details>
    </section>
  );
}
