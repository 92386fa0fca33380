import { join } from 'node:path';
import {
	phiExportContract,
	phiResultContract,
	type PhiExport,
	type PhiResult,
} from '../../shared/contracts';
import { dataDirectory } from '../../shared/data-directory';
import { HospitalError } from '../../shared/errors';
import {
	byContract,
	writeInTestsField,
	type Operation,
	type OperationContext,
	type OperationOutcome,
} from '../../shared/face';
import { ExportPlace, exportRisk, recordsOf, tableRow } from '../exporting';
import { checkPatient, consentLimit, consentOf, policyOf } from './export-checks';
import { exportFields } from './export-fields';
import { imagesFolder } from './images';
import { readMinimumK } from './minimum-k';

/** Outputs of the operation. */
const [DONE, WAITING, REFUSED] = [0, 1, 2];

type Task = (context: OperationContext, place: ExportPlace, writes: boolean) => Promise<Step>;

interface Step {
	/** What the ledger calls it. */
	readonly interaction: string;
	readonly state: string;
	readonly reason?: string;
	readonly output: number;
	readonly patient?: string;
	readonly figures?: Partial<PhiExport>;
}

export const exportRecords: Operation = {
	value: 'export',
	name: 'Export',
	description:
		'Build an export patient by patient in a folder of the data directory, and release it when all are in and enough of them look alike',
	action: 'Export what a policy made',
	subtitle: '"Export: " + $parameter["exportTask"]',
	outputs: ['Done', 'Waiting', 'Refused'],
	fields: [...exportFields, writeInTestsField],
	async execute(context): Promise<OperationOutcome> {
		const name = String(await context.parameter<unknown>('exportName', '')).trim();
		const place = new ExportPlace(join((await dataDirectory()).root, 'exports'), name);
		const task = TASKS[await context.parameter<string>('exportTask', 'add')];
		if (task === undefined) {
			throw new HospitalError('field-invalid', 'The field "Task" holds none of its choices', {
				nextStep: 'Choose a task from the list.',
			});
		}
		const step = await task(context, place, await context.mayWrite());
		const { interaction, state, reason, output, patient, figures } = step;
		const who = patient === undefined ? undefined : await context.pseudonym('fhir', patient);
		const standing = await place.standing();
		await context.audit({
			kind: 'access',
			interaction,
			action: interaction === 'phi-export-released' ? 'E' : 'C',
			outcome: output === DONE ? '0' : '4',
			...(reason !== undefined && { outcomeReason: reason }),
			...(who && { patient: who }),
			objects: [
				{ type: 'privacy-export', ...(await context.pseudonym('phi-export', name)) },
				...(figures?.records === undefined ? [] : [{ type: 'record', count: figures.records }]),
				...(figures?.images === undefined
					? []
					: [{ type: 'dicom-instance', count: figures.images }]),
			],
		});
		const { expected, added, leftOut } = standing;
		const value: PhiExport = {
			contract: 'PhiExport/1',
			export: name,
			state,
			...(reason !== undefined && { reason }),
			expected,
			added,
			leftOut,
			...figures,
		};
		return { add: [byContract(phiExportContract, value)], output };
	},
};

const TASKS: Readonly<Record<string, Task | undefined>> = { expect, add, leaveOut, release };

async function expect(
	context: OperationContext,
	place: ExportPlace,
	writes: boolean,
): Promise<Step> {
	const patient = await patientReference(context);
	const interaction = 'phi-export-expected';
	const key = await keyOf(context, place, patient);
	const { refusal, at } = await consentOf(context, patient);
	if (refusal !== undefined) {
		// Whoever is in already is taken out again.
		if (await place.knows(key)) return await out(place, key, writes, refusal, interaction, patient);
		return { interaction, state: 'left-out', reason: refusal, output: REFUSED, patient };
	}
	const before = await place.outForGood(key);
	if (before !== undefined) {
		return { interaction, state: 'left-out', reason: before, output: REFUSED, patient };
	}
	if ((await place.isReleased()) && !(await place.knows(key))) {
		return { interaction, state: 'refused', reason: 'export-released', output: REFUSED, patient };
	}
	if (writes) {
		await place.expect(key);
		if (at !== '' && !(await place.isReleased())) await place.noteConsent(key, at);
	}
	return { interaction, state: 'expected', output: DONE, patient };
}

