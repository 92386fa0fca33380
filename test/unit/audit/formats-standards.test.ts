import assert from 'node:assert/strict';
import { test } from 'node:test';
import { atnaMessage } from '../../../dist/nodes/Audit/formats/atna.js';
import { ecsDocument } from '../../../dist/nodes/Audit/formats/ecs.js';
import { dicomEvent } from '../../../dist/nodes/Audit/formats/event-code.js';
import { fhirAuditEvent } from '../../../dist/nodes/Audit/formats/fhir.js';
import { ocsfEvent } from '../../../dist/nodes/Audit/formats/ocsf.js';
import { validate } from '../../hospital/ehr/validation.ts';
import { entryOf, EVENTS } from './formats-events.ts';
import { parseXml } from './formats-parse.ts';

const plain = (value: object): any => JSON.parse(JSON.stringify(value));
const event = (interaction: string): Record<string, unknown> => {
	const found = EVENTS.find((record) => record.interaction === interaction);
	assert.ok(found, interaction);
	return found;
};
const fhir = (record: Record<string, unknown>): any => plain(fhirAuditEvent(entryOf(record)));
const ocsf = (record: Record<string, unknown>): any => plain(ocsfEvent(entryOf(record)));
const ecs = (record: Record<string, unknown>): any => plain(ecsDocument(entryOf(record)));

test('every AuditEvent is valid FHIR R4, and references nothing literally', () => {
	for (const record of EVENTS) {
		const resource = fhir(record);
		validate(resource);
		assert.ok(!JSON.stringify(resource).includes('"reference"'));
		assert.match(resource.id, /^[0-9a-f]{64}$/);
		assert.equal(resource.agent.filter((agent: any) => agent.requestor).length, 1);
		for (const { name, query } of resource.entity) assert.ok(!name || !query, 'sev-1');
	}
	assert.throws(() => validate({ ...fhir(EVENTS[0]), recorded: undefined }));
	assert.throws(() => validate({ ...fhir(EVENTS[0]), outcome: '7' }));
});

test('a profile of IHE BALP is named only where all that it demands is there', () => {
	const named = (record: Record<string, unknown>): string | undefined =>
		fhir(record).meta?.profile[0].split('IHE.BasicAudit.')[1];
	const read = event('fhir-read');
	assert.equal(named(read), 'PatientRead');
	assert.equal(named(event('fhir-create')), 'PatientCreate');
	const { patient: _patient, ...withoutPatient } = read;
	assert.equal(named(withoutPatient), 'Read');
	assert.equal(named({ ...withoutPatient, interaction: 'fhir-update', action: 'U' }), 'Update');
	assert.equal(named({ ...read, interaction: 'fhir-delete', action: 'D' }), 'PatientDelete');
	for (const [what, changes] of Object.entries<Record<string, unknown>>({
		failed: { outcome: '8' },
		'another action': { action: 'E' },
		'no address': { network: { calledAeTitle: 'PACS' } },
		'no object': { objects: [] },
		'two objects': { objects: [{ type: 'Observation' }, { type: 'Condition' }] },
		'no name of our own': { agent: {} },
		'a search, whose query stays here': { interaction: 'fhir-search' },
	})) {
		assert.equal(named({ ...read, ...changes }), undefined, what);
	}
	for (const record of EVENTS.filter(named)) checkBalp(fhir(record));
	// The patient as the subject of what was read, under the pseudonym of the chart, is not a second one.
	const subject = { type: 'Patient', pseudonym: 'cd'.repeat(16), keyId: '01234567' };
	const both = { ...read, objects: [...(read.objects as object[]), subject] };
	assert.equal(named(both), 'PatientRead');
	assert.equal(named({ ...both, patient: undefined }), 'PatientRead');
});

/** What the pages of Read, Create, Update, Delete and their Patient variants fix. */
function checkBalp({ type, subtype, agent, entity, outcome, action, meta }: any): void {
	assert.equal(type.code, 'rest');
	assert.ok(subtype.some((one: any) => one.system === 'http://hl7.org/fhir/restful-interaction'));
	assert.equal(outcome, '0');
	const ofRole = (code: string) => agent.filter((one: any) => one.type.coding[0].code === code);
	const roles = action === 'R' ? ['110152', '110153'] : ['110153', '110152'];
	for (const [side, code] of roles.entries()) {
		const [found, ...more] = ofRole(code);
		assert.equal(more.length, 0);
		assert.ok(found.who.identifier.value && found.network.address);
		assert.equal(found.who.identifier.value === 'n8n.example', side === 0, 'we are the client');
	}
	const ofType = (code: string) => entity.filter((one: any) => one.type.code === code);
	assert.equal(ofType('2').length, 1);
	assert.ok(['3', '4', '20'].includes(ofType('2')[0].role.code) && ofType('2')[0].what);
	assert.equal(ofType('1').length, /\.Patient/.test(meta.profile[0]) ? 1 : 0);
	for (const patient of ofType('1')) {
		assert.equal(patient.role.code, '1');
		assert.equal(patient.what.type, 'Patient');
	}
}

