import {
	NodeOperationError,
	type IDataObject,
	type IExecuteFunctions,
	type INodeExecutionData,
} from 'n8n-workflow';
import { toHospitalError, type HospitalError } from '../errors';
import { sealer } from '../sealed';
import { workPolicy } from '../work';
import { workflowIdOf } from './agent';
import { OperationContext } from './context';
import { honourEgressFilter } from './egress';
import { needsPerson, noteFailure } from './failures';
import type { Addition, Operation, OperationOutcome } from './operation';

/** Items of one result that are sealed together: each waits for the disk. */
const SEALED_AT_ONCE = 16;

/**
 * Runs the chosen operation for every incoming item: renews the lease, seals what the operation
 * adds, keeps pairedItem, and turns failures into n8n's errors. Items accumulate: what came in goes
 * out again with the additions beside it.
 */
export async function runOperations(
	functions: IExecuteFunctions,
	operations: readonly Operation[],
): Promise<INodeExecutionData[][]> {
	honourEgressFilter(functions);
	const items = functions.getInputData();
	const results: INodeExecutionData[][] = [];
	for (const [itemIndex, item] of items.entries()) {
		const name = functions.getNodeParameter('operation', itemIndex) as string;
		const operation = operations.find(({ value }) => value === name);
		if (operation === undefined) {
			throw new NodeOperationError(functions.getNode(), `There is no operation "${name}"`, {
				description: 'Choose an operation from the list. The workflow may need a newer package.',
				itemIndex,
			});
		}
		while (results.length < (operation.outputs?.length ?? 1)) results.push([]);
		const context = new OperationContext(functions, itemIndex, item.json);
		try {
			const outcome = await underLease(context, operation);
			const output = results[outcome.output ?? 0];
			const made = outcome.many ?? [outcome.add ?? []];
			for (let from = 0; from < made.length; from += SEALED_AT_ONCE) {
				const sealed = await Promise.all(
					made
						.slice(from, from + SEALED_AT_ONCE)
						.map((additions) => sealAll(functions, context, additions)),
				);
				for (const additions of sealed) {
					output.push({ json: { ...item.json, ...additions }, pairedItem: { item: itemIndex } });
				}
			}
		} catch (error) {
			const failure = toHospitalError(error, operation.name);
			if (!functions.continueOnFail()) {
				await noteFailure(context, failure);
				throw asNodeError(functions, failure, itemIndex);
			}
			const { code, message, nextStep } = failure;
			// The last output is the one for what could not be done; a failure must not look like a result.
			results[results.length - 1].push({
				json: {
					...item.json,
					error: { code, message, nextStep, needsPerson: needsPerson(failure) },
				},
				pairedItem: { item: itemIndex },
			});
		}
	}
	return results.length === 0 ? [[]] : results;
}

/** A long operation must not look lost: its lease is renewed while it runs. */
async function underLease(
	context: OperationContext,
	operation: Operation,
): Promise<OperationOutcome> {
	await context.renew().catch((error: unknown) => {
		if (operation.endedWork !== true || !isClosed(error)) throw error;
	});
	let renewal: Promise<void> = Promise.resolve();
	const renewing = setInterval(() => {
		// It may have been closed meanwhile; the operation's own end will tell.
		renewal = context.renew().catch(() => undefined);
	}, workPolicy().lease / 3);
	try {
		return await operation.execute(context);
	} finally {
		clearInterval(renewing);
		// One that is still being written must not look like a sign of life after a failure.
		await renewal;
	}
}

const isClosed = (error: unknown): boolean =>
	toHospitalError(error, 'Renewing the lease').code === 'work-closed';

async function sealAll(
	functions: IExecuteFunctions,
	context: OperationContext,
	additions: readonly Addition[],
): Promise<IDataObject> {
	const plain = functions.getNodeParameter('sealOutput', context.itemIndex, true) === false;
	const sealing = await sealer();
	const json: IDataObject = {};
	for (const { key, value, clear, plain: unsealed } of additions) {
		json[key] = (
			plain || unsealed
				? value
				: await sealing.seal(value, clear, workflowIdOf(functions), context.liveWork?.id)
		) as IDataObject;
	}
	return json;
}

/** n8n shows `message` as headline and `description` below it. The cause stays out: n8n stores it. */
export function asNodeError(
	functions: Pick<IExecuteFunctions, 'getNode'>,
	{ message, nextStep }: HospitalError,
	itemIndex?: number,
): NodeOperationError {
	return new NodeOperationError(functions.getNode(), message, { description: nextStep, itemIndex });
}
