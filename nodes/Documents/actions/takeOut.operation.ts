import { readDocumentContract, type ReadDocument } from '../../shared/contracts';
import { toHospitalError } from '../../shared/errors';
import { contractField, type Operation } from '../../shared/face';
import { takeOut as take } from '../taking-out/take-out';
import { READING_LIMITS } from '../reading/types';
import { fileGiven, sourceFields } from './files';

/** Leaves of the taken document that stay readable. */
const CLEAR = ['/kind', '/pages/*', '/contentType', '/bytes', '/sha256'];

export const takeOut: Operation = {
	value: 'takeOut',
	name: 'Take Out',
	description:
		'Make a PDF of one document of the file: pictures of its pages, without those of other documents',
	action: 'Take a document out of a file',
	outputs: ['Taken Out', 'For a Person'],
	fields: [
		...sourceFields,
		contractField(readDocumentContract),
		{
			displayName: 'Document',
			name: 'takenNumber',
			type: 'number',
			default: 1,
			typeOptions: { minValue: 1, numberPrecision: 0 },
			description: 'Which document of the file, counted from 1',
		},
		{
			displayName: 'Accept Scripts and Attachments',
			name: 'takenActive',
			type: 'boolean',
			default: false,
			description:
				'Whether to draw the pages of a PDF that carries a script, a program call or an attached file. They are left behind in any case.',
		},
	],
	async execute(context) {
		const read = await context.contract<ReadDocument>(readDocumentContract);
		const number = Number(await context.parameter<unknown>('takenNumber', 1));
		const allowActive = (await context.parameter<boolean>('takenActive', false)) === true;
		const file = { type: 'document', ...(await context.pseudonym('document', read.sha256)) };
		// The same file was read before, under limits that may have been raised.
		const limits = {
			maxBytes: Math.max(read.bytes, READING_LIMITS.maxBytes),
			maxPages: Math.max(read.pages.length, READING_LIMITS.maxPages),
		};
		const bytes = await fileGiven(context, limits.maxBytes);
		const about = { kind: 'access' as const, action: 'R' as const, objects: [file] };
		try {
			const taken = await take(bytes, read, number, {
				allowActive,
				limits,
				...(context.signal && { signal: context.signal }),
			});
			const pages = { type: 'page', count: taken.pages.length };
			await context.audit({
				...about,
				interaction: 'document-taken-out',
				outcome: '0',
				objects: [file, pages],
			});
			return { add: [{ key: 'takenDocument', value: taken, clear: CLEAR }], output: 0 };
		} catch (error) {
			const { code } = toHospitalError(error, 'Taking a document out');
			await context.audit({
				...about,
				interaction: 'document-refused',
				outcome: '8',
				outcomeReason: code,
			});
			throw error;
		}
	},
};
