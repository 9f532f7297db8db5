import '../../style/blank-sheets.css';
import { useMemo, useState } from 'preact/hooks';
import type { Codebook, Person, Team } from '../../server/api.gen';
import { cachedCodebooks, cachedTeams } from '../../session/offline-start';
import { circleSeat } from '../../session/seats';
import { codes, codesOfStep, defaultStep } from '../../ui/codes';
import { label, messages } from '../../ui/i18n';
import { assignKeys } from '../../ui/keys';
import { shortNames } from '../../ui/names';
import { NotFound } from '../../ui/not-found';
import { printPapers } from '../../ui/paper';
import { Failed, Loading, Page } from '../../ui/parts';
import { addressOf } from '../../ui/router';
import { useAsked } from '../../ui/use-asked';
import { LoopPaper } from './loop-paper';
import { ObservationPaper, type PaperSeat } from './observation-paper';
import { printWords } from './print-messages';
import { WordsPaper } from './words-paper';

/** How many open seats there can be where no team is named. */
const SEATS = [6, 7, 8, 9, 10, 11, 12];
const USUAL_SEATS = 8;
const USUAL_CODEBOOK = 'three-k';

/** Blank sheets, to observe a meeting with a pen: of a team, or with open seats. */
export function BlankSheets() {
  const m = messages.value;
  const w = printWords.value;
  const asked = useMemo(() => new URLSearchParams(location.search).get('team') ?? '', []);
  const [open, setOpen] = useState(USUAL_SEATS);
  const [lens, setLens] = useState(USUAL_CODEBOOK);
  const teams = useAsked('teams', cachedTeams, asked !== '');
  const books = useAsked('codebooks', cachedCodebooks);
  const team = teams.value?.find((t) => t.id === asked);
  if (asked !== '' && teams.value && !team) return <NotFound />;
  const book = books.value?.find((b) => b.id === lens) ?? books.value?.[0];
  const failed = [teams, books].find((a) => a.problem);
  return (
    <Page title={m.title['blank-sheet']} kind="papers" back={asked === '' ? '/' : addressOf('team', asked)}>
      <p class="lead unprinted">{w.lead}</p>
      {failed?.problem && <Failed problem={failed.problem} again={failed.again} />}
      {book && (team || asked === '') ? (
        <>
          <div class="papers-tools unprinted">
            {!team && (
              <label>
                {w.seats}
                <select value={open} onChange={(e) => setOpen(Number(e.currentTarget.value))}>
                  {SEATS.map((n) => (
                    <option key={n} value={n}>
                      {w.seatCount(n)}
                    </option>
                  ))}
                </select>
              </label>
            )}
            {(books.value?.length ?? 0) > 1 && (
              <label>
                {w.lens}
                <select value={book.id} onChange={(e) => setLens(e.currentTarget.value)}>
                  {books.value?.map((b) => (
                    <option key={b.id} value={b.id}>
                      {label(b.labels, b.id)}
                    </option>
                  ))}
                </select>
              </label>
            )}
            <button type="button" class="button" onClick={() => void printPapers()}>
              {w.print}
            </button>
            <a
              class="plain"
              href={`/sessions/new?${new URLSearchParams({ ...(team ? { team: team.id } : {}), from: 'paper' })}`}
            >
              {w.enter}
            </a>
          </div>
          <p class="hint unprinted">{w.pages}</p>
          <Papers team={team} open={open} book={book} />
        </>
      ) : (
        !failed && <Loading />
      )}
    </Page>
  );
}

function Papers({ team, open, book }: { team: Team | undefined; open: number; book: Codebook }) {
  const words = codesOfStep(book, defaultStep(book));
  const people: readonly Person[] =
    team?.people ?? Array.from({ length: open }, (_, i) => ({ id: String(i), name: '' }));
  const keys = assignKeys(
    people.map((p) => p.id),
    words,
  );
  const short = shortNames(people.map((p) => p.name));
  const seats = people.map((p, i): PaperSeat => {
    const seat = p.seat ?? circleSeat(i, people.length);
    return { id: p.id, name: short[i] ?? '', x: seat.x, y: seat.y, key: keys.seats.get(p.id) ?? '' };
  });
  return (
    <>
      <ObservationPaper team={team?.name ?? ''} seats={seats} words={words} keys={keys} />
      <WordsPaper book={book} words={words} all={codes(book)} keys={keys.tags} />
      <LoopPaper />
    </>
  );
}
