import type { Codebook } from '../../server/api.gen';
import type { Code } from '../../ui/codes';
import { label } from '../../ui/i18n';
import { Paper } from '../../ui/paper';
import { WordList } from '../../ui/word-list';
import { printWords } from './print-messages';

/** The back of the sheet: what each word means, and what to do in doubt. */
export function WordsPaper({
  book,
  words,
  all,
  keys,
}: {
  book: Codebook;
  words: readonly Code[];
  all: ReadonlyMap<string, Code>;
  keys: ReadonlyMap<string, string>;
}) {
  const w = printWords.value;
  const rules = (book.rules ?? []).map((r) => label(r, '')).filter((r) => r !== '');
  return (
    <Paper name="meanings" label={w.words.title} clipped={w.clipped}>
      <h2>{w.words.title}</h2>
      <p class="small">{label(book.labels, book.id)}</p>
      <WordList codes={words} all={all} keys={keys} />
      {rules.length > 0 && (
        <section>
          <h3>{w.words.rules}</h3>
          <ol>
            {rules.map((r) => (
              <li key={r}>{r}</li>
            ))}
          </ol>
        </section>
      )}
      <p class="small foot">{w.foot}</p>
    </Paper>
  );
}