/** Attributes and children that PS3.15 A.5.1 knows, in their order; `!` must be there. */
const CODED = ['csd-code!', 'codeSystemName!', 'displayName', 'originalText!'];
const AUDIT_MESSAGE: Record<string, { attributes: string[]; children: RegExp }> = {
	AuditMessage: {
		attributes: [],
		children:
			/^EventIdentification (ActiveParticipant )+AuditSourceIdentification (ParticipantObjectIdentification )*$/,
	},
	EventIdentification: {
		attributes: ['EventActionCode', 'EventDateTime!', 'EventOutcomeIndicator!'],
		children: /^EventID (EventTypeCode )*(EventOutcomeDescription )?$/,
	},
	EventID: { attributes: CODED, children: /^$/ },
	EventTypeCode: { attributes: CODED, children: /^$/ },
	EventOutcomeDescription: { attributes: [], children: /^$/ },
	ActiveParticipant: {
		attributes: [
			'UserID!', 'AlternativeUserID', 'UserName', 'UserIsRequestor!', 'NetworkAccessPointID',
			'NetworkAccessPointTypeCode',
		],
		children: /^(RoleIDCode )*(MediaIdentifier )?$/,
	}, // prettier-ignore
	RoleIDCode: { attributes: CODED, children: /^$/ },
	AuditSourceIdentification: {
		attributes: ['AuditEnterpriseSiteID', 'AuditSourceID!'],
		children: /^(AuditSourceTypeCode )*$/,
	},
	AuditSourceTypeCode: { attributes: ['csd-code!'], children: /^$/ },
	ParticipantObjectIdentification: {
		attributes: [
			'ParticipantObjectID!', 'ParticipantObjectTypeCode', 'ParticipantObjectTypeCodeRole',
			'ParticipantObjectDataLifeCycle', 'ParticipantObjectSensitivity',
		],
		children:
			/^ParticipantObjectIDTypeCode (ParticipantObjectName |ParticipantObjectQuery )(ParticipantObjectDetail )*(ParticipantObjectDescription )*$/,
	}, // prettier-ignore
	ParticipantObjectIDTypeCode: { attributes: CODED, children: /^$/ },
	ParticipantObjectName: { attributes: [], children: /^$/ },
	ParticipantObjectDetail: { attributes: ['type!', 'value!'], children: /^$/ },
	ParticipantObjectDescription: { attributes: [], children: /^(SOPClass )*$/ },
	SOPClass: { attributes: ['UID', 'NumberOfInstances!'], children: /^(Instance )*$/ },
};

function checkAtna({ name, attributes, children }: ReturnType<typeof parseXml>): void {
	const rule = AUDIT_MESSAGE[name];
	assert.ok(rule, name);
	const known = rule.attributes.map((one) => one.replace('!', ''));
	for (const key of Object.keys(attributes)) assert.ok(known.includes(key), `${name} ${key}`);
	for (const one of rule.attributes.filter((key) => key.endsWith('!'))) {
		assert.ok(attributes[one.slice(0, -1)], `${name} lacks ${one}`);
	}
	assert.match(children.map((child) => `${child.name} `).join(''), rule.children, name);
	for (const child of children) checkAtna(child);
}

test('every audit message keeps to the structure of PS3.15 A.5.1', () => {
	for (const record of EVENTS) {
		const root = parseXml(atnaMessage(entryOf(record)));
		checkAtna(root);
		const requestors = root.children.filter(
			({ attributes }) => attributes.UserIsRequestor === 'true',
		);
		assert.equal(requestors.length, 1);
	}
	const study = parseXml(atnaMessage(entryOf(event('dicom-store-received')))).children.find(
		({ children }) => children[0]?.attributes['csd-code'] === '110180',
	);
	assert.equal(study?.attributes.ParticipantObjectID, 'ab'.repeat(16));
	assert.equal(study?.children.at(-1)?.children[0].attributes.NumberOfInstances, '321');
});

