/**
 * Usage, as root in a mount namespace: node full-disk.ts. Fills the disk under a ledger, makes it
 * read-only, gives the space back, and prints what became of the events as one JSON line.
 */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { queryLedger } from '../../../dist/nodes/Audit/index/query.js';
import { verifyLedger } from '../../../dist/nodes/Audit/verify/verify.js';
import { dataDirectory } from '../../../dist/nodes/shared/data-directory.js';
import { closeLedger, record, type AuditEvent } from '../../../dist/nodes/shared/ledger/index.js';
import { auditSigner } from '../../../dist/nodes/shared/ledger/signing.js';
import { SmallDisk } from '../dicom/disk.ts';

export interface FullDisk {
	/** Acknowledged events, and those of them that the ledger lacks at the end. */
	acknowledged: number;
	lost: number;
	/** What refused events were told, by code. */
	refused: Record<string, number>;
	/** Events taken although the disk was full, left out by the administrator's wish. */
	leftOut: number;
	/** The ledger's own records about it, oldest first. */
	own: string[];
	/** What the gap says was left out. */
	gap: number;
	findings: unknown[];
}

const event = (kind: AuditEvent['kind'], id: number): AuditEvent => ({
	kind,
	interaction: 'chart-read',
	action: 'R',
	outcome: '0',
	agent: { instance: 'campaign', executionId: String(id) },
});

class Host {
	readonly taken = new Set<string>();
	readonly refused: Record<string, number> = {};
	leftOut = 0;
	private next = 0;

	/** @param many events at once */
	async read(kind: AuditEvent['kind'], many: number): Promise<void> {
		await Promise.all(
			Array.from({ length: many }, async () => {
				try {
					const receipt = await record(event(kind, this.next++));
					if (receipt === undefined) this.leftOut += 1;
					else this.taken.add(receipt.id);
				} catch (error) {
					const { code = 'unknown' } = error as { code?: string };
					this.refused[code] = (this.refused[code] ?? 0) + 1;
				}
			}),
		);
	}
}

/** The keeper waits between two tries; its clock goes on meanwhile. */
let ahead = 0;
const now = Date.now.bind(Date);
Date.now = () => now() + ahead;
const wait = (): void => void (ahead += 16_000);

async function fullDisk(disk: SmallDisk): Promise<FullDisk> {
	const host = new Host();
	await host.read('access', 50);
	await disk.fill();
	// As many as it takes until what is left of the last page is used up.
	for (let round = 0; round < 10; round++) await host.read('access', 20);
	process.env.HOSPITAL_AUDIT_FAIL_OPEN = 'work';
	await host.read('work', 7);
	wait();
	await host.read('access', 3);
	await disk.free();
	await host.read('access', 3);
	wait();
	await host.read('access', 20);
	delete process.env.HOSPITAL_AUDIT_FAIL_OPEN;
	await closeLedger();
	const { audit, key } = await dataDirectory();
	const { findings } = await verifyLedger({ auditDir: audit, keys: [auditSigner(key)] });
	const { entries } = await queryLedger(audit, { limit: 1_000_000 });
	const there = new Set(entries.map(({ id }) => id));
	const own = entries.reverse().filter(({ record: { kind } }) => kind === 'system');
	const gap = own.find(({ record: { interaction } }) => interaction === 'audit-gap');
	return {
		acknowledged: host.taken.size,
		lost: [...host.taken].filter((id) => !there.has(id)).length,
		refused: host.refused,
		leftOut: host.leftOut,
		own: own.map(({ record: { interaction } }) => interaction),
		gap: gap?.record.objects?.[0]?.count ?? 0,
		findings,
	};
}

async function readOnly(disk: SmallDisk): Promise<FullDisk> {
	const host = new Host();
	await disk.readOnly(true);
	await host.read('access', 5);
	await disk.readOnly(false);
	wait();
	await host.read('access', 5);
	await closeLedger();
	return {
		acknowledged: host.taken.size,
		lost: 0,
		refused: host.refused,
		leftOut: host.leftOut,
		own: [],
		gap: 0,
		findings: [],
	};
}

const dir = await mkdtemp(join(tmpdir(), 'campaign-audit-disk-'));
const results: FullDisk[] = [];
try {
	await writeFile(join(dir, 'site.key'), `${'5a'.repeat(32)}\n`, { mode: 0o600 });
	process.env.HOSPITAL_KEY_FILE = join(dir, 'site.key');
	for (const [name, run] of Object.entries({ fullDisk, readOnly })) {
		await mkdir(join(dir, name));
		const disk = await SmallDisk.make(join(dir, name), 64);
		process.env.HOSPITAL_DATA_DIR = join(disk.path, 'data');
		try {
			results.push(await run(disk));
		} finally {
			await disk.remove();
		}
	}
} finally {
	await rm(dir, { recursive: true, force: true });
}
process.stdout.write(`${JSON.stringify(results)}\n`);
process.exit(0);
