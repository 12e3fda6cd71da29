// Walks the desk worker's journey and sets four screens side by side: the README's picture, made anew by
//   npm run picture
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { it } from 'vitest';
import { Journey, kDeskWorker } from './journey';
import { open_page, use_world } from './support';

const kPicture = fileURLToPath(new URL('../../docs/images/journey.png', import.meta.url));

const world = use_world();
it('makes the picture of the README', async () => {
  const { page } = await open_page(world, { viewport: { width: 390, height: 780 } });
  const journey = new Journey(page, world.questions);
  const screens: string[] = [];
  const take = async () => {
    await page.evaluate(() => window.scrollTo(0, 0));
    screens.push((await page.screenshot()).toString('base64'));
  };
  await journey.begin(world.server.url);
  await journey.about_you(kDeskWorker);
  for (const name of kDeskWorker.where) {
    await page.locator('.where-map').getByRole('button', { name: new RegExp(`^${name}`) }).first().click();
  }
  await take();
  await page.locator('.scale-numbers').first().getByRole('button', { name: String(kDeskWorker.intensity_nrs), exact: true }).click();
  await page.getByRole('radio', { name: kDeskWorker.duration, exact: true }).check();
  await journey.next();
  await journey.at('cards');
  await take();
  await journey.cards(kDeskWorker);
  await journey.at('verdict');
  await take();
  await journey.to_giver();
  await journey.to_plan();
  await journey.to_play();
  await journey.button('Start').click();
  for (let i = 0; i < 3; i++) await journey.button('Skip').click();
  await journey.pass_s(2);
  await take();

  const sheet = await world.browser.newPage({ viewport: { width: 1560, height: 740 } });
  const images = screens.map((data) => `<img src="data:image/png;base64,${data}">`).join('');
  await sheet.setContent(`<style>body{margin:0;display:flex;gap:24px;padding:24px;background:#e9ded2}
    img{width:354px;border-radius:22px;box-shadow:0 6px 24px #0003}</style>${images}`);
  mkdirSync(path.dirname(kPicture), { recursive: true });
  await sheet.screenshot({ path: kPicture });
});
