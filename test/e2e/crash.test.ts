import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { crash } from '../campaign/crash.ts';
import { judge, workList } from '../campaign/endings.ts';
import { startSite, type Site } from '../hospital/site.ts';
import { peer } from '../peers/require.ts';

const KILLS = 2;
const STUDIES = 2;

let site: Site | undefined;
let dir: string | undefined;

after(async () => {
	await site?.stop();
	if (dir !== undefined) await rm(dir, { recursive: true, force: true });
});

test('studies that were acknowledged end once and tell one story, however often n8n is killed', async (t) => {
	dir = await mkdtemp(join(tmpdir(), 'hospital-crash-'));
	const options = { dir, quietSeconds: 2, people: KILLS * STUDIES };
	const started = await peer(t, () => startSite(options));
	if (started === undefined) return;
	site = started;
	const say = (text: string) => t.diagnostic(text);
	const { sent } = await crash(site, { kills: KILLS, seed: 'suite', studies: STUDIES, say });
	assert.equal(sent.length, KILLS * STUDIES);
	const states = (await workList(site)).map(({ closing }) => closing?.state);
	assert.deepEqual(states, Array(sent.length).fill('DELIVERED'));
	assert.deepEqual(await judge(site, sent), { lost: [], duplicates: [], disagreeing: [] });
	assert.ok(site.inference.inferences >= sent.length, 'every study asked the model');
});
