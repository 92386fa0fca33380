import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Measurement } from '../bench/figure.ts';
import { needlesOf, plantedFound, uidsOf, type Found } from '../hospital/planted.ts';
import { NeedleFinder } from '../hospital/planted/finder.ts';
import { startSite, type Site } from '../hospital/site.ts';
import { CRASH_POINTS, STARTING } from './crash-points.ts';
import { crash, type Crashes } from './crash.ts';
import { judge } from './endings.ts';

/** Kills n8n again and again while studies come in, and counts what was lost, doubled or leaked. */
export const measure: Measurement = async ({ quick, figure, say }) => {
	const kills = quick ? 3 : 25;
	const studies = quick ? 2 : 3;
	const dir = await mkdtemp(join(tmpdir(), 'campaign-first-light-'));
	let site: Site | undefined;
	try {
		site = await startSite({ dir, quietSeconds: 2, people: kills * studies, say });
		// Killed while it activates, n8n stands still for two minutes: too long for the quick form.
		const points = quick ? CRASH_POINTS : [...CRASH_POINTS, STARTING];
		const crashes = await crash(site, { kills, seed: 1, studies, points, say });
		const { sent } = crashes;
		const { lost, duplicates, disagreeing } = await judge(site, sent);
		for (const line of [...lost, ...duplicates, ...disagreeing]) say(line);
		const planted = await identifiersFound(site, crashes);
		for (const { what, where, encoding } of planted) say(`${what} in ${where} (${encoding})`);
		const count = (metric: string, value: number) => figure({ metric, value, unit: 'count' });
		count('kill9_points', crashes.points.length);
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

/** Identifiers of everybody and of every study, wherever n8n, the ledger and the SIEM keep something. */
async function identifiersFound(site: Site, { sent, logs }: Crashes): Promise<Found[]> {
	const uids = await uidsOf(sent.flatMap(({ files }) => files));
	const needles = [...needlesOf(site.people), ...uids];
	const finder = new NeedleFinder(needles);
	const inLogs = logs.flatMap((log, index) =>
		finder
			.find(Buffer.from(log))
			.map((hit) => ({ ...hit, where: `n8n's output, start ${index + 1}` })),
	);
	return [...inLogs, ...(await plantedFound(site, needles))];
}
