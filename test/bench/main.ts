import { runNamed } from './figure.ts';

await runNamed('bench', ['first-light'], async (name) => await import(`./${name}.ts`));
