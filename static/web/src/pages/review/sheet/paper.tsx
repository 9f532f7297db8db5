import { day, messages } from '../../../ui/i18n';
import { Paper } from '../../../ui/paper';
import { FilmStrip } from '../film-strip';
import type { Review } from '../review';
import { reviewWords } from '../review-messages';
import { framesOf, placesOf } from '../strip';
import type { Chosen } from './chosen';
import { Picture } from './picture';
import { sheetWords } from './sheet-messages';

/** How many lines there are to write on. */
const LINES = 3;

/** The sheet: a fragment, a pattern with its picture, a question, a try-out, and room to write. */
export function SheetPaper({ review, chosen }: { review: Review; chosen: Chosen }) {
  const m = messages.value;
  const w = sheetWords.value;
  const r = reviewWords.value;
  const session = review.live.session.value;
  const { finding, fragment, tryOut } = chosen;
  const held = Date.parse(session?.started_at ?? session?.created_at ?? '');
  return (
    <Paper name="one-sheet" label={m.title.sheet} clipped={w.clipped}>
      <header>
        <h2 class="clips">{session?.title || m.home.untitled}</h2>
        {Number.isFinite(held) && <p class="small">{day(held)}</p>}
      </header>
      <div class="shown">
        <section>
          <h3>
            {w.fragment} {fragment?.proposed && <Proposed />}
          </h3>
          {fragment ? <Strip review={review} fragment={fragment} /> : <p>{r.fragment.none}</p>}
        </section>
        <section>
          <h3>
            {w.pattern} {finding?.proposed && <Proposed />}
          </h3>
          <p class="says clips">{finding ? finding.short : r.pattern.withoutChosen}</p>
          {finding && <Picture review={review} id={finding.id} moments={chosen.moments} />}
        </section>
      </div>
      <section>
        <h3>{w.question}</h3>
        <p class="asks clips">{chosen.question}</p>
        {chosen.circular && <p class="asks clips">{chosen.circular}</p>}
        <p class="small">{w.write}</p>
        {Array.from({ length: LINES }, (_, i) => (
          <div key={i} class="line" />
        ))}
      </section>
      <section class="trying">
        <Written label={w.tryOut} text={tryOut.text} />
        <Written label={w.owner} text={tryOut.owner} />
        <Written label={w.notice} text={tryOut.notice} />
      </section>
      <section class="room">
        <h3>{w.said}</h3>
      </section>
      <p class="small">{w.foot}</p>
    </Paper>
  );
}

function Proposed() {
  return <span class="small">({sheetWords.value.proposed})</span>;
}

/** What the team wrote, or a line to write it on. */
function Written({ label, text }: { label: string; text: string }) {
  return (
    <div>
      <h3>{label}</h3>
      {text.trim() === '' ? <div class="line" /> : <p class="clips">{text}</p>}
    </div>
  );
}

function Strip({ review, fragment }: { review: Review; fragment: NonNullable<Chosen['fragment']> }) {
  const all = review.turns.value;
  const cut = review.acts.value.slice(fragment.from, fragment.to + 1);
  const [first, last] = [cut[0], cut.at(-1)];
  if (!first || !last) return null;
  const turns = all.slice(all.indexOf(first), all.indexOf(last) + 1);
  return (
    <FilmStrip
      review={review}
      frames={framesOf(turns, (t) => review.eventOf(t), review.pauses.value)}
      places={placesOf(cut)}
      names={fragment.names}
      at={null}
    />
  );
}
