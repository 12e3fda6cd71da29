// The take-along page in a real browser, from the file system, as the command line wrote it: needs UNKNOT_BIN and chromium.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = fileURLToPath(new URL('../../', import.meta.url));
const { chromium } = createRequire(join(root, 'web/package.json'))('playwright-core');
const folder = mkdtempSync(join(tmpdir(), 'unknot-page-'));
const file = join(folder, 'tonight.html');
const made = '2026-11-22T19:30:00+00:00';
let browser;

before(async () => {
  execFileSync(process.env.UNKNOT_BIN, ['export', join(root, 'examples/gardeners_lumbago.toml'), '--format', 'html', '--now', made, '-o', file]);
  browser = await chromium.launch({ executablePath: process.env.CHROMIUM || '/usr/bin/chromium', args: ['--no-sandbox'] });
});
after(async () => {
  if (browser) { await browser.close(); }
  rmSync(folder, { recursive: true });
});

// A page at a moment, in a phone's window; whatever it says to the console or asks of the network ends up in `noise`.
async function open(moment, options = {}) {
  const context = await browser.newContext({ viewport: { width: 390, height: 844 }, timezoneId: 'UTC', ...options });
  const page = await context.newPage();
  const noise = [];
  page.on('console', (message) => noise.push(message.text()));
  page.on('pageerror', (error) => noise.push(String(error)));
  page.on('request', (request) => { if (!request.url().startsWith('file:')) { noise.push(request.url()); } });
  await page.clock.install({ time: new Date(moment) });
  await page.goto(pathToFileURL(file).href);
  return { page, noise, context };
}
async function begin(page) {
  await page.click('#recheck-no');
  await page.click('#begin');
}
async function run(page, seconds_s) {
  for (let i = 0; i < seconds_s; i += 1) { await page.clock.runFor(1000); }
}
const seconds = (text) => text.split(':').reduce((sum, part) => sum * 60 + Number(part), 0);

test('it begins only after the re-check, and asks nothing of any network', async () => {
  const { page, noise, context } = await open(made);
  assert.equal(await page.isDisabled('#begin'), true);
  assert.match(await page.textContent('#limits'), /stop/);
  await begin(page);
  await run(page, 3);
  assert.equal(await page.isVisible('#play'), true);
  assert.deepEqual(noise, []);
  await context.close();
});
test('the countdown runs, pauses, and a reload goes on at the same second', async () => {
  const { page, context } = await open(made);
  await begin(page);
  const first = seconds(await page.textContent('#countdown'));
  await run(page, 5);
  // The browser's clock runs on by itself between two commands, so one second either way.
  assert.ok(Math.abs(seconds(await page.textContent('#countdown')) - (first - 5)) <= 1);
  await page.keyboard.press('Space');
  const paused = await page.textContent('#countdown');
  await run(page, 20);
  assert.equal(await page.textContent('#countdown'), paused);
  await page.reload();
  assert.equal(await page.textContent('#countdown'), paused);
  await run(page, 3);
  assert.equal(await page.textContent('#countdown'), paused, 'it waits until asked to go on');
  await context.close();
});
test('the phone asleep for a minute loses no second of the massage', async () => {
  const { page, context } = await open(made);
  await begin(page);
  await run(page, 2);
  const before_sleep = seconds(await page.textContent('#countdown'));
  await page.clock.fastForward(60000);
  await run(page, 1);
  assert.ok(before_sleep - seconds(await page.textContent('#countdown')) <= 1);
  assert.equal(await page.getAttribute('#play', 'class'), 'paused');
  await context.close();
});
test('STOP is the biggest button, in sight on small and large screens, and ends the clock', async () => {
  for (const viewport of [{ width: 320, height: 568 }, { width: 390, height: 844 }, { width: 844, height: 390 }, { width: 1024, height: 1366 }]) {
    const { page, context } = await open(made, { viewport });
    await begin(page);
    const areas = await page.$$eval('#play button', (buttons) => buttons.map((button) => {
      const box = button.getBoundingClientRect();
      return { id: button.id, area: box.width * box.height, inside: box.top >= 0 && box.bottom <= window.innerHeight && box.right <= window.innerWidth };
    }));
    const stop = areas.find((button) => button.id === 'stop');
    for (const button of areas) {
      assert.ok(button.inside, `${button.id} is out of sight at ${viewport.width}x${viewport.height}`);
      assert.ok(button.id === 'stop' || button.area < stop.area, button.id);
    }
    await page.keyboard.press('Escape');
    assert.equal(await page.isVisible('#over'), true);
    await context.close();
  }
});
test('skip and back walk the steps; lighter lowers what is shown and never raises it', async () => {
  const { page, context } = await open(made);
  await begin(page);
  const name = await page.textContent('#step-count');
  await page.keyboard.press('ArrowRight');
  assert.notEqual(await page.textContent('#step-count'), name);
  await page.keyboard.press('ArrowLeft');
  assert.equal(await page.textContent('#step-count'), name);
  for (let i = 0; i < 8; i += 1) { await page.keyboard.press('l'); }
  assert.match(await page.textContent('#notice'), /lightest/);
  await context.close();
});
test('"yes" to the re-check closes the page for good', async () => {
  const { page, context } = await open(made);
  await page.click('#recheck-yes');
  assert.equal(await page.isVisible('#over'), true);
  await page.reload();
  assert.equal(await page.isVisible('#start'), false);
  assert.equal(await page.isVisible('#play'), false);
  await context.close();
});
test('it plays until midnight and never after, nor on a calendar set back', async () => {
  const evening = await open('2026-11-22T23:59:50Z');
  assert.equal(await evening.page.isVisible('#start'), true);
  await begin(evening.page);
  await evening.page.keyboard.press('Space');
  await run(evening.page, 15);
  await evening.page.keyboard.press('Space');
  assert.equal(await evening.page.isVisible('#over'), true, 'going on after midnight is refused');
  await evening.context.close();
  for (const moment of ['2026-11-23T00:00:01Z', '2026-11-21T20:00:00Z']) {
    const { page, context } = await open(moment);
    assert.equal(await page.isVisible('#start'), false);
    assert.equal(await page.isVisible('#over'), true);
    await context.close();
  }
});
test('with less motion asked for, the dot stays where the stroke begins', async () => {
  for (const [reducedMotion, moves] of [['reduce', false], ['no-preference', true]]) {
    const { page, context } = await open(made, { reducedMotion });
    await begin(page);
    let moved = false;
    for (let step = 0; step < 6; step += 1) {
      await page.keyboard.press('ArrowRight');
      const spot = () => page.$$eval('#dot-0', (dots) => dots.map((dot) => dot.getAttribute('cx') + ',' + dot.getAttribute('cy')).join());
      const at_first = await spot();
      await run(page, 2);
      moved = moved || (at_first !== '' && at_first !== await spot());
    }
    assert.equal(moved, moves);
    await context.close();
  }
});
