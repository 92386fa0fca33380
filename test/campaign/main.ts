import { runNamed } from '../bench/figure.ts';

await runNamed('campaign', ['first-light'], async (name) => await import(`./${name}.ts`));
