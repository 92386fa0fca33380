import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { DocumentReference, Resource, Task } from '@medplum/fhirtypes';
import { startEhr, type Ehr } from '../../hospital/ehr.ts';
import { readLedger, type LedgerLine } from '../../hospital/ledger.ts';
import { MRN_SYSTEM } from '../../hospital/people.ts';
import { prepareTemplate, readTemplate } from '../../hospital/templates.ts';
import { startN8n, type N8n } from '../../n8n/instance.ts';
import { asTransaction } from '../discharge/stay.ts';
import type { Patient } from './faxes.ts';

export const MEMBER_SYSTEM = 'https://payer.example/members';

/** A front office with a fax server's folder, n8n with the shipped template, and the chart. */
export class Office {
	readonly dir: string;
	readonly ehr: Ehr;
	readonly n8n: N8n;

	private constructor(dir: string, ehr: Ehr, n8n: N8n) {
		this.dir = dir;
		this.ehr = ehr;
		this.n8n = n8n;
	}

	static async open(patients: readonly Patient[]): Promise<Office> {
		const dir = await mkdtemp(join(tmpdir(), 'hospital-fax-'));
		await writeFile(join(dir, 'hospital.key'), randomBytes(32), { mode: 0o600 });
		const folder = join(dir, 'faxes');
		await mkdir(folder, { mode: 0o700 });
		const ehr = await startEhr();
		await ehr.seed(asTransaction(patients.flatMap(chartOf)));
		const n8n = await startN8n({
			userFolder: join(dir, 'n8n'),
			pack: process.env.HOSPITAL_TEST_PACK ?? 'link',
			env: {
				HOSPITAL_DATA_DIR: join(dir, 'data'),
				HOSPITAL_KEY_FILE: join(dir, 'hospital.key'),
				HOSPITAL_INSTANCE: 'fax-n8n',
				N8N_RESTRICT_FILE_ACCESS_TO: folder,
			},
		});
		const office = new Office(dir, ehr, n8n);
		await office.publish(folder);
		return office;
	}

	private async publish(folder: string): Promise<void> {
		const { api } = this.n8n;
		const credentials = await api.importCredentials([
			{
				id: 'fhirServerApi',
				name: 'Record',
				type: 'fhirServerApi',
				data: { baseUrl: this.ehr.url, authentication: 'none' },
			},
		]);
		const template = await readTemplate('fax-intake');
		const config = { folder, recordSystem: MRN_SYSTEM, memberSystems: MEMBER_SYSTEM };
		const { assignments } = template.nodes.find(({ name }) => name === 'Config')?.parameters
			.assignments as { assignments: Array<{ name: string; value: unknown }> };
		const settings = {
			'Every Minute': { rule: { interval: [{ field: 'seconds', secondsInterval: 3 }] } },
			Config: {
				assignments: {
					assignments: assignments.map((one) => ({
						...one,
						value: config[one.name.replace('config.', '') as keyof typeof config] ?? one.value,
					})),
				},
			},
		};
		const ready = await prepareTemplate(api, template, settings, Object.fromEntries(credentials));
		const [id = ''] = await api.importWorkflows([ready]);
		await api.publish([id]);
	}

	/** As a fax server does: the file is there only when it is whole. */
	async receive(name: string, bytes: Buffer): Promise<void> {
		const part = join(this.dir, 'faxes', `${name}.part`);
		await writeFile(part, bytes);
		await rename(part, join(this.dir, 'faxes', name));
	}

	/** Waits until so many pieces of work have ended. */
	async ended(count: number, ms: number): Promise<LedgerLine[]> {
		for (const deadline = Date.now() + ms; ; await sleep(500)) {
			const lines = (await readLedger(join(this.dir, 'data'))).filter(
				({ interaction }) => interaction === 'work-closed' || interaction === 'work-escalated',
			);
			if (lines.length >= count) return lines;
			if (Date.now() > deadline) {
				throw new Error(
					`${lines.length} of ${count} ended within ${ms} ms\n${this.n8n.lastLines(40)}`,
				);
			}
		}
	}

	/** What was filed of a fax. */
	async filed(name: string): Promise<DocumentReference[]> {
		const all = await this.ehr.repository.searchResources<DocumentReference>({
			resourceType: 'DocumentReference',
			count: 100,
		});
		return all.filter(({ description }) => description?.startsWith(`Fax ${name},`));
	}

	/** What people were asked about a fax. */
	async tasks(name: string): Promise<Task[]> {
		const all = await this.ehr.repository.searchResources<Task>({
			resourceType: 'Task',
			count: 100,
		});
		return all.filter(({ description }) => description?.startsWith(`Fax ${name}\n`));
	}

	async ledger(): Promise<LedgerLine[]> {
		return await readLedger(join(this.dir, 'data'));
	}

	async stop(): Promise<void> {
		await this.n8n.stop();
		await this.ehr.stop();
		await rm(this.dir, { recursive: true, force: true });
	}
}

function chartOf({ id, family, given, born, record, member, sex }: Patient): Resource[] {
	const [month, day, year] = born.split('/');
	return [
		{
			resourceType: 'Patient',
			id,
			active: true,
			identifier: [{ system: MRN_SYSTEM, value: record }],
			name: [{ family, given: [given] }],
			gender: sex,
			birthDate: `${year}-${month}-${day}`,
		},
		{
			resourceType: 'Coverage',
			id: `${id}-coverage`,
			status: 'active',
			identifier: [{ system: MEMBER_SYSTEM, value: member }],
			beneficiary: { reference: `Patient/${id}` },
			payor: [{ display: 'ZZTEST INSURANCE COMPANY' }],
		},
	];
}