test('the DICOM event fits the interaction', () => {
	const codes = (changes: Record<string, unknown>) => {
		const { id, type } = dicomEvent({ id: 'x', outcome: '0', ...changes } as never);
		return type === undefined ? id.code : `${id.code} ${type.code}`;
	};
	const study = { kind: 'access', objects: [{ type: 'dicom-study' }] };
	const expected: Array<[Record<string, unknown>, string]> = [
		[{ kind: 'access', interaction: 'fhir-read' }, '110110'],
		[{ kind: 'access', interaction: 'fhir-search' }, '110112'],
		[{ kind: 'access', interaction: 'unsealed' }, '110110'],
		[{ ...study, interaction: 'identity-matched' }, '110110'],
		[{ ...study, interaction: 'dicom-store-received' }, '110104'],
		[{ ...study, interaction: 'dicom-store-refused', outcome: '8' }, '110104'],
		[{ ...study, interaction: 'dicom-study-complete' }, '110103'],
		[{ ...study, interaction: 'dicom-volume-built' }, '110103'],
		[{ ...study, interaction: 'dicom-send-begun' }, '110102'],
		[{ ...study, interaction: 'dicom-sent' }, '110104'],
		[{ ...study, interaction: 'dicom-send-failed', outcome: '8' }, '110104'],
		[{ ...study, interaction: 'dicom-study-disposed' }, '110105'],
		[{ ...study, kind: 'inference', interaction: 'model-inference' }, '110103'],
		[{ kind: 'inference', interaction: 'draft-made', patient: { pseudonym: 'x' } }, '110110'],
		[{ kind: 'inference', interaction: 'draft-made' }, '110100'],
		[{ kind: 'access', interaction: 'studies-imported' }, '110107'],
		[{ kind: 'disclosure', interaction: 'report-faxed' }, '110106'],
		[{ kind: 'access', interaction: 'audit-queried' }, '110101'],
		[{ kind: 'access', interaction: 'audit-exported' }, '110101'],
		[{ kind: 'system', interaction: 'audit-batch-delivered' }, '110101'],
		[{ kind: 'system', interaction: 'audit-verified' }, '110101'],
		[{ kind: 'system', interaction: 'audit-verified', outcome: '12' }, '110113 110135'],
		[{ kind: 'system', interaction: 'ledger-chain-broken', outcome: '12' }, '110113 110135'],
		[{ kind: 'system', interaction: 'audit-gap', outcome: '8' }, '110113 110133'],
		[{ kind: 'system', interaction: 'audit-tail-recovered' }, '110100'],
		[{ kind: 'break-glass', interaction: 'anything' }, '110113 110127'],
		[{ kind: 'configuration', interaction: 'workflow-changed' }, '110113 110131'],
		[
			{ kind: 'association', interaction: 'dicom-association-refused', outcome: '8' },
			'110113 110126',
		],
		[{ kind: 'association', interaction: 'dicom-association-ended' }, '110100'],
		[{ kind: 'access', interaction: 'user-login' }, '110114 110122'],
		[{ kind: 'system', interaction: 'dicom-listener-restarted' }, '110100 110120'],
		[{ kind: 'work', interaction: 'work-closed' }, '110100'],
	];
	for (const [changes, code] of expected)
		assert.equal(codes(changes), code, String(changes.interaction));
});

/** Required attributes of OCSF 1.3 classes; of an alternative one must be there. */
const BASE = [
	'activity_id',
	'category_uid',
	'class_uid',
	'metadata',
	'severity_id',
	'time',
	'type_uid',
];
const OCSF: Record<number, { required: string[]; oneOf?: string[]; activities: number[] }> = {
	2004: { required: ['finding_info'], activities: [1, 2, 3, 99] },
	3004: { required: ['entity'], activities: [1, 2, 3, 4, 99] },
	4001: {
		required: [],
		oneOf: ['dst_endpoint', 'src_endpoint'],
		activities: [1, 2, 3, 4, 5, 6, 7, 99],
	},
	6002: { required: ['app'], activities: [1, 2, 3, 4, 5, 6, 7, 8, 99] },
	6003: { required: ['actor', 'api', 'src_endpoint'], activities: [1, 2, 3, 4, 99] },
	6005: {
		required: ['actor', 'src_endpoint'],
		oneOf: ['database', 'databucket', 'table'],
		activities: [1, 2, 3, 4, 5, 6, 7, 99],
	},
};

