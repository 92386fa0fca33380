import { createHash } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { canonicalJson } from '../../shared/canonical-json';
import {
	phiResultContract,
	type PhiFormat,
	type PhiImages,
	type PhiResult,
} from '../../shared/contracts';
import { HospitalError } from '../../shared/errors';
import { byContract, type Operation, type OperationContext } from '../../shared/face';
import { isDoubt, type OnUncertain, type Phi, type PhiResult as Outcome } from '../engine';
import { decideConsent } from '../exporting';
import { profileOf } from '../site';
import { readContext, readInput, studyUidsIn, type PhiInput, type StudyAsked } from '../site/input';
import type { ManifestEntry, ReviewReason } from '../types';
import { imagesFolder, throughPolicy, type StepImages } from './images';
import { fingerprintOf, identifiersOf, onRecord, patientOf, patientReference } from './ledger';
import { readPolicy, withPolicy, type StepPolicy } from './policy';
import {
	contextField,
	policyOptions,
	profileFields,
	projectField,
	recordField,
	styleField,
	uncertainField,
} from './policy-fields';

interface Options {
	format?: PhiFormat | 'auto';
	withImages?: boolean;
}

/** What a step is asked to work on. */
interface Job {
	readonly input: PhiInput;
	readonly chart: readonly unknown[];
	readonly studies: readonly StudyAsked[];
	readonly policy: StepPolicy;
}

export const deidentify: Operation = {
	value: 'deidentify',
	name: 'De-Identify',
	description:
		'Take identifiers out of a text, FHIR records, an HL7 message or DICOM images, by one policy for all of them',
	action: 'De identify a record',
	outputs: ['Done', 'Review'],
	fields: [
		recordField,
		contextField,
		...profileFields,
		styleField,
		projectField,
		uncertainField,
		policyOptions,
	],
	async execute(context) {
		const job = await readJob(context);
		const patient = await patientOf(context, job.input, job.chart);
		const about = { interaction: 'phi-deidentified', ...(patient && { patient }) };
		// Journalled: codes drawn at random are the same on every attempt at the same work.
		const { value } = await onRecord(context, about, () =>
			context.onceJson<PhiResult>(`phi/${questionOf(job)}`, () =>
				withPolicy(context, job.policy, (phi) => work(context, phi, job)),
			),
		);
		const result: PhiResult = { ...value, ...(await boundTo(context, job)) };
		const refused = value.images?.refused ?? 0;
		await context.audit({
			kind: 'access',
			action: 'R',
			outcome: value.status === 'done' ? '0' : '4',
			...(value.status === 'done' ? {} : { outcomeReason: `phi-${value.status}` }),
			...about,
			objects: [
				{ type: 'privacy-profile', version: codeOf(value.profile) },
				...identifiersOf(value.manifest),
				...(value.images ? [{ type: 'dicom-instance', count: value.images.written }] : []),
				...(refused > 0 ? [{ type: 'dicom-instance-refused', count: refused }] : []),
			],
		});
		return {
			add: [byContract(phiResultContract, result)],
			output: value.status === 'done' ? 0 : 1,
		};
	},
};

/** Whose it is, what that patient agreed to as far as the records say, and by which policy it was made. */
async function boundTo(
	context: OperationContext,
	{ input, chart, policy }: Job,
): Promise<Pick<PhiResult, 'patient' | 'policy' | 'consent'>> {
	const resources = [...(input.format === 'fhir' ? input.resources : []), ...chart];
	const reference = patientReference(resources);
	const { allowed, reason } = decideConsent(resources, new Date().toISOString(), reference ?? '');
	const isSaid = allowed || reason !== 'consent-missing';
	// What only decides whether somebody looks is no part of what is made.
	const made = { ...policy, onUncertain: '', requireContext: false, reviewed: false };
	const whole = canonicalJson(JSON.parse(JSON.stringify([made, profileOf(policy)])));
	return {
		policy: createHash('sha256').update(whole).digest('hex'),
		...(reference !== undefined && { patient: await fingerprintOf(context, reference) }),
		...(isSaid && { consent: reason }),
	};
}

async function readJob(context: OperationContext): Promise<Job> {
	const options = await context.parameter<Options>('policyOptions', {});
	const policy = await readPolicy(context, 'policyOptions');
	const input = readInput(await context.parameter<unknown>('record'), options.format ?? 'auto');
	const chart = readContext(await context.parameter<unknown>('patientContext', ''));
	return { input, chart, policy, studies: studiesOf(input, chart, options.withImages === true) };
}

