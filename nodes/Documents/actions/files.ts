import { AsyncLocalStorage } from 'node:async_hooks';
import type { IExecuteFunctions } from 'n8n-workflow';
import { HospitalError } from '../../shared/errors';

/** Operations see nothing of n8n but the fields of an item; its files are handed on beside. */
const FILES = new AsyncLocalStorage<IExecuteFunctions>();

/** Runs operations that may ask for files of the incoming items. */
export const withFiles = async <T>(
	functions: IExecuteFunctions,
	operations: () => Promise<T>,
): Promise<T> => await FILES.run(functions, operations);

/**
 * The file in a field of an incoming item.
 *
 * @throws HospitalError `document-missing`
 */
export async function fileOf(itemIndex: number, field: string): Promise<Buffer> {
	const functions = FILES.getStore();
	const binary = functions?.getInputData()[itemIndex]?.binary;
	if (functions === undefined || binary === undefined || !Object.hasOwn(binary, field)) {
		throw new HospitalError('document-missing', 'The item carries no file in that field', {
			nextStep:
				'Place this node after the one that gets the file, and set File Field to the name that its output shows under Binary, usually "data".',
		});
	}
	return await functions.helpers.getBinaryDataBuffer(itemIndex, field);
}
