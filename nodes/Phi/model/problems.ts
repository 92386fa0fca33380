import { HospitalError } from '../../shared/errors';

/** The model folder cannot be used as it is. */
export function badModel(why: string): HospitalError {
	return new HospitalError('model-invalid', `The model folder cannot be used: ${why}`, {
		nextStep:
			'Put a token classification model into the folder: config.json with id2label, tokenizer.json, and onnx/model.onnx or onnx/model_quantized.onnx as one file.',
	});
}

/** Tokens do not lie exactly over the text: offsets would be guesses. */
export function mismatch(): HospitalError {
	return new HospitalError(
		'model-mismatch',
		'The tokens of the model cannot be laid exactly over this text, so its findings would have no certain place',
		{
			nextStep:
				'Send the text to review. If it happens often, use a model with another tokenizer (WordPiece and byte-level BPE are exact).',
		},
	);
}

/** The runtime could not compute an answer. */
export function modelFailed(why: string, cause?: unknown): HospitalError {
	return new HospitalError('model-failed', `The model gave no usable answer: ${why}`, {
		nextStep:
			'Check that the model is a token classification model for ONNX Runtime 1.30 and fits into memory.',
		cause,
	});
}

/** What crosses from the thread to its owner. */
export interface PlainProblem {
	readonly code: string;
	readonly message: string;
	readonly nextStep: string;
	readonly retryable: boolean;
}

export const plainProblem = ({
	code,
	message,
	nextStep,
	retryable,
}: HospitalError): PlainProblem => ({
	code,
	message,
	nextStep,
	retryable,
});

export const problemOf = ({ code, message, nextStep, retryable }: PlainProblem): HospitalError =>
	new HospitalError(code, message, { nextStep, retryable });