function studiesOf(
	input: PhiInput,
	chart: readonly unknown[],
	withImages: boolean,
): readonly StudyAsked[] {
	if (input.format === 'dicom') return input.studies;
	if (!withImages) return [];
	const resources = [...(input.format === 'fhir' ? input.resources : []), ...chart];
	return studyUidsIn(resources).map((studyInstanceUid) => ({ studyInstanceUid }));
}

/** The same question gives the stored answer; another record or another policy is another question. */
function questionOf({ input, chart, studies, policy }: Job): string {
	const asked =
		input.format === 'hl7' ? { hl7: Buffer.from(input.message).toString('base64') } : input;
	const text = canonicalJson(JSON.parse(JSON.stringify([asked, chart, studies, policy])));
	return createHash('sha256').update(text).digest('hex');
}

async function work(context: OperationContext, phi: Phi, job: Job): Promise<PhiResult> {
	const record = await ofRecord(context, phi, job);
	const images = await throughPolicy(context, phi, job.studies, [
		...job.chart,
		...(job.input.format === 'fhir' ? job.input.resources : []),
	]);
	try {
		const result = settled(phi, job, record, images);
		if (result.status !== 'blocked') return result;
		return { ...result, ...(await withdrawn(context, result.images)) };
	} catch (error) {
		await withdrawn(context, images?.images);
		throw error;
	}
}

/** What does not come out must not lie about either. */
async function withdrawn(
	context: OperationContext,
	images: PhiImages | undefined,
): Promise<Pick<PhiResult, 'images'>> {
	if (images === undefined) return {};
	const { key, ...rest } = images;
	if (key === undefined) return { images };
	await rm(await imagesFolder(context, key), { recursive: true, force: true });
	return { images: { ...rest, written: 0, bytes: 0 } };
}

type Content = Pick<PhiResult, 'text' | 'resource' | 'message'>;
type Made = Outcome & { content: Content };

async function ofRecord(
	{ signal }: OperationContext,
	phi: Phi,
	{ input, chart }: Job,
): Promise<Made | undefined> {
	const options = { context: chart, ...(signal && { signal }) };
	switch (input.format) {
		case 'text': {
			const { text, ...outcome } = await phi.text(input.text, options);
			return { ...outcome, content: { text } };
		}
		case 'fhir': {
			const { resource, ...outcome } = await phi.fhir(input.record, options);
			return { ...outcome, content: { resource } };
		}
		case 'hl7': {
			const { message, ...outcome } = await phi.hl7(input.message, options);
			return { ...outcome, content: { message: message?.toString('base64') } };
		}
		case 'dicom':
			return undefined;
	}
}

function settled(
	phi: Phi,
	{ input, policy }: Job,
	record: Made | undefined,
	images: StepImages | undefined,
): PhiResult {
	const manifest: ManifestEntry[] = [...(record?.manifest ?? []), ...(images?.manifest ?? [])];
	const review: ReviewReason[] = [...(record?.review ?? []), ...(images?.review ?? [])];
	const status = statusOf(policy.onUncertain, record, images, review);
	const { profile, style, model } = phi.identity;
	const context = record?.context ?? images?.context ?? 'none';
	const isOpen = status !== 'blocked';
	return {
		contract: 'PhiResult/1',
		format: input.format,
		status,
		profile,
		style,
		project: policy.project,
		context,
		...(model && { model: { name: model.name, sha256: model.sha256 } }),
		manifest: manifest.map((line) => ({ ...line })),
		review: review.map((reason) => ({ ...reason })),
		...(isOpen && present(record?.content ?? {})),
		...(images && { images: images.images }),
	};
}

/** @throws HospitalError `phi-images-refused` under the setting Fail */
function statusOf(
	onUncertain: OnUncertain,
	record: Made | undefined,
	images: StepImages | undefined,
	review: readonly ReviewReason[],
): PhiResult['status'] {
	if (record?.blocked === true) return 'blocked';
	const { refused = 0, notHere = 0 } = images?.images ?? {};
	const isUncertain = review.some(isDoubt) || refused > 0 || notHere > 0;
	if (!isUncertain) return 'done';
	if (onUncertain === 'fail') {
		throw new HospitalError(
			'phi-images-refused',
			`Of the images ${refused} may not pass and ${notHere} studies are not here`,
			{
				nextStep:
					'Nothing came out. Send uncertain results down the Review output: its manifest says why.',
			},
		);
	}
	return onUncertain === 'block' ? 'blocked' : 'review';
}

const present = (content: Content): Content =>
	Object.fromEntries(Object.entries(content).filter(([, value]) => value !== undefined));

/** The name of a site's own profile goes into the ledger only where it is a code. */
const codeOf = (profile: string): string =>
	/^[a-z0-9][a-z0-9._-]{0,63}$/i.test(profile) ? profile : 'site';
