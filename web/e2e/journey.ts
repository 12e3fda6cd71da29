// The journey as a person walks it: by what is written on the page.
import type { Page } from 'playwright-core';
import type { Questions } from '../src/port/types';
import { settled } from './support';

export interface Person {
  sex: 'Female' | 'Male';
  age_years: number;
  /** Names of regions on the map. */
  where: string[];
  intensity_nrs: number;
  duration: string;
  /** Ids of the signs that are true; every other sign is "none of these". */
  signs: string[];
}

export const kDeskWorker: Person = {
  sex: 'Female', age_years: 38, intensity_nrs: 5, duration: 'One to two months', signs: [],
  where: ['Left upper back', 'Right upper back', 'Left low back', 'Right low back'],
};
export const kCancerHistory: Person = {
  sex: 'Male', age_years: 67, intensity_nrs: 5, duration: 'A few weeks', signs: ['rf_10', 'fs_12'], where: ['Left low back', 'Right low back'],
};

export class Journey {
  constructor(readonly page: Page, readonly questions: Questions) {}

  stage = async (): Promise<string> => (await this.page.locator('main').getAttribute('data-stage')) ?? '';
  at = (stage: string) => this.page.locator(`main[data-stage^="${stage}"]`).waitFor().catch(async () => {
    throw new Error(`not at ${stage} but at ${await this.stage()}: ${(await this.page.locator('body').innerText()).slice(0, 600)}`);
  });
  button = (name: string | RegExp) => this.page.getByRole('button', { name, ...(typeof name === 'string' ? { exact: true } : {}) });
  next = () => this.page.locator('.action-bar .button-primary').click();

  async begin(url: string): Promise<void> {
    await this.page.goto(url);
    await this.button('My back hurts').click();
    await this.at('where');
  }

  async about_you(person: Person): Promise<void> {
    await this.page.getByRole('radio', { name: person.sex, exact: true }).check();
    await this.page.getByLabel('Age in years').fill(String(person.age_years));
  }

  async where(person: Person): Promise<void> {
    const map = this.page.locator('.where-map');
    for (const name of person.where) await map.getByRole('button', { name: new RegExp(`^${name}`) }).first().click();
    await this.page.locator('.scale-numbers').first().getByRole('button', { name: String(person.intensity_nrs), exact: true }).click();
    await this.page.getByRole('radio', { name: person.duration, exact: true }).check();
    await this.next();
    await this.at('cards');
  }

  /** Answers every screen of cards; gives how many a person saw. */
  async cards(person: Person): Promise<number> {
    const short_of = new Map(this.questions.questions.map((question) => [question.id, question.short ?? question.text]));
    let screens_count = 0;
    for (;;) {
      const stage = await this.stage();
      if (!stage.startsWith('cards')) return screens_count;
      screens_count++;
      for (const id of person.signs) {
        const row = this.page.locator('.sign-main').filter({ has: this.page.getByText(short_of.get(id)!, { exact: true }) });
        if ((await row.count()) > 0 && (await row.first().getAttribute('aria-pressed')) === 'false') await row.first().click();
      }
      // "None" on the last open card moves on by itself; a card of details has its own button.
      const none = this.page.locator('.none');
      const none_count = await none.count();
      for (let i = 0; i < none_count && (await this.stage()) === stage; i++) {
        await none.nth(i).click();
        await settled(this.page);
      }
      if (none_count === 0) {
        const somewhere = this.page.locator('.cards fieldset .region-list');
        for (let i = 0; i < (await somewhere.count()); i++) await somewhere.nth(i).locator('.toggle').first().click();
      }
      if ((await this.stage()) === stage) {
        await this.next();
        await this.page.waitForFunction((before) => document.querySelector('main')?.dataset['stage'] !== before, stage);
      }
      await settled(this.page);
    }
  }

  async to_verdict(url: string, person: Person): Promise<number> {
    await this.begin(url);
    await this.about_you(person);
    await this.where(person);
    const count = await this.cards(person);
    await this.at('verdict');
    return count;
  }

  async to_giver(): Promise<void> {
    await this.button('Hand over the phone').click();
    await this.at('hand_over');
    await this.button('I will massage').click();
    await this.at('giver_check');
  }

  async to_plan(): Promise<void> {
    await this.page.locator('.none').click();
    await this.next();
    await this.at('giver_setup');
    await this.next();
    await this.at('plan');
  }

  /** From the first page to the plan. */
  async plan_for(url: string, person: Person): Promise<void> {
    await this.to_verdict(url, person);
    await this.to_giver();
    await this.to_plan();
  }

  /** Opens the player and holds the page's clock: time passes by `pass_s` alone, however slow the machine is. */
  async to_play(): Promise<void> {
    await this.button('Begin').click();
    await this.at('play');
    this.now_ms = Date.now();
    await this.page.clock.setFixedTime(this.now_ms);
  }

  private now_ms = 0;

  /** So many whole seconds of a running massage. */
  async pass_s(seconds: number): Promise<void> {
    for (let i = 0; i < seconds; i++) {
      const before = await this.page.locator('.player-clock').innerText();
      this.now_ms += 1000;
      await this.page.clock.setFixedTime(this.now_ms);
      await this.page.waitForFunction((text) => document.querySelector('.player-clock')?.textContent !== text, before);
    }
  }

  /** What the page says the step's countdown is, in seconds. */
  async clock_s(): Promise<number> {
    const [minutes, seconds] = (await this.page.locator('.player-clock').innerText()).split(':').map(Number);
    return minutes! * 60 + seconds!;
  }
}
