import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { test } from 'node:test';
import type { INodeParameters, INodeType, INodeTypes } from 'n8n-workflow';
import { SiemAudit } from '../../../dist/nodes/Audit/SiemAudit.node.js';
import { Dicom } from '../../../dist/nodes/Dicom/Dicom.node.js';
import { Fhir } from '../../../dist/nodes/Fhir/Fhir.node.js';
import { IdentityGate } from '../../../dist/nodes/Identity/IdentityGate.node.js';
import { MonaiInference } from '../../../dist/nodes/Monai/MonaiInference.node.js';
import { WorkItem } from '../../../dist/nodes/WorkItem/WorkItem.node.js';

/** As n8n itself loads it: its ES module form is for bundlers. */
const { Workflow } = createRequire(import.meta.url)(
	'n8n-workflow',
) as typeof import('n8n-workflow');

/** What n8n writes below a node on the canvas. */
function subtitle(nodeType: INodeType, parameters: INodeParameters): unknown {
	const node = {
		id: 'n',
		name: 'Node',
		type: 'test',
		typeVersion: 1,
		position: [0, 0] as [number, number],
		parameters,
	};
	const nodeTypes = { getByNameAndVersion: () => nodeType } as unknown as INodeTypes;
	const workflow = new Workflow({ nodes: [node], connections: {}, active: false, nodeTypes });
	const [own] = Object.values(workflow.nodes);
	return workflow.expression.getSimpleParameterValue(
		own!,
		nodeType.description.subtitle,
		'internal',
		{},
	);
}

const OPERATION = 'operation';

for (const nodeType of [Dicom, Fhir, IdentityGate, MonaiInference, SiemAudit, WorkItem]) {
	test(`the canvas names each operation of ${nodeType.name} as the list does`, () => {
		const node = new nodeType() as INodeType;
		const list = node.description.properties.find(({ name }) => name === OPERATION);
		const detailed = new Set(['runInference', 'emit', 'close', 'open']);
		for (const option of list?.options ?? []) {
			const { name, value } = option as { name: string; value: string };
			if (detailed.has(value)) continue;
			assert.equal(subtitle(node, { operation: value }), name);
		}
	});
}

test('the canvas shows the detail that tells two nodes of one operation apart', () => {
	const cases: Array<[INodeType, INodeParameters, string]> = [
		[new WorkItem(), { operation: 'close', state: 'NO_RESULT' }, 'Close: NO_RESULT'],
		[new WorkItem(), { operation: 'open', queue: 'predraft' }, 'Open in predraft'],
		[new WorkItem(), { operation: 'tryAgain', reason: 'zz-busy' }, 'Try Again Later: zz-busy'],
		[new WorkItem(), { operation: 'list', state: 'NO_RESULT' }, 'List'],
		[new SiemAudit(), { operation: 'emit', kind: 'disclosure' }, 'Emit Event: disclosure'],
		[new MonaiInference(), { operation: 'runInference', model: 'm', version: '2' }, 'm 2'],
	];
	for (const [node, parameters, expected] of cases) {
		assert.equal(subtitle(node, parameters), expected);
	}
});
