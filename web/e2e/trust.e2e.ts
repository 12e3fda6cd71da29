// Privacy between two people, reload, a silent server, the keyboard alone, and accessibility of every stage.
import { describe, expect, it } from 'vitest';
import { complaints, small_targets, violations } from './access';
import { Journey, kCancerHistory, kDeskWorker } from './journey';
import { kDesk, kPhone, knock_at, open_page, settled, shot, start_server, use_world } from './support';

const world = use_world();

describe('privacy between two people', () => {
  it('the giver’s pages hold no answer, no reason and no question of the receiver', async () => {
    const { context, page } = await open_page(world);
    const journey = new Journey(page, world.questions);
    // A sign that limits without stopping, so that there is something to keep.
    await journey.to_verdict(world.server.url, { ...kDeskWorker, signs: ['ci_31', 'ci_32'] });
    const report = await page.evaluate(() => JSON.parse(localStorage.getItem('unknot/1')!).report);
    expect(report.verdict).toMatch(/^go/);
    const secrets = [
      ...world.questions.questions.filter((question) => question.who === 'receiver').flatMap(({ text, short }) => [text, short ?? text]),
      ...report.reasons.map((reason: { text: string }) => reason.text), ...report.origin.map((guess: { because: string }) => guess.because),
      ...report.expect.map((row: { text: string }) => row.text),
    ].filter((text) => text.length > 12);
    const holds_secret = async (): Promise<string[]> => {
      const html = await page.evaluate(() => document.documentElement.outerHTML.replace(/&amp;/g, '&'));
      return secrets.filter((secret) => html.includes(secret));
    };
    expect((await holds_secret()).length).toBeGreaterThan(0); // the receiver does see them

    await journey.to_giver();
    expect(await holds_secret()).toEqual([]);
    for (const hash of ['#verdict', '#cards-0', '#where', '#welcome', '#verdict/alone']) {
      await knock_at(page, hash);
      expect(await holds_secret()).toEqual([]);
    }
    for (let i = 0; i < 6; i++) {
      await page.goBack().catch(() => null);
      if (!page.url().startsWith(world.server.url)) break;
      await settled(page);
      expect(await holds_secret()).toEqual([]);
    }
    await page.goto(world.server.url);
    await page.reload();
    await page.locator('main h1').waitFor();
    expect(await holds_secret()).toEqual([]);
    await page.evaluate(() => { location.hash = '#giver_check'; });
    await journey.at('giver_check');
    await journey.to_plan();
    expect(await holds_secret()).toEqual([]);
    await journey.to_play();
    expect(await holds_secret()).toEqual([]);
    await context.close();
  });
});

describe('nothing is lost', () => {
  it('a reload during play takes up the same second', async () => {
    const { context, page } = await open_page(world);
    const journey = new Journey(page, world.questions);
    await journey.plan_for(world.server.url, kDeskWorker);
    await journey.to_play();
    await journey.button('Start').click();
    await journey.pass_s(3);
    await page.keyboard.press('Space');
    await journey.button('Continue').waitFor();
    const before_s = await journey.clock_s();
    await page.reload();
    await journey.at('play');
    expect(await journey.clock_s()).toBe(before_s);
    await journey.button('Continue').click();
    await journey.pass_s(2);
    await page.reload(); // running: goes on by itself
    await journey.at('play');
    await journey.button('Pause').waitFor();
    expect(await journey.clock_s()).toBe(before_s - 2);
    await journey.pass_s(1);
    expect(await journey.clock_s()).toBe(before_s - 3);
    await context.close();
  });

  it('a plan of another day is not played', async () => {
    const { context, page } = await open_page(world);
    const journey = new Journey(page, world.questions);
    await journey.plan_for(world.server.url, kDeskWorker);
    await page.clock.setFixedTime(Date.now() + 26 * 3600 * 1000);
    await page.reload();
    await journey.button('Answer the questions again').click();
    await journey.at('where');
    await context.close();
  });

  it('a server that is gone is said plainly, and the answers are still there', async () => {
    const own = await start_server();
    const { context, page } = await open_page({ ...world, server: own });
    const journey = new Journey(page, world.questions);
    await journey.to_verdict(own.url, kDeskWorker);
    await journey.to_giver();
    await page.locator('.none').click();
    await journey.next();
    await journey.at('giver_setup');
    const port = Number(new URL(own.url).port);
    await own.stop();
    await journey.next();
    await page.getByRole('alert').waitFor();
    expect(await page.getByRole('alert').innerText()).toContain('Nothing you entered is lost');
    const again = await start_server(port);
    await journey.next();
    await journey.at('plan');
    await again.stop();
    await context.close();
  });
});

