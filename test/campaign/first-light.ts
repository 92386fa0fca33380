import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Measurement } from '../bench/figure.ts';
import { startSite, type Site } from '../hospital/site.ts';
import { crash } from './crash.ts';
import { judge } from './endings.ts';
import { plantedFound } from './planted.ts';

/** Kills n8n again and again while studies come in, and counts what was lost, doubled or leaked. */
export const measure: Measurement = async ({ quick, figure, say }) => {
	const kills = quick ? 3 : 25;
	const studies = quick ? 2 : 3;
	const dir = await mkdtemp(join(tmpdir(), 'campaign-first-light-'));
	let site: Site | undefined;
	try {
		site = await startSite({ dir, quietSeconds: 2, people: kills * studies, say });
		const { points, sent, logs } = await crash(site, { kills, seed: 1, studies, say });
		const { lost, duplicates, disagreeing } = await judge(site, sent);
		for (const line of [...lost, ...duplicates, ...disagreeing]) say(line);
		const planted = await plantedFound(site, sent, logs);
		for (const line of planted) say(line);
		const count = (metric: string, value: number) => figure({ metric, value, unit: 'count' });
		count('kill9_points', points.length);
		count('kill9_studies', sent.length);
		count('kill9_lost', lost.length);
		count('kill9_duplicates', duplicates.length);
		count('kill9_disagreeing', disagreeing.length);
		count('planted_found', planted.length);
		if (lost.length + duplicates.length + disagreeing.length + planted.length > 0) {
			process.exitCode = 1;
		}
	} finally {
		await site?.stop();
		await rm(dir, { recursive: true, force: true });
	}
};
