// Starts the true program on a free port with an empty data folder, and a browser. What tests share.
import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core';
import { afterAll, beforeAll } from 'vitest';
import type { Questions } from '../src/port/types';

const kWeb = fileURLToPath(new URL('..', import.meta.url));
export const kShots = path.join(kWeb, 'e2e', 'shots');
const kProgram = process.env['UNKNOT_BIN'] ?? path.join(kWeb, '..', 'build', 'release', 'apps', 'unknot');
const kChromium = process.env['UNKNOT_CHROMIUM'] ?? '/usr/bin/chromium';

/** Far more than a slow machine needs; only something that is broken takes longer. */
const kPatience_ms = 60_000;

/** Hours to add to UTC so that these tests run at noon: a plan is for its day, and a run must not cross midnight. */
const kNoonOffset_hours = 12 - new Date().getUTCHours();
const signed = (hours: number): string => (hours < 0 ? `-${-hours}` : `+${hours}`);
/** The same zone for the program (POSIX, needs no zone files) and for the page; both count hours west of Greenwich. */
const kZone = `NOON${signed(-kNoonOffset_hours)}`;
const kPageZone = kNoonOffset_hours === 0 ? 'Etc/GMT' : `Etc/GMT${signed(-kNoonOffset_hours)}`;

export interface Server { url: string; stop(): Promise<void> }

/** On a port that the system gives, which the program prints; or on one that is asked for. */
export async function start_server(port = 0): Promise<Server> {
  if (!existsSync(kProgram)) throw new Error(`${kProgram} is not there: build it first, or name it in UNKNOT_BIN`);
  const data = mkdtempSync(path.join(tmpdir(), 'unknot-e2e-'));
  const child: ChildProcess = spawn(kProgram, ['serve', '--port', String(port), '--data', data],
    { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, TZ: kZone } });
  let said = '';
  const url = await new Promise<string>((ready, fail) => {
    const give_up = (why: string): void => { child.kill('SIGKILL'); fail(new Error(`the server ${why}: ${said}`)); };
    const timer = setTimeout(() => give_up('says no address'), kPatience_ms);
    const listen = (text: unknown): void => {
      said += String(text);
      const address = /http:\/\/127\.0\.0\.1:\d+/.exec(said)?.[0];
      if (!address) return;
      clearTimeout(timer);
      ready(address);
    };
    child.stdout?.on('data', listen);
    child.stderr?.on('data', listen);
    child.once('exit', (code) => { clearTimeout(timer); give_up(`ended with ${code}`); });
    child.once('error', (error) => { clearTimeout(timer); give_up(error.message); });
  });
  return {
    url,
    async stop() {
      if (child.exitCode === null) {
        const gone = new Promise((done) => child.once('exit', done));
        child.kill('SIGTERM');
        await gone;
      }
      rmSync(data, { recursive: true, force: true });
    },
  };
}

export const start_browser = (): Promise<Browser> => chromium.launch({
  executablePath: kChromium,
  args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--no-first-run'],
});

export const kPhone = { width: 390, height: 844 };
export const kDesk = { width: 1280, height: 860 };

export interface World { server: Server; browser: Browser; questions: Questions }

/** What every file of tests starts before its first test and ends after its last one. */
export function use_world(): World {
  const world = {} as World;
  beforeAll(async () => {
    world.server = await start_server();
    world.questions = await read<Questions>(world.server, '/questions');
    world.browser = await start_browser();
  });
  afterAll(async () => {
    await world.browser?.close();
    await world.server?.stop();
  });
  return world;
}

/** A document of the server. */
export const read = async <Document>(server: Server, route: string): Promise<Document> =>
  (await (await fetch(`${server.url}/api/v1${route}`)).json()) as Document;

/** A page that fails the test on script errors, console errors, and requests to anybody else. */
export async function open_page({ browser, server }: Pick<World, 'browser' | 'server'>, options: Parameters<Browser['newContext']>[0] = {}) {
  const context: BrowserContext = await browser.newContext(
    { viewport: kPhone, deviceScaleFactor: 1, acceptDownloads: true, locale: 'en-GB', timezoneId: kPageZone, ...options });
  context.setDefaultTimeout(kPatience_ms);
  const page = await context.newPage();
  const troubles: string[] = [];
  page.on('pageerror', (error) => troubles.push(`script: ${error.message}`));
  page.on('console', (message) => { if (message.type() === 'error') troubles.push(`console: ${message.text()}`); });
  page.on('request', (request) => {
    if (!request.url().startsWith(server.url) && !request.url().startsWith('blob:')) troubles.push(`foreign request: ${request.url()}`);
  });
  return { context, page, troubles };
}

/** Everything asked for has come: no work under way, effects have run, transitions are at their end. */
export async function settled(page: Page): Promise<void> {
  await page.waitForFunction(() => document.querySelector('.busy span') === null && document.querySelector('main[data-stage="loading"]') === null);
  await page.evaluate(async () => {
    for (let i = 0; i < 2; i++) await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
    const ends = document.getAnimations().filter((one) => Number.isFinite(Number(one.effect?.getComputedTiming().endTime)));
    await Promise.allSettled([document.fonts.ready, ...ends.map((one) => one.finished)]);
  });
}

/** Goes to an address the page must refuse, and waits until it has put its own back. */
export async function knock_at(page: Page, hash: string): Promise<void> {
  await page.evaluate((to) => { location.hash = to; }, hash);
  await page.waitForFunction((from) => location.hash !== from, hash);
  await settled(page);
}

export async function shot(page: Page, name: string): Promise<void> {
  mkdirSync(kShots, { recursive: true });
  await settled(page);
  await page.screenshot({ path: path.join(kShots, `${name}.png`), fullPage: true });
}
