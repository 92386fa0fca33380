import type { AskedInformation } from '../../shared/contracts/prior-auth';
import {
	codings,
	element,
	elements,
	extensions,
	part,
	positive,
	text,
	type Element,
} from '../rules/element';
import { EXTENSIONS, SYSTEMS } from '../rules';
import type { Entry, Packet } from '../rules/packet';
import { dateIn, decisionCodes, isLoinc, wordsIn } from './codes';

const LOINC = 'http://loinc.org';
/** LOINC code by which a payer asks for its questionnaire (additional information page of the guide). */
const QUESTIONNAIRE = '102089-0';

/** What the payer asks for: communication requests of the answer, and tasks beside it. */
export function readAsked(
	packet: Packet,
	response: Entry,
): { asked: AskedInformation[]; lost: number; words: string[] } {
	const references = elements(response.resource, 'communicationRequest');
	const requests = references.map((each) => packet.target(each, response));
	const found = requests.flatMap((each) => (each === undefined ? [] : [each]));
	const tasks = packet.entries.filter(({ type }) => type === 'Task');
	return {
		asked: [
			...found.map(({ resource }) => fromCommunication(resource)),
			...tasks.map(({ resource }) => fromTask(resource)),
		],
		lost: requests.length - found.length,
		words: [
			...found.flatMap(({ resource }) => wordsOfCommunication(resource)),
			...tasks.flatMap(({ resource }) => wordsOfTask(resource)),
		],
	};
}

/** PASCommunicationRequest: category (X12 755), payload with a LOINC code and its modifiers. */
function fromCommunication(request: Element): AskedInformation {
	const payload = elements(request, 'payload');
	const loinc = payload.flatMap((each) => {
		const code = text(each, 'contentString');
		return code !== undefined && isLoinc(code) ? [{ system: LOINC, code }] : [];
	});
	const categories = elements(request, 'category').flatMap(decisionCodes);
	const modifiers = payload.flatMap((each) =>
		extensions(each, EXTENSIONS.contentModifier).flatMap((modifier) =>
			decisionCodes(element(modifier, 'valueCodeableConcept')),
		),
	);
	const codes = [...categories, ...loinc, ...modifiers];
	const controlNumber = text(elements(request, 'identifier')[0], 'value');
	return {
		by: wordsOfCommunication(request).length > 0 ? 'unknown' : way(loinc, codes.length),
		items: lines(request),
		codes,
		...(controlNumber !== undefined && { controlNumber }),
	};
}

/** What a payer asks for in its own words is for a person to read. */
const wordsOfCommunication = (request: Element): string[] => [
	...elements(request, 'category').flatMap(wordsIn),
	...elements(request, 'payload').flatMap((each) => {
		const words = text(each, 'contentString');
		return words === undefined || isLoinc(words) ? [] : [words];
	}),
];

const wordsOfTask = (task: Element): string[] =>
	elements(task, 'input').flatMap((input) =>
		elements(input, 'valueCodeableConcept').flatMap(wordsIn),
	);

/** PASTask: what is needed by code, or the context of a questionnaire. */
function fromTask(task: Element): AskedInformation {
	const inputs = elements(task, 'input');
	const of = (name: string) =>
		inputs.filter((input) =>
			codings(element(input, 'type')).some(
				({ system, code }) => system === SYSTEMS.pas && code === name,
			),
		);
	const needed = of('attachments-needed');
	const contexts = of('questionnaire-context');
	const codes = needed.flatMap((input) => decisionCodes(element(input, 'valueCodeableConcept')));
	const questionnaireContext = text(contexts[0], 'valueString');
	const payerUrl = text(of('payer-url')[0], 'valueUrl');
	const until = dateIn(element(element(task, 'restriction'), 'period'), 'end');
	const controlNumber = text(elements(task, 'identifier')[0], 'value');
	return {
		by: questionnaireContext === undefined ? wayOfTask(task, codes) : 'questionnaire',
		items: [...new Set([...needed, ...contexts].flatMap(lines))],
		codes,
		...(controlNumber !== undefined && { controlNumber }),
		...(questionnaireContext !== undefined && { questionnaireContext }),
		...(payerUrl !== undefined && { payerUrl }),
		...(until !== undefined && { until }),
	};
}

const wayOfTask = (task: Element, codes: AskedInformation['codes']): AskedInformation['by'] =>
	wordsOfTask(task).length > 0 ? 'unknown' : way(codes, codes.length);

function way(
	codes: ReadonlyArray<{ system?: string; code: string }>,
	count: number,
): AskedInformation['by'] {
	if (codes.some(({ code }) => code === QUESTIONNAIRE)) return 'questionnaire';
	return count > 0 ? 'code' : 'unknown';
}

function lines(of: Element): number[] {
	const line = positive(part(of, EXTENSIONS.serviceLineNumber)?.value.valuePositiveInt);
	return line === undefined ? [] : [line];
}
