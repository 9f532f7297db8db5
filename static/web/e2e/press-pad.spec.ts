import { expect, journey, STATUS, saved, seat, tag } from './journey';
import {
  at,
  begun,
  brings,
  closes,
  type Effect,
  either,
  goes,
  logs,
  one,
  opens,
  PEOPLE,
  pressAll,
  type Row,
  re,
  type Scene,
  sees,
  selects,
  ticks,
  types,
  unfolds,
  type Words,
} from './press';

const PHASES = { phases: [{ name: 'Opening', purpose: 'inform' }, 'Rooster'] };

for (const role of ['owner', 'observer'] as const)
  journey(`everything on the pad does what it says, as ${role}`, async (j) => {
    const { server } = j;
    const me = role === 'owner' ? j : await j.visitor();
    const { page } = me;
    await page.setViewportSize({ width: 1280, height: 900 });
    if (role === 'owner') await j.signIn();
    else {
      me.expectError(STATUS(401)); // the page asks who this is
      await page.goto(`${server.base}/join`);
    }
    /** An observer is invited to each meeting. */
    const invited = async (session: string) => {
      if (role === 'owner') return;
      const { url } = await server.post<{ url: string }>(`/sessions/${session}/invitations`, {
        role: 'observer',
        expires_in_s: 600,
      });
      const status = await page.evaluate(
        async (token) =>
          (
            await fetch('/api/v1/join', {
              method: 'POST',
              headers: { 'Content-Type': 'application/json' },
              body: JSON.stringify({ token, name: 'Otto' }),
            })
          ).status,
        new URL(url).hash.slice(1),
      );
      expect(status).toBe(200);
    };
    const { items } = (await (await server.fetch('/codebooks?limit=500')).json()) as {
      items: {
        id: string;
        tags: { id: string; labels: Record<string, string> }[];
        steps: { id: string; labels: Record<string, string> }[];
      }[];
    };
    const book = items.find((b) => b.id === 'three-k');
    if (!book) throw new Error('no codebook');
    const language = (m: Words) => (m.nav.settings === 'Settings' ? 'en' : 'nl');
    const families = (book as unknown as { families: { id: string; labels: Record<string, string> }[] })
      .families;
    const words = (m: Words) => [...book.tags, ...families].map((t) => t.labels[language(m)] ?? t.id);

    /** A scene with the pad of a new meeting; `more` brings it into its state. */
    const pad =
      (
        make: () => Promise<string>,
        ready: string,
        more: (m: Words, id: string) => Promise<void> = async () => {},
      ) =>
      async (m: Words) => {
        const id = await make();
        await invited(id);
        await at(page, `/sessions/${id}/pad`, ready);
        await saved(page);
        await more(m, id);
        return id;
      };
    const live = () => begun(server, PHASES);
    const state =
      (name: string, more: object[] = []) =>
      () =>
        begun(server, PHASES, [
          ...more,
          { type: 'state', at: 60_000, state: name, time: new Date().toISOString() },
        ]);
    const circle = '[data-person="p1"]';
    const dialog = (
      open: (m: Words) => Promise<void>,
      then: (m: Words) => Promise<void> = async () => {},
      make = live,
    ) =>
      pad(make, make === planned ? '.card' : circle, async (m) => {
        await open(m);
        await page.locator('dialog[open]').waitFor();
        await then(m);
      });
    const button = (name: string) => page.getByRole('button', { name, exact: true });
    const menu = async (m: Words) => button(m.observe.menu.title).click();
    const asked =
      (what: 'people' | 'places' | 'agenda' | 'theme' | 'safety' | 'invite' | 'end') => async (m: Words) => {
        await menu(m);
        await button(m.observe.menu.go[what]).click();
      };
    /** Ends the turn under way, so that it is in the log at once. */
    const settle = () => page.keyboard.press('w');
    const typed = (label: (m: Words) => string) => async (m: Words) =>
      page.getByRole('textbox', { name: label(m), exact: true }).fill('Iets');

    /** A saved file with a turn of Chantal. */
    const file = () => ({
      name: 'kompas.jsonl',
      mimeType: 'application/x-ndjson',
      buffer: Buffer.from(
        `${JSON.stringify({ id: crypto.randomUUID(), type: 'interaction', at: 30_000, from: 'p3', to: 'p1' })}\n`,
      ),
    });

    const planned = async () =>
      (
        await server.post<{ id: string }>('/sessions', {
          title: 'Weekstart',
          participants: PEOPLE.map((name) => ({ name })),
        })
      ).id;
    const scenes: Scene[] = [
      {
        name: 'planned',
        open: pad(planned, '.card'),
      },
      { name: 'live', open: pad(live, circle) },
      {
        name: 'live, network',
        after: 'live',
        open: pad(live, circle, async () => {
          await page.locator('.beside > .steps button').last().click();
          await page.locator('.network').scrollIntoViewIfNeeded();
          await page.locator('.network summary').waitFor();
        }),
      },
      {
        name: 'live, undone',
        after: 'live',
        open: pad(live, circle, async (m) => {
          await seat(page, 'p3').click();
          await button(m.pad.undo).click();
          await page.getByText(m.pad.saidOf.undone('Chantal')).waitFor();
        }),
      },
      {
        name: 'live, an item over',
        after: 'live',
        open: pad(
          () =>
            begun(server, PHASES, [
              { type: 'phase', at: 20_000, name: 'Opening', purpose: 'inform' },
              { type: 'phase', at: 30_000, name: 'Rooster' },
            ]),
          circle,
        ),
      },
      {
        name: 'places',
        after: 'live',
        open: pad(live, circle, async (m) => {
          await asked('places')(m);
          await page.locator('.places').waitFor();
        }),
      },
      {
        name: 'note',
        after: 'live',
        open: pad(live, circle, async (m) => {
          await button(m.pad.note).click();
          await typed((m) => m.pad.note)(m);
        }),
      },
      { name: 'menu', open: dialog(menu) },
      {
        name: 'menu, a file',
        after: 'menu',
        open: dialog(menu, async (m) => {
          await page.getByLabel(m.notSent.back).setInputFiles(file());
          await page.locator('fieldset.ask').waitFor();
        }),
      },
      {
        name: 'menu, each alone',
        after: 'menu',
        open: dialog(menu, undefined, () => begun(server, { coding: 'independent' })),
      },
      {
        name: 'menu, each alone, asked',
        after: 'menu',
        open: dialog(
          menu,
          async (m) => button(m.observe.menu.reveal).click(),
          () => begun(server, { coding: 'independent' }),
        ),
      },
      {
        name: 'people before the start',
        open: dialog(async (m) => button(m.observe.people.title).click(), undefined, planned),
      },
      {
        name: 'people',
        open: dialog(
          asked('people'),
          typed((m) => m.pad.joinName),
        ),
      },
      {
        name: 'people, some away',
        after: 'people',
        open: dialog(
          asked('people'),
          async (m) => button(m.observe.people.noPartName('Anna')).click(),
          () =>
            begun(
              server,
              {},
              ['Bram', 'Chantal'].map((name, i) => ({
                type: 'participant',
                at: 10_000,
                person: { id: `p${i + 2}`, name },
                present: false,
              })),
            ),
        ),
      },
      {
        name: 'agenda',
        open: dialog(
          asked('agenda'),
          typed((m) => m.observe.agenda.name),
          () => begun(server, PHASES, [{ type: 'phase', at: 20_000, name: 'Opening', purpose: 'inform' }]),
        ),
      },
      {
        name: 'theme',
        open: dialog(
          asked('theme'),
          typed((m) => m.observe.theme.label),
          () => begun(server, {}, [{ type: 'mark', at: 20_000, kind: 'theme', label: 'Haast' }]),
        ),
      },
      { name: 'invite', open: dialog(asked('invite'), async () => page.locator('svg.code').waitFor()) },
      {
        name: 'invite the lead',
        after: 'invite',
        open: dialog(asked('invite'), async (m) => {
          await page.getByLabel(m.observe.invite.as).selectOption('lead');
          await page.locator('svg.code').waitFor();
        }),
      },
      { name: 'keys', open: dialog(async () => page.keyboard.press('?')) },
      { name: 'end', open: dialog(asked('end')) },
      {
        name: 'end, an item open',
        after: 'end',
        open: dialog(asked('end'), undefined, () =>
          begun(server, PHASES, [{ type: 'phase', at: 20_000, name: 'Opening', purpose: 'inform' }]),
        ),
      },
      {
        name: 'correct',
        open: dialog(
          async () => page.locator('ol.turns button').first().click(),
          async () => {
            await page.locator('dialog select').nth(1).selectOption('p3');
          },
        ),
      },
      {
        name: 'paused',
        open: pad(state('paused', [{ type: 'interaction', at: 59_000, from: 'p3', to: 'p2' }]), '.card'),
      },
      {
        name: 'paused, taken out',
        after: 'paused',
        open: pad(
          state('paused', [{ type: 'interaction', at: 59_000, from: 'p3', to: 'p2' }]),
          '.card',
          async (m) => {
            await button(m.observe.discard.button).click();
          },
        ),
      },
      { name: 'ended', open: pad(state('ended'), '.card') },
      {
        name: 'locked',
        open: pad(async () => {
          const id = await state('ended')();
          await server.fetch(`/sessions/${id}`, { method: 'PATCH', body: JSON.stringify({ locked: true }) });
          return id;
        }, '.card'),
      },
      ...(['', 'moved', 'postponed'] as const).map((kind) => ({
        name: `lead${kind && `, ${kind}`}`,
        after: kind && 'lead',
        open: pad(live, circle, async (m: Words) => {
          await menu(m);
          await page.getByLabel(m.observe.menu.lead).selectOption('p1');
          await page.keyboard.press('Escape');
          await page.locator('.pad.lead').waitFor();
          if (kind) await page.getByRole('button', { name: m.observe.lead.kinds[kind] }).click();
        }),
      })),
    ];

    /** The seat begins a turn of that person; it is in the log once it is over. */
    const speaks: Effect = async (a) => {
      const person = (await a.it.getAttribute('data-person')) ?? '';
      await a.it.click();
      await expect(seat(page, person)).toHaveClass(/speaks/);
      await settle();
      await expect
        .poll(async () => (await server.log(a.id)).filter((e) => e.type === 'interaction').at(-1)?.from)
        .toBe(person);
    };
    /** The middle addresses the turn under way to everybody. */
    const toAll: Effect = async (a) => {
      await seat(page, 'p1').click();
      await a.it.click();
      await expect(a.it).toHaveClass(/heard/);
      await settle();
      await expect
        .poll(async () => (await server.log(a.id)).filter((e) => e.type === 'interaction').at(-1))
        .toMatchObject({ from: 'p1', to: '*' });
    };
    /** The tag goes with the turn under way. */
    const says: Effect = async (a) => {
      const word = await a.it.getAttribute('data-tag');
      await seat(page, 'p1').click();
      await a.it.click();
      await settle();
      await expect
        .poll(async () => (await server.log(a.id)).filter((e) => e.type === 'interaction').at(-1))
        .toMatchObject({ from: 'p1', tags: [word] });
    };
    const pads = ['live', 'live, network', 'live, undone', 'live, an item over', 'note'];
    const inMenu = ['menu', 'menu, a file', 'menu, each alone', 'menu, each alone, asked'];
    const o = (m: Words) => m.observe;

    const rows: Row[] = [
      {
        kind: 'link',
        name: (m) => `Kompas: ${m.nav.home}`,
        on: [...pads, 'places', 'lead', 'lead, moved', 'lead, postponed'],
        // A running meeting is not left by accident.
        does: async (a) => {
          await a.it.click();
          await expect(page.getByText(a.m.pad.said.leaving)).toBeVisible();
          await goes(
            () => '/',
            (m) => m.home.lead,
          )(a);
        },
      },
      {
        kind: 'link',
        name: (m) => `Kompas: ${m.nav.home}`,
        does: goes(
          () => '/',
          (m) => m.home.lead,
        ),
      },
      {
        kind: 'button',
        name: (m) => m.pad.told.start,
        does: logs({ type: 'state', state: 'live', told: true }),
      },
      {
        kind: 'link',
        name: (m) => m.action.change,
        does: goes(
          (a) => `/sessions/${a.id}/prepare`,
          (m) => m.title.prepare,
        ),
      },
      {
        kind: 'button',
        name: (m) => one([o(m).people.noPart, o(m).people.title]),
        on: ['planned'],
        does: opens((m) => o(m).people.title),
      },
      { kind: 'button', name: (m) => m.pad.joins, does: opens((m) => o(m).people.title) },
      { kind: 'button', name: (m) => m.observe.menu.title, does: opens((m) => o(m).menu.title) },
      { kind: 'button', name: (m) => m.pad.pause, does: logs({ type: 'state', state: 'paused' }) },
      { kind: 'button', name: (m) => m.pad.end, does: opens((m) => m.pad.endTitle) },
      { kind: 'button', name: (m) => re(o(m).agenda.open, /.*/), does: opens((m) => o(m).agenda.title) },
      {
        kind: 'button',
        name: (m) => `${o(m).agenda.first} Opening`,
        does: logs({ type: 'phase', name: 'Opening' }),
      },
      { kind: 'button', name: (m) => m.pad.everybody, on: pads, does: toAll },
      { kind: 'button', name: () => one(PEOPLE), on: pads, does: speaks },
      {
        kind: 'button',
        name: (m) => one(book.steps.map((s) => s.labels[language(m)] ?? s.id)),
        does: brings(async ({ it }) => {
          await expect(it).toHaveAttribute('aria-pressed', 'true');
        }),
      },
      {
        kind: 'button',
        name: (m) => m.pad.undo,
        on: [...pads, 'lead', 'lead, moved', 'lead, postponed'],
        does: async (a) => {
          await a.it.click();
          await expect(
            page.getByRole('status').filter({
              hasText: either(
                re(a.m.pad.saidOf.undone, /.+/),
                one([a.m.pad.said.undone, a.m.pad.said.nothingToUndo]),
              ),
            }),
          ).toBeVisible();
        },
      },
      { kind: 'button', name: (m) => m.pad.redo, does: brings(sees((m) => m.pad.saidOf.redone('Chantal'))) },
      { kind: 'button', name: (m) => one(words(m)), on: pads, does: says },
      {
        kind: 'button',
        name: (m) => one(Object.values(o(m).group).map((g) => g.button)),
        does: logs({ type: 'interaction', from: '*', to: '*' }),
      },
      { kind: 'button', name: (m) => o(m).short.moment, does: logs({ type: 'mark', kind: 'moment' }) },
      { kind: 'button', name: (m) => o(m).short.fromWork, does: logs({ type: 'mark', kind: 'from-work' }) },
      {
        kind: 'button',
        name: (m) => m.pad.note,
        does: brings(async (a) => {
          await expect(page.getByRole('textbox', { name: a.m.pad.note })).toBeFocused();
        }),
      },
      {
        kind: 'button',
        name: (m) => one([m.pad.last, m.pad.network]),
        does: brings(async ({ it }) => {
          await expect(it).toHaveAttribute('aria-pressed', 'true');
        }),
      },
      { kind: 'button', name: (m) => re(m.pad.correct, /.*/), does: opens((m) => m.pad.correctTitle) },
      { kind: 'button', name: (m) => `${m.pad.keys}`, does: opens((m) => m.pad.keys) },
      { kind: 'summary', name: (m) => m.pad.asTable, does: unfolds },
      {
        kind: 'button',
        name: (m) => one(Object.values(o(m).agenda.outcomes)),
        does: logs((a) => ({
          type: 'amend',
          set: { outcome: Object.entries(o(a.m).agenda.outcomes).find(([, text]) => text === a.name)?.[0] },
        })),
      },
      {
        kind: 'button',
        name: (m) => o(m).agenda.later,
        does: brings(async () => {
          await expect(page.locator('.agenda.ended')).toHaveCount(0);
        }),
      },
      // Moving seats.
      {
        kind: 'button',
        name: () => one(PEOPLE),
        on: ['places'],
        does: async (a) => {
          const before = (await server.log(a.id)).length;
          await a.it.focus();
          await page.keyboard.press('ArrowLeft');
          await expect
            .poll(async () => (await server.log(a.id)).slice(before).map((e) => e.person?.name))
            .toEqual([a.name]);
        },
      },
      {
        kind: 'button',
        name: (m) => m.pad.everybody,
        on: ['places'],
        does: async (a) => {
          const before = (await server.log(a.id)).length;
          await a.it.click(); // the group itself is not moved
          expect(await server.log(a.id)).toHaveLength(before);
        },
      },
      {
        kind: 'button',
        name: (m) => one(Object.values(o(m).places.names)),
        does: async (a) => {
          await seat(page, 'p2').focus();
          await page.keyboard.press('ArrowLeft'); // moves the seat out of its place, so that there is something to put right
          await saved(page);
          await logs({ type: 'participant' })(a);
        },
      },
      {
        kind: 'button',
        name: (m) => one([o(m).places.left, o(m).places.right]),
        does: async (a) => {
          const before = await seat(page, 'p1').getAttribute('style');
          await a.it.click();
          await expect.poll(() => seat(page, 'p1').getAttribute('style')).not.toBe(before);
        },
      },
      {
        kind: 'button',
        name: (m) => o(m).places.done,
        does: brings(async () => {
          await expect(tag(page, 'asking')).toBeVisible();
        }),
      },
      // Dialogs.
      { kind: 'text', name: (m) => m.pad.note, does: types('Een notitie') },
      {
        kind: 'button',
        name: (m) => m.pad.noteSave,
        does: logs({ type: 'note', text: 'Iets', visibility: 'private' }),
      },
      {
        kind: 'button',
        name: (m) => m.action.cancel,
        on: ['note'],
        does: brings(async () => {
          await expect(page.locator('.note')).toHaveCount(0);
        }),
      },
      {
        kind: 'file',
        name: (m) => new RegExp(`^${m.notSent.back}`),
        does: async ({ it }) => {
          await it.setInputFiles(file());
          await expect(page.locator('fieldset.ask')).toBeVisible();
        },
      },
      {
        kind: 'button',
        name: (m) => m.notSent.backYes,
        does: logs({ type: 'interaction', from: 'p3', to: 'p1' }),
      },
      {
        kind: 'button',
        name: (m) => m.action.cancel,
        on: ['menu, a file'],
        does: brings(async () => {
          await expect(page.locator('fieldset.ask')).toHaveCount(0);
        }),
      },
      { kind: 'button', name: (m) => one([m.action.cancel, m.action.close]), does: closes },
      { kind: 'button', name: (m) => o(m).menu.go.people, on: inMenu, does: opens((m) => o(m).people.title) },
      {
        kind: 'button',
        name: (m) => o(m).menu.go.places,
        on: inMenu,
        does: brings(async (a) => {
          await expect(button(o(a.m).places.done)).toBeVisible();
        }),
      },
      { kind: 'button', name: (m) => o(m).menu.go.agenda, on: inMenu, does: opens((m) => o(m).agenda.title) },
      { kind: 'button', name: (m) => o(m).menu.go.theme, does: opens((m) => o(m).theme.title) },
      { kind: 'button', name: (m) => o(m).menu.go.safety, does: logs({ type: 'state', state: 'paused' }) },
      { kind: 'button', name: (m) => o(m).menu.go.invite, does: opens((m) => o(m).invite.title) },
      { kind: 'button', name: (m) => o(m).menu.go.end, on: inMenu, does: opens((m) => m.pad.endTitle) },
      {
        kind: 'checkbox',
        name: (m) => new RegExp(`^${o(m).menu.discreet} `),
        does: ticks(async () => {
          await expect(page.locator('.pad.discreet')).toBeVisible();
        }),
      },
      {
        kind: 'checkbox',
        name: (m) => o(m).menu.left,
        does: ticks(async () => {
          await expect(page.locator('.pad.left')).toBeVisible();
        }),
      },
      {
        kind: 'checkbox',
        name: (m) => new RegExp(`^${o(m).menu.followUp} `),
        does: ticks(async () => {
          await expect(page.locator('.follow')).toBeAttached();
        }),
      },
      {
        kind: 'select',
        name: (m) => new RegExp(`^${o(m).menu.lead} `),
        does: async ({ it }) => {
          await it.selectOption('p2');
          await expect(page.locator('.pad.lead')).toBeVisible();
        },
      },
      {
        kind: 'button',
        name: (m) => o(m).menu.reveal,
        does: brings(async (a) => {
          await expect(button(o(a.m).menu.revealNo)).toBeFocused();
        }),
      },
      {
        kind: 'button',
        name: (m) => o(m).menu.revealNo,
        does: brings(async (a) => {
          await expect(button(o(a.m).menu.reveal)).toBeVisible();
        }),
      },
      {
        kind: 'button',
        name: (m) => o(m).menu.revealYes,
        does: async (a) => {
          await a.it.click();
          await expect
            .poll(
              async () =>
                ((await (await server.fetch(`/sessions/${a.id}`)).json()) as { revealed: boolean }).revealed,
            )
            .toBe(true);
        },
      },
      {
        kind: 'link',
        name: (m) => m.title.mirror,
        does: async (a) => {
          const [other] = await Promise.all([page.waitForEvent('popup'), a.it.click()]);
          await expect(other).toHaveURL(new RegExp(`/sessions/${a.id}/mirror$`));
          await expect(other.getByRole('heading', { level: 1, name: a.m.mirror.offTitle })).toBeVisible();
          await other.close();
        },
      },
      { kind: 'text', name: (m) => m.pad.joinName, does: types('Dirk') },
      {
        kind: 'button',
        name: (m) => m.pad.joinAdd,
        does: logs({ type: 'participant', person: expect.objectContaining({ name: 'Iets' }), present: true }),
      },
      {
        kind: 'text',
        name: (m) => re(o(m).people.nameOf, /.*/),
        does: async (a) => {
          const before = (await server.log(a.id)).length;
          await a.it.fill('Zoë');
          await a.it.blur();
          await expect
            .poll(async () => (await server.log(a.id)).slice(before).map((e) => e.person?.name))
            .toEqual(['Zoë']);
        },
      },
      {
        kind: 'button',
        name: (m) => either(re(o(m).people.leavesName, /.*/), re(o(m).people.notHereName, /.*/)),
        does: logs({ type: 'participant', present: false }),
      },
      ...(['returnsName', 'hereName', 'afterAllName'] as const).map(
        (back): Row => ({
          kind: 'button',
          name: (m) => re(o(m).people[back], /.*/),
          does: logs({ type: 'participant', present: true }),
        }),
      ),
      { kind: 'button', name: (m) => re(o(m).people.noPartName, /.*/), does: logs({ type: 'participant' }) },
      {
        kind: 'button',
        name: (m) => o(m).people.addSomeone,
        does: logs((a) => ({
          type: 'participant',
          person: expect.objectContaining({ name: o(a.m).people.someone }),
        })),
      },
      {
        kind: 'button',
        name: () => /^(Opening|Rooster)\b/,
        on: ['agenda'],
        does: logs((a) => ({ type: 'phase', name: a.name.split(' ')[0] })),
      },
      { kind: 'text', name: (m) => o(m).agenda.name, does: types('Rondvraag') },
      { kind: 'select', name: (m) => o(m).agenda.purpose, does: selects() },
      { kind: 'button', name: (m) => o(m).agenda.begin, does: logs({ type: 'phase', name: 'Iets' }) },
      { kind: 'button', name: () => 'Haast', does: logs({ type: 'mark', kind: 'theme', label: 'Haast' }) },
      { kind: 'text', name: (m) => o(m).theme.label, does: types('Tijd') },
      {
        kind: 'button',
        name: (m) => o(m).theme.mark,
        does: logs({ type: 'mark', kind: 'theme', label: 'Iets' }),
      },
      {
        kind: 'select',
        name: (m) => o(m).invite.as,
        does: selects(async (a) => {
          await expect(page.getByText(o(a.m).invite.hints.viewer)).toBeVisible();
        }),
      },
      { kind: 'select', name: (m) => o(m).invite.who, does: selects() },
      {
        kind: 'checkbox',
        name: (m) => `${o(m).invite.afterShown} ${o(m).invite.afterShownHint}`,
        does: async ({ it }) => {
          const asked = () =>
            page.waitForRequest((r) => r.method() === 'POST' && r.url().endsWith('/invitations'));
          const without = asked();
          await it.uncheck();
          expect((await without).postDataJSON()).not.toHaveProperty('after_shown');
          const after = asked();
          await it.check();
          expect((await after).postDataJSON()).toMatchObject({ after_shown: true });
        },
      },
      {
        kind: 'text',
        name: (m) => o(m).invite.link,
        does: async ({ it }) => {
          await it.focus();
          await expect(it).toHaveValue(/\/join#\S{20,}$/);
        },
      },
      { kind: 'button', name: (m) => m.action.copy, does: brings(sees((m) => m.action.copied)) },
      {
        kind: 'button',
        name: (m) => m.pad.endYes,
        on: ['end', 'end, an item open'],
        does: logs({ type: 'state', state: 'ended' }),
      },
      { kind: 'select', name: (m) => one([m.pad.from, m.pad.to]), does: selects() },
      { kind: 'text', name: (m) => o(m).moment, does: types('0:05') },
      { kind: 'checkbox', name: (m) => one(words(m)), on: ['correct'], does: ticks() },
      {
        kind: 'button',
        name: (m) => m.action.save,
        does: logs({ type: 'amend', set: expect.objectContaining({ to: 'p3' }) }),
      },
      { kind: 'button', name: (m) => m.pad.takeOut, does: logs({ type: 'void' }) },
      // What is shown instead of the circle.
      {
        kind: 'button',
        name: (m) => one([m.pad.resume, m.pad.goOn]),
        does: logs({ type: 'state', state: 'live' }),
      },
      { kind: 'button', name: (m) => o(m).discard.button, does: logs({ type: 'void' }) },
      { kind: 'button', name: (m) => m.pad.undo, on: ['paused, taken out'], does: logs({ type: 'restore' }) },
      {
        kind: 'link',
        name: (m) => m.title.review,
        does: goes(
          (a) => `/sessions/${a.id}/review`,
          () => 'Weekstart',
        ),
      },
      // The pad of somebody who observes only themself.
      {
        kind: 'button',
        name: (m) => new RegExp(`^${o(m).lead.i('')}`),
        does: logs({ type: 'interaction', from: 'p1', to: '*' }),
      },
      { kind: 'button', name: (m) => o(m).lead.group, does: logs({ type: 'interaction', from: '*' }) },
      {
        kind: 'button',
        name: (m) => one(Object.values(o(m).lead.kinds)),
        does: brings(async (a) => {
          const next =
            a.name === o(a.m).lead.kinds.moved ? o(a.m).lead.followed : o(a.m).lead.impulses.judging;
          await expect(button(next)).toBeVisible();
        }),
      },
      {
        kind: 'button',
        name: (m) => one([o(m).lead.followed, o(m).lead.letGo, ...Object.values(o(m).lead.impulses)]),
        does: async (a) => {
          // The second tap of a double tap is no answer, so it is pressed until it
          // counts.
          await expect(async () => {
            if (await a.it.isVisible()) await a.it.click({ timeout: 500 });
            await expect(button(o(a.m).lead.kinds.moved)).toBeVisible({ timeout: 500 });
          }).toPass();
        },
      },
    ];
    const alsoTheirs = ['planned', 'live', 'menu', 'menu, a file', 'people', 'paused', 'ended'];
    const own = role === 'owner' ? scenes : scenes.filter((s) => alsoTheirs.includes(s.name));
    await pressAll({ ...me, server }, own, rows, j.lang, role !== 'owner');
  });
