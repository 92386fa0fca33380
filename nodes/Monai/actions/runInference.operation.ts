import {
	inferenceContract,
	studyContract,
	volumeContract,
	type InferenceResult,
	type Priority,
	type StudyReference,
	type VolumeReference,
} from '../../shared/contracts';
import { dataDirectory } from '../../shared/data-directory';
import { HospitalError } from '../../shared/errors';
import {
	byContract,
	contractField,
	type Operation,
	type OperationContext,
} from '../../shared/face';
import { workFile } from '../../shared/work-file';
import {
	inferenceClient,
	profileHash,
	runInference as infer,
	type InferenceProfile,
	type InferenceServerCredential,
} from '../engine';
import { modelFields, modelOptions, readProfile } from './profileFields';

/** Triton: 1 is the most urgent. */
const SERVER_PRIORITIES: Record<Priority, number> = { urgent: 1, routine: 2, batch: 3 };

/** What is journalled: the outcome, and the profile under which it came about. */
interface JournalledOutcome {
	result: InferenceResult;
	profile: InferenceProfile;
}

export const runInference: Operation = {
	value: 'runInference',
	name: 'Run Inference',
	description: 'Ask a model on the inference server about an image volume and check its answer',
	action: 'Run inference on a volume',
	subtitle: '$parameter["model"] + " " + $parameter["version"]',
	outputs: ['Result', 'No Result'],
	fields: [contractField(volumeContract), ...modelFields, modelOptions],
	async execute(context) {
		const volume = await context.contract<VolumeReference>(volumeContract);
		const { profile, sendPriority } = await readProfile(context);
		const credential = await context.credentials<InferenceServerCredential>('inferenceServerApi');
		const deadlineMs = timeLimit(await context.parameter<unknown>('timeLimit', 25));
		const { volumes } = await dataDirectory();
		const path = workFile(volumes, context.liveWork?.id, volume.key, 'vol');
		// Another volume is another question: it never gets the answer to an earlier one.
		const { value, fresh } = await context.onceJson<JournalledOutcome>(
			`inference/${volume.sha256}`,
			async () => ({
				profile,
				result: await infer(volume, path, profile, inferenceClient(credential), {
					deadlineMs,
					signal: context.signal,
					...(sendPriority && { priority: SERVER_PRIORITIES[context.work?.priority ?? 'routine'] }),
				}),
			}),
		);
		await audit(context, volume, value, credential.baseUrl, fresh);
		return {
			add: [byContract(inferenceContract, value.result)],
			output: value.result.status === 'result' ? 0 : 1,
		};
	},
};

/** A repeated run asks nobody, but it uses the result again: that is recorded as what it is. */
async function audit(
	context: OperationContext,
	volume: VolumeReference,
	{ result, profile }: JournalledOutcome,
	baseUrl: string,
	fresh: boolean,
): Promise<void> {
	const study = await context.optionalContract<StudyReference>(studyContract);
	await context.audit({
		kind: 'inference',
		interaction: fresh ? 'model-inference' : 'model-inference-reused',
		action: 'E',
		outcome: result.status === 'result' ? '0' : '4',
		...(result.reason !== undefined && { outcomeReason: result.reason }),
		network: networkOf(baseUrl),
		...(study && {
			patient: await context.pseudonym('patient', study.patient.issuer, study.patient.id),
		}),
		objects: [
			...(study
				? [
						{
							type: 'dicom-study',
							version: study.version,
							...(await context.pseudonym('study', study.studyInstanceUid)),
						},
					]
				: []),
			{ type: 'volume', sha256: volume.sha256, count: volume.shape[0] },
		],
		inference: {
			engine: 'kserve-v2',
			model: result.model.name,
			version: result.model.version,
			profile: profileHash(profile),
			parameters: {
				threshold: profile.threshold,
				datatype: profile.input.datatype,
				layout: profile.input.layout,
				unit: profile.input.unit,
				demonstration: result.model.demonstration,
			},
			...(result.inputHash !== undefined && { inputHash: result.inputHash }),
			...(result.outputHash !== undefined && { outputHash: result.outputHash }),
			...(result.latencyMs !== undefined && { latencyMs: result.latencyMs }),
		},
	});
}

function networkOf(baseUrl: string): { address: string; port: number } {
	const { hostname, port, protocol } = new URL(baseUrl.trim());
	return { address: hostname, port: Number(port) || (protocol === 'https:' ? 443 : 80) };
}

function timeLimit(seconds: unknown): number {
	const limit = Number(seconds);
	if (limit >= 1 && limit <= 3600) return limit * 1000;
	throw new HospitalError('input-invalid', 'The time limit is not usable', {
		nextStep: 'Enter a number of seconds from 1 to 3600.',
	});
}
