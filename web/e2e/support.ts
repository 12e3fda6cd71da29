// Starts the true program on a free port with an empty data folder, and a browser. What tests share.
import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core';
import type { Questions } from '../src/port/types';

const kWeb = fileURLToPath(new URL('..', import.meta.url));
export const kShots = path.join(kWeb, 'e2e', 'shots');
const kProgram = process.env['UNKNOT_BIN'] ?? path.join(kWeb, '..', 'build', 'release', 'apps', 'unknot');
const kChromium = process.env['UNKNOT_CHROMIUM'] ?? '/usr/bin/chromium';

export interface Server { url: string; stop(): Promise<void> }

async function free_port(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((done) => probe.listen(0, '127.0.0.1', done));
  const { port } = probe.address() as AddressInfo;
  await new Promise((done) => probe.close(done));
  return port;
}

export async function start_server(port?: number): Promise<Server> {
  if (!existsSync(kProgram)) throw new Error(`${kProgram} is not there: build it first, or name it in UNKNOT_BIN`);
  const data = mkdtempSync(path.join(tmpdir(), 'unknot-e2e-'));
  const on = port ?? (await free_port());
  const child: ChildProcess = spawn(kProgram, ['serve', '--port', String(on), '--data', data], { stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  child.stdout?.on('data', (text) => { said += String(text); });
  child.stderr?.on('data', (text) => { said += String(text); });
  const url = `http://127.0.0.1:${on}`;
  for (let i = 0; ; i++) {
    if (child.exitCode !== null || i > 200) throw new Error(`the server did not start: ${said}`);
    if (await fetch(`${url}/api/v1/health`).then((answer) => answer.ok, () => false)) break;
    await new Promise((done) => setTimeout(done, 50));
  }
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
  args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--no-first-run'],
});

export const kPhone = { width: 390, height: 844 };
export const kDesk = { width: 1280, height: 860 };

/** A page that fails the test on script errors, console errors, and requests to anybody else. */
export async function open_page(browser: Browser, server: Server, options: Parameters<Browser['newContext']>[0] = {}) {
  const context: BrowserContext = await browser.newContext({ viewport: kPhone, deviceScaleFactor: 1, acceptDownloads: true, ...options });
  const page = await context.newPage();
  const troubles: string[] = [];
  page.on('pageerror', (error) => troubles.push(`script: ${error.message}`));
  page.on('console', (message) => { if (message.type() === 'error') troubles.push(`console: ${message.text()}`); });
  page.on('request', (request) => {
    if (!request.url().startsWith(server.url) && !request.url().startsWith('blob:')) troubles.push(`foreign request: ${request.url()}`);
  });
  return { context, page, troubles };
}

export const read_questions = async (server: Server): Promise<Questions> =>
  (await (await fetch(`${server.url}/api/v1/questions`)).json()) as Questions;

export async function shot(page: Page, name: string): Promise<void> {
  mkdirSync(kShots, { recursive: true });
  await page.screenshot({ path: path.join(kShots, `${name}.png`), fullPage: true });
}