test('every OCSF event has what its class demands', () => {
	const classes = new Set<number>();
	for (const record of EVENTS) {
		const found = ocsf(record);
		const rule = OCSF[found.class_uid];
		assert.ok(rule, String(found.class_uid));
		classes.add(found.class_uid);
		for (const name of [...BASE, ...rule.required]) assert.ok(found[name] !== undefined, name);
		if (rule.oneOf) assert.ok(rule.oneOf.some((name) => found[name] !== undefined));
		assert.ok(rule.activities.includes(found.activity_id));
		assert.equal(found.type_uid, found.class_uid * 100 + found.activity_id);
		assert.equal(found.category_uid, Math.floor(found.class_uid / 1000));
		assert.equal(found.time, Date.parse(String(record.recorded)));
		assert.ok(found.metadata.product.vendor_name && /^1\.\d+\.\d+$/.test(found.metadata.version));
		assert.ok([1, 2, 3, 4, 5].includes(found.severity_id));
		if (found.actor) assert.ok(found.actor.user?.uid ?? found.actor.app_name);
		if (found.api) assert.ok(found.api.operation);
		if (found.finding_info) assert.ok(found.finding_info.uid && found.finding_info.title);
		if (found.entity) assert.ok(found.entity.name ?? found.entity.uid);
		if (found.database) assert.ok(found.database.type_id !== undefined);
	}
	assert.deepEqual([...classes].sort(), Object.keys(OCSF).map(Number));
	assert.equal(ocsf(event('emergency-access')).class_uid, 2004);
	assert.equal(ocsf(event('ledger-chain-broken')).class_uid, 2004);
	assert.equal(ocsf(event('audit-exported')).class_uid, 6005);
});

test('the caller is the source and the called one the destination', () => {
	const outward = event('fhir-read');
	const inward = event('dicom-store-received');
	assert.equal(ocsf(outward).dst_endpoint.ip, '192.0.2.7');
	assert.equal(ocsf(inward).src_endpoint.ip, '192.0.2.7');
	assert.equal(ecs(outward).destination.ip, '192.0.2.7');
	assert.equal(ecs(inward).source.ip, '192.0.2.7');
	assert.equal(ecs(event('dicom-association-refused')).source.ip, '2001:db8::7');
	const named = { ...outward, network: { address: 'fhir.hospital.example', port: 443 } };
	assert.equal(ecs(named).destination.domain, 'fhir.hospital.example');
	assert.equal(ecs(named).destination.ip, undefined);
});

test('in what we send we are the source and the receiving system is the destination', () => {
	for (const [interaction, kind] of [
		['dicom-send-begun', 'disclosure'],
		['dicom-sent', 'disclosure'],
		['hl7-message-sent', 'access'],
		['report-sent', 'access'],
	]) {
		const record = { ...event('fhir-read'), interaction, kind, action: 'R', actor: undefined };
		const roles = parseXml(atnaMessage(entryOf(record)))
			.children.filter(({ attributes }) => attributes.UserID !== undefined)
			.map(({ attributes, children }) => [
				attributes.UserID === 'n8n.example',
				children[0].attributes['csd-code'],
			]);
		assert.deepEqual(roles.sort(), [
			[false, '110152'],
			[true, '110153'],
		]);
		const sides = (fhir(record).agent as any[]).map(({ who, type }) => [
			who.identifier.value === 'n8n.example',
			type.coding[0].code,
		]);
		assert.deepEqual(sides.sort(), roles);
	}
});

/** Allowed values of ECS 8.11, and which types a category may have. */
const ECS_TYPES: Record<string, string[]> = {
	authentication: ['start', 'end', 'info'],
	configuration: ['access', 'change', 'creation', 'deletion', 'info'],
	database: ['access', 'change', 'info', 'error'],
	network: ['access', 'allowed', 'connection', 'denied', 'end', 'info', 'protocol', 'start'],
	process: ['access', 'change', 'end', 'info', 'start'],
};

test('every ECS document has its base fields, and values that the schema allows', () => {
	for (const record of EVENTS) {
		const document = ecs(record);
		assert.equal(document['@timestamp'], record.recorded);
		assert.match(document.ecs.version, /^8\./);
		const { kind, category, type, outcome, id } = document.event;
		assert.ok(['event', 'alert'].includes(kind));
		assert.ok(['success', 'failure', 'unknown'].includes(outcome));
		assert.equal(id, entryOf(record).id);
		const allowed = category.flatMap((one: string) => ECS_TYPES[one]);
		for (const one of type) {
			assert.ok(allowed.includes(one), `${one} of ${category} in ${String(record.interaction)}`);
		}
	}
	assert.equal(ecs(event('emergency-access')).event.kind, 'alert');
	assert.equal(ecs({ ...event('fhir-read'), outcome: '9' }).event.outcome, 'unknown');
	assert.ok(ecs(event('fhir-read')).related.hash.length >= 2);
});
