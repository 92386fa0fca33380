import type { ByHand } from '../../shared/contracts/prior-auth-submission';
import type { PriorAuthRequest } from '../../shared/contracts/prior-auth';
import { codings, element, elements, text, type Element } from '../rules/element';
import { SYSTEMS } from '../rules';
import { openPacket, type Entry, type Packet } from '../rules/packet';

type Section = ByHand['sections'][number];
type Line = Section['lines'][number];

/** Longest value of a line: a name or a note, never a document. */
const MOST = 500;

/**
 * A request in the words of a payer's portal or fax form, for a person who types it in when the
 * electronic way is closed. It says what the packet says, and adds nothing.
 *
 * @param mayHaveArrived true when an electronic packet may be at the payer already
 */
export function byHand(
	{ bundle, trace, urgency }: PriorAuthRequest,
	mayHaveArrived: boolean,
): ByHand {
	const packet = openPacket(bundle);
	const { claim } = packet;
	const sections = claim === undefined ? [] : sectionsOf(packet, claim);
	const head: Section = {
		title: 'Request',
		lines: lines([
			['Our case number', trace.value],
			['Urgency', urgency === 'expedited' ? 'Expedited' : 'Standard'],
		]),
	};
	return {
		warning: mayHaveArrived
			? 'The electronic request may have arrived. Ask the payer whether it has this case before you enter it again.'
			: 'The electronic request did not arrive.',
		sections: [head, ...sections].filter((section) => section.lines.length > 0),
	};
}

function sectionsOf(packet: Packet, claim: Entry): Section[] {
	const of = (name: string) => packet.target(element(claim.resource, name), claim);
	const insurance = elements(claim.resource, 'insurance').find(({ value }) => value.focal === true);
	const coverage = packet.target(element(insurance, 'coverage'), claim);
	const patient = of('patient');
	const provider = of('provider');
	const practitioners = packet.entries.filter(({ type }) => type === 'Practitioner');
	return [
		{
			title: 'Patient',
			lines: lines([
				['Name', nameOf(patient?.resource)],
				['Born', text(patient?.resource, 'birthDate')],
				['Sex', text(patient?.resource, 'gender')],
				['Member number', memberOf(coverage?.resource)],
			]),
		},
		{ title: 'Payer', lines: lines([['Name', text(of('insurer')?.resource, 'name')]]) },
		{
			title: 'Who asks',
			lines: lines([
				['Name', text(provider?.resource, 'name') ?? nameOf(provider?.resource)],
				['NPI', npiOf(provider?.resource)],
				...practitioners.flatMap(
					({ resource }): Array<[string, string | undefined]> => [
						['Clinician', nameOf(resource)],
						['NPI of the clinician', npiOf(resource)],
					],
				),
			]),
		},
		{
			title: 'Diagnoses',
			lines: elements(claim.resource, 'diagnosis').flatMap((diagnosis) =>
				lines([['ICD-10', codeOf(element(diagnosis, 'diagnosisCodeableConcept'))]]),
			),
		},
		...elements(claim.resource, 'item').map(itemSection),
		{
			title: 'Attach',
			lines: elements(claim.resource, 'supportingInfo').flatMap((info) => {
				const piece = packet.target(element(info, 'valueReference'), claim);
				return lines([[piece?.type ?? '', piece && titleOf(piece)]]);
			}),
		},
	];
}

function itemSection(item: Element): Section {
	const period = element(item, 'servicedPeriod');
	const quantity = element(item, 'quantity');
	const amount = quantity?.value.value;
	return {
		title: `Service ${String(item.value.sequence)}`,
		lines: lines([
			['Code', codeOf(element(item, 'productOrService'))],
			['Modifiers', elements(item, 'modifier').map(codeOf).join(', ')],
			['Category', codeOf(element(item, 'category'))],
			[
				'Quantity',
				typeof amount === 'number' ? `${amount} ${text(quantity, 'unit') ?? ''}`.trim() : undefined,
			],
			['Date', text(item, 'servicedDate')],
			['From', text(period, 'start')],
			['To', text(period, 'end')],
			['Place of service', codeOf(element(item, 'locationCodeableConcept'))],
		]),
	};
}

const lines = (given: ReadonlyArray<readonly [string, string | undefined]>): Line[] =>
	given.flatMap(([label, value]) =>
		value === undefined || value.trim() === ''
			? []
			: [{ label, value: value.trim().slice(0, MOST) }],
	);

const codeOf = (concept: Element | undefined): string => codings(concept)[0]?.code ?? '';

function nameOf(person: Element | undefined): string | undefined {
	const name = element(person, 'name');
	const given = name?.value.given;
	const parts = [
		text(name, 'family'),
		...(Array.isArray(given) ? given.filter((each) => typeof each === 'string') : []),
	];
	const whole = parts.filter((each) => each !== undefined).join(', ');
	return whole === '' ? text(name, 'text') : whole;
}

const npiOf = (of: Element | undefined): string | undefined =>
	elements(of, 'identifier')
		.filter(({ value }) => value.system === SYSTEMS.npi)
		.map((each) => text(each, 'value'))
		.find((each) => each !== undefined);

const memberOf = (coverage: Element | undefined): string | undefined =>
	elements(coverage, 'identifier')
		.filter((each) => codings(element(each, 'type')).some(({ code }) => code === 'MB'))
		.map((each) => text(each, 'value'))
		.find((each) => each !== undefined) ?? text(coverage, 'subscriberId');

/** What a document is, in its own words; never what stands in it. */
function titleOf({ resource, type }: Entry): string {
	const attachment = element(elements(resource, 'content')[0], 'attachment');
	const concept = element(resource, 'type') ?? element(resource, 'code');
	const display = elements(concept, 'coding')
		.map((each) => text(each, 'display'))
		.find((each) => each !== undefined);
	const { id } = resource.value;
	const found = text(attachment, 'title') ?? text(concept, 'text') ?? display ?? codeOf(concept);
	return found !== '' ? found : typeof id === 'string' ? id : type;
}
