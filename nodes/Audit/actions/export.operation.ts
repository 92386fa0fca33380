import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { dataDirectory } from '../../shared/data-directory';
import { makeFolder } from '../../shared/durable';
import type { Operation } from '../../shared/face';
import { exportEvent } from '../export/export';
import { exportFile } from '../export/export-file';
import { FORMATS, formatNamed, type AuditFormat } from '../formats';
import { CONDITION_FIELDS, readConditions } from './query.operation';

/** Below the data directory. */
const FOLDER = 'audit-exports';

/** SIEM Audit → Export: events of the ledger as a file, for an auditor, a SIEM or a spreadsheet. */
export const exportEvents: Operation = {
	value: 'export',
	name: 'Export',
	description: 'Write events of the audit ledger into a file, in the format of a SIEM or a table',
	action: 'Export audit events',
	endedWork: true,
	fields: [
		{
			displayName:
				'The file lies on this server, in "audit-exports" of the data directory, and only the account of n8n can read it. It names patients by pseudonyms only. Remove it when it is no longer needed: nothing else does.',
			name: 'exportNotice',
			type: 'notice',
			default: '',
		},
		{
			displayName: 'Format',
			name: 'exportFormat',
			type: 'options',
			default: 'csv',
			description: 'How events are written; one event per line in all of them',
			options: FORMATS.map(({ name, displayName, description }) => ({
				name: displayName,
				value: name,
				description,
			})),
		},
		...CONDITION_FIELDS,
	],

	async execute(context) {
		const { root, audit, key } = await dataDirectory();
		const format = formatNamed(await context.parameter<string>('exportFormat'));
		const query = await readConditions(context);
		const folder = join(root, FOLDER);
		await makeFolder(folder);
		const file = join(folder, fileName(format));
		const summary = await exportFile(file, audit, query, format, {
			record: async (done) => await context.audit(exportEvent(query, format, key.id, done)),
			replace: false,
			...(context.signal !== undefined && { signal: context.signal }),
		});
		const { count, bytes, sha256, firstRecorded, lastRecorded, unreadable } = summary;
		const value = {
			file,
			format: format.name,
			...{ count, bytes, sha256, unreadable },
			...(count > 0 && { firstRecorded, lastRecorded }),
		};
		// Counts, times and a path: there is nothing to seal.
		return { add: [{ key: 'auditExport', value, clear: [], plain: true }] };
	},
};

/** A name of its own for each export, which says nothing about what was asked for. */
function fileName({ extension }: AuditFormat): string {
	const time = new Date().toISOString().replace(/[-:]|\.\d+/g, '');
	return `audit-${time}-${randomBytes(4).toString('hex')}.${extension}`;
}
