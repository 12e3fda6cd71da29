// The words of the language in use. A second language adds one file and one entry here.
import { en, type Words } from './en';

export const words: Words = en;
