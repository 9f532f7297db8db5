import { useEffect, useRef, useState } from 'preact/hooks';
import { MOST_MINUTES, type PaperItem } from '../../../session/paper';
import { messages } from '../../../ui/i18n';
import { Dialog, SubmitOrCancel } from '../../../ui/parts';
import type { Item } from '../dialog-kind';
import type { Meeting } from '../meeting';
import { Outcomes } from './outcomes';

/** Asks how long the item took that was entered from paper, and begins the next one. */
export function MinutesDialog({ meeting, next, close }: { meeting: Meeting; next: Item; close(): void }) {
  const o = messages.value.observe.paper;
  const [items] = useState(() => meeting.paperItems());
  const [typed, setTyped] = useState('');
  const minutes = read(typed);
  const last = items.at(-1);
  if (!last) return null;
  return (
    <Dialog title={o.minutes(nameOf(last, items))} close={close}>
      <form
        onSubmit={(e) => {
          e.preventDefault();
          if (minutes === undefined) return;
          const end = meeting.spread([...items.slice(0, -1).map((i) => i.minutes), minutes]);
          meeting.begin(next, end);
          close();
        }}
      >
        <Minutes label={o.minutesOf(nameOf(last, items))} typed={typed} type={setTyped} first />
        <p class="hint">{o.hint}</p>
        <SubmitOrCancel label={o.next(next.name)} disabled={minutes === undefined} cancel={close} />
      </form>
    </Dialog>
  );
}

/** Asks how long each item took, and ends the meeting from paper. */
export function EndPaperDialog({ meeting, close }: { meeting: Meeting; close(): void }) {
  const o = messages.value.observe.paper;
  const [items] = useState(() => meeting.paperItems());
  const [typed, setTyped] = useState(() => items.map((i) => (i.minutes === null ? '' : String(i.minutes))));
  const minutes = typed.map(read);
  const last = meeting.currentPhase();
  const [asks] = useState(last !== undefined && last.outcome === undefined);
  const missing = items.findIndex((i) => i.open && i.minutes === null);
  return (
    <Dialog title={o.end} close={close}>
      <form
        onSubmit={(e) => {
          e.preventDefault();
          if (minutes.includes(undefined)) return;
          meeting.halt('ended', meeting.spread(minutes as (number | null)[]));
          close();
        }}
      >
        {items.map(
          (item, i) =>
            item.open && (
              <Minutes
                key={item.phase?.id ?? ''}
                label={o.minutesOf(nameOf(item, items))}
                typed={typed[i] ?? ''}
                type={(text) => setTyped(typed.map((t, j) => (i === j ? text : t)))}
                first={i === missing}
              />
            ),
        )}
        <p class="hint">{o.hint}</p>
        {asks && last && <Outcomes meeting={meeting} phase={last} />}
        <SubmitOrCancel label={o.done} disabled={minutes.includes(undefined)} cancel={close} />
      </form>
    </Dialog>
  );
}

function Minutes({
  label,
  typed,
  type,
  first,
}: {
  label: string;
  typed: string;
  type(text: string): void;
  /** It is typed in first. */
  first: boolean;
}) {
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (first) input.current?.focus();
  }, [first]);
  return (
    <label class="field short">
      <span>{label}</span>
      <input
        type="text"
        inputMode="numeric"
        ref={input}
        value={typed}
        aria-invalid={read(typed) === undefined}
        onInput={(e) => type(e.currentTarget.value)}
      />
    </label>
  );
}

/** The minutes that were typed: null where nobody knows, undefined where it is no number of minutes. */
function read(typed: string): number | null | undefined {
  if (typed.trim() === '') return null;
  const minutes = Number(typed);
  return Number.isInteger(minutes) && minutes > 0 && minutes <= MOST_MINUTES ? minutes : undefined;
}

function nameOf(item: PaperItem, items: readonly PaperItem[]): string {
  const o = messages.value.observe.paper;
  return item.phase?.name ?? (items.length > 1 ? o.before : o.wholeMeeting);
}
