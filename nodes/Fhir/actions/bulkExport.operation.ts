import { HospitalError } from '../../shared/errors';
import type { Addition, Operation, OperationContext, OperationOutcome } from '../../shared/face';
import type { AuditObject } from '../../shared/ledger';
import {
	exportPlace,
	readLines,
	recordRemoval,
	runExport,
	type BulkRequest,
	type ExportedFile,
	type ExportLevel,
	type ExportResult,
} from '../bulk';
import { bulkFields } from './bulk-fields';
import { audited, clientOf, referencesOf } from './chart-access';

interface Options {
	since?: string;
	maxGigabytes?: number;
	maxHours?: number;
	outputFormat?: string;
	method?: 'GET' | 'POST';
	unfinished?: 'goOn' | 'anew';
	typeFilters?: string;
}

/** Bytes of the records in one item: what is sealed must fit into memory several times. */
const MAX_BATCH_BYTES = 16 * 2 ** 20;

export const bulkExport: Operation = {
	value: 'bulkExport',
	name: 'Bulk Export',
	description: 'Export the records of many patients at once into encrypted files, and read them',
	action: 'Export records in bulk',
	fields: bulkFields,
	async execute(context): Promise<OperationOutcome> {
		const task = await context.parameter<string>('bulkTask', 'export');
		if (task === 'read') return await readFile(context);
		if (task === 'remove') return await removeFiles(context);
		return await exportFiles(context);
	},
};

async function exportFiles(context: OperationContext): Promise<OperationOutcome> {
	const options = await context.parameter<Options>('exportOptions', {});
	const request = await readRequest(context, options);
	const client = await clientOf(context);
	const place = await exportPlace();
	const { liveWork: work, signal } = context;
	const result = await audited(
		context,
		'fhir-bulk-export',
		'R',
		() =>
			runExport(client, request, {
				place,
				question: questionOf(context, client.baseUrl, request),
				keep: work !== undefined,
				anew: options.unfinished === 'anew',
				limits: {
					...(options.maxGigabytes !== undefined && {
						maxBytes: positive('Gigabytes at Most', options.maxGigabytes) * 2 ** 30,
					}),
					...(options.maxHours !== undefined && {
						maxWaitMs: positive('Hours to Wait', options.maxHours) * 3_600_000,
					}),
				},
				...(signal && { signal }),
				onProgress: ({ polls, text = 'no progress told' }) =>
					context.logger.info(`Bulk export: asked ${polls} times, ${text}`),
				beforeFiles: async ({ files }) =>
					await context.audit({
						kind: 'access',
						interaction: 'fhir-bulk-fetch',
						action: 'R',
						outcome: '0',
						objects: [{ type: 'bulk-file', count: files.length }],
					}),
				onRemoved: recordRemoval,
			}),
		() => [],
		{ called: 'export', query: { type: request.level, parameters: parametersIn(request) } },
	);
	await context.audit({
		kind: 'access',
		interaction: 'fhir-bulk-exported',
		action: 'R',
		outcome: '0',
		objects: countsOf(result.files),
	});
	return { many: itemsOf(result, request.level) };
}

/** The same question goes on with the same export: under a work item, or of this node as it is set. */
const questionOf = (context: OperationContext, server: string, request: BulkRequest): string => {
	const { liveWork: work, workflowId, nodeName, isTest } = context;
	const origin = work === undefined ? (isTest ? 'test' : '') : `${work.id}/${work.round ?? 1}`;
	return JSON.stringify([workflowId, nodeName, server, request, origin]);
};

async function readRequest(context: OperationContext, options: Options): Promise<BulkRequest> {
	const level = await context.parameter<ExportLevel>('exportLevel', 'group');
	const group = String(await context.parameter<unknown>('exportGroup', '')).trim();
	const since = String(options.since ?? '').trim();
	const outputFormat = String(options.outputFormat ?? '').trim();
	return {
		level,
		...(level === 'group' && { groupId: group }),
		types: listed(await context.parameter<unknown>('exportTypes', ''), ','),
		typeFilters: listed(options.typeFilters, '\n'),
		...(since !== '' && { since }),
		...(outputFormat !== '' && { outputFormat }),
		method: options.method === 'POST' ? 'POST' : 'GET',
	};
}

const listed = (text: unknown, separator: string): string[] =>
	String(text ?? '')
		.split(separator)
		.map((one) => one.trim())
		.filter((one) => one !== '');

