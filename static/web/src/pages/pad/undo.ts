import { signal } from '@preact/signals';
import type { Turn, Undoable } from '../../session/fold';
import type { LiveSession } from '../../session/live-session';

/** What was taken back or done again, where that is one entry. */
export type About = Pick<Turn, 'from' | 'to' | 'tags'> | Undoable;

/** Something done that is more than adding the last entry: how to take it back, and how to do it again. */
interface UndoStep {
  undo(): void;
  redo(): void;
  about?: About;
}

/** A step that is kept in `done`, rather than read from the log. */
interface Own extends UndoStep {
  own?: boolean;
}

/**
 * Undo and redo for one observer. Entries that were added are read from the log,
 * the last first, so that undo also reaches what was tapped before a reload or on
 * another device. Corrections and the like are steps of this page, in the order
 * in which they were made.
 */
export class Undo {
  readonly canRedo = signal(false);
  /** `last` is the observer's last entry when the step was done: entries that came later are undone first. */
  private done: (UndoStep & { last: string | undefined })[] = [];
  private undone: Own[] = [];

  constructor(private readonly live: LiveSession) {}

  /** Forgets what can be redone, since something new was done. */
  forget(): void {
    this.undone = [];
    this.canRedo.value = false;
  }

  /** Remembers what was just done. */
  did(step: UndoStep): void {
    this.forget();
    this.done.push({ ...step, last: this.last() });
  }

  /** Takes the last thing back and returns it; null when there is nothing. */
  undo(): { about?: About } | null {
    const last = this.last();
    const top = this.done.at(-1);
    if (top && top.last === last) {
      this.done.pop();
      top.undo();
      this.push({ undo: top.undo, redo: top.redo, about: top.about, own: true });
      return { about: top.about };
    }
    if (last === undefined) return null;
    const about = this.entry(last);
    this.live.add({ type: 'void', target: last });
    this.push({
      undo: () => this.live.add({ type: 'void', target: last }),
      redo: () => this.live.add({ type: 'restore', target: last }),
      about,
    });
    return { about };
  }

  /** Does again what was undone last, and returns it; null when there is nothing. */
  redo(): { about?: About } | null {
    const step = this.undone.pop();
    if (!step) return null;
    this.canRedo.value = this.undone.length > 0;
    step.redo();
    const { undo, redo, about } = step;
    if (step.own) this.done.push({ undo, redo, about, last: this.last() });
    return { about };
  }

  /** A turn, mark, note or phase as it stands. */
  entry(id: string): About | undefined {
    const fold = this.live.fold.value;
    const other = () => [
      ...(fold?.ofType('mark') ?? []),
      ...(fold?.ofType('note') ?? []),
      ...(fold?.ofType('phase') ?? []),
    ];
    return fold?.turn(id) ?? other().find((e) => e.id === id);
  }

  /** Keeps something that was taken back, for redo. */
  push(step: Own): void {
    this.undone.push(step);
    this.canRedo.value = true;
  }

  private last(): string | undefined {
    return this.live.fold.value?.lastOwn(this.live.observer.value);
  }
}
