import { join } from 'node:path';
import { phiRiskContract } from '../../shared/contracts';
import { dataDirectory } from '../../shared/data-directory';
import { HospitalError } from '../../shared/errors';
import { byContract, type Operation, type OperationContext } from '../../shared/face';
import { ExportPlace, exportRisk, QUASI_IDENTIFIERS } from '../exporting';
import { riskOf, type RiskReport, type Row } from '../risk';
import { minimumKField } from './export-fields';
import { readMinimumK } from './minimum-k';
import { onRecord } from './ledger';

const [MET, WAITING, BELOW] = [0, 1, 2];
const fromItem = { show: { tableFrom: ['item'] } };

interface Options {
	samplingFraction?: unknown;
}

export const riskReport: Operation = {
	value: 'riskReport',
	name: 'Risk Report',
	description:
		'Reckon how far the people of a flat table stand out from each other, and how likely somebody is found again',
	action: 'Report the risk of re identification',
	outputs: ['Met', 'Waiting', 'Below'],
	fields: [
		{
			displayName: 'Table From',
			name: 'tableFrom',
			type: 'options',
			default: 'item',
			description: 'Where the table lies',
			options: [
				{
					name: 'Export',
					value: 'export',
					description: 'The patients who are in an export that is being built',
				},
				{ name: 'Item', value: 'item', description: 'A list of rows in the item' },
			],
		},
		{
			displayName: 'Export',
			name: 'riskExport',
			type: 'string',
			default: '',
			required: true,
			displayOptions: { show: { tableFrom: ['export'] } },
			placeholder: 'e.g. stroke-registry-2026-11-22',
			description: 'Name of the export, as in the operation Export',
		},
		{
			displayName: 'Table',
			name: 'table',
			type: 'json',
			default: '={{ $json.table }}',
			required: true,
			displayOptions: fromItem,
			description: 'One row for each person, as a list of objects with plain values',
		},
		{
			displayName: 'Columns That Others May Know',
			name: 'quasiIdentifiers',
			type: 'string',
			default: '',
			required: true,
			displayOptions: fromItem,
			placeholder: 'e.g. sex, birthYear, zip3',
			description: 'By which somebody could be recognised, separated by commas',
		},
		{
			displayName: 'Columns That Nobody Should Learn',
			name: 'sensitive',
			type: 'string',
			default: '',
			displayOptions: fromItem,
			placeholder: 'e.g. diagnosis',
			description: 'What should not become known of a person, separated by commas',
		},
		minimumKField,
		{
			displayName: 'Options',
			name: 'riskOptions',
			type: 'collection',
			placeholder: 'Add Option',
			default: {},
			displayOptions: fromItem,
			options: [
				{
					displayName: 'Sampling Fraction',
					name: 'samplingFraction',
					type: 'number',
					default: 1,
					typeOptions: { minValue: 0, maxValue: 1, numberPrecision: 4 },
					description:
						'What part of the population the table is, such as 0.1. At 1 everybody is in it, which is the careful assumption.',
				},
			],
		},
	],
	async execute(context) {
		const about = { interaction: 'phi-risk-reported' };
		const { report, ...where } = await onRecord(context, about, () => reported(context));
		await context.audit({
			kind: 'access',
			action: 'R',
			outcome: report.meetsK ? '0' : '4',
			...(!report.meetsK && {
				outcomeReason: report.rows === 0 ? 'export-empty' : 'k-below-threshold',
			}),
			...about,
			objects: [{ type: 'table-row', count: report.rows }],
		});
		const value = { contract: 'PhiRisk/1', ...where, ...report };
		const isWaiting = (where.waiting ?? 0) > 0;
		return {
			add: [byContract(phiRiskContract, value)],
			output: isWaiting ? WAITING : report.meetsK ? MET : BELOW,
		};
	},
};

/** What is said of an export in which nobody is: it meets nothing. */
const nobodyIn = (askedK: number): Figures => ({
	...{ rows: 0, quasiIdentifiers: [...QUASI_IDENTIFIERS], askedK, k: 0, meetsK: false },
	...{ classes: 0, uniqueness: 0, rowsBelow: 0, determination: null },
});

type Figures = Pick<
	RiskReport,
	| 'rows'
	| 'quasiIdentifiers'
	| 'askedK'
	| 'k'
	| 'meetsK'
	| 'classes'
	| 'uniqueness'
	| 'rowsBelow'
	| 'determination'
>;

interface Reported {
	report: Figures;
	export?: string;
	waiting?: number;
}

async function reported(context: OperationContext): Promise<Reported> {
	const k = await readMinimumK(context);
	if ((await context.parameter<string>('tableFrom', 'item')) === 'export') {
		const name = String(await context.parameter<unknown>('riskExport', '')).trim();
		const place = new ExportPlace(join((await dataDirectory()).root, 'exports'), name);
		const { waiting, added, released } = await place.standing();
		// Another attempt at the same work finds what the first one released.
		if (released) return { report: await place.releasedRisk(), export: name, waiting: 0 };
		const report = added === 0 ? nobodyIn(k) : exportRisk(await place.table(), k);
		return { report, export: name, waiting };
	}
	const options = await context.parameter<Options>('riskOptions', {});
	const sensitive = listed(await context.parameter<unknown>('sensitive', ''));
	const report = riskOf(rowsOf(await context.parameter<unknown>('table')), {
		quasiIdentifiers: listed(await context.parameter<unknown>('quasiIdentifiers', '')),
		sensitive,
		k,
		...(options.samplingFraction !== undefined && {
			samplingFraction: Number(options.samplingFraction),
		}),
	});
	return { report };
}

function rowsOf(value: unknown): readonly Row[] {
	const rows = typeof value === 'string' ? parsed(value) : value;
	const isTable =
		Array.isArray(rows) &&
		rows.every((row) => typeof row === 'object' && row !== null && !Array.isArray(row));
	if (isTable) return rows as Row[];
	throw new HospitalError('input-invalid', 'The field "Table" holds no list of rows', {
		nextStep:
			'Give it a list such as [{"sex": "female", "birthYear": 1950}]. The node Aggregate makes one out of items.',
	});
}

function parsed(text: string): unknown {
	try {
		return JSON.parse(text) as unknown;
	} catch {
		return undefined;
	}
}

const listed = (text: unknown): string[] =>
	String(text ?? '')
		.split(',')
		.map((one) => one.trim())
		.filter((one) => one !== '');
