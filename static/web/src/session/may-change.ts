import type { Role, Session } from './wire';

/**
 * Whether somebody may change a turn, mark or shared note of an observer. The
 * server decides the same (checkRole and checkMayChange in observe/rules.go);
 * both are tested on observe/testdata/may-change.json.
 */
export function mayChange(
  role: Role | null,
  coding: Session['coding'] | undefined,
  viewer: string,
  observer: string | undefined,
): boolean {
  return role === 'owner' || (role === 'observer' && (coding === 'shared' || viewer === observer));
}
