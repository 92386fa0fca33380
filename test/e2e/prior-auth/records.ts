import type { Resource } from '@medplum/fhirtypes';
import { NOTE } from './finder.ts';
import { caseRecords } from '../../unit/priorauth/case-records.ts';

/** Somebody with an order, as the tests look at it. */
export interface Asked {
	patient: string;
	order: string;
}

const later = (days: number): string =>
	new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);

type Json = any;

/** Every record of one case under ids of its own, so that cases do not meet. */
export function recordsOf(key: string, changes: Record<string, Json> = {}): Json[] {
	const shared = new Set(['Organization', 'Practitioner', 'PractitionerRole', 'Location']);
	const ids = new Map<string, string>();
	const all = caseRecords();
	for (const { resourceType, id } of all) {
		if (!shared.has(resourceType)) ids.set(`${resourceType}/${id}`, `${resourceType}/${key}-${id}`);
	}
	ids.set('Practitioner/doc', 'Practitioner/zz-7');
	const moved = JSON.parse(
		JSON.stringify(all, (name, value: unknown) =>
			(name === 'reference' || name === 'url') && typeof value === 'string'
				? (ids.get(value) ?? value)
				: value,
		),
	) as Json[];
	const records: Json[] = moved.map((record) => ({
		...record,
		id: shared.has(record.resourceType) ? record.id : `${key}-${record.id}`,
	}));
	for (const record of records) {
		if (record.resourceType === 'Practitioner') {
			record.identifier = [
				record.identifier[0],
				{ system: 'https://hospital.example/accounts', value: 'ada' },
			];
			record.id = 'zz-7';
		}
		if (record.resourceType === 'Patient') {
			record.name = [{ family: `Zztest${key}`, given: ['Zzada'] }];
			record.identifier = [{ system: 'https://hospital.example/mrn', value: `ZZMRN-${key}` }];
		}
		if (record.resourceType === 'Coverage') record.identifier[0].value = `ZZM-${key}`;
		if (record.resourceType === 'Coverage') record.period = { start: later(-300), end: later(300) };
		if (record.resourceType === 'DocumentReference') {
			record.date = `${later(-2)}T10:00:00Z`;
			record.type = {
				coding: [{ system: 'http://loinc.org', code: '11506-3', display: 'Progress note' }],
			};
		}
		if (record.id === `${key}-doc1`) {
			record.content = [
				{
					attachment: {
						contentType: 'text/plain',
						data: Buffer.from(NOTE).toString('base64'),
					},
				},
			];
		}
		if (record.resourceType === 'ServiceRequest') {
			record.occurrencePeriod = { start: later(7), end: later(35) };
			record.authoredOn = new Date().toISOString();
			Object.assign(record, changes);
		}
	}
	return records;
}

/** The order last: when it comes, everything behind it is there. */
export const inOrder = (records: readonly Json[]): Resource[] =>
	[...records].sort(
		(one, other) =>
			Number(one.resourceType === 'ServiceRequest') -
			Number(other.resourceType === 'ServiceRequest'),
	) as Resource[];
