import { mergeConfig } from 'vitest/config';
import base from './vitest.config.ts';

// Only the README's picture; see readme_picture.ts.
export default { ...mergeConfig(base, {}), test: { ...base.test, include: ['e2e/readme_picture.ts'] } };
