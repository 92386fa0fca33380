import assert from 'node:assert/strict';
import { needlesOf, plantedFound, plantedInFolder, uidsOf } from '../../hospital/planted.ts';
import { readLedger } from '../../hospital/ledger.ts';
import type { Site } from '../../hospital/site.ts';
import type { Stage } from './stage.ts';

/** What all tests before have sent through the hospital must have left no name behind. */
export function secrecyTests(stage: Stage): void {
	stage.test(
		'no identifier of anybody is in n8n, its logs, the ledger or the SIEM',
		async (site) => {
			assert.ok(stage.scanned.length > 20);
			const files = stage.scanned.flatMap(({ files: all }) => all);
			const needles = [...needlesOf(site.people), ...(await uidsOf(files))];
			// The same search finds the patients where they belong.
			const archived = await plantedInFolder(`${site.dir}/pacs`, needles);
			const kinds = ['family name', 'patient number', 'birth date', 'accession number', 'UID'];
			const seen = kinds.filter((kind) => archived.some(({ what }) => what.startsWith(kind)));
			assert.deepEqual(seen, kinds);
			// And it sees what n8n keeps of executions.
			const work = { what: 'work item', text: await someWorkItem(site) };
			const kept = await plantedInFolder(`${site.n8n.userFolder}/.n8n`, [work]);
			assert.ok(kept.some(({ where }) => where.startsWith('database.sqlite')));
			assert.deepEqual(await plantedFound(site, needles), []);
		},
	);

	stage.test('n8n itself called nobody outside of this machine', async (site) => {
		assert.deepEqual(await site.n8n.outbound(), []);
	});
}

async function someWorkItem(site: Site): Promise<string> {
	const ledger = await readLedger(site.dataDir);
	const closed = ledger.find(({ interaction }) => interaction === 'work-closed');
	assert.ok(closed?.workItem !== undefined);
	return closed.workItem.id;
}