function positive(field: string, value: unknown): number {
	const number = Number(value);
	if (Number.isFinite(number) && number > 0) return number;
	throw new HospitalError('input-invalid', `The field ${field} holds no number above 0`, {
		nextStep: 'Correct it, or remove the option.',
	});
}

const parametersIn = ({ types, since, typeFilters }: BulkRequest): string[] => [
	...(types.length > 0 ? ['_type'] : []),
	...(since !== undefined ? ['_since'] : []),
	...(typeFilters.length > 0 ? ['_typeFilter'] : []),
];

/** How many records of which type: nobody is named in a ledger by a whole population. */
function countsOf(files: readonly ExportedFile[]): AuditObject[] {
	const counts = new Map<string, number>();
	for (const { type, lines } of files) counts.set(type, (counts.get(type) ?? 0) + lines);
	return [...counts].map(([type, count]) => ({ type, count }));
}

const CLEAR = ['/*'];

/** One item per file, and one that says that there was nothing when there was nothing. */
function itemsOf(result: ExportResult, level: ExportLevel): Addition[][] {
	const { id, files, removedFromServer, reused, resumed, ...when } = result;
	const { transactionTime, startedAt, completedAt, expiresAt } = when;
	const resources = files
		.filter(({ kind }) => kind === 'output')
		.reduce((sum, { lines }) => sum + lines, 0);
	const errors = files
		.filter(({ kind }) => kind === 'error')
		.reduce((sum, { lines }) => sum + lines, 0);
	const summary: Addition = {
		key: 'bulkExport',
		value: {
			exportId: id,
			level,
			transactionTime,
			startedAt,
			completedAt,
			expiresAt,
			files: files.length,
			resources,
			errors,
			reused,
			resumed,
			removedFromServer,
		},
		clear: CLEAR,
	};
	if (files.length === 0) return [[summary]];
	return files.map(({ index, kind, type, lines, bytes, sha256 }) => [
		summary,
		{
			key: 'exportFile',
			value: { exportId: id, file: index, kind, type, lines, bytes, sha256, expiresAt },
			clear: CLEAR,
		},
	]);
}

/** The reference that the task Export left in the item. */
async function fileOf(context: OperationContext): Promise<{ exportId: string; file: number }> {
	let value = await context.parameter<unknown>('exportFile');
	if (typeof value === 'string') {
		try {
			value = JSON.parse(value) as unknown;
		} catch {
			throw noFile();
		}
	}
	const { exportId, file } = (value ?? {}) as { exportId?: unknown; file?: unknown };
	if (typeof exportId !== 'string' || !Number.isSafeInteger(file)) throw noFile();
	return { exportId, file: Number(file) };
}

const noFile = () =>
	new HospitalError('input-missing', 'The item carries no exported file', {
		nextStep:
			'Connect this node behind Bulk Export with the task Export, and pass "exportFile" on.',
	});

async function readFile(context: OperationContext): Promise<OperationOutcome> {
	const { exportId, file } = await fileOf(context);
	const position = Number(await context.parameter<unknown>('exportPosition', 0));
	const lines = positive('Records per Batch', await context.parameter<unknown>('exportLines', 100));
	const place = await exportPlace();
	const { resources, next } = await readLines(place, exportId, file, position, {
		lines: Math.min(5000, Math.floor(lines)),
		bytes: MAX_BATCH_BYTES,
	});
	await audited(
		context,
		'fhir-bulk-read',
		'R',
		() => Promise.resolve(resources),
		(read) => [...new Set(read.flatMap(referencesOf))],
	);
	const batch = {
		exportId,
		file,
		from: position,
		...(next !== undefined && { next }),
		last: next === undefined,
		count: resources.length,
		resources,
	};
	const clear = ['/exportId', '/file', '/from', '/next', '/last', '/count'];
	return {
		add: [{ key: 'exportBatch', value: batch, clear: [...clear, '/resources/*/resourceType'] }],
	};
}

async function removeFiles(context: OperationContext): Promise<OperationOutcome> {
	const { exportId } = await fileOf(context);
	const place = await exportPlace();
	const removed = await place.remove(exportId, async (files) => {
		await context.audit({
			kind: 'access',
			interaction: 'fhir-bulk-removed',
			action: 'D',
			outcome: '0',
			objects: [{ type: 'bulk-file', count: files }],
		});
	});
	return { add: [{ key: 'bulkRemoved', value: { exportId, files: removed }, clear: CLEAR }] };
}
