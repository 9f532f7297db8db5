import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { mayChange } from '../../src/session/may-change';
import type { Role, Session } from '../../src/session/wire';

interface Case {
  coding: Session['coding'];
  role: Role;
  viewer: string;
  entry: string;
  may: boolean;
}

const cases: Case[] = JSON.parse(
  readFileSync(new URL('../../../../observe/testdata/may-change.json', import.meta.url), 'utf8'),
);

it.each(cases)('lets whom the server lets change a turn: %o', (c) => {
  expect(mayChange(c.role, c.coding, c.viewer, c.entry)).toBe(c.may);
});