describe('by keyboard alone', () => {
  it('from the first page to STOP', async () => {
    const { context, page, troubles } = await open_page(world, { viewport: kDesk });
    const journey = new Journey(page, world.questions);
    await page.goto(world.server.url);
    await journey.button('My back hurts').waitFor();
    /** Tabs on until the focus is on what has this name, then presses the key. */
    const press = async (name: string | RegExp, key = 'Enter'): Promise<void> => {
      for (let i = 0; i < 120; i++) {
        await page.keyboard.press('Tab');
        const label = await page.evaluate(() => {
          const on = document.activeElement;
          return on?.getAttribute('aria-label') ?? (on instanceof HTMLInputElement ? on.labels?.[0]?.textContent : on?.textContent) ?? '';
        });
        if (typeof name === 'string' ? label.trim() === name : name.test(label.trim())) {
          await page.keyboard.press(key);
          return;
        }
      }
      throw new Error(`no way by keyboard to ${String(name)}`);
    };
    /** A new stage has taken the focus to its heading. */
    const at = async (stage: string): Promise<void> => {
      await journey.at(stage);
      await settled(page);
    };
    await press('My back hurts');
    await at('where');
    await press('Left low back', 'Space');
    expect(await page.locator('.region-button[aria-pressed="true"]').count()).toBe(1);
    await press('Mark an exact spot');
    await press('5');
    await press('Since today', 'Space');
    await press('Female', 'Space');
    await press('Age in years', '3');
    await page.keyboard.type('8');
    await press('Continue');
    await at('cards');
    for (let i = 0; i < 12 && (await journey.stage()).startsWith('cards'); i++) {
      const before = await journey.stage();
      await press(/^None/);
      await settled(page);
      if ((await journey.stage()) === before) await press(/^(Continue|See the result)$/);
      await page.waitForFunction((old) => document.querySelector('main')?.dataset['stage'] !== old, before);
      await settled(page);
    }
    await at('verdict-go');
    await press('Hand over the phone');
    await at('hand_over');
    await press('I will massage');
    await at('giver_check');
    await press(/^None/);
    await press('Continue');
    await at('giver_setup');
    await press('Make the plan');
    await at('plan');
    await press('Begin');
    await at('play');
    await page.keyboard.press('Space');
    await journey.button('Pause').waitFor();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Space');
    await journey.button('Continue').waitFor();
    await page.keyboard.press('Escape');
    await journey.at('after');
    expect(troubles).toEqual([]);
    await context.close();
  });
});

it('the accessibility check itself finds what is bad', async () => {
  const { context, page } = await open_page(world);
  await page.goto(world.server.url);
  await new Journey(page, world.questions).button('My back hurts').waitFor();
  expect(await violations(page)).toEqual([]);
  await page.evaluate(() => {
    const button = document.createElement('button');
    button.style.cssText = 'width: 20px; height: 20px';
    document.querySelector('main')!.append(button);
  });
  expect((await violations(page)).some((line) => line.startsWith('button-name'))).toBe(true);
  expect((await small_targets(page)).length).toBe(1);
  await context.close();
});

describe.each(['light', 'dark'] as const)('every stage, %s', (colorScheme) => {
  it.each([['phone', kPhone], ['desk', kDesk]] as const)('on a %s: accessible, and pictures to look at', async (device, viewport) => {
    const { context, page, troubles } = await open_page(world, { viewport, colorScheme, reducedMotion: 'reduce' });
    const journey = new Journey(page, world.questions);
    let n = 0;
    const found: Record<string, string[]> = {};
    const look = async (name: string): Promise<void> => {
      await shot(page, `${device}-${colorScheme}-${String(++n).padStart(2, '0')}-${name}`);
      const all = await complaints(page);
      if (all.length > 0) found[name] = all;
    };
    await page.goto(world.server.url);
    await journey.button('My back hurts').waitFor();
    await look('welcome');
    await journey.button('My back hurts').click();
    await journey.at('where');
    await page.getByText('Height and weight').click();
    await page.getByText('With a tape measure').click();
    await page.getByLabel(/^Waist/).fill('88');
    await journey.about_you(kDeskWorker);
    await journey.button('Mark an exact spot').click();
    await look('where');
    await journey.button('Remove: Spot 1').click();
    await journey.where(kDeskWorker);
    await page.locator('.sign-unsure-button').nth(1).click();
    await page.locator('.sign-main').first().click();
    await look('cards');
    await page.locator('.sign-main').first().click();
    await page.locator('.sign-explain').getByRole('button', { name: 'No', exact: true }).click();
    await journey.cards(kDeskWorker);
    for (const more of await page.locator('.more > summary').all()) await more.click();
    await look('verdict_go');
    await journey.button('Hand over the phone').click();
    await look('hand_over');
    await journey.button('I will massage').click();
    await look('giver_check');
    await page.locator('.none').click();
    await journey.next();
    await journey.at('giver_setup');
    await look('giver_setup');
    await journey.next();
    await journey.at('plan');
    await page.locator('.step > details > summary').nth(2).click();
    await look('plan');
    await page.locator('.step').nth(2).getByRole('button', { name: 'Something else' }).click();
    await page.locator('.swaps').waitFor();
    await look('plan_swap');
    await page.locator('.step').nth(2).getByRole('button', { name: 'Move it' }).click();
    await look('plan_move');
    await journey.button('Take it along').click();
    await look('take_along');
    await journey.button('Back').first().click();
    await journey.to_play();
    await look('play_ready');
    await journey.button('Start').click();
    for (let i = 0; i < 3; i++) await page.keyboard.press('ArrowRight');
    await look('play');
    await journey.button('How is it?').click();
    await look('check_in');
    await journey.button('STOP').click();
    await look('after');
    await journey.button('Something feels off').click();
    await look('after_questions');
    await page.locator('.none').click();
    await journey.button('See what to do').click();
    await journey.at('after_report');
    await look('after_report');
    await journey.button('Back to the start').click();
    await journey.button('My back hurts').click();
    await journey.about_you(kCancerHistory);
    await journey.where(kCancerHistory);
    await journey.cards(kCancerHistory);
    await look('verdict_doctor');
    for (const [name, file] of [['Find a professional', 'professional'], ['Alone tonight', 'alone'], ['About and sources', 'about']] as const) {
      await journey.button('Menu').click();
      if (file === 'professional') await look('menu');
      await page.getByRole('dialog').getByRole('button', { name, exact: true }).click();
      await journey.at(`page-${file}`);
      if (file === 'about') await page.getByLabel('Find in the sources').fill('back pain');
      await look(file);
      await journey.button('Back').click();
    }
    expect(found).toEqual({});
    expect(troubles).toEqual([]);
    await context.close();
  });
});
