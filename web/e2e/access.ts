// What every page is held to: WCAG 2.2 AA by axe, targets of 44 px, nothing wider than the screen.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';

const axe_source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
interface Violation { id: string; nodes: { html: string; failureSummary?: string }[] }

/** WCAG 2.2 AA, by axe. Its script is put in from outside the page, past the page's own content policy. */
export async function violations(page: Page): Promise<string[]> {
  await page.evaluate(axe_source);
  const found = await page.evaluate(async () => {
    const axe = (window as unknown as { axe: { run(where: Document, options: object): Promise<{ violations: Violation[] }> } }).axe;
    return (await axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] })).violations;
  });
  return found.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html.slice(0, 160)} ${node.failureSummary ?? ''}`));
}

/** Everything to tap is at least 44 px high and wide (links inside sentences aside). */
export const small_targets = (page: Page): Promise<string[]> => page.evaluate(() =>
  [...document.querySelectorAll<HTMLElement>('button, select, summary, a.button, input')].filter((part) => {
    const hidden_under_face = part.matches('.choice-option input, .check input');
    const { width, height } = part.getBoundingClientRect();
    return !hidden_under_face && width > 0 && (height < 43.5 || width < 43.5) && part.checkVisibility();
  }).map((part) => `${part.outerHTML.slice(0, 90)} ${JSON.stringify(part.getBoundingClientRect())}`));

/** All of it at once; empty where nothing is amiss. */
export async function complaints(page: Page): Promise<string[]> {
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  return [...(await violations(page)), ...(await small_targets(page)), ...(wide > 0 ? [`wider than the screen by ${wide} px`] : [])];
}
