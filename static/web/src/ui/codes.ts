import type { Codebook, Tag } from '../session/wire';
import { label, lang } from './i18n';

/** A tag or family as the pad shows it. A tag without a colour or sign has those of its family. */
export interface Code {
  id: string;
  label: string;
  definition: string;
  example: string;
  nearMiss: string;
  /** The id of the family of a tag. */
  family: string | undefined;
  colour: string | undefined;
  sign: string | undefined;
  key: string | undefined;
}

/** All tags and families of a codebook, by id. */
export function codes(book: Codebook): Map<string, Code> {
  const families = new Map((book.families ?? []).map((f) => [f.id, f]));
  const code = (t: Tag): Code => {
    const family = t.family === undefined ? undefined : families.get(t.family);
    return {
      id: t.id,
      label: label(t.labels, t.id),
      definition: label(t.definition, ''),
      example: label(t.example, ''),
      nearMiss: label(t.near_miss, ''),
      family: t.family,
      colour: t.colour ?? family?.colour,
      sign: t.sign ?? family?.sign,
      key: t.keys?.[lang.value] ?? t.key,
    };
  };
  return new Map([...(book.families ?? []), ...book.tags].map((t) => [t.id, code(t)]));
}

/**
 * The step that the pad begins with: the one that the codebook names (before it could name one,
 * that with six tags), or otherwise the last one.
 */
export function defaultStep(book: Codebook): string | undefined {
  const steps = book.steps ?? [];
  return (steps.find((s) => s.id === (book.default_step ?? 'six')) ?? steps.at(-1))?.id;
}

/** The step with this id, or, where the codebook has none such, the one that the pad begins with. */
export function stepOf(book: Codebook, step: string | undefined) {
  return book.steps?.find((s) => s.id === step) ?? book.steps?.find((s) => s.id === defaultStep(book));
}

/** The tags of one step; all tags if the codebook has no steps. */
export function codesOfStep(book: Codebook, step: string | undefined): Code[] {
  const all = codes(book);
  const ids = stepOf(book, step)?.codes ?? book.tags.map((t) => t.id);
  return ids.flatMap((id) => all.get(id) ?? []);
}
