import { SERVER_FAULTS, type ServerFault } from '../../clients/kserve';
import type { ReasonText } from '../../shared/reason';

/** Why an answer that arrived whole was still not accepted. */
const CHECK_REASONS = {
	'model-mismatch': {
		meaning: 'The server offers another model, version or input than the profile names',
		nextStep: 'Compare the model settings of the node with the model on the inference server.',
	},
	'volume-not-accepted': {
		meaning: 'The volume does not have the size, unit or value type that the model takes',
		nextStep: "Choose a series that fits the model's input, or correct the model settings.",
	},
	'invalid-output': {
		meaning: 'The answer lacks an output, or an output has another type or shape than expected',
		nextStep: 'Compare the output names in the node with those of the model.',
	},
	'non-finite-output': {
		meaning: 'The model answered with something that is no number',
		nextStep: 'Report it to whoever maintains the model: it failed on this input.',
	},
	'score-out-of-range': {
		meaning: 'The score is not between 0 and 1',
		nextStep: 'Check that the output named as score is a probability.',
	},
	'box-invalid': {
		meaning: 'The box lies outside the volume, or its end comes before its start',
		nextStep: 'Check that the box output holds voxel indices in the order that the node expects.',
	},
	'inconsistent-output': {
		meaning: 'The score reached the threshold but the model located nothing',
		nextStep: 'Report it to whoever maintains the model: its outputs contradict each other.',
	},
} as const;

export type NoResultReason = ServerFault | keyof typeof CHECK_REASONS;

/** Every reason for which an inference ends without a result. None of them is a negative finding. */
export const NO_RESULT_REASONS: Readonly<Record<NoResultReason, ReasonText>> = {
	...(Object.fromEntries(
		Object.entries(SERVER_FAULTS).map(([code, { message, nextStep }]) => [
			code,
			{ meaning: message, nextStep },
		]),
	) as Record<ServerFault, ReasonText>),
	...CHECK_REASONS,
};

/** Thrown and caught inside the engine: the checks end here with this reason. */
export class NoResult extends Error {
	readonly reason: NoResultReason;

	constructor(reason: NoResultReason) {
		super(reason);
		this.name = 'NoResult';
		this.reason = reason;
	}
}
