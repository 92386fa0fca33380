import { openVault } from '../../../dist/nodes/Phi/vault/index.js';

// Draws codes for the same values as its siblings, in an order of its own, and says which it got.
const [directory, key, seed, count] = process.argv.slice(2);

async function run(): Promise<void> {
	const vault = await openVault({
		directory,
		key: Buffer.from(key, 'hex'),
		project: 'test',
		onReidentify: async () => {},
	});
	const total = Number(count);
	const codes: string[] = [];
	for (let step = 0; step < total; step++) {
		const number = (step * 7 + Number(seed)) % total;
		codes[number] = vault.token('MRN', `ZZ${number}`, { key: 'ada' });
	}
	await vault.settle();
	process.send?.(codes, () => process.disconnect());
}

process.once('message', () => void run());
process.send?.('ready');
