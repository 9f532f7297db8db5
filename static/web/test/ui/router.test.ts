import { readFileSync } from 'node:fs';
import { beforeEach, describe, expect, it } from 'vitest';
import { addressOf, isOwn, route } from '../../src/ui/router';

const { has, lacks } = JSON.parse(
  readFileSync(new URL('../../../../server/testdata/pages.json', import.meta.url), 'utf8'),
) as Record<'has' | 'lacks', string[]>;

describe('the addresses of the page', () => {
  it.each(has)('has %s, as the server says', (address) => {
    expect(route(address).page).not.toBe('not-found');
  });

  it.each(lacks)('lacks %s, as the server says', (address) => {
    expect(route(address).page).toBe('not-found');
  });

  it('hold ids as they are', () => {
    expect(route('/teams/a%2Fb')).toEqual({ page: 'team', id: 'a/b' });
    expect(route('/sessions/a%20b/review')).toEqual({ page: 'review', id: 'a b' });
    expect(addressOf('team', 'a/b')).toBe('/teams/a%2Fb');
    expect(addressOf('review', 'a b')).toBe('/sessions/a%20b/review');
  });
});

describe('a link', () => {
  beforeEach(() => {
    Object.assign(location, { origin: 'http://host' });
  });

  const link = (href: string, o: { target?: string; download?: boolean } = {}) => {
    const url = new URL(href, 'http://host');
    return isOwn({
      origin: url.origin,
      pathname: url.pathname,
      hash: url.hash,
      target: o.target ?? '',
      hasAttribute: (name: string) => name === 'download' && o.download === true,
    });
  };

  it('to another address of the page is followed by the page', () => {
    for (const address of has) expect(link(address), address).toBe(true);
    expect(link('/sessions/new?team=t1')).toBe(true);
  });

  it('to anything else is left to the browser', () => {
    for (const address of lacks) expect(link(address), address).toBe(false);
    expect(link('/api/v1/sessions/s1/export?format=csv', { download: true })).toBe(false);
    expect(link('/settings', { download: true })).toBe(false);
    expect(link('/settings', { target: '_blank' })).toBe(false);
    expect(link('/settings#phone')).toBe(false);
    expect(link('http://elsewhere/settings')).toBe(false);
    expect(link('mailto:anna@host')).toBe(false);
  });
});
