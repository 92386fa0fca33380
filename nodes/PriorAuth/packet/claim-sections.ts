import type { PacketSection, PriorAuthRequest } from '../../shared/contracts';
import { codings, element, elements, extensions, text, type Element } from '../rules/element';
import { EXTENSIONS, isNpi, SYSTEMS } from '../rules';
import type { Entry, Packet } from '../rules/packet';
import { shortSystem } from './systems';

const code = (of: Element | undefined): string =>
	codings(of)
		.map(({ system, code: value }) => `${value} (${shortSystem(system)})`)
		.join(', ');

/** Services, amounts, days, place and how the payer sorts them. */
export function asked(packet: Packet, claim: Entry): PacketSection {
	return {
		title: 'What is asked for',
		text: `Kind of claim: ${codings(element(claim.resource, 'type'))[0]?.code ?? 'not given'}.`,
		columns: ['No.', 'Service', 'How much', 'When', 'Place', 'Category and kind', 'Order'],
		rows: elements(claim.resource, 'item').map((item) => {
			const quantity = element(item, 'quantity');
			const period = element(item, 'servicedPeriod');
			const order = element(
				elements(item, 'extension').find(({ value }) => value.url === EXTENSIONS.requestedService),
				'valueReference',
			);
			return [
				String(item.value.sequence ?? ''),
				code(element(item, 'productOrService')),
				`${String(quantity?.value.value ?? '')} ${text(quantity, 'unit') ?? ''}`.trim(),
				text(item, 'servicedDate') ??
					[text(period, 'start'), text(period, 'end')].filter(Boolean).join(' to '),
				codings(element(item, 'locationCodeableConcept'))[0]?.code ?? '',
				kindOf(item),
				named(packet.target(order, claim)),
			];
		}),
	};
}

/** The payer's own sorting of an item: a wrong code here sends the request to the wrong desk. */
function kindOf(item: Element): string {
	const coded = (url: string): string =>
		extensions(item, url)
			.map((each) => code(element(each, 'valueCodeableConcept')))
			.join(', ');
	const all = [
		['category', code(element(item, 'category'))],
		['review', coded(EXTENSIONS.requestType)],
		['certification', coded(EXTENSIONS.certificationType)],
	];
	return all.flatMap(([name, value]) => (value ? [`${name} ${value}`] : [])).join('; ');
}

export function why(claim: Entry): PacketSection {
	return {
		title: 'Diagnoses it rests on',
		columns: ['No.', 'Diagnosis', 'Recorded'],
		rows: elements(claim.resource, 'diagnosis').map((diagnosis) => [
			String(diagnosis.value.sequence ?? ''),
			code(element(diagnosis, 'diagnosisCodeableConcept')),
			text(elements(diagnosis, 'extension')[0], 'valueDate') ?? '',
		]),
	};
}

export function parties(packet: Packet, claim: Entry, request: PriorAuthRequest): PacketSection {
	const of = (name: string): Entry | undefined =>
		packet.target(element(claim.resource, name), claim);
	const coverage = packet.entries.find(({ type }) => type === 'Coverage');
	const patient = of('patient');
	const clinician = packet.entries.find(({ type }) => type === 'Practitioner');
	const rows = [
		['Patient', `${person(patient)}, born ${text(patient?.resource, 'birthDate') ?? 'unknown'}`],
		['Member number', text(elements(coverage?.resource, 'identifier')[0], 'value') ?? ''],
		['Payer', `${text(of('insurer')?.resource, 'name') ?? ''} ${identifier(of('insurer'))}`],
		['Who asks', `${text(of('provider')?.resource, 'name') ?? ''} ${npi(of('provider'))}`],
		['Who ordered', clinician === undefined ? '' : `${person(clinician)} ${npi(clinician)}`],
		['Urgency', urgencyWords(request)],
		['Case number', request.forReview === true ? 'given when it is sent' : request.trace.value],
	];
	return {
		title: 'Who asks whom',
		columns: ['', ''],
		rows: rows.map(([name, value]) => [name ?? '', (value ?? '').trim()]),
	};
}

function urgencyWords({ urgency, attestation }: PriorAuthRequest): string {
	if (urgency === 'standard') return 'standard';
	return attestation === undefined
		? 'expedited: attested to by signing this page'
		: `expedited, attested by ${attestation.by} at ${attestation.at}`;
}

/** Name of a person; '' where there is none. */
export function person(entry: Entry | undefined): string {
	const [name] = elements(entry?.resource, 'name');
	const given = Array.isArray(name?.value.given) ? name.value.given.map(String) : [];
	return text(name, 'text') ?? [...given, text(name, 'family')].filter(Boolean).join(' ');
}

function identifier(entry: Entry | undefined): string {
	const value = text(elements(entry?.resource, 'identifier')[0], 'value');
	return value === undefined ? '' : `(${value})`;
}

function npi(entry: Entry | undefined): string {
	const value = elements(entry?.resource, 'identifier')
		.filter((each) => each.value.system === SYSTEMS.npi)
		.map((each) => each.value.value)
		.find(isNpi);
	return value === undefined ? '' : `(NPI ${value})`;
}

export function goes(packet: Packet, claim: Entry, added: readonly string[]): PacketSection {
	const evidence = elements(claim.resource, 'supportingInfo').flatMap((info) => {
		const target = packet.target(element(info, 'valueReference'), claim);
		return target === undefined ? [] : [[String(info.value.sequence ?? ''), ...described(target)]];
	});
	const message = elements(claim.resource, 'supportingInfo').flatMap((info) => {
		const words = text(info, 'valueString');
		return words === undefined ? [] : [['', 'Message to the reviewer', words]];
	});
	return {
		title: 'What goes to the payer beside the request',
		...(added.length > 0 && { text: `Added after approval: ${added.join(', ')}.` }),
		columns: ['No.', 'Kind', 'What'],
		rows: [...evidence, ...message],
	};
}

const described = (entry: Entry): string[] => [entry.type, named(entry)];

/** What a record is, by its own words and codes. */
export function named(entry: Entry | undefined): string {
	if (entry === undefined) return '';
	const { resource } = entry;
	const concept = ['type', 'code', 'codeCodeableConcept', 'medicationCodeableConcept']
		.map((name) => element(resource, name))
		.find((each) => each !== undefined);
	const [coding] = elements(concept, 'coding');
	const what =
		text(concept, 'text') ??
		text(coding, 'display') ??
		code(concept) ??
		text(resource, 'questionnaire');
	const date = ['date', 'effectiveDateTime', 'authored', 'authoredOn', 'recordedDate', 'issued']
		.map((name) => text(resource, name))
		.find((each) => each !== undefined);
	return [what === '' ? text(resource, 'questionnaire') : what, date?.slice(0, 10)]
		.filter(Boolean)
		.join(', ');
}
