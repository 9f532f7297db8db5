import { signal } from '@preact/signals';
import type { Room } from '../../session/room';

/** Something that was done and is not simply the last entry: how to take it back, and how to do it again. */
export interface UndoStep {
  undo(): void;
  redo(): void;
}

/** A step that stands in a place of its own, and not for the last entry. */
interface Own extends UndoStep {
  own?: boolean;
}

/**
 * Undo and redo of one observer. What was added is taken back from the log, the
 * last first, so that it reaches also what was tapped before a reload or on
 * another device; corrections and the like are steps of this page, and have
 * their turn where they were made.
 */
export class Undo {
  readonly canRedo = signal(false);
  /** `last` is the observer's last entry when the step was done: what came later goes first. */
  private done: (UndoStep & { last: string | undefined })[] = [];
  private undone: Own[] = [];

  constructor(private readonly room: Room) {}

  /** Something new was done: what was undone before stays undone. */
  forget(): void {
    this.undone = [];
    this.canRedo.value = false;
  }

  /** Remembers what was just done. */
  did(step: UndoStep): void {
    this.forget();
    this.done.push({ ...step, last: this.last() });
  }

  /** Takes the last thing back; false when there is none. */
  undo(): boolean {
    const last = this.last();
    const top = this.done.at(-1);
    if (top && top.last === last) {
      this.done.pop();
      top.undo();
      this.push({ undo: top.undo, redo: top.redo, own: true });
      return true;
    }
    if (last === undefined) return false;
    this.room.add({ type: 'void', target: last });
    this.push({
      undo: () => this.room.add({ type: 'void', target: last }),
      redo: () => this.room.add({ type: 'restore', target: last }),
    });
    return true;
  }

  /** Does again what was undone last. */
  redo(): boolean {
    const step = this.undone.pop();
    if (!step) return false;
    this.canRedo.value = this.undone.length > 0;
    step.redo();
    if (step.own) this.done.push({ undo: step.undo, redo: step.redo, last: this.last() });
    return true;
  }

  /** Keeps what was taken back, for redo. */
  push(step: Own): void {
    this.undone.push(step);
    this.canRedo.value = true;
  }

  private last(): string | undefined {
    return this.room.fold.value?.lastOwn(this.room.observer.value);
  }
}
