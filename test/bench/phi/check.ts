import { templatesOf, type Split } from './load.ts';

/** `node test/bench/phi/check.ts dev|test|sealed`: whether all templates of a split can be written. */
const split = (process.argv[2] ?? 'dev') as Split;
const templates = await templatesOf(split);
const types = new Set(templates.map(({ noteType }) => noteType));
process.stdout.write(`${split}: ${templates.length} templates of ${types.size} note types\n`);
