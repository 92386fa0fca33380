import {
	isServerFault,
	KserveClient,
	speaksBinary,
	type Inference,
	type TensorEncoding,
} from '../../clients/kserve';
import type { InferenceResult, VolumeReference } from '../../shared/contracts';
import { checkAnswer, checkModel } from './checks';
import { checkProfile, type InferenceProfile } from './profile';
import { NoResult, type NoResultReason } from './reasons';
import { boxCentre } from './volume-geometry';
import { volumeTensor } from './volume-tensor';

export interface InferenceLimits {
	/** Milliseconds for everything together: readiness, metadata, sending and answer. */
	deadlineMs?: number;
	signal?: AbortSignal;
	/** Triton scheduling priority: 1 is the most urgent, 0 the model's default. */
	priority?: number;
}

export const DEFAULT_DEADLINE_MS = 25_000;

/** What is known of the other side while the run goes on; it stands in every outcome. */
interface Known {
	server: string;
	demonstration: boolean;
	inference?: Inference;
}

/**
 * Asks a model about a volume and believes nothing of what comes back before it was checked.
 *
 * Whatever the server does, the outcome is an InferenceResult: `result`, or `no-result` with a reason
 * of NO_RESULT_REASONS. No result is never a negative finding.
 *
 * @param volume geometry and fingerprint of the volume
 * @param volumePath its file of raw little-endian voxels
 * @throws HospitalError for what is wrong on our side: `invalid-profile`, `invalid-volume`,
 *   `volume-missing`, `volume-corrupt`, `egress-refused`, `url-invalid`, `cancelled`
 */
export async function runInference(
	volume: VolumeReference,
	volumePath: string,
	profile: InferenceProfile,
	client: KserveClient,
	limits: InferenceLimits = {},
): Promise<InferenceResult> {
	checkProfile(profile);
	const known: Known = { server: '', demonstration: profile.demonstration };
	try {
		const tensor = volumeTensor(volume, volumePath, profile);
		const call = callsWithin(limits);
		const encoding = await checkServer(client, profile, tensor.shape, known, call);
		known.inference = await client.infer(profile.model, profile.version, [tensor], {
			...call(),
			outputs: [profile.output.score, profile.output.box].filter((name) => name !== ''),
			encoding,
			...(limits.priority !== undefined && { priority: limits.priority }),
		});
		const { score, suspected, box } = checkAnswer(known.inference.answer, profile, volume);
		return {
			status: 'result',
			finding: { ...profile.finding },
			score,
			threshold: profile.threshold,
			suspected,
			...(box && { box, boxCentre: boxCentre(box, volume) }),
			...circumstances(profile, known),
		};
	} catch (error) {
		return {
			status: 'no-result',
			reason: reasonOf(error),
			finding: { ...profile.finding },
			...circumstances(profile, known),
		};
	}
}

/** Options for each call: what is left of the deadline at that moment. */
function callsWithin({ deadlineMs = DEFAULT_DEADLINE_MS, signal }: InferenceLimits) {
	const end = performance.now() + deadlineMs;
	return () => ({
		timeoutMs: Math.max(0, end - performance.now()),
		...(signal && { signal }),
	});
}

/** Readiness and identity of server and model. @returns how tensors are sent */
async function checkServer(
	client: KserveClient,
	profile: InferenceProfile,
	shape: number[],
	known: Known,
	call: ReturnType<typeof callsWithin>,
): Promise<TensorEncoding> {
	if (!(await client.health(call()))) throw new NoResult('server-not-ready');
	const server = await client.serverMetadata(call());
	known.server = `${server.name} ${server.version}`.trim();
	const metadata = await client.metadata(profile.model, profile.version, call());
	known.demonstration ||= saysDemonstration(metadata.parameters.demonstration);
	checkModel(metadata, profile, shape);
	if (!(await client.modelReady(profile.model, profile.version, call()))) {
		throw new NoResult('model-not-ready');
	}
	if (profile.encoding !== 'auto') return profile.encoding;
	return speaksBinary(server) ? 'binary' : 'json';
}

const saysDemonstration = (value: unknown) => value === true || value === 'true';

function circumstances(
	{ model, version, intendedUse }: InferenceProfile,
	{ server, demonstration, inference }: Known,
) {
	return {
		model: { name: model, version, server, demonstration, intendedUse },
		...(inference && {
			inputHash: inference.inputHash,
			outputHash: inference.outputHash,
			latencyMs: Math.round(inference.latencyMs),
		}),
		decidedAt: new Date().toISOString(),
	};
}

function reasonOf(error: unknown): NoResultReason {
	if (error instanceof NoResult) return error.reason;
	if (isServerFault(error)) return error.code;
	throw error;
}