async function add(context: OperationContext, place: ExportPlace, writes: boolean): Promise<Step> {
	const patient = await patientReference(context);
	const interaction = 'phi-export-added';
	const key = await keyOf(context, place, patient);
	const result = await context.contract<PhiResult>(phiResultContract);
	const wasReviewed = (await context.parameter<boolean>('exportReviewed', false)) === true;
	await checkPatient(context, patient, result, wasReviewed);
	// Somebody may have taken the consent back since the patient was expected.
	const { refusal, at } = await consentOf(context, patient, result);
	if (refusal !== undefined) return await out(place, key, writes, refusal, interaction, patient);
	if (await place.isReleased()) {
		const isIn = await place.holds(key);
		const answer = isIn
			? { state: 'released', output: DONE }
			: { state: 'refused', reason: 'export-released', output: REFUSED };
		return { interaction, ...answer, patient };
	}
	const before = await place.outForGood(key);
	if (before !== undefined) {
		return { interaction, state: 'left-out', reason: before, output: REFUSED, patient };
	}
	if (result.status === 'blocked' || (result.status === 'review' && !wasReviewed)) {
		throw new HospitalError('phi-not-reviewed', 'The result has not been looked at by a person', {
			nextStep:
				'Connect Export to the output Done of De-identify. For the output Review, have a person look first, then switch on "A Person Has Looked".',
		});
	}
	const policy = policyOf(result);
	if (!(await place.isOfPolicy(policy))) {
		const reason = 'export-other-policy';
		return { interaction, state: 'refused', reason, output: REFUSED, patient };
	}
	const records = recordsOf(result);
	const { manifest, review, images, profile, style, project, context: known } = result;
	if (writes) {
		await place.add(key, {
			records,
			row: tableRow(records),
			policy,
			consentAt: at,
			manifest: {
				...{ profile, style, project, context: known, review },
				manifest: withoutOffsets(manifest),
			},
			...(images?.key !== undefined && { images: await imagesFolder(context, images.key) }),
		});
	}
	const figures = { records: records.length, images: images?.written ?? 0 };
	return { interaction, state: 'added', output: DONE, patient, figures };
}

/** Takes somebody out; what is in a released folder stays there, and that is said. */
async function out(
	place: ExportPlace,
	key: string,
	writes: boolean,
	reason: string,
	interaction: string,
	patient: string,
): Promise<Step> {
	if (await place.holds(key)) {
		const state = 'refused';
		return { interaction, state, reason: 'in-released-export', output: REFUSED, patient };
	}
	if (writes) await place.leaveOut(key, reason);
	return { interaction, state: 'left-out', reason, output: REFUSED, patient };
}

async function leaveOut(
	context: OperationContext,
	place: ExportPlace,
	writes: boolean,
): Promise<Step> {
	const patient = await patientReference(context);
	const reason = String(await context.parameter<unknown>('exportReason', '')).trim();
	if (reason.length > 64 || !/^[a-z0-9]+(-[a-z0-9]+)*$/.test(reason)) {
		throw new HospitalError('field-invalid', 'The field "Reason" holds no short code', {
			nextStep: 'Use small letters, digits and hyphens, for example "needs-review".',
		});
	}
	const interaction = 'phi-export-left-out';
	const step = await out(
		place,
		await keyOf(context, place, patient),
		...([writes, reason, interaction, patient] as const),
	);
	return step.state === 'left-out' ? { ...step, output: DONE } : step;
}

async function release(
	context: OperationContext,
	place: ExportPlace,
	writes: boolean,
): Promise<Step> {
	const interaction = 'phi-export-released';
	const standing = await place.standing();
	if (standing.waiting > 0) {
		return { interaction, state: 'waiting', reason: 'export-waiting', output: WAITING };
	}
	const minimumK = await readMinimumK(context);
	if (standing.released) {
		const { records, images, files } = await place.finish({});
		return { interaction, state: 'released', output: DONE, figures: { records, images, files } };
	}
	if (standing.added === 0) {
		return { interaction, state: 'refused', reason: 'export-empty', output: REFUSED };
	}
	if ((await place.consentsBefore(await consentLimit(context))) > 0) {
		return { interaction, state: 'refused', reason: 'consent-too-old', output: REFUSED };
	}
	const risk = exportRisk(await place.table(), minimumK);
	const { k, meetsK } = risk;
	if (!meetsK) {
		const figures = { k, minimumK };
		return { interaction, state: 'refused', reason: 'k-below-threshold', output: REFUSED, figures };
	}
	if (!writes) return { interaction, state: 'waiting', reason: 'test-run', output: WAITING };
	const released = await place.finish({ releasedAt: new Date().toISOString(), risk });
	const { records, images, files } = released;
	const figures = { records, images, files, k, minimumK };
	return { interaction, state: 'released', output: DONE, figures };
}

async function patientReference(context: OperationContext): Promise<string> {
	const reference = String(await context.parameter<unknown>('exportPatient', '')).trim();
	if (/^Patient\/[A-Za-z0-9.-]{1,64}$/.test(reference)) return reference;
	throw new HospitalError('field-invalid', 'The field "Patient" holds no FHIR reference', {
		nextStep: 'It needs the patient as Patient/123, for example {{ $json.chartContext.patient }}.',
	});
}

/** Stands for the patient in file names of the export that is being built; in what is released it is gone. */
const keyOf = async (
	context: OperationContext,
	{ name }: ExportPlace,
	patient: string,
): Promise<string> => (await context.pseudonym('phi-export', name, patient)).pseudonym;

/** Where in a text something stood says nothing to whoever gets the result. */
const withoutOffsets = (manifest: PhiResult['manifest']) =>
	manifest.map(({ type, rule, action, count, score }) => ({ type, rule, action, count, score }));
