import { AsyncLocalStorage } from 'node:async_hooks';
import { readdir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { INodeProperties, IExecuteFunctions } from 'n8n-workflow';
import { HospitalError, systemCode, toHospitalError } from '../../shared/errors';
import type { OperationContext } from '../../shared/face';

/** Operations see nothing of n8n but the fields of an item; its files are handed on beside. */
const FILES = new AsyncLocalStorage<IExecuteFunctions>();

/** Runs operations that may ask for files of the incoming items or of a folder. */
export const withFiles = async <T>(
	functions: IExecuteFunctions,
	operations: () => Promise<T>,
): Promise<T> => await FILES.run(functions, operations);

const from = (...fileFrom: string[]) => ({ show: { fileFrom } });

/** Where the file is. From a folder, n8n gets no copy of it: a file in an item is stored by n8n. */
export const sourceFields: INodeProperties[] = [
	{
		displayName: 'File From',
		name: 'fileFrom',
		type: 'options',
		default: 'field',
		description: 'Where the PDF or the fax is',
		options: [
			{
				name: 'Field of the Item',
				value: 'field',
				description: 'From a node before this one. N8n stores a readable copy of such a file.',
			},
			{
				name: 'Folder of This Server',
				value: 'folder',
				description: 'Read where it lies: n8n stores no copy',
			},
		],
	},
	{
		displayName: 'File Field',
		name: 'fileField',
		type: 'string',
		default: 'data',
		required: true,
		placeholder: 'e.g. data',
		hint: 'The field of the incoming item that holds the file',
		displayOptions: from('field'),
		description: 'Where the PDF or the fax (TIFF) is: the name under Binary in the incoming item',
	},
	{
		displayName: 'Folder',
		name: 'fileFolder',
		type: 'string',
		default: '',
		required: true,
		placeholder: 'e.g. /home/node/.n8n-files/fax',
		displayOptions: from('folder'),
		description: 'A folder that n8n may read (N8N_RESTRICT_FILE_ACCESS_TO)',
	},
	{
		displayName: 'File Name',
		name: 'fileName',
		type: 'string',
		default: '={{ $json.file.name }}',
		required: true,
		displayOptions: from('folder'),
		description: 'Name of the file in the folder',
	},
];

/** The file that the fields name. @throws HospitalError `document-...` */
export async function fileGiven(context: OperationContext, maxBytes: number): Promise<Buffer> {
	if ((await context.parameter<string>('fileFrom', 'field')) !== 'folder') {
		return await fileOf(context.itemIndex, await context.parameter<string>('fileField', 'data'));
	}
	const folder = String(await context.parameter<unknown>('fileFolder', ''));
	return await fileIn(folder, String(await context.parameter<unknown>('fileName', '')), maxBytes);
}

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

/** A file of a folder, as n8n's own rules allow. */
async function fileIn(folder: string, name: string, maxBytes: number): Promise<Buffer> {
	if (!/^[^./\\\0][^/\\\0]{0,254}$/.test(name)) throw missing();
	const { helpers } = filesOf();
	const place = await allowed(folder);
	try {
		const path = await helpers.resolvePath(join(place, name));
		// A link that leads out of the folder is another file than the one that was named.
		if (dirname(path) !== place || helpers.isFilePathBlocked(path)) throw forbidden();
		// A pipe or a device would never end.
		if (!(await stat(path)).isFile()) throw missing();
		const chunks: Buffer[] = [];
		let length = 0;
		for await (const chunk of await helpers.createReadStream(path)) {
			chunks.push(chunk as Buffer);
			length += (chunk as Buffer).length;
			if (length > maxBytes) throw tooLarge(maxBytes);
		}
		return Buffer.concat(chunks);
	} catch (error) {
		throw readingFailed(error);
	}
}

/** A file that waits to be read. */
export interface WaitingFile {
	name: string;
	bytes: number;
	/** When it was written last, ISO 8601 UTC. */
	modified: string;
}

const MOST_FILES = 5000;
const ENDING = /\.(?:pdf|tiff?)$/i;

/**
 * The PDF and TIFF files of a folder, the oldest first; none is opened.
 *
 * @throws HospitalError `document-folder-forbidden`, `document-folder-missing`, `document-folder-full`
 */
export async function filesIn(folder: string): Promise<WaitingFile[]> {
	const place = await allowed(folder);
	try {
		const entries = await readdir(place, { withFileTypes: true });
		const names = entries.filter((one) => one.isFile() && ENDING.test(one.name));
		if (names.length > MOST_FILES) throw full();
		const files = await Promise.all(
			names.map(async ({ name }) => {
				const found = await stat(join(place, name)).catch((error: unknown) => {
					// Somebody moved it away meanwhile.
					if (systemCode(error) === 'ENOENT') return undefined;
					throw error;
				});
				return found && { name, bytes: found.size, modified: found.mtime.toISOString() };
			}),
		);
		return files
			.filter((one) => one !== undefined)
			.sort((one, other) => (one.modified < other.modified ? -1 : 1));
	} catch (error) {
		throw readingFailed(error);
	}
}

/** The folder with every link in its path followed, where n8n may read. */
async function allowed(folder: string): Promise<string> {
	const { helpers } = filesOf();
	if (folder.trim() === '') throw folderMissing();
	let place: Awaited<ReturnType<typeof helpers.resolvePath>>;
	try {
		place = await helpers.resolvePath(folder.trim());
	} catch {
		throw folderMissing();
	}
	if (helpers.isFilePathBlocked(place)) throw forbidden();
	return place;
}

function filesOf(): IExecuteFunctions {
	const functions = FILES.getStore();
	if (functions === undefined) throw missing();
	return functions;
}

function readingFailed(error: unknown): HospitalError {
	const code = systemCode(error);
	if (code === 'ENOENT' || code === 'ENOTDIR') return missing();
	// n8n's own refusal names the file; ours does not.
	if (error instanceof Error && error.name === 'NodeOperationError') return forbidden();
	return toHospitalError(error, 'Reading a file of the folder');
}

const missing = () =>
	new HospitalError('document-missing', 'There is no file of that name in the folder', {
		nextStep: 'Check Folder and File Name. It may have been moved away before it was read.',
	});

const folderMissing = () =>
	new HospitalError('document-folder-missing', 'There is no such folder', {
		nextStep: 'Check the folder in Config, and that it is there for the n8n user.',
	});

const forbidden = () =>
	new HospitalError('document-folder-forbidden', 'n8n may not read that folder', {
		nextStep:
			'Name the folder in N8N_RESTRICT_FILE_ACCESS_TO, and see that no link leads out of it.',
	});

const full = () =>
	new HospitalError('document-folder-full', `The folder holds more than ${MOST_FILES} files`, {
		nextStep: 'Move those away that are done.',
	});

const tooLarge = (maxBytes: number) =>
	new HospitalError(
		'document-too-large',
		`The document is larger than ${Math.round(maxBytes / 1024 / 1024)} MB`,
		{ nextStep: 'Have it split, or raise Largest File in the options of the node.' },
	);
